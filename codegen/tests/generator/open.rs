//! What can be anything is listed, each with its reason: no more and no less.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::common::spec;
use misskey_codegen::diagnostic::{Diagnostics, Severity};
use misskey_codegen::model;
use misskey_codegen::modelling::Modelling;
use quote::ToTokens as _;
use serde_json::json;

#[test]
fn the_page_lists_just_what_can_be_anything() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../misskey-api/src/generated");
    let mut found = BTreeSet::new();
    for path in files(&folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let relative = path.strip_prefix(&folder).unwrap().with_extension("");
        let mut module: Vec<_> = relative
            .components()
            .map(|one| one.as_os_str().to_string_lossy().into_owned())
            .collect();
        if module[0] == "entities" {
            module.truncate(1);
        } else if module[0] == "webhooks" {
            // Users find them in `misskey_api::webhook`.
            module[0] = "webhook".to_owned();
        }
        collect(
            &syn::parse_file(&text).unwrap(),
            &module.join("::"),
            &mut found,
        );
    }
    let page = std::fs::read_to_string(folder.join("open.rs")).unwrap();
    let listed: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("//! - `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    assert_eq!(found, listed);
}

#[test]
fn a_place_without_a_reason_is_an_error_where_the_choices_are_the_specs_own() {
    let shape = json!({ "type": "object", "properties": { "a": {}, "b": { "type": "object" } } });
    let document = crate::common::document(&json!({ "Note": shape }), &json!({}));
    let mut modelling = Modelling::default();
    modelling
        .open
        .insert("Note.b".to_owned(), "it is open".to_owned());
    let errors: [&[_]; 2] = [&[], &[(Severity::Error, "Note.a")]];
    for (is_own, expected) in [false, true].into_iter().zip(errors) {
        modelling.is_own = is_own;
        let mut diagnostics = Diagnostics::new();
        let model = model::build(&spec(&document), &modelling, &mut diagnostics);
        let found = diagnostics
            .all()
            .iter()
            .map(|one| (one.severity, one.place.as_str()));
        assert_eq!(found.collect::<Vec<_>>(), expected);
        assert_eq!(model.open.len(), 2);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|one| one == "rs") {
            found.push(path);
        }
    }
    found
}

/// Fields, variants, answers and names that hold JSON as it comes.
fn collect(file: &syn::File, module: &str, found: &mut BTreeSet<String>) {
    for item in &file.items {
        match item {
            syn::Item::Struct(item) => {
                for field in item.fields.iter().filter(|field| is_open(&field.ty)) {
                    let name = field.ident.as_ref().unwrap().to_string();
                    let name = name.trim_start_matches("r#");
                    found.insert(format!("{module}::{}::{name}", item.ident));
                }
            }
            syn::Item::Enum(item) => {
                for variant in &item.variants {
                    if variant.fields.iter().any(|field| is_open(&field.ty)) {
                        found.insert(format!(
                            "{module}::{}::{}",
                            item.ident, variant.ident
                        ));
                    }
                }
            }
            syn::Item::Type(item) if is_open(&item.ty) => {
                found.insert(format!("{module}::{}", item.ident));
            }
            syn::Item::Impl(item) => {
                for inner in &item.items {
                    if let syn::ImplItem::Type(answer) = inner
                        && is_open(&answer.ty)
                    {
                        let owner = item.self_ty.to_token_stream();
                        found.insert(format!("{module}::{owner}"));
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_open(kind: &syn::Type) -> bool {
    let text = kind.to_token_stream().to_string();
    text.contains("runtime :: Value") || text.contains("runtime :: JsonObject")
}
