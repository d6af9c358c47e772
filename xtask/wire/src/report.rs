//! What came of all exchanges.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::exchange::{Exchange, Finding, Outcome};

/// Counts, and what went wrong by endpoint.
#[derive(Debug, Default)]
pub(crate) struct Report {
    checked: usize,
    decoded: usize,
    lossless: usize,
    failed: usize,
    unknown: usize,
    not_api: usize,
    by_endpoint: BTreeMap<String, Vec<(Finding, String)>>,
    all: Vec<Value>,
}

impl Report {
    /// Adds an exchange that was recorded at a place.
    pub(crate) fn add(&mut self, exchange: &Exchange, place: &str) {
        let (word, finding) = match exchange.check() {
            Outcome::UnknownEndpoint => {
                self.unknown += 1;
                ("unknown endpoint", None)
            }
            Outcome::NotApi => {
                self.not_api += 1;
                ("not an answer of the API", None)
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
        };
        self.all
            .push(entry(exchange, place, word, finding.as_ref()));
        if let Some(finding) = finding {
            self.by_endpoint
                .entry(exchange.endpoint.clone())
                .or_default()
                .push((finding, word.to_owned()));
        }
        self.checked = self.decoded + self.failed;
    }

    /// Whether nothing failed and nothing was lost.
    pub(crate) fn is_clean(&self) -> bool {
        self.failed == 0 && self.lossless == self.decoded
    }

    /// Everything, for other programs.
    pub(crate) fn to_json(&self) -> String {
        let report = json!({
            "checked": self.checked,
            "decoded": self.decoded,
            "lossless": self.lossless,
            "failed": self.failed,
            "unknownEndpoints": self.unknown,
            "notApi": self.not_api,
            "exchanges": self.all,
        });
        format!("{report:#}\n")
    }
}

fn entry(
    exchange: &Exchange,
    place: &str,
    outcome: &str,
    finding: Option<&Finding>,
) -> Value {
    let mut entry = json!({
        "place": place,
        "endpoint": exchange.endpoint,
        "variant": exchange.variant,
        "outcome": outcome,
    });
    if let (Some(finding), Some(object)) = (finding, entry.as_object_mut()) {
        object.insert("part".to_owned(), json!(finding.part));
        object.insert("path".to_owned(), json!(finding.path));
        object.insert("reason".to_owned(), json!(finding.reason));
    }
    entry
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (endpoint, findings) in &self.by_endpoint {
            let Some((first, word)) = findings.first() else {
                continue;
            };
            writeln!(
                f,
                "{endpoint}: {} {word}, {} at {}: {}",
                findings.len(),
                first.part,
                first.path,
                first.reason
            )?;
        }
        if self.not_api > 0 {
            writeln!(
                f,
                "{} answers are not of the API's shape, or none at all",
                self.not_api
            )?;
        }
        writeln!(
            f,
            "wire: {} checked, {} decoded, {} lossless, {} failed, {} unknown endpoints",
            self.checked, self.decoded, self.lossless, self.failed, self.unknown,
        )
    }
}
