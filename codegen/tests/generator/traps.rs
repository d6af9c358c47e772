//! Each trap of servers' documents, in each dialect that has it, and what comes of it.
//!
//! A document of `fixtures/traps` gives a text of `tests/traps`: what a program can name of
//! the bindings, what is known of each endpoint, and what was warned of. After an intended
//! change, `UPDATE_GOLDEN=1 cargo test -p misskey-codegen golden` writes the texts anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::{read, spec};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::{self as files, Credential, Spec};
use misskey_codegen::surface::{self, Surface};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The document of a trap, by the beginning of its name.
fn document(number: &str) -> String {
    let (_, text) = documents()
        .into_iter()
        .find(|(name, _)| name.starts_with(number))
        .unwrap();
    text
}

fn documents() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder("fixtures/traps")).unwrap();
    let documents = entries.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    documents.collect()
}

/// What comes of a document, as a text to read.
fn told(text: &str) -> String {
    let (document, mut diagnostics) = read(text);
    let spec = Spec {
        server: document.server,
        endpoints: document.endpoints,
        entities: document.entities,
        common_errors: document.common_errors,
        ..Spec::default()
    };
    let surface = surface::of_spec(&spec, &Modelling::default(), &mut diagnostics);
    let mut lines = Vec::new();
    for (path, endpoint) in &spec.endpoints {
        lines.push(format!("endpoint {path}"));
        if endpoint.credential != Credential::None {
            lines.push(format!("    credential {:?}", endpoint.credential));
        }
        let permission = endpoint.permission.iter();
        lines.extend(permission.map(|name| format!("    permission {name}")));
        let flags = [
            ("internal", endpoint.internal),
            ("get", endpoint.get),
            ("multipart", endpoint.request.multipart),
        ];
        let set = flags.iter().filter(|(_, set)| *set);
        lines.extend(set.map(|(name, _)| format!("    {name}")));
        for error in &endpoint.errors {
            let kind = error.kind.as_deref().unwrap_or("of no kind");
            let (code, id, status) = (&error.code, &error.id, error.status);
            lines.push(format!("    error {code} {id} {status} {kind}"));
        }
    }
    let common = &spec.common_errors;
    lines.extend(
        common
            .iter()
            .map(|error| format!("common error {}", error.code)),
    );
    // Webhooks are in no document.
    let types = surface
        .types
        .iter()
        .filter(|(path, _)| !path.starts_with("webhooks::"));
    for (path, surfaced) in types {
        lines.push(format!("{path} {}", surfaced.kind));
        let members = surfaced.members.iter();
        // What all types have says nothing of a shape.
        let members = members.filter(|(name, _)| !name.starts_with(": "));
        lines.extend(
            members
                .map(|(name, kind)| format!("    {name} {kind}").trim_end().to_owned()),
        );
    }
    for one in diagnostics.all() {
        lines.push(format!("{:?} {}: {}", one.severity, one.place, one.message));
    }
    lines.join("\n") + "\n"
}

#[test]
fn each_trap_gives_the_golden_types_and_warnings() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for (name, text) in documents() {
        let target = folder("traps").join(format!("{name}.txt"));
        let told = told(&text);
        if update {
            std::fs::create_dir_all(folder("traps")).unwrap();
            std::fs::write(&target, &told).unwrap();
        }
        let golden = std::fs::read_to_string(&target).unwrap_or_default();
        assert_eq!(told, golden, "{name} is not as in tests/traps");
    }
}

#[test]
fn each_trap_comes_back_from_files_as_it_went_in() {
    for (name, text) in documents() {
        let spec = spec(&text);
        let written = files::to_files(&spec);
        let mut diagnostics = Diagnostics::new();
        let again = files::from_files(&written, &mut diagnostics);
        assert!(
            diagnostics.all().is_empty(),
            "{name}: {:?}",
            diagnostics.all()
        );
        assert_eq!(again.entities, spec.entities, "{name}");
        assert_eq!(again.endpoints, spec.endpoints, "{name}");
    }
}

