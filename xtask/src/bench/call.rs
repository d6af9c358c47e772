//! What a call costs, beside the same call written by hand on reqwest, and whether many calls
//! leave memory behind.

use serde::Deserialize;

use super::budget::Budget;
use super::program;
use super::samples::Samples;
use crate::Failure;
use crate::proof::{About, Chart, Findings};
use crate::table::Table;

/// What `misskey-bench` tells.
#[derive(Deserialize)]
struct Report {
    /// Microseconds of processor time a call, by run.
    ours: Vec<f64>,
    by_hand: Vec<f64>,
    many: Many,
}

/// Memory in bytes.
#[derive(Deserialize)]
struct Many {
    tasks: usize,
    calls: usize,
    before: u64,
    after: Vec<u64>,
}

/// What the processor time of ours may be, as a multiple of that of the call by hand.
const BUDGET: Budget = Budget::AtMost(1.1);
const BY_HAND: &str = "reqwest and serde by hand";

pub(super) const ABOUT: About = About {
    name: "call",
    title: "Calling",
    text: "What a call to a server on loopback costs the caller, and whether many calls leave \
           memory behind. Compared with reqwest and types by serde's derive, as an application \
           without the bindings would do it: with a limit on time, and the status looked at.",
};

pub(super) fn measure(runs: usize) -> Result<Findings, Failure> {
    let report: Report = program::report("call", runs)?;
    let mut chart = Chart::new("Calling: µs of processor time a call, less is better");
    let median = |values: &[f64]| Samples::new(values.iter().copied()).median();
    chart.ours("ours", median(&report.ours));
    chart.other(BY_HAND, median(&report.by_hand));
    Ok(Findings {
        tables: vec![costs(&report, runs), memory(&report.many)],
        chart,
    })
}

fn costs(report: &Report, runs: usize) -> Table {
    let heading =
        format!("call: notes/show on loopback, one after the other, {runs} runs");
    let columns = [
        "way",
        "CPU µs a call",
        "ours to it",
        "middle half",
        "budget",
        "",
    ];
    let mut table = Table::new(heading, &columns);
    let ratios = Samples::ratios(&report.ours, &report.by_hand);
    let (low, high) = ratios.middle_half();
    let median =
        |values: &[f64]| format!("{:.1}", Samples::new(values.iter().copied()).median());
    let none = String::new;
    table.row([
        "ours".to_owned(),
        median(&report.ours),
        none(),
        none(),
        none(),
        none(),
    ]);
    table.row([
        BY_HAND.to_owned(),
        median(&report.by_hand),
        format!("{:.2}", ratios.median()),
        format!("{low:.2}-{high:.2}"),
        BUDGET.to_string(),
        BUDGET.verdict(ratios.median()).to_owned(),
    ]);
    table
}

fn memory(many: &Many) -> Table {
    let heading = format!(
        "call: memory, {} calls from {} tasks a round",
        many.calls, many.tasks
    );
    let mut table = Table::new(heading, &["after", "MiB", "growth in KiB"]);
    let mut row = |name: String, bytes: u64| {
        let growth = (bytes as f64 - many.before as f64) / 1024.0;
        let mebibytes = bytes as f64 / 1_048_576.0;
        table.row([name, format!("{mebibytes:.1}"), format!("{growth:.0}")]);
    };
    row("the first round".to_owned(), many.before);
    for (round, &bytes) in many.after.iter().enumerate() {
        row(format!("round {}", round + 2), bytes);
    }
    table
}
