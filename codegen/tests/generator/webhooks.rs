//! What webhooks are told.

use std::collections::BTreeMap;

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::{self, Spec};
use misskey_codegen::{emit, model};
use serde_json::{Value, json};

use crate::common;

/// A spec with an entity, a channel and webhooks that are told these events.
fn spec(user: &Value) -> (Spec, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let note = json!({
        "type": "object",
        "properties": { "id": { "type": "string", "format": "id" } },
        "required": ["id"],
    });
    let document = common::document(&json!({ "Note": note }), &json!({}));
    let mut files = spec::to_files(&common::spec(&document));
    let channel =
        json!({ "params": { "type": "object" }, "events": { "seen": seen() } });
    let streaming = json!({ "channels": { "main": channel } });
    files.insert("streaming.json".to_owned(), streaming.to_string());
    let webhooks = json!({ "user": user });
    files.insert(spec::WEBHOOKS.to_owned(), webhooks.to_string());
    (spec::from_files(&files, &mut diagnostics), diagnostics)
}

fn seen() -> Value {
    json!({
        "type": "object",
        "properties": { "note": { "$ref": "Note" } },
        "required": ["note"],
    })
}

fn generate(user: &Value) -> BTreeMap<String, String> {
    let (spec, mut diagnostics) = spec(user);
    let modelling = Modelling::default();
    let model = model::build(&spec, &modelling, &mut diagnostics);
    let files = emit::files(&model, &modelling, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    files
}

#[test]
fn each_event_is_a_variant_and_a_kind_without_events_is_open_too() {
    let files = generate(&json!({ "seen": seen(), "gone": null, "any": {} }));
    let user = &files["webhooks/user.rs"];
    for variant in [
        "Seen(Box<SeenBody>),",
        "    Gone,\n",
        "Any(runtime::Value),",
    ] {
        assert!(user.contains(variant), "{variant}");
    }
    let system = &files["webhooks/system.rs"];
    assert!(system.contains("Other(runtime::OtherMessage),"));
}

#[test]
fn what_a_channel_has_alone_is_not_taken_from_there() {
    let files = generate(&json!({ "seen": seen(), "seenAgain": seen() }));
    let user = &files["webhooks/user.rs"];
    assert_eq!(user.matches("pub struct").count(), 1);
    assert!(!user.contains("channels"), "{user}");
}

#[test]
fn webhooks_come_back_from_files_as_they_went_in() {
    let (spec, diagnostics) = spec(&json!({ "seen": seen(), "gone": null }));
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let mut diagnostics = Diagnostics::new();
    let again = spec::from_files(&spec::to_files(&spec), &mut diagnostics);
    assert_eq!(again.webhooks, spec.webhooks);
    assert_eq!(again.webhooks.user.len(), 2);
}
