//! Texts from documents, so that they can't be taken for anything else.

use crate::diagnostic::printable;

/// As it may be shown in a terminal: without control characters, without those that turn
/// the direction of writing or can't be seen, and bounded in length.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in printable(text).chars() {
        if is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// As code in Markdown: the fence is longer than any run of backticks within.
pub(super) fn code(text: &str) -> String {
    let text = shown(text);
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let touches = text.starts_with('`') || text.ends_with('`') || text.is_empty();
    let room = if touches { " " } else { "" };
    format!("{fence}{room}{text}{room}{fence}")
}

/// As plain text in Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for character in shown(text).chars() {
        if character.is_ascii_punctuation() && !".,:-/".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// As text or an attribute's value in HTML.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::new();
    for character in shown(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
