//! Corrections change what they name, and are errors when they don't.

use crate::common::{document, errors, post, spec};
use std::collections::BTreeMap;

use misskey_codegen::corrections::{self, Enforcement};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::spec::Spec;
use serde_json::json;

fn example() -> Spec {
    let note = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } }, "required": ["a"] });
    let answer =
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Note" } });
    spec(&document(
        &json!({ "Note": note }),
        &json!({ "/notes": post(&json!({ "type": "object" }), &answer) }),
    ))
}

fn apply_to(
    spec: &mut Spec,
    text: &str,
    enforcement: Enforcement,
    diagnostics: &mut Diagnostics,
) -> usize {
    corrections::apply("c", text, &BTreeMap::new(), enforcement, spec, diagnostics)
}

fn apply(text: &str) -> (Spec, Diagnostics) {
    let (mut spec, mut diagnostics) = (example(), Diagnostics::new());
    let shape = json!({ "type": "boolean" }).to_string();
    let files = [("corrections/shape.json".to_owned(), shape)].into();
    corrections::apply(
        "corrections.toml",
        text,
        &files,
        Enforcement::Strict,
        &mut spec,
        &mut diagnostics,
    );
    (spec, diagnostics)
}

fn correction(body: &str) -> String {
    format!(
        "[[correction]]\n{body}\nwhy = \"the document is wrong\"\nevidence = \"recorded\"\n"
    )
}

#[test]
fn every_kind_of_correction_changes_its_place() {
    let text = [
        "entity = 'Note'\nat = '/properties/a'\noptional = true",
        "entity = 'Note'\nat = '/properties/b'\nrequired = true",
        "entity = 'Note'\nat = '/properties/a'\nnullable = true",
        "entity = 'Note'\nat = '/properties/c'\nset = { type = 'integer' }",
        "endpoint = 'notes'\nat = '/responses/200/items'\nset = { type = 'string' }",
    ]
    .map(correction)
    .concat();
    let (spec, diagnostics) = apply(&text);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let expected = json!({
        "type": "object",
        "properties": { "a": { "type": ["string", "null"] }, "b": { "type": "string" }, "c": { "type": "integer" } },
        "required": ["b"],
    });
    assert_eq!(spec.entities["Note"].to_json(), expected);
    let answer = spec.endpoints["notes"].responses[&200]
        .as_ref()
        .unwrap()
        .to_json();
    assert_eq!(
        answer,
        json!({ "type": "array", "items": { "type": "string" } })
    );

    let (spec, diagnostics) = apply(&correction(
        "entity = 'Note'\nat = '/properties/a'\nremove = true",
    ));
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    assert_eq!(
        spec.entities["Note"].to_json(),
        json!({ "type": "object", "properties": { "b": { "type": "string" } } })
    );
}

#[test]
fn a_correction_that_matches_or_changes_nothing_is_an_error_with_its_line() {
    for body in [
        "entity = 'Missing'\nat = '/properties/a'\noptional = true",
        "endpoint = 'missing'\nat = '/responses/200'\nnullable = true",
        "entity = 'Note'\nat = '/properties/missing'\noptional = true",
        "entity = 'Note'\nat = '/properties/missing/deeper'\nset = {}",
        "entity = 'Note'\nat = '/properties/b'\noptional = true",
        "entity = 'Note'\nat = '/properties/a'\nrequired = true",
        "entity = 'Note'\nat = '/properties/a'\nset = { type = 'string' }",
        "entity = 'Note'\nat = '/properties/missing'\nremove = true",
        "entity = 'Note'\nendpoint = 'notes'\nat = '/properties/a'\nremove = true",
        "entity = 'Note'\nat = '/properties/a'",
        "entity = 'Note'\nat = '/properties/a'\nremove = true\nnullable = true",
        "entity = 'Note'\nat = 'nowhere'\nremove = true",
    ] {
        let text = format!("# A line before.\n\n{}", correction(body));
        let (spec, diagnostics) = apply(&text);
        let found = errors(&diagnostics);
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert!(found[0].starts_with("line 3 "), "{found:?}");
        assert_eq!(spec.entities, example().entities, "{body}");
    }
}

#[test]
fn a_correction_can_name_a_file_with_its_shape() {
    let from = |path: &str| {
        format!("entity = 'Note'\nat = '/properties/a'\nset-from = '{path}'")
    };
    let (spec, diagnostics) = apply(&correction(&from("corrections/shape.json")));
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let shape = spec.entities["Note"].property("a").unwrap().to_json();
    assert_eq!(shape, json!({ "type": "boolean" }));

    let both = from("corrections/shape.json") + "\nset = {}";
    for body in [from("corrections/missing.json"), both] {
        let (_, diagnostics) = apply(&correction(&body));
        assert_eq!(errors(&diagnostics).len(), 1, "{body}");
    }
}

