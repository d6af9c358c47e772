//! How fast responses are decoded, beside other ways to decode the same text.

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
    documents: Vec<Document>,
}

/// A text that was decoded.
#[derive(Deserialize)]
struct Document {
    name: String,
    bytes: usize,
    /// The ways in which it was decoded, ours first.
    ways: Vec<Way>,
}

/// A way to decode.
#[derive(Deserialize)]
struct Way {
    name: String,
    /// Megabytes a second, by run.
    speeds: Vec<f64>,
}

impl Way {
    fn median(&self) -> f64 {
        Samples::new(self.speeds.iter().copied()).median()
    }

    /// Our speed as a multiple of this way's.
    fn budget(&self) -> Option<Budget> {
        match self.name.as_str() {
            "serde derive" => Some(Budget::AtLeast(1.0)),
            "serde_json::Value" => Some(Budget::AtLeast(2.0)),
            _ => None,
        }
    }
}

pub(super) const ABOUT: About = About {
    name: "decode",
    title: "Decoding",
    text: "How fast the text of an answer becomes values, as the client does it: what does \
           not fit would be left out and reported. Compared with the same types by serde's \
           derive, with values without types, and with only looking the text over. The \
           texts are made by a program, in the shape of what servers send.",
};

pub(super) fn measure(runs: usize) -> Result<Findings, Failure> {
    let report: Report = program::report("decode", runs)?;
    let mut tables = Vec::new();
    let mut chart =
        Chart::new("Decoding: MB by second of processor time, more is better");
    for document in &report.documents {
        tables.push(table(document, runs)?);
        for way in &document.ways {
            let label = format!("{}: {}", document.name, way.name);
            chart.bar(label, way.median(), way.name == "ours");
        }
    }
    Ok(Findings { tables, chart })
}

fn table(document: &Document, runs: usize) -> Result<Table, Failure> {
    let heading = format!(
        "decode: {}, {} kB, {runs} runs",
        document.name,
        document.bytes / 1000
    );
    let columns = ["way", "MB/s", "ours to it", "middle half", "budget", ""];
    let mut table = Table::new(heading, &columns);
    let Some(ours) = document.ways.first() else {
        return Err(Failure::Failed("`misskey-bench` tells nothing".to_owned()));
    };
    for way in &document.ways {
        table.row(cells(ours, way));
    }
    Ok(table)
}

fn cells(ours: &Way, way: &Way) -> [String; 6] {
    let ratios = Samples::ratios(&ours.speeds, &way.speeds);
    let (low, high) = ratios.middle_half();
    let budget = way.budget();
    [
        way.name.clone(),
        format!("{:.0}", way.median()),
        format!("{:.2}", ratios.median()),
        format!("{low:.2}-{high:.2}"),
        budget.map_or_else(String::new, |budget| budget.to_string()),
        budget.map_or_else(String::new, |budget| {
            budget.verdict(ratios.median()).to_owned()
        }),
    ]
}
