//! For a browser: one page that needs nothing else, and runs nothing but its own script.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::escape::html;
use super::{Report, Step, about, meaning, tally, verdict};
use crate::diff::{Change, Happened, Item, Kind};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A report as an HTML page: a row for each thing, a column for each release after the
/// first. `#filter=TEXT` in its address fills in the filter. Without scripts, all rows are
/// shown in full.
#[must_use]
pub fn page(report: &Report) -> String {
    let names: Vec<String> = report.releases.iter().map(super::Release::name).collect();
    let title = match names.as_slice() {
        [first, .., last] => format!("{first} to {last}"),
        _ => "Nothing to compare".to_owned(),
    };
    let title = html(&title);
    let steps: String = report.steps.iter().map(step).collect();
    let heads: String = report
        .releases
        .iter()
        .skip(1)
        .map(|release| format!("<th scope=\"col\">{}</th>", html(&release.name())))
        .collect();
    let rows = rows(report);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{style_hash}'; script-src '{script_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<ul class="steps">
{steps}</ul>
</header>
<main>
{FORM}<p id="count" role="status"></p>
<table>
<thead><tr><th scope="col">Name</th><th scope="col" class="kind">Kind</th>{heads}</tr></thead>
<tbody>
{rows}</tbody>
</table>
{broken}</main>
<script>{SCRIPT}</script>
</body>
</html>
"#,
        style_hash = hash(STYLE),
        script_hash = hash(SCRIPT),
        broken = report.steps.iter().map(broken).collect::<String>(),
    )
}

/// Shown by the script, without which it does nothing.
const FORM: &str = r#"<form hidden>
<label class="filter" for="filter">Filter</label>
<input id="filter" type="search" placeholder="words that a row has (press /)" autocomplete="off" spellcheck="false">
<label>Kind <select name="kind"><option value="">all</option><option value="endpoint">endpoints</option><option value="entity">entities</option><option value="channel">channels</option><option value="permission">permissions</option><option value="error">errors</option></select></label>
<label><input type="checkbox" name="state" value="added" checked> added</label>
<label><input type="checkbox" name="state" value="changed" checked> changed</label>
<label><input type="checkbox" name="state" value="removed" checked> removed</label>
<label><input type="checkbox" name="state" value="same"> unchanged endpoints</label>
<label><input type="checkbox" name="breaking"> only what breaks callers</label>
<button type="button" id="all" aria-pressed="false">All details</button>
</form>
"#;

