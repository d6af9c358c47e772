//! Tables of aligned plain text.

use std::fmt;

/// Rows of texts below a heading. The first column is set left, the others right but
/// for the last, which says what the row amounts to.
#[derive(Debug)]
pub(super) struct Table {
    heading: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(heading: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(ToString::to_string).collect();
        Self {
            heading: heading.into(),
            rows: vec![columns],
        }
    }

    pub(super) fn row<const CELLS: usize>(&mut self, cells: [String; CELLS]) {
        self.rows.push(cells.into());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max()
        };
        (0..columns)
            .map(|column| width(column).unwrap_or_default())
            .collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.heading)?;
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                if column == 0 || column + 1 == widths.len() {
                    line.push_str(&format!("  {cell:width$}"));
                } else {
                    line.push_str(&format!("  {cell:>width$}"));
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new("two things", &["what", "time", "budget"]);
        table.row(["a long one".into(), "1.25 s".into(), "within".into()]);
        table.row(["b".into(), "11.00 s".into(), String::new()]);
        let expected = "two things\n  \
            what           time  budget\n  \
            a long one   1.25 s  within\n  \
            b           11.00 s\n";
        assert_eq!(table.to_string(), expected);
    }
}