#[test]
fn members_of_unions_are_selected_by_what_they_are() {
    let member = |tag: &str| json!({ "type": "object", "properties": { "type": { "type": "string", "enum": [tag] }, "a": { "type": "string" } }, "required": ["type", "a"] });
    let mut plain = member("z");
    plain["required"] = json!(["type"]);
    let union = |members: &[serde_json::Value]| {
        spec(&document(
            &json!({ "Either": { "oneOf": members }, "B": { "type": "object" } }),
            &json!({}),
        ))
    };
    let with_b = json!({ "$ref": "#/components/schemas/B" });
    let required = |spec: &Spec| -> Vec<bool> {
        let members = spec.entities["Either"].one_of.iter();
        members.map(|one| one.required.contains("a")).collect()
    };
    for (at, expected) in [
        ("/oneOf/[type=x]/properties/a", [true, false, false, false]),
        ("/oneOf/*/properties/a", [false, false, false, false]),
    ] {
        let mut spec = union(&[member("y"), member("x"), plain.clone(), with_b.clone()]);
        let text =
            correction(&format!("entity = 'Either'\nat = '{at}'\noptional = true"));
        let mut diagnostics = Diagnostics::new();
        apply_to(&mut spec, &text, Enforcement::Strict, &mut diagnostics);
        assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
        assert_eq!(required(&spec), expected, "{at}");
    }
    for at in ["/oneOf/[$ref=B]", "/oneOf/[type=x]", "/oneOf/*"] {
        let mut spec = union(&[member("y"), member("x"), with_b.clone()]);
        let text = correction(&format!("entity = 'Either'\nat = '{at}'\nremove = true"));
        let mut diagnostics = Diagnostics::new();
        apply_to(&mut spec, &text, Enforcement::Strict, &mut diagnostics);
        assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
        assert_ne!(
            spec.entities,
            union(&[member("y"), member("x"), with_b.clone()]).entities
        );
    }
    for at in [
        "/oneOf/[type=missing]/properties/a",
        "/oneOf/*/properties/missing",
    ] {
        let mut spec = union(&[member("y"), member("x")]);
        let text =
            correction(&format!("entity = 'Either'\nat = '{at}'\noptional = true"));
        let mut diagnostics = Diagnostics::new();
        apply_to(&mut spec, &text, Enforcement::Strict, &mut diagnostics);
        assert_eq!(errors(&diagnostics).len(), 1, "{at}");
    }
}

#[test]
fn a_correction_can_be_limited_to_releases() {
    let apply = |releases: &[&str], limit: &str| {
        let mut spec = example();
        spec.releases = releases.iter().map(|&one| one.to_owned()).collect();
        let text = correction(&format!(
            "entity = 'Note'\nat = '/properties/a'\noptional = true\n{limit}"
        ));
        let mut diagnostics = Diagnostics::new();
        apply_to(&mut spec, &text, Enforcement::Strict, &mut diagnostics);
        assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
        spec.entities != example().entities
    };
    let range = ["2025.4.1", "2025.11.1"];
    assert!(apply(&range, "since = '2025.11.1'"));
    assert!(!apply(&range, "since = '2025.12.0'"));
    assert!(apply(&range, "until = '2025.4.1'"));
    assert!(!apply(&range, "until = '2025.4.0'"));
    assert!(apply(&range, "since = '2025.9.0'\nuntil = '2025.10.0'"));
    assert!(apply(&["develop"], "since = '2025.9.0'"));
    assert!(apply(&[], "since = '2025.9.0'"));
}

#[test]
fn corrections_of_another_server_are_applied_as_far_as_they_fit() {
    let text = [
        "entity = 'Missing'\nat = '/properties/a'\noptional = true",
        "entity = 'Note'\nat = '/properties/b'\noptional = true",
        "entity = 'Note'\nat = '/properties/b'\nset = { '$ref' = 'Missing' }",
        "entity = 'Note'\nat = '/properties/a'\noptional = true",
    ]
    .map(correction)
    .concat();
    let (mut spec, mut diagnostics) = (example(), Diagnostics::new());
    let fit = Enforcement::AsFarAsTheyFit;
    let fitted = apply_to(&mut spec, &text, fit, &mut diagnostics);
    assert_eq!(fitted, 1);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    assert!(spec.entities["Note"].required.is_empty());
}

#[test]
fn a_correction_without_evidence_is_an_error() {
    for text in [
        "[[correction]]\nentity = 'Note'\nat = '/properties/a'\nremove = true\n",
        "[[correction]]\nentity = 'Note'\nat = '/properties/a'\nremove = true\nwhy = ''\nevidence = ''\n",
        "[[correction]]\nentity = 'Note'\nat = '/properties/a'\nremvoe = true\nwhy = 'x'\nevidence = 'x'\n",
        "[[correction]",
    ] {
        let (_, diagnostics) = apply(text);
        assert!(diagnostics.has_errors(), "{text}");
    }
}
