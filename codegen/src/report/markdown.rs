//! For release notes.

use super::escape::{code, plain};
use super::{Report, Step, about, items, meaning, tally, verdict};
use crate::diagnostic::Diagnostic;
use crate::diff::{Bindings, Change, Happened, Item, Kind};

/// A report as Markdown (CommonMark).
#[must_use]
pub fn markdown(report: &Report) -> String {
    let sections: Vec<String> = report.steps.iter().map(section).collect();
    sections.join("\n")
}

/// What has to be done by hand, as a list of tasks.
#[must_use]
pub fn tasks(list: &[Diagnostic]) -> String {
    let task = |one: &Diagnostic| {
        let help = one.help.as_deref().unwrap_or_default();
        let place = format!("{} {}", one.file, one.place);
        let task = format!("{}: {}; {help}", place.trim_end(), one.message);
        format!("- [ ] {}\n", plain(task.trim_end_matches([';', ' '])))
    };
    list.iter().map(task).collect()
}

fn section(step: &Step) -> String {
    let diff = &step.diff;
    let name = |server: &crate::spec::Server| {
        plain(&format!("{} {}", server.name, server.version))
    };
    let mut out = format!("# {} to {}\n\n", name(&diff.old), name(&diff.new));
    if diff.is_empty() {
        out.push_str("- Nothing changed.\n");
    }
    for tally in Kind::ALL.into_iter().filter_map(|kind| tally(diff, kind)) {
        out.push_str(&format!("- {tally}\n"));
    }
    let callers = if diff.breaks_callers() {
        "breaks some"
    } else {
        "breaks none"
    };
    out.push_str(&format!("- callers: **{callers}**\n"));
    out.push_str(&format!("- bindings: **{}**", verdict(step.bump())));
    if step.bindings.is_none() {
        out.push_str(", by rule: they can't be generated from both");
    }
    out.push('\n');
    for kind in Kind::ALL {
        for happened in [Happened::Added, Happened::Removed, Happened::Changed] {
            let mut found = items(diff, kind, happened).peekable();
            if found.peek().is_some() {
                out.push_str(&format!("\n## {} {}\n\n", title(kind), happened.name()));
            }
            for item in found {
                out.push_str(&entry(item));
            }
        }
    }
    if let Some(bindings) = &step.bindings {
        out.push_str(&broken(bindings));
    }
    out
}

fn title(kind: Kind) -> String {
    let mut letters = kind.plural().chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn entry(item: &Item) -> String {
    let meaning = meaning(item.bump, item.breaks_callers);
    let mut out = format!("- {} ({meaning})\n", code(&item.name));
    for change in &item.changes {
        out.push_str(&format!("  - {}\n", said(change)));
    }
    out
}

fn said(change: &Change) -> String {
    let mut words = Vec::new();
    if !change.at.is_empty() {
        words.push(code(&change.at));
    }
    words.extend(about(change).map(str::to_owned));
    words.push(change.happened.name().to_owned());
    let text = match (&change.before, &change.after) {
        (None, None) => String::new(),
        (Some(one), None) => format!(": {}", code(one)),
        (None, Some(other)) => format!(": {}", code(other)),
        (Some(one), Some(other)) => format!(": {} to {}", code(one), code(other)),
    };
    let meaning = meaning(change.bump, change.breaks_callers);
    format!("{}{text} ({meaning})", words.join(" "))
}

fn broken(bindings: &Bindings) -> String {
    let breaking = bindings
        .differences
        .iter()
        .filter(|one| one.happened != Happened::Added);
    let mut out = String::new();
    for one in breaking {
        if out.is_empty() {
            out.push_str("\n## Removed or changed in the bindings\n\n");
        }
        out.push_str(&format!("- {} {}", code(&one.item), one.happened.name()));
        if let (Some(before), Some(after)) = (&one.before, &one.after) {
            out.push_str(&format!(": {} to {}", code(before), code(after)));
        }
        out.push('\n');
    }
    out
}
