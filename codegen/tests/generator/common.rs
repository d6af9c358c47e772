//! What the tests share.

use std::collections::BTreeMap;

use misskey_codegen::diagnostic::{Diagnostics, Severity};
use misskey_codegen::document::{self, Document};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::Spec;
use misskey_codegen::{emit, model};
use serde_json::{Value, json};

/// A document with these component schemas and paths.
pub(crate) fn document(schemas: &Value, paths: &Value) -> String {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Misskey API", "version": "1.2.3" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
    .to_string()
}

/// A path item that takes and answers these shapes.
pub(crate) fn post(request: &Value, response: &Value) -> Value {
    json!({
        "post": {
            "description": "**Credential required**: *Yes* / **Permission**: *write:notes*",
            "tags": ["test"],
            "requestBody": { "content": { "application/json": { "schema": request } } },
            "responses": { "200": { "content": { "application/json": { "schema": response } } } },
        }
    })
}

/// What a document says, and what was found wrong with it.
pub(crate) fn read(text: &str) -> (Document, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let document = document::read("api.json", text, &mut diagnostics);
    (document, diagnostics)
}

/// The spec of a document that must be without error.
pub(crate) fn spec(text: &str) -> Spec {
    let (document, diagnostics) = read(text);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    Spec {
        server: document.server,
        endpoints: document.endpoints,
        entities: document.entities,
        common_errors: document.common_errors,
        ..Spec::default()
    }
}

/// The files of a document that must be without error.
pub(crate) fn generate(text: &str, modelling: &Modelling) -> BTreeMap<String, String> {
    let spec = spec(text);
    let mut diagnostics = Diagnostics::new();
    let model = model::build(&spec, modelling, &mut diagnostics);
    let files = emit::files(&model, modelling, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    files
}

/// The places and messages of the errors.
pub(crate) fn errors(diagnostics: &Diagnostics) -> Vec<String> {
    let errors = diagnostics
        .all()
        .iter()
        .filter(|one| one.severity == Severity::Error);
    errors
        .map(|one| format!("{} {}", one.place, one.message))
        .collect()
}
