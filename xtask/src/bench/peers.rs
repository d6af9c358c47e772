//! The official client for JavaScript on the machine's node, beside ours.
//!
//! It needs npm and its registry: where they are missing, this says so and measures nothing.
//! CI does not run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::program;
use super::samples::Samples;
use crate::Failure;
use crate::proof::{About, Chart, Findings};
use crate::table::Table;

const PACKAGE: &str = "misskey-js";
const VERSION: &str = "2026.5.1";
const SCRIPT: &str = include_str!("peers.mjs");

pub(super) const ABOUT: About = About {
    name: "peers",
    title: "The official client for JavaScript",
    text: "The same texts and the same server, for `misskey-js` on node and for ours. It \
           decodes with `JSON.parse`, since its types are gone when it runs. Processor time is \
           that of the whole process, node's own threads included, after 20 runs that warm up.",
};

/// What `misskey-bench` tells.
#[derive(Deserialize)]
struct Report {
    node: String,
    bytes: usize,
    decode: Pair,
    call: Pair,
    /// Whether an answer that is no note is refused.
    ours_checks: bool,
    peer_checks: bool,
}

/// By run: megabytes by second of processor time, or microseconds of it a call.
#[derive(Deserialize)]
struct Pair {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

/// Nothing, with a notice, where the package can't be had.
pub(super) fn measure(runs: usize) -> Result<Option<Findings>, Failure> {
    let folder = super::scratch().join("peers");
    if let Err(reason) = install(&folder) {
        eprintln!("peers: skipped: {reason}");
        return Ok(None);
    }
    let script = folder.join("peers.mjs");
    fs::write(&script, SCRIPT)?;
    let arguments = ["--script".as_ref(), script.as_os_str()];
    let report: Report = program::report_with("peers", runs, &arguments)?;
    let modules = folder.join("node_modules");
    let sizes = [size(&modules.join(PACKAGE))?, size(&modules)?];
    Ok(Some(findings(&report, runs, sizes)))
}

/// Puts the package into a folder of its own, unless it is there.
fn install(folder: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    fs::create_dir_all(folder).map_err(told)?;
    let manifest = format!(
        "{{ \"private\": true, \"type\": \"module\", \
         \"dependencies\": {{ \"{PACKAGE}\": \"{VERSION}\" }} }}\n"
    );
    fs::write(folder.join("package.json"), manifest).map_err(told)?;
    run(Command::new("node").arg("--version"), folder)?;
    let flags = [
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
    ];
    run(Command::new("npm").arg("install").args(flags), folder)
}

fn run(command: &mut Command, folder: &Path) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{name}` can't be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("`{name}` fails: is its registry reachable?"))
}

/// The bytes of all files below a folder.
fn size(folder: &PathBuf) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            bytes += size(&entry.path())?;
        } else if kind.is_file() {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}

fn findings(report: &Report, runs: usize, sizes: [u64; 2]) -> Findings {
    let mut chart = Chart::new("Calling: µs of processor time a call, less is better");
    let median = |values: &[f64]| Samples::new(values.iter().copied()).median();
    chart.ours("ours", median(&report.call.ours));
    chart.other(PACKAGE, median(&report.call.peer));
    Findings {
        tables: vec![costs(report, runs), facts(report, sizes)],
        chart,
    }
}

fn costs(report: &Report, runs: usize) -> Table {
    let heading = format!(
        "peers: {PACKAGE} {VERSION} on node {}, {runs} runs",
        report.node
    );
    let columns = ["what", "ours", PACKAGE, "ours to it", "middle half"];
    let mut table = Table::new(heading, &columns);
    let decode = format!("MB/s, decoding 100 notes, {} kB", report.bytes / 1000);
    for (what, pair) in [
        (decode.as_str(), &report.decode),
        ("CPU µs a call of notes/show", &report.call),
    ] {
        let ratios = Samples::ratios(&pair.ours, &pair.peer);
        let (low, high) = ratios.middle_half();
        let median = |values: &[f64]| {
            format!("{:.0}", Samples::new(values.iter().copied()).median())
        };
        table.row([
            what.to_owned(),
            median(&pair.ours),
            median(&pair.peer),
            format!("{:.2}", ratios.median()),
            format!("{low:.2}-{high:.2}"),
        ]);
    }
    table
}

fn facts(report: &Report, [package, all]: [u64; 2]) -> Table {
    let heading = format!("peers: what {PACKAGE} is");
    let mut table = Table::new(heading, &["what", "ours", PACKAGE]);
    let checks = |checks| if checks { "refused" } else { "taken as a note" };
    table.row([
        "an answer to notes/show that is no note".to_owned(),
        checks(report.ours_checks).to_owned(),
        checks(report.peer_checks).to_owned(),
    ]);
    let megabytes = |bytes: u64| format!("{:.2} MB", bytes as f64 / 1e6);
    table.row([
        "the installed package".to_owned(),
        String::new(),
        megabytes(package),
    ]);
    table.row([
        "the same with what it depends on".to_owned(),
        String::new(),
        megabytes(all),
    ]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_and_what_is_not_is_said_of_both() {
        let pair = || Pair {
            ours: vec![200.0],
            peer: vec![100.0],
        };
        let report = Report {
            node: "v1".to_owned(),
            bytes: 2000,
            decode: pair(),
            call: pair(),
            ours_checks: true,
            peer_checks: false,
        };
        let findings = findings(&report, 1, [1_500_000, 3_000_000]);
        let text: String = findings.tables.iter().map(Table::to_string).collect();
        for part in ["refused", "taken as a note", "1.50 MB", "2.00", "2 kB"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
