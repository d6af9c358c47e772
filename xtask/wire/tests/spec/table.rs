//! What was counted, by kind of mutation.

use std::collections::BTreeMap;
use std::fmt;

use crate::trial::Outcome;

/// Counts of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub(crate) tried: usize,
    pub(crate) strict: usize,
    pub(crate) recovered: usize,
    pub(crate) refused: usize,
    pub(crate) lost: usize,
}

/// Counts by kind.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<String, Row>);

impl Table {
    /// Counts what came of a trial.
    pub(crate) fn add(&mut self, kind: &str, outcome: &Outcome) {
        let row = self.0.entry(kind.to_owned()).or_default();
        row.tried += 1;
        row.strict += usize::from(outcome.strict);
        row.recovered += usize::from(outcome.recovered);
        row.refused += usize::from(outcome.refused);
        row.lost += usize::from(outcome.lost.is_some());
    }

    /// The counts of all kinds.
    pub(crate) fn sum(&self) -> Row {
        self.0.values().fold(Row::default(), |sum, row| Row {
            tried: sum.tried + row.tried,
            strict: sum.strict + row.strict,
            recovered: sum.recovered + row.recovered,
            refused: sum.refused + row.refused,
            lost: sum.lost + row.lost,
        })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<57} {:>8} {:>10} {:>10} {:>8} {:>22}",
            "kind",
            "tried",
            "strict ok",
            "recovered",
            "refused",
            "lost beyond the place"
        )?;
        let rows = self.0.iter().map(|(kind, row)| (kind.as_str(), *row));
        for (kind, row) in rows.chain([("all", self.sum())]) {
            writeln!(
                f,
                "{kind:<57} {:>8} {:>10} {:>10} {:>8} {:>22}",
                row.tried, row.strict, row.recovered, row.refused, row.lost
            )?;
        }
        Ok(())
    }
}
