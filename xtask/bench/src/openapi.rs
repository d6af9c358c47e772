//! The types that openapi-generator makes, in a process of their own, and ours, in turn.

use std::fs;
use std::path::Path;
use std::process::Command;

use misskey_api::entities;
use serde::Serialize;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::kept::Kept;
use crate::peer::Peer;
use crate::way::Way;
use crate::{Failure, OBJECTS, clock};

/// How often a text is decoded in a run.
const TEXTS: usize = 50;
const WARM_UP: usize = 3;

/// What was found.
#[derive(Serialize)]
struct Report {
    /// The size of the text that was decoded.
    bytes: usize,
    /// Megabytes by second of processor time, by run; nothing if the other types refuse it.
    ours: Vec<f64>,
    peer: Vec<f64>,
    sets: Vec<Set>,
}

/// Notes of one kind, and how they came through.
#[derive(Serialize)]
struct Set {
    name: String,
    ours: Kept,
    peer: Kept,
}

/// Measures both. The program does what `Peer` asks for; `recorded` holds further notes, one
/// a line.
pub(crate) fn measure(
    runs: usize,
    program: &Path,
    recorded: &Path,
) -> Result<(), Failure> {
    let text = crate::notes::list(OBJECTS, &mut Dice::new());
    let file = program.with_file_name("notes.json");
    fs::write(&file, &text)?;
    let mut peer = Peer::start(Command::new(program).arg(&file))?;
    let mut sets = Vec::new();
    for (name, lines) in variants(&text, &fs::read_to_string(recorded)?)? {
        let file = program.with_file_name("notes.jsonl");
        fs::write(&file, &lines)?;
        let answer = peer.ask(&format!("keep {}", file.display()))?;
        sets.push(Set {
            name,
            ours: Kept::of_lines(&lines, rewritten),
            peer: serde_json::from_str(&answer)?,
        });
    }
    let (ours, peer) = speeds(&text, &mut peer, runs)?;
    let report = Report {
        bytes: text.len(),
        ours,
        peer,
        sets,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// As the client reads, and as it writes.
fn rewritten(line: &str) -> Option<Value> {
    let (note, _) = misskey_api::from_json_with_drift::<entities::Note>(line).ok()?;
    serde_json::to_value(note).ok()
}

fn speeds(
    text: &str,
    peer: &mut Peer,
    runs: usize,
) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    if peer.ask("decode 1")? == "refused" {
        return Ok((ours, others));
    }
    let way = Way::ours::<entities::Note>();
    let megabytes = (text.len() * TEXTS) as f64 / 1e6;
    for run in 0..WARM_UP + runs {
        let begun = clock::now()?;
        for _ in 0..TEXTS {
            (way.decode)(text)?;
        }
        let seconds = clock::now()?.saturating_sub(begun).as_secs_f64();
        let other = peer.seconds("decode", TEXTS)?;
        if run >= WARM_UP {
            ours.push(megabytes / seconds);
            others.push(megabytes / other);
        }
    }
    Ok((ours, others))
}

/// Notes as servers send them, and with what a server of another release could send.
fn variants(list: &str, recorded: &str) -> Result<Vec<(String, String)>, Failure> {
    let notes: Vec<Value> = serde_json::from_str(list)?;
    let lines = |change: fn(&mut Value)| -> String {
        let changed = notes.iter().cloned().map(|mut note| {
            change(&mut note);
            format!("{note}\n")
        });
        changed.collect()
    };
    let named = |name: &str, lines| (name.to_owned(), lines);
    Ok(vec![
        named("notes made by a program", lines(|_| ())),
        named("recorded notes", recorded.to_owned()),
        named(
            "an unknown `visibility`",
            lines(|note| note["visibility"] = json!("garden")),
        ),
        named(
            "`reactionCount` null",
            lines(|note| note["reactionCount"] = Value::Null),
        ),
        named(
            "`renoteCount` gone",
            lines(|note| {
                note.as_object_mut()
                    .and_then(|note| note.remove("renoteCount"));
            }),
        ),
        named(
            "an unknown field",
            lines(|note| note["mood"] = json!("calm")),
        ),
    ])
}
