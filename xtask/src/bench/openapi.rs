//! The Rust client that openapi-generator makes of a server's document, beside ours.
//!
//! It needs java, pip with its registry, and a document, which is none of this repository's:
//! where one is missing, this says so and measures nothing. What is made stays below `target`.
//! Each figure stands alone: what can't be had is told in its place.

mod decoding;
mod generator;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::compiler::{self, Cost};
use super::generation;
use super::samples::Samples;
use super::subject::{Build, Subject};
use crate::proof::{About, Chart, Findings};
use crate::table::Table;
use crate::{Failure, files};
use decoding::Report;
use generator::Generator;

/// What the generated crate is called.
const PACKAGE: &str = "openapi";
/// How many seconds the compiler may take for it.
const LIMIT: u64 = 900;
const THEIRS: &str = "openapi-generator";

pub(super) const ABOUT: About = About {
    name: "openapi",
    title: "The Rust client of openapi-generator",
    text: "openapi-generator 7.26.0 makes a Rust client of the document of a server; ours is \
           generated from `spec/`, which holds several releases. Both as they come; theirs with \
           rustls in place of the system's TLS. A note is kept in part if it is read, and what is \
           written of it is not all that it held.",
};

/// Where the document is, and recorded traffic; a part of it is in the repository.
#[derive(Default)]
pub(super) struct Input {
    pub(super) document: Option<PathBuf>,
    pub(super) traffic: Option<PathBuf>,
}

/// Nothing, with a notice, where something is missing.
pub(super) fn measure(runs: usize, input: &Input) -> Result<Option<Findings>, Failure> {
    let folder = super::scratch().join("openapi-generator");
    let skipped = |reason: &str| eprintln!("openapi: skipped: {reason}");
    let Some(document) = &input.document else {
        skipped("`--document FILE` names no server's api.json");
        return Ok(None);
    };
    let generator = match Generator::install(&folder, document) {
        Ok(generator) => generator,
        Err(reason) => {
            skipped(&reason);
            return Ok(None);
        }
    };
    let client = folder.join("client");
    let mut chart = Chart::new("openapi-generator: seconds, less is better");
    let mut tables = vec![
        generating(&generator, &client, runs, &mut chart)?,
        sources(&client)?,
    ];
    let dependency = dependency(&client);
    let (table, compiles) = compiling(&dependency, runs, &mut chart)?;
    tables.push(table);
    if compiles {
        let usual = files::repository().join("xtask/wire/corpus/exchanges.jsonl");
        let traffic = input.traffic.as_deref().unwrap_or(&usual);
        match decoding::measure(&folder, &dependency, traffic, 3 * runs) {
            Ok(report) => tables.extend([speeds(&report), kept(&report)]),
            Err(Failure::Failed(reason) | Failure::Usage(reason)) => {
                eprintln!("openapi: no notes were decoded: {reason}");
            }
        }
    }
    Ok(Some(Findings { tables, chart }))
}

fn dependency(client: &Path) -> String {
    let path = Value::from(client.display().to_string());
    format!(
        "{PACKAGE} = {{ path = {path}, default-features = false, features = [\"rustls\"] }}"
    )
}

fn generating(
    generator: &Generator,
    client: &Path,
    runs: usize,
    chart: &mut Chart,
) -> Result<Table, Failure> {
    // The first runs fill the system's cache of files.
    generator.generate(client)?;
    generation::anew()?;
    let mut turns = Turns::default();
    for _ in 0..runs {
        turns.ours.push(generation::anew()?);
        turns.theirs.push(generator.generate(client)?);
    }
    let heading = format!(
        "openapi: generating with {THEIRS} {}, {runs} runs",
        generator::VERSION
    );
    let mut table = Table::new(heading, &COMPARED);
    turns.draw(chart, "generating, on the clock");
    table.row(turns.cells("seconds on the clock"));
    Ok(table)
}

/// The columns of what was measured in turn.
const COMPARED: [&str; 5] = ["what", "ours", THEIRS, "ours to it", "middle half"];

/// What was measured in turn, by run.
#[derive(Default)]
struct Turns {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Turns {
    fn cells(&self, what: &str) -> [String; 5] {
        let ratios = Samples::ratios(&self.ours, &self.theirs);
        let (low, high) = ratios.middle_half();
        let [ours, theirs] = self.medians();
        [
            what.to_owned(),
            format!("{ours:.2}"),
            format!("{theirs:.2}"),
            format!("{:.2}", ratios.median()),
            format!("{low:.2}-{high:.2}"),
        ]
    }

    fn draw(&self, chart: &mut Chart, what: &str) {
        let [ours, theirs] = self.medians();
        chart.ours(format!("{what}: ours"), ours);
        chart.other(format!("{what}: theirs"), theirs);
    }

