//! Our choices about the bindings, as `spec/modelling.toml` states them.
//!
//! Corrections say what is true; choices say what we call it and how we hold it.
//! Choices name places: `Note.poll.choices[]`, `notes/create:request.poll`,
//! `i/apps:response[]`. A map's values are `{}`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Place};
use crate::model::{is_module_name, is_type_name};
use crate::repeatable::{self, Repeatable};
use crate::spec::ErrorFact;
use crate::wording::Wording;

/// The choices. Without any, everything has a default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Modelling {
    /// What ids are ids of.
    pub ids: Ids,
    /// Fields that are whole numbers although the document says "number": names, or
    /// places with `*` for any text.
    pub integers: Vec<String>,
    /// Fields that hold secrets: names, or places with `*`.
    pub secrets: Vec<String>,
    /// Why what can be anything is no narrower, by place, with `*` for any text;
    /// the longest pattern counts.
    pub open: BTreeMap<String, String>,
    /// Whether the choices were made for the spec that is generated from. Then they must be
    /// complete, and names for what is not there are reported.
    #[serde(skip)]
    pub is_own: bool,
    /// Names of shapes by one of the places where they stand.
    pub names: BTreeMap<String, String>,
    /// Module names for path segments that can't be one, or would read badly.
    pub segments: BTreeMap<String, String>,
    /// Further constructors of requests with alternatives.
    pub combination: Vec<Combination>,
    /// Which endpoints may be called twice without harm: a file of its own has the rules.
    #[serde(skip)]
    pub rules: Repeatable,
    /// Where the rules were once, without their reasons.
    repeatable: Option<toml::Table>,
    /// Why endpoints that take a place to go on from can't be paged through, by path.
    pub unpaged: BTreeMap<String, String>,
    /// Where texts stand of which is known since and until which release they are there.
    pub availability: KnownTexts,
    /// What things are, in our own words: a file of its own.
    #[serde(skip)]
    pub wording: Wording,
    /// Errors that any endpoint may give although no document lists them.
    pub error: Vec<CommonError>,
}

/// What ids are ids of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ids {
    /// The kind by field name, for fields of any object: `renoteId = "Note"`.
    pub fields: BTreeMap<String, String>,
    /// The kind of the `id` of an entity, where it is not the entity's own name.
    pub entities: BTreeMap<String, String>,
    /// The kind by place, where the name does not tell.
    pub places: BTreeMap<String, String>,
    /// Fields that are marked as ids and are none.
    pub none: Vec<String>,
}

/// Places, with `*` for any text, where texts stand of which is known since and until which
/// release they are there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct KnownTexts {
    /// Kinds of notifications.
    pub notification_types: Vec<String>,
    /// Kinds of entries in the moderation log.
    pub moderation_log_types: Vec<String>,
}

/// A further constructor of a request with alternatives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// The endpoint.
    pub endpoint: String,
    /// The fields that the constructor takes.
    pub fields: Vec<String>,
}

/// An error that any endpoint may give although no document lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct CommonError {
    /// What the server answers.
    #[serde(flatten)]
    pub fact: ErrorFact,
    /// Its variant's name, if not after its code.
    pub name: Option<String>,
}

impl Modelling {
    /// Reads the choices. Names that can't be names are reported and left out.
    pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut modelling = Self::parse(file, text, diagnostics);
        let root = Place::root(file);
        if modelling.repeatable.is_some() {
            let message = "`repeatable` has no effect here";
            let help =
                format!("{} has the rules, each with its reason", repeatable::FILE);
            diagnostics.warning(&root.at("repeatable"), message, &help);
        }
        let mut keep = |section: &str, key: &str, name: &str, fits: fn(&str) -> bool| {
            let known = fits(name);
            if !known {
                let message = format!("`{name}` can't be a name");
                let help = "a type's name is in CamelCase, a module's in snake_case";
                diagnostics.error(&root.at(section).at(key), message, help);
            }
            known
        };
        let Self {
            ids,
            names,
            segments,
            error,
            ..
        } = &mut modelling;
        names.retain(|key, name| keep("names", key, name, is_type_name));
        segments.retain(|key, name| keep("segments", key, name, is_module_name));
        for (section, kinds) in [
            ("ids.fields", &mut ids.fields),
            ("ids.entities", &mut ids.entities),
            ("ids.places", &mut ids.places),
        ] {
            kinds.retain(|key, name| keep(section, key, name, is_type_name));
        }
        error.retain(|one| {
            let name = one.name.as_deref();
            name.is_none_or(|name| keep("error", &one.fact.code, name, is_type_name))
        });
        modelling
    }

    fn parse(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        toml::from_str(text).unwrap_or_else(|error: toml::de::Error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = 1 + text
                .bytes()
                .take(offset)
                .filter(|&byte| byte == b'\n')
                .count();
            diagnostics.error(
                &Place::line(file, line),
                error.message(),
                "spec/README.md describes the choices",
            );
            Self::default()
        })
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
