//! For a terminal.

use super::escape::shown;
use super::{Report, Step, about, items, meaning, tally, verdict};
use crate::diff::{Bindings, Bump, Change, Diff, Happened, Item, Kind};

const HAPPENED: [Happened; 3] = [Happened::Added, Happened::Removed, Happened::Changed];

/// All steps of a report.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for (index, step) in report.steps.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&one(step));
    }
    out
}

fn one(step: &Step) -> String {
    let mut out = format!(
        "{}bindings: {}\n",
        heading(&step.diff),
        verdict(step.bump())
    );
    if step.bindings.is_none() {
        out.push_str("          (by rule: they can't be generated from both)\n");
    }
    out.push_str(&listing(&step.diff));
    if let Some(bindings) = &step.bindings {
        out.push_str(&broken(bindings));
    }
    out
}

/// What differs between two specs, for a command that is about to replace one by the
/// other.
#[must_use]
pub fn diff(diff: &Diff) -> String {
    heading(diff) + &listing(diff)
}

/// The same in short: how much of what, and the first of what breaks callers or takes a
/// major version, a change a line.
#[must_use]
pub fn brief(diff: &Diff) -> String {
    const MOST: usize = 40;

    let mut breaking: Vec<String> = Vec::new();
    for item in diff.items.iter().filter(|item| is_breaking_item(item)) {
        let head = format!("{} {}", item.kind.name(), shown(&item.name));
        let changes = item
            .changes
            .iter()
            .filter(|change| change.breaks_callers || change.bump == Bump::Major);
        let before = breaking.len();
        breaking.extend(changes.map(|change| format!("  {head}: {}\n", said(change))));
        if breaking.len() == before {
            let meaning = meaning(item.bump, item.breaks_callers);
            breaking.push(format!("  {head} {}  [{meaning}]\n", item.happened.name()));
        }
    }
    let mut out = heading(diff);
    if !breaking.is_empty() {
        out.push_str("\nbreaking:\n");
    }
    out.extend(breaking.iter().take(MOST).map(String::as_str));
    if breaking.len() > MOST {
        out.push_str(&format!("  and {} more\n", breaking.len() - MOST));
    }
    out
}

fn is_breaking_item(item: &Item) -> bool {
    item.breaks_callers || item.bump == Bump::Major
}

fn heading(diff: &Diff) -> String {
    let name = |server: &crate::spec::Server| {
        shown(&format!("{} {}", server.name, server.version))
    };
    let mut out = format!("{} -> {}\n", name(&diff.old), name(&diff.new));
    let tallies = Kind::ALL.into_iter().filter_map(|kind| tally(diff, kind));
    for tally in tallies {
        out.push_str(&format!("{tally}\n"));
    }
    let callers = match (diff.is_empty(), diff.breaks_callers()) {
        (true, _) => "nothing changed",
        (_, true) => "callers: breaks some",
        (_, false) => "callers: breaks none",
    };
    out + callers + "\n"
}

fn listing(diff: &Diff) -> String {
    let mut out = String::new();
    for kind in Kind::ALL {
        for happened in HAPPENED {
            let mut found = items(diff, kind, happened).peekable();
            if found.peek().is_some() {
                out.push_str(&format!("\n{} {}:\n", kind.plural(), happened.name()));
            }
            for item in found {
                out.push_str(&line(item));
            }
        }
    }
    out
}

fn sign(happened: Happened) -> char {
    match happened {
        Happened::Added => '+',
        Happened::Changed => '~',
        Happened::Removed => '-',
    }
}

fn line(item: &Item) -> String {
    let mut out = format!(
        "  {} {}  [{}]\n",
        sign(item.happened),
        shown(&item.name),
        meaning(item.bump, item.breaks_callers)
    );
    for change in &item.changes {
        out.push_str(&format!("      {}\n", said(change)));
    }
    out
}

fn said(change: &Change) -> String {
    let mut words = vec![sign(change.happened).to_string()];
    if !change.at.is_empty() {
        words.push(shown(&change.at));
    }
    words.extend(about(change).map(str::to_owned));
    let text = match (&change.before, &change.after) {
        (None, None) => String::new(),
        (Some(one), None) => shown(one),
        (None, Some(other)) => shown(other),
        (Some(one), Some(other)) => format!("{} -> {}", shown(one), shown(other)),
    };
    let head = words.join(" ");
    let meaning = meaning(change.bump, change.breaks_callers);
    if text.is_empty() {
        format!("{head}  [{meaning}]")
    } else {
        format!("{head}: {text}  [{meaning}]")
    }
}

/// What programs have to be edited for.
fn broken(bindings: &Bindings) -> String {
    let breaking = bindings
        .differences
        .iter()
        .filter(|one| one.happened != Happened::Added);
    let mut out = String::new();
    for one in breaking {
        if out.is_empty() {
            out.push_str("\nin the bindings, removed or changed:\n");
        }
        out.push_str(&format!("  {} {}", sign(one.happened), shown(&one.item)));
        if let (Some(before), Some(after)) = (&one.before, &one.after) {
            out.push_str(&format!(
                "\n      {}\n      {}",
                shown(before),
                shown(after)
            ));
        }
        out.push('\n');
    }
    out
}
