//! Names as identifiers and files.

use proc_macro2::{Ident, Span};

use crate::modelling::Modelling;

/// An identifier, raw where the text says so.
pub(super) fn ident(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

/// The name of the ids of a kind.
pub(super) fn id_alias(kind: &str) -> Ident {
    ident(&format!("{}Id", kind.trim_end_matches('_')))
}

/// Modules of these names would hide what generated files import, and what macros name.
const IMPORTED: &[&str] = &[
    "core",
    "endpoints",
    "entities",
    "ids",
    "runtime",
    "serde",
    "std",
];

/// The name of the module for a path segment.
pub(super) fn module(modelling: &Modelling, segment: &str) -> String {
    let name = crate::model::module_ident(modelling, segment);
    if IMPORTED.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// The name of the module for an entity's file.
pub(super) fn module_text(file: &str) -> String {
    crate::model::module_ident(&Modelling::default(), file)
}

/// The path of the module for a prefix: `endpoints::notes::reactions`.
pub(super) fn path(modelling: &Modelling, prefix: &str) -> Vec<String> {
    let segments = prefix.split('/').filter(|segment| !segment.is_empty());
    std::iter::once("endpoints".to_owned())
        .chain(segments.map(|segment| module(modelling, segment)))
        .collect()
}
