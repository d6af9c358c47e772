//! What the page says about recorded traffic.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::Failure;
use crate::proof::{About, Chart, Findings};
use crate::table::Table;

pub(super) const ABOUT: About = About {
    name: "wire",
    title: "Fidelity to recorded traffic",
    text: "Every recorded request and answer, error and event of the streaming API is decoded \
           and encoded again, and compared with what was there: nothing may be lost, and of a \
           request nothing added. The recordings are not in the repository, since they hold \
           what others wrote: [`spec/README.md`](../spec/README.md) says how to put your own \
           into files.",
};

/// What `misskey-wire` reports.
#[derive(Deserialize)]
struct Report {
    exchanges: Part,
    frames: Part,
}

#[derive(Deserialize)]
struct Part {
    checked: usize,
    decoded: usize,
    lossless: usize,
    failed: usize,
    unknown: usize,
    untyped: usize,
    all: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    subject: String,
    outcome: String,
}

impl Part {
    /// How many endpoints, or kinds of frames, went through types.
    fn subjects(&self) -> usize {
        let typed =
            |one: &&One| matches!(one.outcome.as_str(), "lossless" | "lossy" | "failed");
        let subjects = self.all.iter().filter(typed).map(|one| &one.subject);
        subjects.collect::<BTreeSet<_>>().len()
    }

    fn row(&self, name: &str) -> [String; 9] {
        let holds = self.failed == 0 && self.lossless == self.checked;
        let verdict = if holds {
            "nothing lost"
        } else {
            "NOT all kept"
        };
        [
            name.to_owned(),
            self.all.len().to_string(),
            self.untyped.to_string(),
            self.unknown.to_string(),
            self.checked.to_string(),
            self.subjects().to_string(),
            self.failed.to_string(),
            self.lossless.to_string(),
            verdict.to_owned(),
        ]
    }
}

/// What the report tells, about the traffic of whom it was said to be.
pub(super) fn findings(text: &str, about: Option<&str>) -> Result<Findings, Failure> {
    let report: Report = serde_json::from_str(text).map_err(|error| {
        Failure::Failed(format!("the report can't be understood: {error}"))
    })?;
    let heading = format!("Traffic of {}", about.unwrap_or("a server"));
    let columns = [
        "what",
        "recorded",
        "nothing to decode",
        "unknown",
        "checked",
        "kinds",
        "failed",
        "lossless",
        "",
    ];
    let mut table = Table::new(heading, &columns);
    let mut chart = Chart::new("Recorded traffic through the types");
    for (name, part) in [
        ("exchanges", &report.exchanges),
        ("streaming frames", &report.frames),
    ] {
        table.row(part.row(name));
        chart.other(format!("{name}: checked"), part.checked as f64);
        chart.other(format!("{name}: decoded"), part.decoded as f64);
        chart.ours(format!("{name}: lossless"), part.lossless as f64);
    }
    Ok(Findings {
        tables: vec![table],
        chart,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "exchanges": {
            "checked": 3, "decoded": 2, "lossless": 2, "failed": 1, "unknown": 1, "untyped": 0,
            "all": [
                { "subject": "meta", "outcome": "lossless" },
                { "subject": "meta", "outcome": "lossless" },
                { "subject": "stats", "outcome": "failed" },
                { "subject": "tea", "outcome": "unknown" }
            ]
        },
        "frames": {
            "checked": 1, "decoded": 1, "lossless": 1, "failed": 0, "unknown": 0, "untyped": 1,
            "all": [
                { "subject": "main note", "outcome": "lossless" },
                { "subject": "(connection) ping", "outcome": "nothing to put through types" }
            ]
        }
    }"#;

    #[test]
    fn what_failed_is_on_the_page_too() {
        let findings = findings(REPORT, Some("a test server")).unwrap();
        let text = findings.tables[0].markdown();
        for part in [
            "**Traffic of a test server**",
            "| exchanges | 4 | 0 | 1 | 3 | 2 | 1 | 2 | NOT all kept |",
            "| streaming frames | 2 | 1 | 0 | 1 | 1 | 0 | 1 | nothing lost |",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }

    #[test]
    fn a_report_that_is_none_is_an_error() {
        assert!(findings("{}", None).is_err());
    }
}
