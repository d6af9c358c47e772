//! `cargo xtask ci`: what has to hold before a change lands.

use std::time::Instant;

use lexopt::{Arg, ValueExt as _};

use crate::Failure;
use outcome::Outcome;
use steps::{STEPS, Step};
use table::Line;

mod deny;
mod dependencies;
mod minimum;
mod outcome;
mod package;
mod semver;
mod steps;
mod table;
mod tool;

/// Runs the steps that are named, or all that can run here, and ends with a table of them.
///
/// What is missing for a step (a program, a toolchain, a network) makes it skipped, with the
/// reason in the table, and is no failure.
pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let named = named(arguments)?;
    let all = named.is_empty();
    let chosen = if all { STEPS.iter().collect() } else { named };
    let mut lines = Vec::new();
    for step in chosen {
        println!("== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = if all && step.only_if_named {
            Outcome::skipped("a report, made only if it is named")
        } else {
            step.carry_out()?
        };
        println!("== {}: {outcome}", step.name);
        lines.push(Line {
            step: step.name,
            outcome,
            seconds: start.elapsed().as_secs_f64(),
        });
    }
    print!("\n{}", table::of(&lines));
    verdict(&lines)
}

fn named(arguments: &mut lexopt::Parser) -> Result<Vec<&'static Step>, Failure> {
    let mut steps = Vec::new();
    while let Some(argument) = arguments.next()? {
        let Arg::Value(name) = argument else {
            return Err(argument.unexpected().into());
        };
        let name = name.string()?;
        let step = STEPS.iter().find(|step| step.name == name);
        steps.push(step.ok_or_else(|| {
            let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            Failure::Usage(format!(
                "there is no step `{name}`; there are {}",
                names.join(", ")
            ))
        })?);
    }
    Ok(steps)
}

fn verdict(lines: &[Line]) -> Result<(), Failure> {
    let failed: Vec<&str> = lines
        .iter()
        .filter(|line| line.outcome == Outcome::Failed)
        .map(|line| line.step)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "failed: {}; repeat with `cargo xtask ci {}`",
        failed.join(", "),
        failed.join(" ")
    )))
}
