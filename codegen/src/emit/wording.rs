//! Our own lines as documentation, and the names on the wire for those who search.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{code, prose};

/// Lines as documentation.
pub(super) fn lines(lines: &[String]) -> TokenStream {
    quote! { #(#[doc = #lines])* }
}

/// The name on the wire, for those who search for it. Searching heeds neither case nor
/// underscores; the compiler refuses some signs, and a name that is that of the thing.
pub(super) fn alias(wire: &str, name: &str) -> Option<TokenStream> {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    let refused = |one: char| {
        one == '"'
            || one == '\''
            || one.is_control()
            || (one.is_whitespace() && one != ' ')
    };
    let name = name.trim_start_matches("r#");
    let fits = !wire.is_empty() && wire.trim() == wire && !wire.contains(refused);
    (fits && plain(wire) != plain(name)).then(|| quote! { #[doc(alias = #wire)] })
}

/// A line of ours, and then the facts.
pub(super) fn told(about: Option<&String>, facts: String) -> TokenStream {
    let mut told = paragraph(about);
    told.push(facts);
    lines(&told)
}

/// A line of ours as a paragraph before others.
pub(super) fn paragraph(about: Option<&String>) -> Vec<String> {
    about.map_or_else(Vec::new, |about| vec![words(about), String::new()])
}

/// A line of ours, and then the facts, where there is no room for more than a line.
pub(super) fn in_one_line(about: Option<&String>, facts: String) -> String {
    match about {
        Some(about) => format!("{} {facts}", words(about)),
        None => facts,
    }
}

/// A line of ours in Markdown: what is not within backticks means nothing but itself.
fn words(text: &str) -> String {
    let text = prose(text);
    let parts: Vec<&str> = text.split('`').collect();
    let words = parts.iter().enumerate().map(|(index, part)| {
        let is_code = index % 2 == 1 && index + 1 < parts.len();
        if is_code { code(part) } else { escaped(part) }
    });
    words.collect()
}

/// A text in which no sign means anything in Markdown or HTML, nor is an address a link.
fn escaped(text: &str) -> String {
    const MEANT: &str = r"\[]<>*_~|&";
    let mut escaped = String::with_capacity(text.len());
    for one in text.chars() {
        if MEANT.contains(one) {
            escaped.push('\\');
        }
        escaped.push(one);
    }
    escaped.replace("://", "\\://")
}
