//! Blank lines and blanks where people put them, which the printer leaves out, and line
//! breaks where rustfmt puts them.

/// Puts a blank line between items, and a blank after the marks of documentation.
pub(super) fn spread(text: &str) -> String {
    let mut spread = String::with_capacity(text.len() + text.len() / 16);
    let filled = filled(text);
    let mut before = "";
    for line in filled.lines() {
        if ends_item(before) && begins_item(before, line) {
            spread.push('\n');
        }
        spread.push_str(&spaced(line));
        spread.push('\n');
        before = line;
    }
    spread
}

/// Lists of numbers with as many in a line as rustfmt puts there: one column less than the
/// printer does.
fn filled(text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        filled.push_str(line);
        filled.push('\n');
        if !line.ends_with('[') {
            continue;
        }
        let mut current = String::new();
        while let Some(numbers) = lines.next_if(|line| is_numbers(line)) {
            let margin = indent(numbers);
            for number in numbers.split_whitespace() {
                if current.len() + number.len() + 1 >= WIDTH {
                    filled.push_str(&current);
                    filled.push('\n');
                    current.clear();
                }
                let blanks = if current.is_empty() { margin } else { 1 };
                current.push_str(&" ".repeat(blanks));
                current.push_str(number);
            }
        }
        if !current.is_empty() {
            filled.push_str(&current);
            filled.push('\n');
        }
    }
    filled
}

/// The width of the printer's lines.
const WIDTH: usize = 89;

fn is_numbers(line: &str) -> bool {
    let number = |word: &str| {
        word.ends_with(',') && word.starts_with(|first: char| first.is_ascii_digit())
    };
    !line.trim().is_empty() && line.split_whitespace().all(number)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line can be the last of an item, or of a file's documentation.
fn ends_item(line: &str) -> bool {
    match indent(line) {
        0 => line.ends_with('}') || line.ends_with(';') || line.starts_with("//!"),
        4 => line.trim_start() == "}",
        _ => false,
    }
}

/// Whether a line is the first of another item. Imports and modules stay together.
fn begins_item(before: &str, line: &str) -> bool {
    let kind = |line: &str| {
        let plain = line
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub ");
        ["use ", "mod ", "//!", "#[cfg"]
            .iter()
            .find(|word| plain.starts_with(**word))
            .copied()
    };
    let together = matches!(
        (kind(before), kind(line)),
        (Some("use " | "mod "), Some("use " | "mod " | "#[cfg"))
            | (Some("//!"), Some("//!"))
    );
    indent(line) == indent(before) && !line.trim_start().starts_with('}') && !together
}

/// Documentation with a blank after its mark.
fn spaced(line: &str) -> String {
    let (margin, rest) = line.split_at(indent(line));
    for mark in ["///", "//!"] {
        if let Some(text) = rest
            .strip_prefix(mark)
            .filter(|text| !text.is_empty() && !text.starts_with([' ', '/']))
        {
            return format!("{margin}{mark} {text}");
        }
    }
    line.to_owned()
}
