//! The documents of several releases of a server, made into one.
//!
//! Everything that any of the releases has is kept, and what not all of them have says
//! since and until which release it is there ([`Span`]). Answers take what any of the
//! releases answers; requests are those of the newest, with the parameters that it no
//! longer takes. Documents are added one after the other, oldest first.
//!
//! An older document that says nothing of a shape (`{}`) is no evidence against a newer
//! one that does: documents became more exact over time. Whatever makes a type less exact
//! is a warning.

mod common;
mod endpoint;
mod growth;
mod object;
mod reference;
mod request;
mod scalar;
mod shape;
mod union;

use std::collections::BTreeMap;

pub use growth::{Growth, growth};

use crate::diagnostic::{Diagnostics, Place};
use crate::document::Document;
use crate::release::{self, Span};
use crate::schema::Schema;

/// Makes one document of several, oldest first; an empty one of none. The server is that of
/// the newest.
#[must_use]
pub fn documents(documents: Vec<Document>, diagnostics: &mut Diagnostics) -> Document {
    let mut documents = documents.into_iter();
    let oldest = documents.next().unwrap_or_default();
    documents.fold(oldest, |older, newer| add(&older, newer, diagnostics))
}

/// Checks that the documents are of one server, oldest first, none twice. `files` are their
/// names for messages.
pub fn check(files: &[String], documents: &[Document], diagnostics: &mut Diagnostics) {
    for (index, pair) in documents.windows(2).enumerate() {
        let [older, newer] = pair else { continue };
        let place = Place::root(&files[index + 1]).at("info");
        let (before, now) = (&older.server.version, &newer.server.version);
        if older.server.name != newer.server.name {
            let message = format!(
                "a document of {} after one of {}",
                newer.server.name, older.server.name
            );
            let help = "import each server into a folder of its own, with --spec";
            diagnostics.error(&place.at("title"), message, help);
        }
        let place = place.at("version");
        let ordered = release::is_ordered(before) && release::is_ordered(now);
        if documents[..=index]
            .iter()
            .any(|one| one.server.version == *now)
        {
            let message = format!("there are two documents of release {now}");
            diagnostics.error(&place, message, "name each release once");
        } else if ordered && release::compare(before, now).is_gt() {
            let message = format!("release {now} comes after {before}, but is older");
            diagnostics.error(&place, message, "name the oldest document first");
        }
    }
}

/// Adds the document of a newer release.
fn add(older: &Document, newer: Document, diagnostics: &mut Diagnostics) -> Document {
    let mut older = older.clone();
    let mut newer = newer;
    common::share_errors(&mut older, &mut newer);
    let before = older.releases.last().cloned().unwrap_or_default();
    let now = newer.releases.first().cloned().unwrap_or_default();
    let mut merger = Merger {
        older: &older,
        newer: &newer,
        before,
        now,
        diagnostics,
        depth: 0,
    };
    let entities = merger.entities();
    let endpoints = merger.endpoints();
    let mut releases = older.releases.clone();
    let added = newer
        .releases
        .iter()
        .filter(|one| !older.releases.contains(one));
    releases.extend(added.cloned());
    Document {
        common_errors: common::errors(&older, &newer),
        server: newer.server,
        releases,
        endpoints,
        entities,
    }
}

/// Two documents on their way to be one.
struct Merger<'a> {
    /// What was merged so far.
    older: &'a Document,
    /// The document that is added.
    newer: &'a Document,
    /// The last release that was merged.
    before: String,
    /// The release that is added.
    now: String,
    diagnostics: &'a mut Diagnostics,
    /// How many references were followed.
    depth: usize,
}

impl Merger<'_> {
    fn entities(&mut self) -> BTreeMap<String, Schema> {
        let (older, newer) = (self.older, self.newer);
        let mut entities = older.entities.clone();
        for schema in entities.values_mut() {
            schema.span = schema.span.ended(&self.before);
        }
        for (name, schema) in &newer.entities {
            let merged = match older.entities.get(name) {
                Some(known) => {
                    let file = format!("entities/{name}.json");
                    self.join(&Place::root(&file), known, schema)
                }
                None => self.begun(schema),
            };
            entities.insert(name.clone(), merged);
        }
        entities
    }

    /// What is there from now on.
    fn begun(&self, schema: &Schema) -> Schema {
        Schema {
            span: Span::since(&self.now),
            ..schema.clone()
        }
    }

    /// What is there no more.
    fn ended(&self, schema: &Schema) -> Schema {
        Schema {
            span: schema.span.ended(&self.before),
            ..schema.clone()
        }
    }

    /// Reports that a type became less exact.
    fn loses(&mut self, place: &Place<'_>, what: &str) {
        let message = format!("{} and {} differ: {what}", self.before, self.now);
        let help = "if one of them does not say what its server does, a correction can";
        self.diagnostics.warning(place, message, help);
    }
}
