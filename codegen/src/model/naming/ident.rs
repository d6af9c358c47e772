//! Texts as names of Rust's.

use std::collections::{BTreeSet, HashMap};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::modelling::Modelling;

/// Words that can't be names as they are.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
    "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Keywords that can't be names even in raw form.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Whether a chosen text can be a type's or variant's name.
pub(crate) fn is_type_name(name: &str) -> bool {
    name.len() <= 100
        && name != "Self"
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_')
}

/// Whether a chosen text can be a module's name.
pub(crate) fn is_module_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !KEYWORDS.contains(&name)
        && name
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}

/// A text as words that make a name: signs become words, the rest becomes blanks.
fn words(text: &str) -> String {
    let mut words = String::new();
    if text.is_empty() {
        words.push_str("empty");
    }
    for (index, character) in text.chars().enumerate() {
        match character {
            '+' if index == 0 => words.push_str("plus "),
            '-' if index == 0 => words.push_str("minus "),
            '*' => words.push_str(" asterisk "),
            one if one.is_ascii_alphanumeric() => words.push(one),
            one if one.is_ascii() => words.push(' '),
            one => words.push_str(&format!(" u{:x} ", u32::from(one))),
        }
    }
    if words.trim().is_empty() {
        words = text
            .chars()
            .map(|one| format!("u{:x} ", u32::from(one)))
            .collect();
    }
    words
}

/// A type's or variant's name.
pub(in crate::model) fn pascal(text: &str) -> String {
    let plain = text.chars().all(|one| one.is_ascii_alphanumeric());
    if plain
        && text.starts_with(|one: char| one.is_ascii_uppercase())
        && text.chars().any(|one| one.is_ascii_lowercase())
    {
        return if text == "Self" {
            "Self_".to_owned()
        } else {
            text.to_owned()
        };
    }
    let name = words(text).to_upper_camel_case();
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("N{name}")
        }
        _ => name,
    }
}

/// A field's, function's or file's name, without regard to keywords.
pub(in crate::model) fn snake(text: &str) -> String {
    let name = words(text).to_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name
    }
}

/// A field's name as it is written.
pub(super) fn field_ident(wire: &str) -> String {
    let name = snake(wire);
    if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// The name of the module for a path segment.
#[must_use]
pub(crate) fn module_ident(modelling: &Modelling, segment: &str) -> String {
    if let Some(name) = modelling.segments.get(segment) {
        return name.clone();
    }
    let name = snake(segment);
    if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Makes names differ from each other and from reserved ones, in their order.
pub(in crate::model) fn unique(names: Vec<String>, reserved: &[&str]) -> Vec<String> {
    let mut taken = Taken::default();
    names
        .into_iter()
        .map(|name| taken.take(&name, reserved, ""))
        .collect()
}

/// The names that are taken where they must differ.
#[derive(Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    /// How far the numbers after a name have come.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// Takes a name that is free: the wished one, or the same with a number. One that is
    /// reserved gets an underscore. The name with the suffix is taken too.
    pub(super) fn take(
        &mut self,
        wished: &str,
        reserved: &[&str],
        suffix: &str,
    ) -> String {
        let first = if reserved.contains(&wished) {
            format!("{wished}_")
        } else {
            wished.to_owned()
        };
        let number = self.numbers.entry(wished.to_owned()).or_insert(1);
        let mut name = first;
        while self.names.contains(&name)
            || self.names.contains(&format!("{name}{suffix}"))
        {
            *number += 1;
            // An underscore between letters is for fields alone.
            name = format!("{}{number}", wished.trim_end_matches('_'));
        }
        self.names.insert(format!("{name}{suffix}"));
        self.names.insert(name.clone());
        name
    }
}
