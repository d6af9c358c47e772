//! Documents of several releases become one that says since and until when.

use std::collections::BTreeMap;

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::document::Document;
use misskey_codegen::merge;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::schema::Schema;
use misskey_codegen::spec::{self, Lifetime, Spec};
use misskey_codegen::{emit, model};
use serde_json::{Value, json};

use crate::common::{document, errors, post, read};

/// A document of a release.
fn release(version: &str, schemas: &Value, paths: &Value) -> Document {
    let text = document(schemas, paths);
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value["info"]["version"] = json!(version);
    let (document, diagnostics) = read(&value.to_string());
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    document
}

fn merged(documents: Vec<Document>) -> (Document, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let merged = merge::documents(documents, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    let places = diagnostics.all().iter();
    let places = places
        .map(|one| format!("{}{}", one.file, one.place))
        .collect();
    (merged, places)
}

fn json(schema: &Schema) -> Value {
    schema.to_json()
}

const PLACE: &str = "/properties/p";
const OWN: &str = "Other";

/// What two shapes of a property become, and where a type became less exact.
fn joined_at(older: &Value, newer: &Value) -> (Value, Vec<String>) {
    let holder = |shape: &Value| {
        json!({
            "Holder": { "type": "object", "properties": { "p": shape }, "required": ["p"] },
            "Small": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] },
            "Large": { "type": "object", "properties": { "id": { "type": "string" }, "more": { "type": "string" } }, "required": ["id", "more"] },
            "Other": { "type": "object", "properties": { "x": { "type": "string" } }, "required": ["x"] },
            "Either": { "oneOf": [{ "$ref": reference("Small") }, { "$ref": reference("Large") }] },
            "Word": { "type": "string", "enum": ["a", "b"] },
        })
    };
    let (one, two) = (
        release("1.0.0", &holder(older), &json!({})),
        release("2.0.0", &holder(newer), &json!({})),
    );
    let (merged, warnings) = merged(vec![one, two]);
    (
        json(&merged.entities["Holder"])["properties"]["p"].clone(),
        warnings,
    )
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// What two shapes of a property become without loss.
fn joined(older: &Value, newer: &Value) -> Value {
    let (joined, warnings) = joined_at(older, newer);
    assert!(warnings.is_empty(), "{warnings:?}");
    joined
}

fn object(properties: &Value, required: &Value) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

/// What a request of two releases becomes.
fn request(older: &Value, newer: &Value) -> Value {
    let of = |version: &str, shape: &Value| {
        release(
            version,
            &json!({}),
            &json!({ "/a": post(shape, &json!({})) }),
        )
    };
    let (merged, warnings) = merged(vec![of("1.0.0", older), of("2.0.0", newer)]);
    assert!(warnings.is_empty(), "{warnings:?}");
    json(merged.endpoints["a"].request.schema.as_ref().unwrap())
}

#[test]
fn a_document_merged_with_itself_or_alone_is_itself() {
    let text = include_str!("../fixtures/traps.json");
    let (once, _) = read(text);
    let files = |document: &Document| {
        spec::to_files(&Spec {
            server: document.server.clone(),
            releases: document.releases.clone(),
            endpoints: document.endpoints.clone(),
            entities: document.entities.clone(),
            common_errors: document.common_errors.clone(),
            ..Spec::default()
        })
    };
    for documents in [vec![once.clone()], vec![once.clone(), once.clone()]] {
        let (merged, warnings) = merged(documents);
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(files(&merged), files(&once));
    }
}

