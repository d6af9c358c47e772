//! The limits of requests: only what holds for all that the document accepts is emitted.

use crate::common::{document, generate, post, spec};
use misskey_codegen::diagnostic::{Diagnostics, Severity};
use misskey_codegen::model;
use misskey_codegen::modelling::Modelling;
use serde_json::{Value, json};

/// The table of limits for an endpoint that takes this.
fn limits(request: &Value) -> String {
    let paths = json!({ "/notes/create": post(request, &json!({ "type": "object" })) });
    let files = generate(&document(&json!({}), &paths), &Modelling::default());
    files["constraints.rs"].split_whitespace().collect()
}

fn text(limit: u64) -> Value {
    json!({ "type": "string", "maxLength": limit })
}

#[test]
fn a_limit_of_an_alternative_holds_where_the_others_cannot_be_meant() {
    let found = limits(&json!({ "anyOf": [
        { "type": "object", "properties": { "a": text(5), "c": text(7) }, "required": ["a"] },
        { "type": "object", "properties": { "b": text(6), "c": text(7) }, "required": ["b"] },
    ] }));
    for expected in [
        r#"new("",Rule::AnyOf(&["a","b"]))"#,
        r#"new("a",Rule::Length(None,Some(5))).unless(&["b"])"#,
        r#"new("b",Rule::Length(None,Some(6))).unless(&["a"])"#,
        r#"new("c",Rule::Length(None,Some(7))),"#,
    ] {
        assert!(found.contains(expected), "{expected} is not in {found}");
    }
}

#[test]
fn a_limit_is_left_out_where_an_alternative_cannot_be_told() {
    let found = limits(&json!({ "anyOf": [
        { "type": "object", "properties": { "a": text(5) }, "required": ["a"] },
        { "type": "object", "properties": { "b": text(6) } },
    ] }));
    assert!(!found.contains(r#"new("a""#), "{found}");
    assert!(
        found.contains(r#"new("b",Rule::Length(None,Some(6))).unless(&["a"])"#),
        "{found}"
    );
}

#[test]
fn a_null_that_an_alternative_takes_does_not_tell_it() {
    let nullable = json!({ "type": ["string", "null"] });
    let found = limits(&json!({ "anyOf": [
        { "type": "object", "properties": { "a": text(5) }, "required": ["a"] },
        { "type": "object", "properties": { "b": nullable }, "required": ["b"] },
    ] }));
    assert!(!found.contains("Constraint::new"), "{found}");
}

#[test]
fn a_name_that_reads_like_a_path_has_no_limits() {
    let found = limits(&json!({
        "type": "object", "properties": { "a.b": text(5), "c": text(5) },
    }));
    assert_eq!(found.matches("Constraint::new").count(), 1, "{found}");
}

#[test]
fn a_pattern_that_is_none_is_left_out_with_a_warning() {
    let long = "a".repeat(1000);
    for pattern in ["(", "[z-a]", "\\", long.as_str()] {
        let request = json!({
            "type": "object", "properties": { "a": { "type": "string", "pattern": pattern } },
        });
        let paths =
            json!({ "/notes/create": post(&request, &json!({ "type": "object" })) });
        let spec = spec(&document(&json!({}), &paths));
        let mut diagnostics = Diagnostics::new();
        let model = model::build(&spec, &Modelling::default(), &mut diagnostics);
        assert!(model.endpoints[0].constraints.is_empty(), "{pattern}");
        let warned = |place: &str| {
            let mut all = diagnostics.all().iter();
            all.any(|one| one.severity == Severity::Warning && one.place == place)
        };
        assert!(warned("notes/create:request"), "{:?}", diagnostics.all());
    }
}

#[test]
fn patterns_that_nest_deeply_have_an_end() {
    for pattern in [
        "(".repeat(240) + &")".repeat(240),
        "(?:".repeat(120) + &")*".repeat(120),
    ] {
        limits(&json!({
            "type": "object", "properties": { "a": { "type": "string", "pattern": pattern } },
        }));
    }
}
