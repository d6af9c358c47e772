//! How long generation takes: this very program, as it was built, run again and again.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::budget::Budget;
use super::samples::Samples;
use crate::proof::{About, Chart, Findings};
use crate::table::Table;
use crate::{Failure, files};

/// Seconds on the clock.
const BUDGET: Budget = Budget::AtMost(1.0);

pub(super) const ABOUT: About = About {
    name: "gen",
    title: "Generating",
    text: "How long it takes to generate the whole API from `spec/`, as the program that \
           `cargo xtask` has built, with files in the system's cache.",
};

pub(super) fn measure(runs: usize) -> Result<Findings, Failure> {
    let program = env::current_exe()?;
    let folder = super::scratch().join("generated");
    let check = || run(&program, ["gen", "--check"].map(OsStr::new));
    let write = || write_anew(&program, &folder);
    // The first runs fill the system's cache of files.
    check()?;
    write()?;
    let (mut checks, mut writes) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        checks.push(check()?);
        writes.push(write()?);
    }
    let heading = format!("gen: seconds on the clock, {runs} runs");
    let columns = ["what", "median", "middle half", "budget", ""];
    let mut table = Table::new(heading, &columns);
    let mut chart = Chart::new("Generating: seconds on the clock, less is better");
    for (what, seconds) in [("gen --check", checks), ("gen --out <new folder>", writes)]
    {
        let samples = Samples::new(seconds);
        add(&mut table, what, &samples);
        chart.ours(what, samples.median());
    }
    Ok(Findings {
        tables: vec![table],
        chart,
    })
}

/// The seconds that it takes to generate into a folder that is not there yet.
pub(super) fn anew() -> Result<f64, Failure> {
    write_anew(&env::current_exe()?, &super::scratch().join("generated"))
}

fn add(table: &mut Table, what: &str, samples: &Samples) {
    let (low, high) = samples.middle_half();
    table.row([
        what.to_owned(),
        format!("{:.2} s", samples.median()),
        format!("{low:.2}-{high:.2}"),
        format!("{BUDGET} s"),
        BUDGET.verdict(samples.median()).to_owned(),
    ]);
}

/// Generates into a folder that is not there yet.
fn write_anew(program: &Path, folder: &Path) -> Result<f64, Failure> {
    files::remove_folder(folder)?;
    let seconds = run(
        program,
        [OsStr::new("gen"), OsStr::new("--out"), folder.as_os_str()],
    )?;
    files::remove_folder(folder)?;
    Ok(seconds)
}

/// The seconds that a run of the program takes.
fn run<const COUNT: usize>(
    program: &Path,
    arguments: [&OsStr; COUNT],
) -> Result<f64, Failure> {
    let start = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()?;
    let seconds = start.elapsed().as_secs_f64();
    if output.status.success() {
        return Ok(seconds);
    }
    Err(Failure::Failed(format!(
        "it fails: {}",
        String::from_utf8_lossy(&output.stderr).trim_end()
    )))
}
