//! Measures what the bindings do at run time, beside other ways to do the same.
//!
//! `cargo xtask bench decode`, `call`, `upload`, `stream`, `peers` and
//! `openapi` run it and show what it tells, which is JSON.

#![expect(clippy::print_stdout, reason = "a command-line program")]

mod client;
mod clock;
mod derived;
mod dice;
mod json;
mod kept;
mod measure;
mod notes;
mod openapi;
mod peer;
mod peers;
mod stream;
mod users;
mod verify;
mod way;
mod words;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use lexopt::{Arg, ValueExt as _};
use misskey_api::{Decode, entities};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::dice::Dice;
use crate::measure::Speeds;
use crate::way::Way;

/// Anything that goes wrong.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many objects a document holds.
const OBJECTS: usize = 100;

/// What was measured.
#[derive(Serialize)]
struct Report {
    documents: Vec<Document>,
}

/// A text that was decoded in several ways.
#[derive(Serialize)]
struct Document {
    name: String,
    bytes: usize,
    ways: Vec<Speeds>,
}

fn main() -> Result<(), Failure> {
    let options = Options::parse()?;
    let runs = options.runs.get();
    match options.measurement.as_str() {
        "decode" => decode(runs),
        "call" => client::call::measure(runs),
        "upload" => client::upload::measure(),
        "serve" => client::server::serve(),
        "peers" => {
            let script = options.script.ok_or("`--script` names none")?;
            peers::measure(runs, &script)
        }
        "openapi" => {
            let program = options.program.ok_or("`--program` names none")?;
            let notes = options.notes.ok_or("`--notes` names none")?;
            openapi::measure(runs, &program, &notes)
        }
        "stream" => stream::measure(runs),
        "serve-stream" => stream::server::serve(),
        other => Err(format!("there is no measurement {other:?}").into()),
    }
}

fn decode(runs: usize) -> Result<(), Failure> {
    let notes = notes::list(OBJECTS, &mut Dice::new());
    let users = users::list(OBJECTS, &mut Dice::new());
    let report = Report {
        documents: vec![
            measure::<entities::Note, derived::Note>("notes", &notes, runs)?,
            measure::<entities::UserDetailedNotMe, derived::User>(
                "detailed users",
                &users,
                runs,
            )?,
        ],
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// What to measure, and how often.
struct Options {
    measurement: String,
    runs: NonZeroUsize,
    /// What runs the other client, of `peers`.
    script: Option<PathBuf>,
    /// What reads with the other types, of `openapi`, and further notes for it.
    program: Option<PathBuf>,
    notes: Option<PathBuf>,
}

impl Options {
    fn parse() -> Result<Self, lexopt::Error> {
        let mut options = Self {
            measurement: "decode".to_owned(),
            runs: NonZeroUsize::MIN,
            script: None,
            program: None,
            notes: None,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("runs") => {
                    options.runs = arguments.value()?.parse()?;
                }
                Arg::Long("script") => options.script = Some(arguments.value()?.into()),
                Arg::Long("program") => {
                    options.program = Some(arguments.value()?.into());
                }
                Arg::Long("notes") => options.notes = Some(arguments.value()?.into()),
                Arg::Value(name) => options.measurement = name.parse()?,
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }
}

/// Measures all ways to decode a list, after a look that they give the same.
fn measure<Ours, Derived>(
    name: &str,
    text: &str,
    runs: usize,
) -> Result<Document, Failure>
where
    Ours: Decode + Serialize,
    Derived: DeserializeOwned + Serialize,
{
    verify::agree::<Ours, Derived>(text)?;
    let ways = [
        Way::ours::<Ours>(),
        Way::derived::<Derived>(),
        Way::value(),
        Way::ignored(),
    ];
    Ok(Document {
        name: format!("{OBJECTS} {name}"),
        bytes: text.len(),
        ways: measure::speeds(&ways, text, runs)?,
    })
}