#[test]
fn what_not_all_releases_have_says_since_and_until_when() {
    let of = |version: &str, path: &str, property: &str| {
        release(
            version,
            &json!({
                "Same": object(&json!({ "id": { "type": "string" }, property: { "type": "string" } }), &json!(["id", property])),
                property: object(&json!({ "id": { "type": "string" } }), &json!(["id"])),
            }),
            &json!({ path: post(&json!({ "type": "object" }), &json!({ "type": "string" })) }),
        )
    };
    let (merged, warnings) = merged(vec![
        of("1.0.0", "/old", "Old"),
        of("2.0.0", "/new", "New"),
        of("3.0.0", "/new", "New"),
    ]);
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(merged.releases, ["1.0.0", "2.0.0", "3.0.0"]);
    assert_eq!(merged.server.version, "3.0.0");
    let spans: BTreeMap<&str, (Option<&str>, Option<&str>)> = merged
        .endpoints
        .iter()
        .map(|(path, one)| {
            (
                path.as_str(),
                (one.span.since.as_deref(), one.span.until.as_deref()),
            )
        })
        .collect();
    assert_eq!(spans["old"], (None, Some("1.0.0")));
    assert_eq!(spans["new"], (Some("2.0.0"), None));
    assert_eq!(
        json(&merged.entities["Same"]),
        json!({
            "type": "object",
            "properties": {
                "id": { "type": "string" },
                "New": { "type": "string", "since": "2.0.0" },
                "Old": { "type": "string", "until": "1.0.0" },
            },
            "required": ["id"],
        })
    );
    assert_eq!(json(&merged.entities["Old"])["until"], "1.0.0");
    // Within what is new as a whole, nothing is said again.
    assert_eq!(
        json(&merged.entities["New"]),
        json!({ "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"], "since": "2.0.0" })
    );
}

#[test]
fn what_comes_back_is_there_until_now() {
    let of = |version: &str, property: &str| {
        let entity = object(&json!({ property: { "type": "string" } }), &json!([]));
        release(version, &json!({ "A": entity }), &json!({}))
    };
    let (merged, _) = merged(vec![of("1.0.0", "a"), of("2.0.0", "b"), of("3.0.0", "a")]);
    assert_eq!(
        json(&merged.entities["A"])["properties"],
        json!({ "a": { "type": "string" }, "b": { "type": "string", "since": "2.0.0", "until": "2.0.0" } })
    );
}

#[test]
fn a_field_is_required_if_every_release_requires_it() {
    let text = json!({ "type": "string" });
    let older = object(&json!({ "a": text, "b": text }), &json!(["a", "b"]));
    let newer = object(&json!({ "a": text, "b": text }), &json!(["a"]));
    for (older, newer) in [(&older, &newer), (&newer, &older)] {
        assert_eq!(joined(older, newer)["required"], json!(["a"]));
    }
}

#[test]
fn null_in_one_release_is_null_in_all() {
    let null = json!({ "type": ["string", "null"] });
    let text = json!({ "type": "string" });
    assert_eq!(joined(&null, &text), null);
    assert_eq!(joined(&text, &null), null);
    assert_eq!(joined(&json!({ "type": "null" }), &text), null);
    let small = json!({ "$ref": reference("Small") });
    let nullable = json!({ "oneOf": [small, { "type": "null" }] });
    let expected = json!({ "oneOf": [{ "$ref": "Small" }, { "type": "null" }] });
    assert_eq!(joined(&small, &nullable), expected);
    assert_eq!(joined(&nullable, &small), expected);
}

#[test]
fn plain_values_become_the_narrowest_type_that_takes_both() {
    let of = |kind: &str| json!({ "type": kind });
    assert_eq!(joined(&of("integer"), &of("number")), of("number"));
    assert_eq!(joined(&of("number"), &of("integer")), of("number"));
    let both = json!({ "type": ["number", "string"] });
    assert_eq!(joined(&of("string"), &of("number")), both);
    let time = json!({ "type": "string", "format": "date-time" });
    assert_eq!(joined(&of("string"), &time), of("string"));
    let id = json!({ "type": "string", "format": "id" });
    assert_eq!(joined(&of("string"), &id), id);
}

