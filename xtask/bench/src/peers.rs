//! The official client for JavaScript, in a process of its own, and ours, in turn.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use misskey_api::endpoints::notes;
use misskey_api::{Client, entities, from_json};
use serde::Serialize;

use crate::client::{runtime, server};
use crate::dice::Dice;
use crate::peer::Peer;
use crate::way::Way;
use crate::{Failure, OBJECTS, clock};

/// How often a text is decoded, and how often is called, in a run.
const TEXTS: usize = 50;
const CALLS: usize = 500;
/// How many runs node needs to compile what it does often.
const WARM_UP: usize = 20;

/// What was measured.
#[derive(Serialize)]
struct Report {
    node: String,
    /// The size of the text that was decoded.
    bytes: usize,
    /// Megabytes by second of processor time, by run.
    decode: Pair,
    /// Microseconds of processor time a call, by run.
    call: Pair,
    /// Whether an answer that is no note is refused.
    ours_checks: bool,
    peer_checks: bool,
}

#[derive(Default, Serialize)]
struct Pair {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

/// Measures both, the script being one that does what `Peer` asks for.
pub(crate) fn measure(runs: usize, script: &Path) -> Result<(), Failure> {
    let text = crate::notes::list(OBJECTS, &mut Dice::new());
    let file = script.with_file_name("notes.json");
    fs::write(&file, &text)?;
    let server = server::Server::start()?;
    let mut command = Command::new("node");
    command.arg(script).arg(&server.address).arg(&file);
    let mut peer = Peer::start(&mut command)?;
    let client = Client::builder(&server.address)
        .token("0123456789abcdef")
        .build()?;
    let runtime = runtime()?;
    let (mut decode, mut call) = (Pair::default(), Pair::default());
    let megabytes = (text.len() * TEXTS) as f64 / 1e6;
    let microseconds = 1e6 / CALLS as f64;
    for run in 0..WARM_UP + runs {
        let decoded = (decoding(&text)?, peer.seconds("decode", TEXTS)?);
        let called = (
            runtime.block_on(calling(&client))?,
            peer.seconds("call", CALLS)?,
        );
        if run >= WARM_UP {
            decode.ours.push(megabytes / decoded.0);
            decode.peer.push(megabytes / decoded.1);
            call.ours.push(called.0 * microseconds);
            call.peer.push(called.1 * microseconds);
        }
    }
    let report = Report {
        bytes: text.len(),
        decode,
        call,
        ours_checks: from_json::<entities::Note>(r#"{"id":5}"#).is_err(),
        peer_checks: peer.ask("check")? == "true",
        node: peer.version.clone(),
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

fn decoding(text: &str) -> Result<f64, Failure> {
    let way = Way::ours::<entities::Note>();
    let begun = clock::now()?;
    for _ in 0..TEXTS {
        (way.decode)(text)?;
    }
    Ok(clock::now()?.saturating_sub(begun).as_secs_f64())
}

async fn calling(client: &Client) -> Result<f64, Failure> {
    let begun = clock::now()?;
    for _ in 0..CALLS {
        black_box(client.send(notes::Show::new("9s4g2p7k00")).await?);
    }
    Ok(clock::now()?.saturating_sub(begun).as_secs_f64())
}
