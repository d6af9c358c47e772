//! Measures how fast the bindings decode, beside other ways to decode the same text.
//!
//! `cargo xtask bench decode` runs it and shows what it tells, which is JSON.

#![expect(clippy::print_stdout, reason = "a command-line program")]

mod clock;
mod derived;
mod dice;
mod json;
mod measure;
mod notes;
mod users;
mod verify;
mod way;
mod words;

use std::error::Error;
use std::num::NonZeroUsize;

use lexopt::Arg;
use misskey_api::{Decode, entities};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::dice::Dice;
use crate::measure::Speeds;
use crate::way::Way;

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

fn main() -> Result<(), Box<dyn Error>> {
    let runs = runs()?.get();
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

/// How often each way is measured.
fn runs() -> Result<NonZeroUsize, lexopt::Error> {
    let mut runs = NonZeroUsize::MIN;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("runs") => runs = lexopt::ValueExt::parse(&arguments.value()?)?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(runs)
}

/// Measures all ways to decode a list, after a look that they give the same.
fn measure<Ours, Derived>(
    name: &str,
    text: &str,
    runs: usize,
) -> Result<Document, Box<dyn Error>>
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
