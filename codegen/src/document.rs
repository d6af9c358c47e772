//! Reading a server's `api.json`, whatever its dialect, into facts.
//!
//! The reader is tolerant of spelling and strict about meaning: what it understands
//! in any dialect comes out in one normal form, what it does not understand is a
//! warning and becomes "anything", and what can't be true is an error. Prose is not
//! read, but for the three facts that exist only there (credential, permission,
//! internal).

mod operation;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub(crate) use schema::MAX_PROPERTIES;
pub use schema::{read as read_schema, read_committed};

use crate::diagnostic::{Diagnostics, Place};
use crate::schema::Schema;
use crate::spec::{Endpoint, ErrorFact, Server};

/// What a document says.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Whose document it is.
    pub server: Server,
    /// The releases that it describes, oldest first; one unless several were merged.
    pub releases: Vec<String>,
    /// The endpoints by path, without a leading slash.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// The component schemas by name.
    pub entities: BTreeMap<String, Schema>,
    /// The errors that every endpoint declares; the endpoints' own lists are without them.
    pub common_errors: Vec<ErrorFact>,
}

/// The greatest size of a document in bytes; the largest known has 1.3 MB.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads a document. Errors are in `diagnostics`; the result is what could be read.
pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Document {
    let root = Place::root(file);
    if text.len() > MAX_BYTES {
        let message = format!(
            "the document has {} bytes, more than {MAX_BYTES}",
            text.len()
        );
        diagnostics.error(&root, message, "check that this is a server's /api.json");
        return Document::default();
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => read_root(&root, &value, diagnostics),
        Err(error) => {
            diagnostics.error(
                &root,
                format!("not readable as JSON: {error}"),
                "fetch the document again",
            );
            Document::default()
        }
    }
}

fn read_root(
    root: &Place<'_>,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Document {
    let mut document = Document::default();
    let Some(object) = value.as_object() else {
        diagnostics.error(
            root,
            "the document is not an object",
            "pass a server's /api.json",
        );
        return document;
    };
    let info = object.get("info");
    let text = |key| info.and_then(|info| info.get(key)).and_then(Value::as_str);
    match text("version") {
        Some(version) => {
            document.server.version = version.to_owned();
            document.releases = vec![version.to_owned()];
        }
        None => {
            diagnostics.error(
                &root.at("info").at("version"),
                "the server's version is missing",
                "pass a server's /api.json",
            );
        }
    }
    let title = text("title").unwrap_or("Misskey API");
    document.server.name = title.strip_suffix(" API").unwrap_or(title).to_owned();
    read_entities(root, object.get("components"), &mut document, diagnostics);
    read_paths(root, object.get("paths"), &mut document, diagnostics);
    document.common_errors = operation::split_common_errors(&mut document.endpoints);
    release_references(root, &mut document, diagnostics);
    document
}

fn read_entities(
    root: &Place<'_>,
    components: Option<&Value>,
    document: &mut Document,
    diagnostics: &mut Diagnostics,
) {
    let place = root.at("components").at("schemas");
    let Some(schemas) = components.and_then(|components| components.get("schemas"))
    else {
        return;
    };
    let Some(schemas) = schemas.as_object() else {
        diagnostics.error(
            &place,
            "the component schemas are not an object",
            "pass a server's /api.json",
        );
        return;
    };
    for (name, value) in schemas {
        let place = place.at(name);
        if is_entity_name(name) {
            document
                .entities
                .insert(name.clone(), schema::read(&place, value, diagnostics));
        } else {
            let help = "a component schema is named by a letter and then letters, digits and underscores";
            diagnostics.error(&place, format!("`{name}` can't name a type"), help);
        }
    }
}

fn read_paths(
    root: &Place<'_>,
    paths: Option<&Value>,
    document: &mut Document,
    diagnostics: &mut Diagnostics,
) {
    let place = root.at("paths");
    let Some(paths) = paths.and_then(Value::as_object) else {
        diagnostics.error(
            &place,
            "the paths are missing or not an object",
            "pass a server's /api.json",
        );
        return;
    };
    for (path, item) in paths {
        let place = place.at(path);
        let name = path.strip_prefix('/').unwrap_or(path);
        if !is_endpoint_path(name) {
            let help = "a path is made of segments of letters, digits, `-` and `_`, separated by slashes";
            diagnostics.error(
                &place,
                format!("`{path}` can't be an endpoint's path"),
                help,
            );
            continue;
        }
        if let Some(endpoint) = operation::read(&place, item, diagnostics) {
            document.endpoints.insert(name.to_owned(), endpoint);
        }
    }
}

/// Whether a component schema of that name can become a type and a file.
#[must_use]
pub fn is_entity_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_')
}

/// Whether an endpoint of that path can become a type, a module and a file.
#[must_use]
pub fn is_endpoint_path(path: &str) -> bool {
    path.len() <= 200
        && path.split('/').all(|segment| {
            segment.chars().any(|one| one.is_ascii_alphanumeric())
                && segment
                    .chars()
                    .all(|one| one.is_ascii_alphanumeric() || one == '-' || one == '_')
        })
}

/// A reference to what the document lacks can be anything.
fn release_references(
    root: &Place<'_>,
    document: &mut Document,
    diagnostics: &mut Diagnostics,
) {
    let known: BTreeSet<String> = document.entities.keys().cloned().collect();
    let schemas = root.at("components").at("schemas");
    for (name, schema) in &mut document.entities {
        release(&schemas.at(name), schema, &known, diagnostics);
    }
    let paths = root.at("paths");
    for (path, endpoint) in &mut document.endpoints {
        let place = paths.at(format!("/{path}"));
        for schema in endpoint.schemas_mut() {
            release(&place, schema, &known, diagnostics);
        }
    }
}

fn release(
    place: &Place<'_>,
    schema: &mut Schema,
    known: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) {
    schema.visit_mut(&mut |inner| {
        let Some(name) = inner
            .reference
            .take_if(|name| !known.contains(name.as_str()))
        else {
            return;
        };
        inner.nullable = false;
        let message = format!(
            "reference to `{name}`, which is not among the component schemas: it is taken as any JSON"
        );
        let help = "the document is incomplete: fetch it again, or correct it by hand";
        diagnostics.warning(place, message, help);
    });
}
