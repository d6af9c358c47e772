//! Tables, as aligned plain text and as Markdown.

use std::fmt;

/// Rows of texts below a heading. The first column is set left, the others right but
/// for the last, which says what the row amounts to.
#[derive(Debug)]
pub(crate) struct Table {
    heading: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heading: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(ToString::to_string).collect();
        Self {
            heading: heading.into(),
            rows: vec![columns],
        }
    }

    pub(crate) fn row<const CELLS: usize>(&mut self, cells: [String; CELLS]) {
        self.rows.push(cells.into());
    }

    /// The table as Markdown, below its heading.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("**{}**\n\n", escaped(&self.heading));
        for (index, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
            if index == 0 {
                text.push_str(&self.alignment());
            }
        }
        text
    }

    /// The line below the columns' names: numbers are set right, as in plain text.
    fn alignment(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let side = |column| match column {
            0 => "---|",
            last if last + 1 == columns => "---|",
            _ => "--:|",
        };
        format!("|{}\n", (0..columns).map(side).collect::<String>())
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

/// A text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if matches!(character, '|' | '<' | '*' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
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

    #[test]
    fn markdown_shows_the_same_cells_and_none_breaks_it() {
        let mut table = Table::new("two <things>", &["what", "time", ""]);
        table.row(["a|b".into(), "1.25 s".into(), "within".into()]);
        let expected = "**two \\<things>**\n\n\
            | what | time |  |\n\
            |---|--:|---|\n\
            | a\\|b | 1.25 s | within |\n";
        assert_eq!(table.markdown(), expected);
    }
}
