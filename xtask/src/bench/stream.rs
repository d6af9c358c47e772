//! How fast events are streamed, beside a WebSocket and serde by hand, and what connections
//! and subscriptions cost that wait.

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
    /// The size of all frames, and how many there are.
    bytes: usize,
    frames: usize,
    /// The ways in which they were read, ours first.
    ways: Vec<Way>,
    costs: Costs,
}

/// A way to read frames.
#[derive(Deserialize)]
struct Way {
    name: String,
    /// Frames by second of processor time, by run.
    speeds: Vec<f64>,
}

impl Way {
    fn median(&self) -> f64 {
        Samples::new(self.speeds.iter().copied()).median()
    }
}

#[derive(Deserialize)]
struct Costs {
    connections: usize,
    connection_bytes: u64,
    small_connection_bytes: u64,
    small_buffer: usize,
    connect_cpu_ms: f64,
    connect_seconds: f64,
    idle_cpu_ms: f64,
    subscriptions: usize,
    subscription_bytes: u64,
}

/// What our speed may be as a multiple of that by hand with the same types.
const BUDGET: Budget = Budget::AtLeast(0.8);
const BY_HAND: &str = "by hand, the same types";

pub(super) const ABOUT: About = About {
    name: "stream",
    title: "Streaming",
    text: "How fast the notes of a timeline are read from a server on loopback, and what \
           connections and subscriptions cost that wait. Compared with tokio-tungstenite and \
           serde by hand, which does not answer pings, connect again, or tell what was missed.",
};

pub(super) fn measure(runs: usize) -> Result<Findings, Failure> {
    let report: Report = program::report("stream", runs)?;
    let mut chart =
        Chart::new("Streaming: frames by second of processor time, more is better");
    for (index, way) in report.ways.iter().enumerate() {
        chart.bar(&way.name, way.median(), index == 0);
    }
    Ok(Findings {
        tables: vec![speeds(&report, runs)?, costs(&report.costs)],
        chart,
    })
}

fn speeds(report: &Report, runs: usize) -> Result<Table, Failure> {
    let heading = format!(
        "stream: notes of a timeline on loopback, {} bytes a frame, {runs} runs",
        report.bytes / report.frames.max(1)
    );
    let columns = [
        "way",
        "frames by CPU s",
        "ours to it",
        "middle half",
        "budget",
        "",
    ];
    let mut table = Table::new(heading, &columns);
    let Some(ours) = report.ways.first() else {
        return Err(Failure::Failed("`misskey-bench` tells nothing".to_owned()));
    };
    for way in &report.ways {
        let ratios = Samples::ratios(&ours.speeds, &way.speeds);
        let (low, high) = ratios.middle_half();
        let budget = (way.name == BY_HAND).then_some(BUDGET);
        table.row([
            way.name.clone(),
            format!("{:.0}", way.median()),
            format!("{:.2}", ratios.median()),
            format!("{low:.2}-{high:.2}"),
            budget.map_or_else(String::new, |budget| budget.to_string()),
            budget.map_or_else(String::new, |budget| {
                budget.verdict(ratios.median()).to_owned()
            }),
        ]);
    }
    Ok(table)
}

fn costs(costs: &Costs) -> Table {
    let kilobytes = |bytes: u64| format!("{:.1} kB", bytes as f64 / 1000.0);
    let heading = format!(
        "stream: {} connections of one process with a subscription each, and {} subscriptions on one",
        costs.connections, costs.subscriptions
    );
    let mut table = Table::new(heading, &["what", "cost", ""]);
    let none = String::new;
    table.row([
        "memory of an idle connection".to_owned(),
        kilobytes(costs.connection_bytes),
        none(),
    ]);
    table.row([
        format!("the same with `read_buffer({})`", costs.small_buffer),
        kilobytes(costs.small_connection_bytes),
        none(),
    ]);
    table.row([
        "memory of a subscription".to_owned(),
        kilobytes(costs.subscription_bytes),
        none(),
    ]);
    table.row([
        "CPU to make a connection".to_owned(),
        format!("{:.2} ms", costs.connect_cpu_ms),
        none(),
    ]);
    table.row([
        "time to make all, one after the other".to_owned(),
        format!("{:.1} s", costs.connect_seconds),
        none(),
    ]);
    table.row([
        "CPU by second of all, while nothing happens".to_owned(),
        format!("{:.1} ms", costs.idle_cpu_ms),
        none(),
    ]);
    table
}