    fn medians(&self) -> [f64; 2] {
        [&self.ours, &self.theirs]
            .map(|values| Samples::new(values.iter().copied()).median())
    }
}

/// How much there is to read of each.
fn sources(client: &Path) -> Result<Table, Failure> {
    let ours = files::repository().join("misskey-api").join("src");
    let ours = files::read_tree(&ours, &["rs"])?;
    let theirs = files::read_tree(&client.join("src"), &["rs"])?;
    let mut table = Table::new(
        "openapi: the source, documentation included; ours with the client and streaming",
        &["what", "ours", THEIRS],
    );
    let mut row = |what: &str, of: fn(&String) -> usize| {
        let (ours, theirs) = (ours.values().map(of), theirs.values().map(of));
        let sums = [ours.sum::<usize>(), theirs.sum::<usize>()];
        let [ours, theirs] = sums.map(|sum| sum.to_string());
        table.row([what.to_owned(), ours, theirs]);
    };
    row("files", |_| 1);
    row("lines", |text| text.lines().count());
    row("bytes", String::len);
    Ok(table)
}

/// Costs of both crates; and whether theirs compiles.
fn compiling(
    dependency: &str,
    runs: usize,
    chart: &mut Chart,
) -> Result<(Table, bool), Failure> {
    let ours = Subject::ours()?;
    let theirs = Subject::foreign(PACKAGE, dependency, LIMIT)?;
    let heading = format!(
        "openapi: compiling the crate alone, seconds of processor time, {runs} runs"
    );
    let mut table = Table::new(heading, &COMPARED);
    let mut compiles = true;
    for build in [Build::Check, Build::Release] {
        let what = format!("cargo {}", build.command());
        eprintln!("openapi: {what}");
        match costs(&ours, &theirs, build, runs)? {
            Ok(turns) => {
                turns.draw(chart, &what);
                table.row(turns.cells(&what));
            }
            Err(reason) => {
                compiles = false;
                table.row([what, String::new(), reason, String::new(), String::new()]);
            }
        }
    }
    Ok((table, compiles))
}

/// By run; or why theirs does not compile.
fn costs(
    ours: &Subject,
    theirs: &Subject,
    build: Build,
    runs: usize,
) -> Result<Result<Turns, String>, Failure> {
    ours.prepare(build)?;
    if let Err(Failure::Failed(said)) = theirs.prepare(build) {
        return Ok(Err(in_short(&said)));
    }
    let seconds = |cost: Cost| cost.seconds;
    let mut turns = Turns::default();
    for _ in 0..runs {
        turns.ours.push(ours.measure(build).map(seconds)?);
        match theirs.measure(build).map(seconds) {
            Ok(seconds) => turns.theirs.push(seconds),
            Err(Failure::Failed(said) | Failure::Usage(said)) => {
                return Ok(Err(in_short(&said)));
            }
        }
    }
    Ok(Ok(turns))
}

/// What cargo said when it failed.
fn in_short(said: &str) -> String {
    if said.contains(compiler::STOPPED) {
        return format!("not finished within {LIMIT} s");
    }
    let errors = said.lines().filter(|line| line.starts_with("error[E"));
    match errors.count() {
        0 => "does not compile".to_owned(),
        count => format!("does not compile: {count} errors"),
    }
}

fn speeds(report: &Report) -> Table {
    let heading = format!(
        "openapi: decoding 100 notes, {} kB, {} runs",
        report.bytes / 1000,
        report.ours.len()
    );
    let mut table = Table::new(heading, &COMPARED);
    let what = "MB by second of processor time";
    if report.peer.is_empty() {
        let none = String::new;
        let refused = "refused".to_owned();
        table.row([what.to_owned(), none(), refused, none(), none()]);
    } else {
        let (ours, theirs) = (report.ours.clone(), report.peer.clone());
        table.row(Turns { ours, theirs }.cells(what));
    }
    table
}

fn kept(report: &Report) -> Table {
    let heading = "openapi: what becomes of notes that are read and written again";
    let mut table = Table::new(heading, &["notes", "ours", THEIRS]);
    for set in &report.sets {
        let (ours, theirs) = (set.ours.in_words(), set.peer.in_words());
        table.row([set.name.clone(), ours, theirs]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_compile_says_how() {
        let stopped = format!("`cargo check` fails: error: {}", compiler::STOPPED);
        assert_eq!(in_short(&stopped), "not finished within 900 s");
        let said =
            "fails:\nerror[E0412]: one\nerror[E0425]: two\nerror: could not compile";
        assert_eq!(in_short(said), "does not compile: 2 errors");
        assert_eq!(in_short("fails: no network"), "does not compile");
    }

    #[test]
    fn without_a_document_nothing_is_measured() {
        assert!(measure(1, &Input::default()).unwrap().is_none());
    }
}
