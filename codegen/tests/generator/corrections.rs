//! Corrections change what they name, and are errors when they don't.

use crate::common::{document, errors, post, spec};
use misskey_codegen::corrections;
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

fn apply(text: &str) -> (Spec, Diagnostics) {
    let (mut spec, mut diagnostics) = (example(), Diagnostics::new());
    let shape = json!({ "type": "boolean" }).to_string();
    let files = [("corrections/shape.json".to_owned(), shape)].into();
    corrections::apply(
        "corrections.toml",
        text,
        &files,
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
