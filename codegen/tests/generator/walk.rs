//! The walk of one value through the generator, as ARCHITECTURE.md tells it.
//!
//! Its end, from bytes to a typed answer, is in the tests of `misskey-api`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{document, spec};
use misskey_codegen::corrections::{self, Enforcement};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::{Spec, to_files};
use misskey_codegen::{emit, model};
use serde_json::{Value, json};

fn text(path: &str) -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(repository.join(path)).unwrap()
}

/// The fenced block of ARCHITECTURE.md that is marked so.
fn fragment(mark: &str) -> String {
    let page = text("ARCHITECTURE.md");
    let (_, rest) = page.split_once(&format!("\n```{mark}\n")).unwrap();
    rest.split_once("\n```\n").unwrap().0.to_owned()
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The member of `Notification` that tells of a follower, in a file of a spec.
fn follow(entity: &str) -> Value {
    let members = json_of(entity)["oneOf"].take();
    let is_follow =
        |member: &&Value| member["properties"]["type"]["enum"] == json!(["follow"]);
    let member = members.as_array().unwrap().iter().find(is_follow);
    member.unwrap().clone()
}

/// The lines of the type of that member, in generated code.
fn lines_of_follow(code: &str) -> Vec<&str> {
    let (_, rest) = code.split_once("pub struct NotificationFollow {").unwrap();
    let end = rest.find("pub struct ").unwrap_or(rest.len());
    rest[..end].lines().map(str::trim).collect()
}

/// The spec of a document in which the member stands beside another one.
fn read() -> Spec {
    let other = json!({
        "type": "object",
        "properties": { "type": { "type": "string", "enum": ["test"] }, "userId": { "type": "string", "format": "id" } },
        "required": ["type", "userId"],
    });
    let members = [json_of(&fragment("json document")), other];
    let entity = json!({ "type": "object", "oneOf": members });
    spec(&document(&json!({ "Notification": entity }), &json!({})))
}

fn correct(spec: &mut Spec) {
    let mut diagnostics = Diagnostics::new();
    let text = fragment("toml correction") + "\nevidence = \"recorded\"\n";
    let files = BTreeMap::new();
    corrections::apply(
        "c",
        &text,
        &files,
        Enforcement::Strict,
        spec,
        &mut diagnostics,
    );
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
}

fn generate(spec: &Spec) -> BTreeMap<String, String> {
    let mut diagnostics = Diagnostics::new();
    let modelling = Modelling::read("m", &fragment("toml modelling"), &mut diagnostics);
    let model = model::build(spec, &modelling, &mut diagnostics);
    let files = emit::files(&model, &modelling, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    files
}

#[test]
fn the_walk_of_one_value_is_what_the_generator_does() {
    let mut spec = read();
    let written = follow(&to_files(&spec)["entities/Notification.json"]);
    assert_eq!(written, json_of(&fragment("json spec")));

    correct(&mut spec);
    let corrected = follow(&to_files(&spec)["entities/Notification.json"]);
    assert_eq!(corrected["required"], json!(["createdAt", "id", "type"]));

    let files = generate(&spec);
    let generated = lines_of_follow(&files["entities/notification.rs"]);
    for line in fragment("rust emitted").lines() {
        assert!(generated.contains(&line), "not generated: {line}");
    }
}

#[test]
fn what_the_walk_of_one_value_shows_stands_in_the_repository() {
    let committed = follow(&text("spec/entities/Notification.json"));
    let shown = json_of(&fragment("json spec"));
    let property = |member: &Value| member["properties"]["userId"].clone();
    assert_eq!(property(&committed), property(&shown));
    assert!(text("spec/corrections.toml").contains(&fragment("toml correction")));
    for line in fragment("toml modelling").lines() {
        let found = text("spec/modelling.toml")
            .lines()
            .any(|other| other == line);
        assert!(found, "not in spec/modelling.toml: {line}");
    }
    let code = text("misskey-api/src/generated/entities/notification.rs");
    let generated = lines_of_follow(&code);
    for line in fragment("rust emitted").lines() {
        assert!(generated.contains(&line), "not in the bindings: {line}");
    }
}
