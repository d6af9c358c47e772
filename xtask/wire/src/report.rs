//! What came of all exchanges, or of all frames.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::exchange::{Finding, Outcome};

/// Counts, and what went wrong by endpoint or by channel and event.
#[derive(Debug)]
pub(crate) struct Report {
    name: &'static str,
    unknown_name: &'static str,
    decoded: usize,
    lossless: usize,
    failed: usize,
    unknown: usize,
    untyped: usize,
    findings: BTreeMap<String, Vec<(Finding, &'static str)>>,
    all: Vec<Value>,
}

impl Report {
    pub(crate) fn new(name: &'static str, unknown_name: &'static str) -> Self {
        Self {
            name,
            unknown_name,
            decoded: 0,
            lossless: 0,
            failed: 0,
            unknown: 0,
            untyped: 0,
            findings: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    /// Adds what was recorded at a place.
    pub(crate) fn add(
        &mut self,
        subject: &str,
        variant: &str,
        place: &str,
        outcome: Outcome,
    ) {
        let (word, finding) = self.count(outcome);
        let mut entry = json!({ "place": place, "subject": subject, "variant": variant, "outcome": word });
        if let (Some(finding), Some(object)) = (&finding, entry.as_object_mut()) {
            object.insert("part".to_owned(), json!(finding.part));
            object.insert("path".to_owned(), json!(finding.path));
            object.insert("reason".to_owned(), json!(finding.reason));
        }
        self.all.push(entry);
        if let Some(finding) = finding {
            self.findings
                .entry(subject.to_owned())
                .or_default()
                .push((finding, word));
        }
    }

    fn count(&mut self, outcome: Outcome) -> (&'static str, Option<Finding>) {
        match outcome {
            Outcome::UnknownEndpoint => {
                self.unknown += 1;
                ("unknown", None)
            }
            Outcome::NotApi => {
                self.untyped += 1;
                ("nothing to put through types", None)
            }
            Outcome::Lossless => {
                self.decoded += 1;
                self.lossless += 1;
                ("lossless", None)
            }
            Outcome::Lossy(finding) => {
                self.decoded += 1;
                ("lossy", Some(finding))
            }
            Outcome::Failed(finding) => {
                self.failed += 1;
                ("failed", Some(finding))
            }
        }
    }

    /// Whether there was nothing to report on.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether nothing failed and nothing was lost.
    pub(crate) fn is_clean(&self) -> bool {
        self.failed == 0 && self.lossless == self.decoded
    }

    fn to_json(&self) -> Value {
        json!({
            "checked": self.decoded + self.failed,
            "decoded": self.decoded,
            "lossless": self.lossless,
            "failed": self.failed,
            "unknown": self.unknown,
            "untyped": self.untyped,
            "all": self.all,
        })
    }
}

/// Everything, for other programs.
pub(crate) fn to_json(exchanges: &Report, frames: &Report) -> String {
    format!(
        "{:#}\n",
        json!({ "exchanges": exchanges.to_json(), "frames": frames.to_json() })
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (subject, findings) in &self.findings {
            let Some((first, word)) = findings.first() else {
                continue;
            };
            let (part, path, reason) = (first.part, &first.path, &first.reason);
            writeln!(
                f,
                "{subject}: {} {word}, {part} at {path}: {reason}",
                findings.len()
            )?;
        }
        if self.untyped > 0 {
            writeln!(f, "{} have nothing to put through types", self.untyped)?;
        }
        writeln!(
            f,
            "{}: {} checked, {} decoded, {} lossless, {} failed, {} {}",
            self.name,
            self.decoded + self.failed,
            self.decoded,
            self.lossless,
            self.failed,
            self.unknown,
            self.unknown_name,
        )
    }
}