#[test]
fn values_of_a_text_say_since_and_until_when() {
    let older = json!({ "type": "string", "enum": ["a", "gone"] });
    let newer = json!({ "type": "string", "enum": ["new", "a"] });
    let expected = json!({
        "type": "string",
        "enum": ["new", "a", "gone"],
        "enumSince": { "new": "2.0.0" },
        "enumUntil": { "gone": "1.0.0" },
    });
    assert_eq!(joined(&older, &newer), expected);
    // The known values stay where any text is possible.
    let text = json!({ "type": "string" });
    assert_eq!(joined(&older, &text), older);
    assert_eq!(joined(&text, &newer), newer);
}

#[test]
fn a_shape_that_became_an_entity_is_the_entity() {
    let small = json!({ "$ref": reference("Small") });
    let inline = object(&json!({ "id": { "type": "string" } }), &json!(["id"]));
    assert_eq!(joined(&inline, &small), json!({ "$ref": "Small" }));
    let word = json!({ "$ref": reference("Word") });
    assert_eq!(
        joined(&json!({ "type": "string" }), &word),
        json!({ "$ref": "Word" })
    );
    // What lacked some of it is taken for the same, and told.
    let large = json!({ "$ref": reference("Large") });
    let (entity, warnings) = joined_at(&inline, &large);
    assert_eq!(entity, json!({ "$ref": "Large" }));
    assert_eq!(warnings, [format!("entities/Holder.json{PLACE}")]);
}

#[test]
fn an_entity_that_got_properties_beside_it_keeps_both() {
    let plain = json!({ "$ref": reference("Small") });
    let extended = json!({ "$ref": reference("Small"), "properties": { "more": { "type": "string" } } });
    let expected = json!({ "allOf": [
        { "$ref": "Small" },
        { "properties": { "more": { "type": "string", "since": "2.0.0" } } },
    ] });
    assert_eq!(joined(&plain, &extended), expected);
}

#[test]
fn an_entity_that_is_one_of_several_takes_its_members() {
    let small = json!({ "$ref": reference("Small") });
    let either = json!({ "$ref": reference("Either") });
    assert_eq!(joined(&small, &either), json!({ "$ref": "Either" }));
    assert_eq!(joined(&either, &small), json!({ "$ref": "Either" }));
}

#[test]
fn shapes_with_nothing_in_common_are_one_of_both_and_a_warning() {
    let small = json!({ "$ref": reference("Small") });
    let other = json!({ "$ref": reference(OWN) });
    let (either, warnings) = joined_at(&small, &other);
    let expected = json!({ "oneOf": [
        { "$ref": "Small", "until": "1.0.0" },
        { "$ref": "Other", "since": "2.0.0" },
    ] });
    assert_eq!(either, expected);
    assert_eq!(warnings, [format!("entities/Holder.json{PLACE}")]);
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let (either, warnings) = joined_at(&json!({ "type": "boolean" }), &list);
    assert_eq!(either["oneOf"].as_array().unwrap().len(), 2);
    assert_eq!(warnings.len(), 1);
}

#[test]
fn what_says_nothing_is_no_evidence_against_what_says_something() {
    let exact = object(&json!({ "a": { "type": "string" } }), &json!(["a"]));
    for nothing in [json!({}), json!({ "type": "object" })] {
        assert_eq!(joined(&nothing, &exact), exact);
    }
    let (anything, warnings) = joined_at(&exact, &json!({}));
    assert_eq!(anything, json!({}));
    assert_eq!(warnings, [format!("entities/Holder.json{PLACE}")]);
    // What is known of an object stays known, and may be absent.
    let open = joined(&exact, &json!({ "type": "object" }));
    assert_eq!(
        open,
        json!({ "type": "object", "properties": { "a": { "type": "string" } } })
    );
}