fn surface_of(number: &str) -> Surface {
    let mut diagnostics = Diagnostics::new();
    let surface = surface::of_spec(
        &spec(&document(number)),
        &Modelling::default(),
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    surface
}

/// A type's members as `name type`.
fn members<'a>(surface: &'a Surface, path: &str) -> BTreeMap<&'a str, &'a str> {
    let members = surface.types[path].members.iter();
    members
        .map(|(name, kind)| (name.as_str(), kind.as_str()))
        .collect()
}

#[test]
fn all_forms_of_a_nullable_reference_give_the_same_type() {
    let surface = surface_of("02");
    let note = members(&surface, "entities::Note");
    for (field, endpoint) in [
        (".reference_in_all_of", "ReferenceInAllOf"),
        (".one_of_null", "OneOfNull"),
        (".any_of_null", "AnyOfNull"),
        (".nullable_all_of", "NullableAllOf"),
        (".leftovers", "Leftovers"),
    ] {
        assert_eq!(note[field], "Option<entities::User>", "{field}");
        let endpoint = members(&surface, &format!("endpoints::form::{endpoint}"));
        assert_eq!(endpoint["::Response"], "Option<entities::User>");
    }
}

#[test]
fn properties_beside_a_reference_are_kept_and_all_else_is_not() {
    let surface = surface_of("01");
    let session = members(&surface, "entities::Session");
    for field in [".plain", ".redundant", ".documented"] {
        assert_eq!(session[field], "entities::User", "{field}");
    }
    assert_eq!(session[".extended"], session[".untyped"]);
    let extended = members(&surface, session[".extended"]);
    assert_eq!(extended[".token"], "String");
    assert_eq!(extended[".name"], "String");
}

#[test]
fn old_and_new_alternatives_of_a_request_have_the_same_constructors() {
    let surface = surface_of("03");
    let constructors = |path: &str| -> Vec<(String, String)> {
        let members = members(&surface, path).into_iter();
        let made = members
            .filter(|(_, kind)| kind.ends_with("-> Self") && !kind.contains("self"));
        made.map(|(name, kind)| (name.to_owned(), kind.to_owned()))
            .collect()
    };
    let newer = constructors("endpoints::newer::Show");
    assert_eq!(newer.len(), 2);
    assert_eq!(constructors("endpoints::older::Show"), newer);
}

#[test]
fn what_answers_an_object_or_a_list_is_two_endpoints_in_old_and_new_documents() {
    let surface = surface_of("07");
    for module in ["endpoints::users", "endpoints::older::users"] {
        let one = members(&surface, &format!("{module}::Show"));
        assert_eq!(one["::Response"], "entities::User");
        assert!(one.contains_key("::by_user_id") && !one.contains_key("::user_ids"));
        let many = members(&surface, &format!("{module}::ShowByUserIds"));
        assert_eq!(many["::Response"], "Vec<entities::User>");
        assert!(many.contains_key("::new") && !many.contains_key("::user_id"));
    }
}

#[test]
fn an_operation_id_names_nothing() {
    let text = document("13");
    assert!(text.contains("operationId"));
    let without = text.replace("operationId", "x-ignored");
    assert_eq!(told(&text), told(&without));
}

#[test]
fn what_was_not_seen_yet_is_told_and_stops_nothing() {
    let (_, diagnostics) = read(&document("19"));
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    let told: Vec<&str> = diagnostics
        .all()
        .iter()
        .map(|one| one.place.as_str())
        .collect();
    for keyword in [
        "number/const",
        "patterned/patternProperties",
        "negated/not",
        "conditional/else",
        "discriminated/discriminator",
        "defined/$defs",
        "defined/$ref",
        "numbers/enum",
        "~1odd~1show/parameters",
        "schemas/Extended",
    ] {
        assert!(
            told.iter().any(|place| place.ends_with(keyword)),
            "{keyword}"
        );
    }
}
