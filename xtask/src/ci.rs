//! `cargo xtask ci`: what has to hold before a change lands.

use std::time::Instant;

use lexopt::{Arg, ValueExt as _};

use crate::Failure;
use outcome::Outcome;
use steps::{STEPS, Step};
use table::Line;

mod compile;
mod coverage;
mod deny;
mod dependencies;
mod minimum;
mod outcome;
mod package;
mod readme;
mod semver;
mod steps;
mod table;
mod tool;

/// Runs the steps that are named, or all that can run here, and ends with a table of them.
///
/// What is missing for a step (a program, a toolchain, a network) makes it skipped, with the
/// reason in the table, and is no failure.
pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    match Asked::read(arguments)? {
        Asked::List => {
            print!("{}", list());
            Ok(())
        }
        Asked::Run(named) => run_steps(named),
    }
}

fn run_steps(named: Vec<&'static Step>) -> Result<(), Failure> {
    let all = named.is_empty();
    let chosen = if all { STEPS.iter().collect() } else { named };
    let mut lines = Vec::new();
    for step in chosen {
        println!("== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = if all && step.only_if_named {
            Outcome::skipped("takes minutes: run only if it is named")
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

/// What the call asks for.
enum Asked {
    /// What the steps are.
    List,
    /// These steps; all if there are none.
    Run(Vec<&'static Step>),
}

impl Asked {
    fn read(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut steps = Vec::new();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Value(name) => steps.push(named(&name.string()?)?),
                Arg::Long("list" | "help") | Arg::Short('h') => return Ok(Self::List),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(Self::Run(steps))
    }
}

fn named(name: &str) -> Result<&'static Step, Failure> {
    STEPS.iter().find(|step| step.name == name).ok_or_else(|| {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        Failure::Usage(format!(
            "there is no step `{name}`; there are {}",
            names.join(", ")
        ))
    })
}

/// The steps by name, with what holds if they pass.
fn list() -> String {
    let width = STEPS.iter().map(|step| step.name.len()).max().unwrap_or(0);
    let line = |step: &Step| {
        let when = if step.only_if_named {
            " (only if named)"
        } else {
            ""
        };
        format!("{:width$}  {}{when}\n", step.name, step.about)
    };
    STEPS.iter().map(line).collect()
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
