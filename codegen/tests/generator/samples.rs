//! Samples: what is always there, with values that look like a server's.

use crate::common::{document, generate, post};
use misskey_codegen::modelling::Modelling;
use serde_json::{Value, json};

/// The module of samples for these entities, without line breaks.
fn samples(entities: &Value) -> String {
    let request = json!({ "type": "object" });
    let paths = json!({ "/ping": post(&request, &json!({ "type": "object" })) });
    let files = generate(&document(entities, &paths), &Modelling::default());
    files["samples.rs"].split_whitespace().collect()
}

fn object(properties: &Value) -> Value {
    let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

#[test]
fn a_sample_holds_what_must_be_there_by_type_and_name() {
    let mut entity = object(&json!({
        "username": { "type": "string" },
        "createdAt": { "type": "string", "format": "date-time" },
        "host": { "type": ["string", "null"] },
        "kind": { "type": "string", "enum": ["first", "second"] },
    }));
    entity["properties"]["later"] = json!({ "type": "string" });
    let found = samples(&json!({ "Thing": entity }));
    for expected in [
        r#""username":"momiji""#,
        r#""createdAt":"2026-01-01T00:00:00.125Z""#,
        r#""host":null"#,
        r#""kind":"first""#,
    ] {
        assert!(found.contains(expected), "{expected} is not in {found}");
    }
    assert!(!found.contains("later"), "{found}");
}

#[test]
fn what_holds_itself_ends_where_it_can_be_missing() {
    let reference =
        |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let found = samples(&json!({
        "Chicken": object(&json!({ "egg": reference("Egg") })),
        "Egg": object(&json!({ "chicken": reference("Chicken") })),
        "Farm": object(&json!({ "chicken": reference("Chicken") })),
        "Tree": object(&json!({ "trees": { "type": "array", "items": reference("Tree") } })),
    }));
    for expected in [r#"{"chicken":{}}"#, r#"{"trees":[]}"#] {
        assert!(found.contains(expected), "{expected} is not in {found}");
    }
}

#[test]
fn what_doubles_with_each_entity_does_not_grow_without_bound() {
    let mut entities =
        json!({ "Doubled00": object(&json!({ "a": { "type": "string" } })) });
    for step in 1..60 {
        let reference =
            json!({ "$ref": format!("#/components/schemas/Doubled{:02}", step - 1) });
        let doubled = object(&json!({ "a": reference, "b": reference }));
        entities[format!("Doubled{step:02}")] = doubled;
    }
    let found = samples(&entities);
    assert!(found.contains("entities::Doubled01::ENTRY"));
    assert!(!found.contains("entities::Doubled59::ENTRY"));
}

#[test]
fn signs_that_end_literals_end_none() {
    let name = "a\"##;bad";
    let found = samples(&json!({
        "Thing": object(&json!({ "kind": { "type": "string", "enum": ["\"##\\", name] } })),
    }));
    assert!(found.contains("entities::Thing::ENTRY"), "{found}");
    assert!(found.contains(r###""kind":"\"##\\""###), "{found}");
}
