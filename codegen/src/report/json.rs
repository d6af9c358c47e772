//! For programs: a document with a stable shape.

use serde_json::{Value, json};

use super::{Report, Step};

/// The version of the shape. It grows when something is removed or means something else.
const FORMAT: u64 = 1;

/// A report as JSON, with a line break at its end:
///
/// - `format`: 1
/// - `releases`: list of `input`, `name`, `version`, oldest first
/// - `steps`, one fewer: `from`, `to` (indexes of releases), `corrected`, `breaksCallers`,
///   `bump`, `bumpBeforeOne`, `items`, `bindings` (null if they can't be generated)
/// - an item: `kind`, `name`, `happened`, `breaksCallers`, `bump`, `changes`
/// - a change: `at`, `aspect`, `happened`, `before` and `after` in words (absent where
///   there is none), `breaksCallers`, `bump`
/// - `bindings`: `bump`, and `differences`: `item`, `happened`, `before`, `after`
///
/// `happened` is `added`, `changed` or `removed`; a bump is `none`, `patch`, `minor` or
/// `major`; a kind is `endpoint`, `entity`, `channel`, `permission` or `error`.
#[must_use]
pub fn json(report: &Report) -> String {
    let releases = report.releases.iter().map(|release| {
        json!({
            "input": release.input,
            "name": release.server.name,
            "version": release.server.version,
        })
    });
    let steps = report.steps.iter().enumerate();
    let steps = steps.map(|(index, one)| step(index, one));
    let value = json!({
        "format": FORMAT,
        "releases": releases.collect::<Vec<Value>>(),
        "steps": steps.collect::<Vec<Value>>(),
    });
    // `{:#}` of a value can't fail.
    format!("{value:#}\n")
}

fn step(index: usize, step: &Step) -> Value {
    json!({
        "from": index,
        "to": index + 1,
        "corrected": step.corrected,
        "breaksCallers": step.diff.breaks_callers(),
        "bump": step.bump(),
        "bumpBeforeOne": step.bump().before_one(),
        "items": step.diff.items,
        "bindings": step.bindings,
    })
}