#[test]
fn lists_maps_and_tuples_are_joined_within() {
    let of = |kind: &str| json!({ "type": kind });
    let list = |inner: &Value| json!({ "type": "array", "items": inner });
    assert_eq!(
        joined(&list(&of("integer")), &list(&of("number"))),
        list(&of("number"))
    );
    let map = |inner: &Value| json!({ "type": "object", "additionalProperties": inner });
    assert_eq!(
        joined(&map(&of("number")), &map(&of("integer"))),
        map(&of("number"))
    );
    let tuple = json!({ "type": "array", "prefixItems": [of("string"), of("number")] });
    let untold = list(&json!({ "anyOf": [of("string"), of("number")] }));
    assert_eq!(joined(&untold, &tuple), tuple);
}

#[test]
fn members_of_a_union_are_known_again_by_what_tells_them_apart() {
    let member = |tag: &str, name: &str| {
        object(
            &json!({ "type": { "type": "string", "enum": [tag] }, name: { "type": "string" } }),
            &json!(["type", name]),
        )
    };
    let older = json!({ "oneOf": [member("gone", "x"), member("a", "x")] });
    let newer = json!({ "oneOf": [member("a", "y"), member("new", "x")] });
    let joined = joined(&older, &newer);
    let members = joined["oneOf"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    assert_eq!(
        members[0]["properties"],
        json!({
            "type": { "type": "string", "enum": ["a"] },
            "y": { "type": "string", "since": "2.0.0" },
            "x": { "type": "string", "until": "1.0.0" },
        })
    );
    assert_eq!(members[1]["since"], "2.0.0");
    assert_eq!(members[2]["until"], "1.0.0");
}

#[test]
fn the_newest_request_says_what_is_required_and_keeps_what_is_gone() {
    let text = json!({ "type": "string" });
    let older = object(&json!({ "gone": text, "a": text }), &json!(["gone"]));
    let newer = object(
        &json!({ "a": { "type": "integer" }, "b": text }),
        &json!(["a"]),
    );
    assert_eq!(
        request(&older, &newer),
        json!({
            "type": "object",
            "properties": {
                "a": { "type": "integer" },
                "b": { "type": "string", "since": "2.0.0" },
                "gone": { "type": "string", "deprecated": true, "until": "1.0.0" },
            },
            "required": ["a"],
        })
    );
}

#[test]
fn alternatives_of_the_newest_request_win_whatever_the_dialect() {
    let text = json!({ "type": "string" });
    let older = json!({
        "type": "object",
        "properties": { "a": text, "b": text, "gone": text },
        "anyOf": [{ "required": ["a"] }, { "required": ["b"] }],
    });
    let newer = json!({ "anyOf": [
        object(&json!({ "a": text }), &json!(["a"])),
        object(&json!({ "b": text, "new": text }), &json!(["b"])),
    ] });
    assert_eq!(
        request(&older, &newer),
        json!({
            "properties": { "gone": { "type": "string", "deprecated": true, "until": "1.0.0" } },
            "anyOf": [
                { "type": "object", "properties": { "a": text }, "required": ["a"] },
                { "type": "object", "properties": { "b": text, "new": { "type": "string", "since": "2.0.0" } }, "required": ["b"] },
            ],
        })
    );
}

#[test]
fn the_newest_says_who_may_call_and_errors_are_told_apart_by_code_and_id() {
    let of = |version: &str, description: &str, codes: &[&str]| {
        let mut item = post(&json!({ "type": "object" }), &json!({}));
        item["post"]["description"] = json!(description);
        let examples = codes.iter().map(|code| {
            let error =
                json!({ "error": { "code": code, "id": format!("id-of-{code}") } });
            ((*code).to_owned(), json!({ "value": error }))
        });
        let examples: serde_json::Map<String, Value> = examples.collect();
        item["post"]["responses"]["400"] =
            json!({ "content": { "application/json": { "examples": examples } } });
        let other = post(&json!({ "type": "object" }), &json!({}));
        release(version, &json!({}), &json!({ "/a": item, "/b": other }))
    };
    let (merged, _) = merged(vec![
        of(
            "1.0.0",
            "**Credential required**: *Yes* / **Permission**: *read:a*",
            &["A", "GONE"],
        ),
        of("2.0.0", "**Credential required**: *No*", &["A", "NEW"]),
    ]);
    let endpoint = &merged.endpoints["a"];
    assert_eq!(endpoint.permission, None);
    assert_eq!(endpoint.credential, spec::Credential::None);
    let told = endpoint.errors.iter().map(|error| {
        (
            error.code.as_str(),
            error.span.since.as_deref(),
            error.span.until.as_deref(),
        )
    });
    let told: Vec<_> = told.collect();
    assert_eq!(
        told,
        [
            ("A", None, None),
            ("GONE", None, Some("1.0.0")),
            ("NEW", Some("2.0.0"), None)
        ]
    );
}

#[test]
fn an_older_document_without_an_answer_does_not_count() {
    let shape = json!({ "type": "string" });
    let told = |version: &str| {
        release(
            version,
            &json!({}),
            &json!({ "/a": post(&json!({}), &shape) }),
        )
    };
    let untold = |version: &str| {
        let mut item = post(&json!({}), &json!({}));
        item["post"]["responses"] = json!({ "204": {} });
        release(version, &json!({}), &json!({ "/a": item }))
    };
    let (merged_up, _) = merged(vec![untold("1.0.0"), told("2.0.0")]);
    let responses = &merged_up.endpoints["a"].responses;
    assert_eq!(responses.keys().collect::<Vec<_>>(), [&200]);
    let (merged_down, _) = merged(vec![told("1.0.0"), untold("2.0.0")]);
    let responses = &merged_down.endpoints["a"].responses;
    assert_eq!(responses.keys().collect::<Vec<_>>(), [&200, &204]);
}

#[test]
fn documents_out_of_order_twice_or_of_other_servers_are_errors() {
    let of = |version: &str, title: &str| {
        let mut document = release(version, &json!({}), &json!({}));
        document.server.name = title.to_owned();
        document
    };
    let check = |documents: &[Document]| {
        let files: Vec<String> = (0..documents.len())
            .map(|index| format!("{index}.json"))
            .collect();
        let mut diagnostics = Diagnostics::new();
        merge::check(&files, documents, &mut diagnostics);
        errors(&diagnostics)
    };
    let old = of("2025.9.0", "Misskey");
    let new = of("2025.10.0", "Misskey");
    assert!(check(&[old.clone(), new.clone()]).is_empty());
    assert_eq!(
        check(&[new.clone(), old.clone()]),
        ["/info/version release 2025.9.0 comes after 2025.10.0, but is older"]
    );
    assert_eq!(
        check(&[old.clone(), new, of("2025.9.0", "Misskey")])[..1],
        ["/info/version there are two documents of release 2025.9.0"]
    );
    assert_eq!(
        check(&[old, of("2025.10.0", "Fork")]),
        ["/info/title a document of Fork after one of Misskey"]
    );
    assert!(check(&[of("develop", "Misskey"), of("any text", "Misskey")]).is_empty());
}

#[test]
fn what_a_release_added_is_counted() {
    let of = |version: &str, values: &Value, paths: &[&str]| {
        let text = json!({ "type": "string", "enum": values });
        let entity = object(&json!({ "t": text, version: text }), &json!([]));
        let item = post(&json!({}), &json!({}));
        let paths = paths.iter().map(|path| ((*path).to_owned(), item.clone()));
        release(
            version,
            &json!({ "A": entity }),
            &Value::Object(paths.collect()),
        )
    };
    let (merged, _) = merged(vec![
        of("1.0.0", &json!(["a"]), &["/a"]),
        of("2.0.0", &json!(["a", "b"]), &["/a", "/b"]),
    ]);
    let expected = merge::Growth {
        endpoints: 1,
        fields: 1,
        values: 1,
        ..merge::Growth::default()
    };
    assert_eq!(merge::growth(&merged), [("2.0.0".to_owned(), expected)]);
}

#[test]
fn bindings_tell_since_and_until_when() {
    let text = json!({ "type": "string" });
    let of = |version: &str, own: &str, path: &str| {
        let kind = json!({ "type": "string", "enum": ["same", own] });
        let entity = object(&json!({ "kind": kind, own: text }), &json!(["kind"]));
        let request = object(&json!({ own: text }), &json!([]));
        let item = post(&request, &json!({ "$ref": reference("A") }));
        release(
            version,
            &json!({ "A": entity }),
            &json!({ "/both": item, path: item }),
        )
    };
    let (merged, _) = merged(vec![
        of("1.0.0", "old", "/gone"),
        of("2.0.0", "new", "/added"),
    ]);
    let mut spec = Spec {
        server: merged.server,
        releases: merged.releases,
        endpoints: merged.endpoints,
        entities: merged.entities,
        ..Spec::default()
    };
    let exact = Lifetime {
        first: "1.5.0".to_owned(),
        last: "2.0.0".to_owned(),
    };
    let availability = &mut spec.facts.availability;
    availability.endpoint_releases =
        ["1.0.0", "1.5.0", "2.0.0"].map(str::to_owned).to_vec();
    availability.endpoints.insert("added".to_owned(), exact);
    let modelling = Modelling::default();
    let mut diagnostics = Diagnostics::new();
    let model = model::build(&spec, &modelling, &mut diagnostics);
    let files = emit::files(&model, &modelling, &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let entity = &files["entities/a.rs"];
    for told in [
        "/// `new`: seen since 2.0.0.\n    pub new: Option<String>",
        "/// `old`: seen until 1.0.0.\n    pub old: Option<String>",
        "/// `new`: seen since 2.0.0.\n    New,",
        "/// `old`: seen until 1.0.0.\n    Old,",
    ] {
        assert!(entity.contains(told), "{told}\n{entity}");
    }
    let endpoints = &files["endpoints.rs"];
    for told in [
        "/// - Since Misskey 1.5.0\n",
        "/// - Seen until Misskey 1.0.0: later releases don't have it",
        "since: Some(\"1.5.0\"),\n        until: None,",
        "until: Some(\"1.0.0\"),",
        "#[deprecated(note = \"Misskey 1.0.0 is the last known release that has it\")]",
        "/// Sets `old`: seen until 1.0.0.\n    #[deprecated(note = \"Misskey 1.0.0 is the last known release that takes it\")]",
    ] {
        assert!(endpoints.contains(told), "{told}\n{endpoints}");
    }
}

#[test]
fn merged_facts_come_back_from_files_as_they_went_in() {
    let text = json!({ "type": "string", "enum": ["a"] });
    let of = |version: &str, values: &Value, property: &str| {
        let shape = json!({ "oneOf": [
            object(&json!({ "t": { "type": "string", "enum": values } }), &json!(["t"])),
            { "$ref": reference("B") },
        ] });
        release(
            version,
            &json!({ "A": shape, "B": object(&json!({ property: text }), &json!([])) }),
            &json!({ "/a/b": post(&object(&json!({ property: text }), &json!([])), &json!({ "$ref": reference("A") })) }),
        )
    };
    let (merged, _) = merged(vec![
        of("1.0.0", &json!(["x", "y"]), "old"),
        of("2.0.0", &json!(["y", "z"]), "new"),
    ]);
    let spec = Spec {
        server: merged.server,
        releases: merged.releases,
        endpoints: merged.endpoints,
        entities: merged.entities,
        ..Spec::default()
    };
    let written = spec::to_files(&spec);
    let mut diagnostics = Diagnostics::new();
    let again = spec::from_files(&written, &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    assert_eq!(again.endpoints, spec.endpoints);
    assert_eq!(again.entities, spec.entities);
    assert_eq!(again.releases, spec.releases);
}
