//! What things are, in our own words, as `spec/docs.toml` states it.
//!
//! Facts say how an endpoint is called and what a field can hold; a line says what it is
//! for. Lines are texts for people: they are escaped where they are printed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Place};

/// The lines. Without any, everything is described by its facts alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wording {
    /// What endpoints do, by path; of the second endpoint of a path by `path?parameter`.
    pub endpoints: BTreeMap<String, String>,
    /// What entities are, by name.
    pub entities: BTreeMap<String, String>,
    /// What channels tell, by name.
    pub channels: BTreeMap<String, String>,
    /// What permissions allow, by name.
    pub permissions: BTreeMap<String, String>,
    /// What fields, values, members of unions and events mean: by place, with `*` for any
    /// text. What names the whole place counts before patterns, and of those the longest.
    pub places: BTreeMap<String, String>,
    /// Whether the lines were written for the spec that is generated from. Then each of
    /// them must fit something.
    #[serde(skip)]
    pub is_own: bool,
    /// The lines of another spec, for what has none here.
    #[serde(skip)]
    pub others: Option<Box<Self>>,
}

/// The most characters that a line can have.
const MAX_LENGTH: usize = 300;

impl Wording {
    /// Reads the lines. Those that can't be shown are reported and left out.
    pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut wording = Self::parse(file, text, diagnostics);
        let root = Place::root(file);
        for (section, lines) in [
            ("endpoints", &mut wording.endpoints),
            ("entities", &mut wording.entities),
            ("channels", &mut wording.channels),
            ("permissions", &mut wording.permissions),
            ("places", &mut wording.places),
        ] {
            lines.retain(|key, line| {
                let fault = fault(line);
                if let Some(fault) = fault {
                    let help = "a line begins with a letter or with code in backticks, \
                                and has at most 300 characters";
                    diagnostics.error(&root.at(section).at(key), fault, help);
                }
                fault.is_none()
            });
        }
        wording
    }

    fn parse(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        toml::from_str(text).unwrap_or_else(|error: toml::de::Error| {
            let offset = error.span().map_or(0, |span| span.start);
            let before = text.bytes().take(offset);
            let line = 1 + before.filter(|&byte| byte == b'\n').count();
            let help = "spec/README.md describes the lines";
            diagnostics.error(&Place::line(file, line), error.message(), help);
            Self::default()
        })
    }

    /// These lines, and those of another spec for what has none here.
    #[must_use]
    pub fn or(mut self, others: Self) -> Self {
        self.others = Some(Box::new(others));
        self
    }

    /// Whether nothing may be without a line.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_own && self.others.is_none()
    }
}

/// Why a line can't be shown, if it can't.
fn fault(line: &str) -> Option<&'static str> {
    let begins = |first: char| first.is_alphabetic() || first == '`';
    if !line.starts_with(begins) {
        Some("the line does not begin with a letter")
    } else if line.chars().any(char::is_control) {
        Some("the line has a line break or another control character")
    } else if line.chars().count() > MAX_LENGTH {
        Some("the line is too long")
    } else if line.matches('`').count() % 2 == 1 {
        Some("the line has a backtick without its partner")
    } else {
        None
    }
}
