//! Documents of all dialects say the same in the same form.

use crate::common::{document, post, read, spec};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::spec::{self as files, Credential};
use serde_json::{Value, json};

fn shape(schema: &Value) -> Value {
    let entities = json!({ "User": { "type": "object", "properties": { "name": { "type": "string" } } } });
    let text = document(
        &entities,
        &json!({ "/a/b": post(&json!({ "type": "object" }), schema) }),
    );
    let spec = spec(&text);
    spec.endpoints["a/b"].responses[&200]
        .as_ref()
        .unwrap()
        .to_json()
}

#[test]
fn a_reference_that_can_be_null_has_one_form_in_all_dialects() {
    let expected = json!({ "oneOf": [{ "$ref": "User" }, { "type": "null" }] });
    let reference = json!({ "$ref": "#/components/schemas/User" });
    for dialect in [
        json!({ "type": ["object", "null"], "allOf": [reference] }),
        json!({ "oneOf": [reference, { "type": "null" }] }),
        json!({ "type": ["object", "null"], "anyOf": [reference, { "type": "null" }] }),
        json!({ "type": "object", "nullable": true, "allOf": [reference] }),
        json!({ "type": "object", "nullable": true, "optional": false, "ref": "User", "$ref": "#/components/schemas/User" }),
    ] {
        assert_eq!(shape(&dialect), expected, "{dialect}");
    }
}

#[test]
fn a_reference_loses_what_is_redundant_beside_it_and_keeps_properties() {
    let redundant = json!({ "type": "object", "$ref": "#/components/schemas/User" });
    assert_eq!(shape(&redundant), json!({ "$ref": "User" }));
    let extended = json!({
        "$ref": "#/components/schemas/User",
        "type": "object",
        "properties": { "token": { "type": "string" } },
        "required": ["token"],
    });
    let expected = json!({ "allOf": [
        { "$ref": "User" },
        { "type": "object", "properties": { "token": { "type": "string" } }, "required": ["token"] },
    ] });
    assert_eq!(shape(&extended), expected);
}

#[test]
fn null_among_the_values_of_an_enumeration_is_nullability() {
    let expected = json!({ "type": ["string", "null"], "enum": ["a", null] });
    for dialect in [
        json!({ "type": ["string", "null"], "enum": ["a", null] }),
        json!({ "type": "string", "nullable": true, "enum": ["a"] }),
        json!({ "type": "string", "enum": [null, "a"] }),
    ] {
        assert_eq!(shape(&dialect), expected, "{dialect}");
    }
}

#[test]
fn a_map_whose_values_are_a_union_of_one_is_a_plain_map() {
    let union = json!({ "type": "object", "additionalProperties": { "anyOf": [{ "type": "number" }] } });
    assert_eq!(
        shape(&union),
        json!({ "type": "object", "additionalProperties": { "type": "number" } })
    );
}

#[test]
fn credentials_permissions_and_internal_endpoints_are_read_off_the_description() {
    let with = |description: &str| {
        let mut item = post(&json!({ "type": "object" }), &json!({ "type": "boolean" }));
        item["post"]["description"] = json!(description);
        let text = document(&json!({}), &json!({ "/a": item }));
        let endpoint = spec(&text).endpoints.remove("a").unwrap();
        (endpoint.credential, endpoint.permission, endpoint.internal)
    };
    assert_eq!(
        with(
            "No description provided.\n\n**Credential required**: *Yes* / **Permission**: *read:account*"
        ),
        (Credential::Required, Some("read:account".to_owned()), false)
    );
    assert_eq!(
        with("**Internal Endpoint**: not for apps.\n**Credential required**: *Yes*"),
        (Credential::Required, None, true)
    );
    assert_eq!(
        with("**Credential required**: *No* / **Permission**: *read:account*"),
        (Credential::Optional, Some("read:account".to_owned()), false)
    );
    assert_eq!(
        with("**Credential required**: *No*"),
        (Credential::None, None, false)
    );
}

#[test]
fn errors_that_all_endpoints_declare_are_told_once() {
    let item = |codes: &[&str]| {
        let mut item = post(&json!({ "type": "object" }), &json!({ "type": "boolean" }));
        let examples = codes.iter().map(|code| {
            let error = json!({ "error": { "message": "words of the server", "code": code, "id": format!("id-of-{code}") } });
            ((*code).to_owned(), json!({ "value": error }))
        });
        let examples: serde_json::Map<String, Value> = examples.collect();
        item["post"]["responses"]["400"] =
            json!({ "content": { "application/json": { "examples": examples } } });
        item
    };
    let text = document(
        &json!({}),
        &json!({ "/a": item(&["BAD", "OWN"]), "/b": item(&["BAD"]) }),
    );
    let spec = spec(&text);
    assert_eq!(spec.common_errors.len(), 1);
    assert_eq!(spec.common_errors[0].code, "BAD");
    assert_eq!(spec.endpoints["a"].errors.len(), 1);
    assert!(spec.endpoints["b"].errors.is_empty());
}

#[test]
fn prose_does_not_get_into_the_facts() {
    let mut item = post(
        &json!({ "type": "object", "properties": { "a": { "type": "string", "description": "words of the server" } } }),
        &json!({ "type": "string", "description": "words of the server", "example": "words of the server" }),
    );
    item["post"]["summary"] = json!("words of the server");
    let text = document(&json!({}), &json!({ "/a/b": item }));
    for (path, content) in files::to_files(&spec(&text)) {
        assert!(!content.contains("words of the server"), "{path}");
    }
}

#[test]
fn facts_come_back_from_files_as_they_went_in() {
    let text = include_str!("../fixtures/traps.json");
    let spec = spec(text);
    let written = files::to_files(&spec);
    let mut diagnostics = Diagnostics::new();
    let again = files::from_files(&written, &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    assert_eq!(again.endpoints, spec.endpoints);
    assert_eq!(again.entities, spec.entities);
    assert_eq!(files::to_files(&again), written);
}

#[test]
fn an_unknown_keyword_is_a_warning_and_the_rest_is_read() {
    let text = document(
        &json!({ "A": { "type": "string", "patternProperties": {}, "maxLength": 5 } }),
        &json!({ "/a": post(&json!({ "type": "object" }), &json!({})) }),
    );
    let (document, diagnostics) = read(&text);
    assert!(!diagnostics.has_errors());
    assert_eq!(diagnostics.all().len(), 1);
    assert_eq!(
        diagnostics.all()[0].place,
        "/components/schemas/A/patternProperties"
    );
    assert_eq!(document.entities["A"].constraints.max_length, Some(5));
}
