//! The page that shows what was measured, with when, where and how.
//!
//! Each measurement has a section of its own between two markers: one that is taken again
//! replaces its section and leaves the others as they are.

mod chart;
mod circumstances;
mod page;

use std::fs;
use std::io;
use std::path::Path;

use crate::table::Table;
use crate::{Failure, files};

pub(crate) use chart::Chart;
pub(crate) use circumstances::Circumstances;

/// What a section says about a measurement.
#[derive(Clone, Copy)]
pub(crate) struct About {
    /// What the section and its plot are called by.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What was measured, and what it was compared with.
    pub(crate) text: &'static str,
}

/// What was found.
pub(crate) struct Findings {
    pub(crate) tables: Vec<Table>,
    pub(crate) chart: Chart,
}

/// Puts a measurement on a page, and its plot beside it. `command` repeats it.
pub(crate) fn write(
    file: &Path,
    about: About,
    findings: &Findings,
    command: &str,
    circumstances: &Circumstances,
) -> Result<(), Failure> {
    let folder = file.with_extension("");
    let folder_name = folder.file_name().unwrap_or_default();
    let folder_name = folder_name.to_string_lossy().to_lowercase();
    let folder = folder.with_file_name(&folder_name);
    let plot = format!("{folder_name}/{}.svg", about.name);
    let section = section(about, findings, command, circumstances, &plot);
    fs::create_dir_all(&folder)?;
    let svg = findings.chart.to_svg();
    fs::write(folder.join(format!("{}.svg", about.name)), svg)?;
    let text = match files::read(file) {
        _ if !file.exists() => page::EMPTY.to_owned(),
        read => read?,
    };
    let text = page::replace(&text, about.name, &section).map_err(|reason| {
        Failure::Failed(format!("can't change {}: {reason}", file.display()))
    })?;
    fs::write(file, text).map_err(|error: io::Error| {
        Failure::Failed(format!("can't write {}: {error}", file.display()))
    })
}

fn section(
    about: About,
    findings: &Findings,
    command: &str,
    circumstances: &Circumstances,
    plot: &str,
) -> String {
    let About { title, text, .. } = about;
    let caption = findings.chart.title();
    let mut section = format!(
        "## {title}\n\n{text}\n\nRepeat it: `{command}`\n\n{circumstances}\n\
         ![{caption}]({plot})\n"
    );
    for table in &findings.tables {
        section.push('\n');
        section.push_str(&table.markdown());
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_tells_what_was_measured_when_where_and_how() {
        let about = About {
            name: "tea",
            title: "Tea",
            text: "How long it draws.",
        };
        let mut table = Table::new("tea, 3 runs", &["kind", "minutes"]);
        table.row(["green".to_owned(), "2".to_owned()]);
        let findings = Findings {
            tables: vec![table],
            chart: Chart::new("minutes"),
        };
        let section = section(
            about,
            &findings,
            "cargo xtask bench tea",
            &Circumstances::example(),
            "proof/tea.svg",
        );
        let expected = "## Tea\n\nHow long it draws.\n\nRepeat it: `cargo xtask bench tea`\n\n\
            2026-01-31, commit `0a1b2c3d4e5f`, on a kettle (2 cores), Tea OS 1 (tea 6.1), \
            rustc 1.95.0; load before: 0.10.\n\n\
            ![minutes](proof/tea.svg)\n\n\
            **tea, 3 runs**\n\n| kind | minutes |\n|---|---|\n| green | 2 |\n";
        assert_eq!(section, expected);
    }
}
