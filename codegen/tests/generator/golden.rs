//! What the generator makes of a small document, as files that can be read.
//!
//! `tests/../fixtures/traps.json` has one of each shape that is hard to model. After an
//! intended change, `UPDATE_GOLDEN=1 cargo test -p misskey-codegen golden` writes
//! the files anew; look at what changed.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::generate;
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::emit::MANIFEST;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::repeatable::Repeatable;
use misskey_codegen::wording::Wording;

fn modelling() -> Modelling {
    let mut diagnostics = Diagnostics::new();
    let text = include_str!("../fixtures/modelling.toml");
    let mut modelling = Modelling::read("modelling.toml", text, &mut diagnostics);
    let text = include_str!("../fixtures/repeatable.toml");
    modelling.rules = Repeatable::read("repeatable.toml", text, &mut diagnostics);
    let text = include_str!("../fixtures/docs.toml");
    modelling.wording = Wording::read("docs.toml", text, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    modelling
}

#[test]
fn the_hard_shapes_come_out_as_they_did() {
    let files = generate(include_str!("../fixtures/traps.json"), &modelling());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join("golden");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        for (path, text) in &files {
            let target = folder.join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, text).unwrap();
        }
    }
    for (path, text) in &files {
        let golden = std::fs::read_to_string(folder.join(path));
        assert_eq!(
            golden.as_ref().ok(),
            Some(text),
            "{path} is not as in tests/golden"
        );
    }
    let listed = files[MANIFEST].lines().count();
    assert_eq!(
        listed,
        files.len(),
        "the manifest lists all files, itself too"
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let text = include_str!("../fixtures/traps.json");
    assert_eq!(generate(text, &modelling()), generate(text, &modelling()));
}

#[test]
fn names_do_not_change_when_something_else_is_added() {
    let text = include_str!("../fixtures/traps.json");
    let before = generate(text, &modelling());
    let mut document: serde_json::Value = serde_json::from_str(text).unwrap();
    document["paths"]["/aaa/first"] = document["paths"]["/notes/timeline"].clone();
    document["components"]["schemas"]["Aaa"] = serde_json::json!({ "type": "object", "properties": { "x": { "type": "string" } } });
    let after = generate(&document.to_string(), &modelling());
    let changed: Vec<&String> = before
        .iter()
        .filter(|(path, text)| after.get(*path) != Some(text))
        .map(|(path, _)| path)
        .collect();
    // Only the lists of what there is, the samples, and how many endpoints ask for a permission.
    assert_eq!(
        changed,
        [
            MANIFEST,
            "constraints.rs",
            "dispatch.rs",
            "endpoints.rs",
            "entities.rs",
            "permission.rs",
            "samples.rs"
        ]
    );
}

#[test]
fn every_endpoint_and_entity_is_accounted_for() {
    let files = generate(include_str!("../fixtures/traps.json"), &modelling());
    let entries = files["dispatch.rs"].matches(" Entry::of").count();
    // Six paths, of which one has two kinds of requests.
    assert_eq!(entries, 7);
    let entities: BTreeMap<&String, &String> = files
        .iter()
        .filter(|(path, _)| path.starts_with("entities/"))
        .collect();
    // Eleven component schemas, and what several of them share.
    assert_eq!(entities.len(), 12);
}
