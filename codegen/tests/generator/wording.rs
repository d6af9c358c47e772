//! What things are, in our own words: where lines are shown, and when one is missing.

use std::collections::BTreeMap;

use crate::common::{document, errors, generate, post, spec};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::model;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::Spec;
use misskey_codegen::wording::Wording;
use serde_json::json;

/// An entity with an enumeration, one that has its fields, and two endpoints.
fn notes() -> String {
    let note = json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": { "type": "string", "format": "id" },
            "cw": { "type": ["string", "null"] },
            "visibility": { "type": "string", "enum": ["public", "home"] },
        },
    });
    let pinned = json!({
        "allOf": [
            { "$ref": "#/components/schemas/Note" },
            { "type": "object", "properties": { "pinnedBy": { "type": "string" } } },
        ],
    });
    let listed = json!({
        "type": "object",
        "properties": { "limit": { "type": "integer", "maximum": 100 } },
    });
    let answer =
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Note" } });
    document(
        &json!({ "Note": note, "Pinned": pinned }),
        &json!({ "/notes": post(&listed, &answer), "/notes/pinned": post(&listed, &answer) }),
    )
}

fn read(text: &str) -> Wording {
    let mut diagnostics = Diagnostics::new();
    let wording = Wording::read("docs.toml", text, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    wording
}

fn files(wording: Wording) -> BTreeMap<String, String> {
    let mut modelling = Modelling::default();
    modelling.wording = wording;
    generate(&notes(), &modelling)
}

/// The errors of a model with these lines.
fn faults(spec: &Spec, wording: Wording) -> Vec<String> {
    let mut modelling = Modelling::default();
    modelling.wording = wording;
    let mut diagnostics = Diagnostics::new();
    let _ = model::build(spec, &modelling, &mut diagnostics);
    errors(&diagnostics)
}

#[test]
fn a_line_stands_before_the_facts_of_what_it_is_about() {
    let files = files(read(
        r#"
        [endpoints]
        "notes" = "Lists notes."
        [entities]
        Note = "A post."
        [permissions]
        "write:notes" = "Post."
        [places]
        "Note.cw" = "A warning."
        "Note.visibility" = "Who sees it."
        "Note.visibility<home>" = "Some."
        "*:request.limit" = "How many."
        "notes/*:request.limit" = "How many pinned ones."
        "#,
    ));
    let notes = &files["endpoints.rs"];
    assert!(notes.contains("/// Lists notes.\n///\n/// `POST` `/api/notes`\n"));
    assert!(notes.contains("/// How many.\n    ///\n    /// `limit`: at most 100.\n"));
    assert!(
        notes.contains("/// How many.\n    ///\n    /// Sets `limit`: at most 100.\n")
    );
    // The longest pattern counts.
    assert!(files["endpoints/notes.rs"].contains("/// How many pinned ones.\n"));
    assert!(!files["endpoints/notes.rs"].contains("/// How many.\n"));
    let note = &files["entities/note.rs"];
    assert!(note.contains("/// A post.\n///\n/// The entity `Note`.\n"));
    assert!(note.contains("/// A warning.\n    ///\n    /// `cw`.\n"));
    assert!(note.contains("/// Some.\n    ///\n    /// `home`.\n    Home,"));
    assert!(
        note.contains("/// Who sees it.\n///\n/// What stands at `Note.visibility`")
    );
    // What an object has from an entity is what the entity has.
    assert!(
        files["entities/pinned.rs"].contains("/// A warning.\n    ///\n    /// `cw`.\n")
    );
    let permission =
        "/// Post.\n    ///\n    /// `write:notes`: 2 endpoints ask for it.\n";
    assert!(files["permission.rs"].contains(permission));
    // What has no line is as it was.
    assert!(note.contains("    /// `id`.\n    pub id"));
}

#[test]
fn what_has_no_line_and_what_no_line_is_about_are_errors_where_the_lines_are_the_specs_own()
 {
    let spec = spec(&notes());
    let mut own = read(
        r#"
        [endpoints]
        "notes" = "Lists notes."
        "nots" = "Lists nots."
        [entities]
        Note = "A post."
        [places]
        "Note.cv" = "A warning."
        "#,
    );
    // Those of another spec are taken as far as they fit.
    assert_eq!(faults(&spec, own.clone()), [""; 0]);
    own.is_own = true;
    let missing = [
        "endpoints no line says what the endpoint `notes/pinned` is",
        "permissions no line says what the permission `write:notes` is",
        "entities no line says what the entity `Pinned` is",
    ];
    let idle = [
        "endpoints the line of `nots` is shown nowhere",
        "places the line of `Note.cv` is shown nowhere",
    ];
    assert_eq!(faults(&spec, own.clone()), [&missing[..], &idle].concat());
    // With another spec's lines beside them, its own need not be complete, but fit.
    assert_eq!(faults(&spec, own.or(Wording::default())), idle);
}

#[test]
fn a_specs_own_line_counts_before_that_of_another() {
    let own = read("[entities]\nNote = \"Ours.\"");
    let others = read("[entities]\nNote = \"Theirs.\"\nPinned = \"Theirs too.\"");
    let files = files(own.or(others));
    assert!(files["entities/note.rs"].contains("/// Ours.\n"));
    assert!(!files["entities/note.rs"].contains("Theirs"));
    assert!(files["entities/pinned.rs"].contains("/// Theirs too.\n"));
}

#[test]
fn signs_in_a_line_mean_nothing_but_within_backticks() {
    let files = files(read(
        r#"
        [entities]
        Note = "A [link](x) and <script>, *loud* & https://a.example, but `[code]` and `a://b`."
        "#,
    ));
    let shown = r"/// A \[link\](x) and \<script\>, \*loud\* \& https\://a.example, but `[code]` and `a://b`.";
    assert!(
        files["entities/note.rs"].contains(shown),
        "{}",
        files["entities/note.rs"]
    );
}

#[test]
fn a_line_that_can_not_be_shown_is_an_error_with_its_place() {
    let long = "a".repeat(301);
    for line in [
        "",
        "# title",
        "- point",
        "two\\nlines",
        "a ` alone",
        long.as_str(),
    ] {
        let mut diagnostics = Diagnostics::new();
        let text = format!("[entities]\nNote = \"{line}\"");
        let wording = Wording::read("docs.toml", &text, &mut diagnostics);
        let found = errors(&diagnostics);
        assert_eq!(found.len(), 1, "{line}");
        assert!(found[0].starts_with("/entities/Note"), "{found:?}");
        assert!(wording.entities.is_empty());
    }
    let mut diagnostics = Diagnostics::new();
    Wording::read("docs.toml", "[entities]\n[nothing]\n", &mut diagnostics);
    assert_eq!(errors(&diagnostics).len(), 1);
}

#[test]
fn what_is_called_otherwise_on_the_wire_is_found_by_that_name() {
    let shape = json!({
        "type": "object",
        "properties": { "createdAt": { "type": "string" }, "a-b": { "type": "string" } },
    });
    let text = document(
        &json!({ "Note": shape }),
        &json!({ "/notes/show": post(&json!({}), &json!({})), "/notes": post(&json!({}), &json!({})) }),
    );
    let files = generate(&text, &Modelling::default());
    assert!(files["endpoints/notes.rs"].contains("#[doc(alias = \"notes/show\")]"));
    assert!(files["permission.rs"].contains("#[doc(alias = \"write:notes\")]"));
    let note = &files["entities/note.rs"];
    assert!(note.contains("#[doc(alias = \"a-b\")]"));
    // A search heeds neither case nor underscores.
    assert!(!note.contains("alias = \"createdAt\""));
    assert!(!files["endpoints.rs"].contains("alias = \"notes\""));
}