/// What a Content-Security-Policy names a text by.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for letter in 0..4 {
            if letter <= group.len() {
                let index = bits >> (18 - 6 * letter) & 63;
                text.push(char::from(LETTERS[index as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

fn step(step: &Step) -> String {
    let diff = &step.diff;
    let mut lines: Vec<String> = Kind::ALL
        .into_iter()
        .filter_map(|kind| tally(diff, kind))
        .collect();
    if diff.is_empty() {
        lines.push("nothing changed".to_owned());
    } else {
        let callers = if diff.breaks_callers() {
            "some"
        } else {
            "none"
        };
        lines.push(format!("breaks callers: {callers}"));
    }
    let by_rule = if step.bindings.is_none() {
        ", by rule"
    } else {
        ""
    };
    lines.push(format!("bindings: {}{by_rule}", verdict(step.bump())));
    let lines: String = lines
        .iter()
        .map(|line| format!("<p>{}</p>", html(line)))
        .collect();
    let (old, new) = (html(&diff.old.version), html(&diff.new.version));
    format!("<li><h2>{old} to {new}</h2>{lines}</li>\n")
}

/// What happened to one thing, by step.
type History<'a> = BTreeMap<usize, &'a Item>;

fn rows(report: &Report) -> String {
    let mut histories: BTreeMap<(Kind, &str), History<'_>> = BTreeMap::new();
    for path in report
        .releases
        .iter()
        .flat_map(|release| &release.endpoints)
    {
        histories.entry((Kind::Endpoint, path)).or_default();
    }
    for (index, step) in report.steps.iter().enumerate() {
        for item in &step.diff.items {
            let history = histories.entry((item.kind, &item.name)).or_default();
            history.insert(index, item);
        }
    }
    let mut out = String::new();
    for (number, ((kind, name), history)) in histories.iter().enumerate() {
        out.push_str(&row(report, number, *kind, name, history));
    }
    out
}

fn row(
    report: &Report,
    number: usize,
    kind: Kind,
    name: &str,
    history: &History<'_>,
) -> String {
    let cells: String = (0..report.steps.len())
        .map(|index| cell(index, history))
        .collect();
    let mut states: Vec<&str> =
        history.values().map(|item| item.happened.name()).collect();
    if states.is_empty() {
        states.push("same");
    }
    if history.values().any(|item| item.breaks_callers) {
        states.push("breaks");
    }
    let (states, kind) = (states.join(" "), kind.name());
    let shown = html(name);
    let details = detail(report, history);
    let head = if details.is_empty() {
        format!("<span class=\"name\">{shown}</span>")
    } else {
        format!(
            "<button type=\"button\" aria-expanded=\"true\" aria-controls=\"d{number}\"><span class=\"name\">{shown}</span></button>"
        )
    };
    let mut out = format!(
        "<tr class=\"item\" data-kind=\"{kind}\" data-states=\"{states}\"><th scope=\"row\">{head}</th><td class=\"kind\">{kind}</td>{cells}</tr>\n"
    );
    if !details.is_empty() {
        let columns = report.steps.len() + 2;
        out.push_str(&format!(
            "<tr class=\"detail\" id=\"d{number}\"><td colspan=\"{columns}\">{details}</td></tr>\n"
        ));
    }
    out
}

fn cell(index: usize, history: &History<'_>) -> String {
    let Some(item) = history.get(&index) else {
        let text = if is_absent(index, history) {
            "absent"
        } else {
            "unchanged"
        };
        return format!("<td class=\"same\">{text}</td>");
    };
    let happened = item.happened.name();
    let sign = sign(item.happened);
    let breaks = if item.breaks_callers {
        " <span class=\"mark breaks\">breaks callers</span>"
    } else {
        ""
    };
    let bump = item.bump.name();
    format!(
        "<td><span class=\"mark {happened}\">{sign} {happened}</span>{breaks} <span class=\"bump\">{bump}</span></td>"
    )
}

/// Whether something is not yet there, or no more.
fn is_absent(index: usize, history: &History<'_>) -> bool {
    let next = history.range(index..).next();
    let last = history.range(..index).next_back();
    next.is_some_and(|(_, item)| item.happened == Happened::Added)
        || last.is_some_and(|(_, item)| item.happened == Happened::Removed)
}

fn sign(happened: Happened) -> char {
    match happened {
        Happened::Added => '+',
        Happened::Changed => '~',
        Happened::Removed => '−',
    }
}

fn detail(report: &Report, history: &History<'_>) -> String {
    let mut out = String::new();
    for (index, item) in history {
        if item.changes.is_empty() {
            continue;
        }
        if report.steps.len() > 1 {
            let release = report.releases.get(index + 1);
            let name = release.map(super::Release::name).unwrap_or_default();
            out.push_str(&format!("<h3>{}</h3>", html(&name)));
        }
        let changes: String = item.changes.iter().map(said).collect();
        out.push_str(&format!("<ul>{changes}</ul>"));
    }
    out
}

fn said(change: &Change) -> String {
    let happened = change.happened.name();
    let mut out = format!(
        "<li><span class=\"mark {happened}\">{} {happened}</span>",
        sign(change.happened)
    );
    if !change.at.is_empty() {
        out.push_str(&format!(" <code>{}</code>", html(&change.at)));
    }
    if let Some(about) = about(change) {
        out.push_str(&format!(" {about}"));
    }
    match (&change.before, &change.after) {
        (None, None) => {}
        (Some(one), None) | (None, Some(one)) => {
            out.push_str(&format!(": <code>{}</code>", html(one)));
        }
        (Some(one), Some(other)) => out.push_str(&format!(
            ": <code>{}</code> to <code>{}</code>",
            html(one),
            html(other)
        )),
    }
    let meaning = meaning(change.bump, change.breaks_callers);
    format!("{out} <span class=\"bump\">{meaning}</span></li>")
}

/// What programs have to be edited for.
fn broken(step: &Step) -> String {
    let differences = step.bindings.iter().flat_map(|one| &one.differences);
    let breaking = differences.filter(|one| one.happened != Happened::Added);
    let mut count = 0;
    let mut list = String::new();
    for one in breaking {
        count += 1;
        let happened = one.happened.name();
        list.push_str(&format!(
            "<li><span class=\"mark {happened}\">{} {happened}</span> <code>{}</code>",
            sign(one.happened),
            html(&one.item)
        ));
        if let (Some(before), Some(after)) = (&one.before, &one.after) {
            let (before, after) = (html(before), html(after));
            list.push_str(&format!(": <code>{before}</code> to <code>{after}</code>"));
        }
        list.push_str("</li>");
    }
    if count == 0 {
        return String::new();
    }
    let (old, new) = (html(&step.diff.old.version), html(&step.diff.new.version));
    format!(
        "<details><summary>{old} to {new}: {count} removed or changed in the bindings</summary><ul>{list}</ul></details>\n"
    )
}
