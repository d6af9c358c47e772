//! Whatever a document holds, the answer is a list of what is wrong with it.

use crate::common::{document, errors, generate, post, read, spec};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::emit;
use misskey_codegen::merge;
use misskey_codegen::model;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::Spec;
use serde_json::{Value, json};

fn with_path(path: &str) -> String {
    document(
        &json!({}),
        &json!({ path: post(&json!({ "type": "object" }), &json!({})) }),
    )
}

fn with_schema(schema: &Value) -> String {
    document(
        &json!({ "A": schema }),
        &json!({ "/a": post(&json!({ "type": "object" }), &json!({})) }),
    )
}

#[test]
fn what_is_no_document_is_an_error_that_says_so() {
    for text in [
        "",
        "[]",
        "null",
        "<html>",
        "{",
        "{}",
        "{\"info\":{}}",
        "\"text\"",
        "{\"paths\":[],\"info\":{\"version\":1}}",
    ] {
        let (_, diagnostics) = read(text);
        assert!(diagnostics.has_errors(), "{text}");
    }
}

#[test]
fn names_that_would_break_out_are_refused_with_their_place() {
    for path in [
        "/../x",
        "/a/../b",
        "/",
        "//",
        "/a b",
        "/a\"; evil!()",
        "/a\u{0}b",
        "/ä",
        "/-",
        "/a/",
        "/a\\b",
    ] {
        let (_, diagnostics) = read(&with_path(path));
        assert!(diagnostics.has_errors(), "{path}");
    }
    let hostile = "foo\"; evil!()";
    let text = document(
        &json!({ hostile: { "type": "object" }, "../x": {}, "1": {}, "a-b": {} }),
        &json!({}),
    );
    assert_eq!(errors(&read(&text).1).len(), 4);
    let text = with_schema(
        &json!({ "type": "object", "properties": { hostile: { "type": "string" } } }),
    );
    assert_eq!(
        errors(&read(&text).1),
        [
            "/components/schemas/A/properties/foo\"; evil!() `foo\"; evil!()` can't name a field"
        ]
    );
}

#[test]
fn wrong_types_are_all_reported_at_once() {
    let schema = json!({
        "type": "strange",
        "properties": { "a": 5, "b": { "type": 7 }, "c": { "$ref": 1 }, "d": { "items": 3 }, "e": { "enum": {} } },
        "required": "a",
        "anyOf": {},
        "minLength": -1,
        "pattern": [],
        "maximum": "1",
    });
    let found = errors(&read(&with_schema(&schema)).1);
    for place in [
        "/type ",
        "/properties/a ",
        "/properties/b/type ",
        "/properties/c/$ref ",
        "/properties/d/items ",
        "/properties/e/enum ",
        "/required ",
        "/anyOf ",
        "/minLength ",
        "/pattern ",
        "/maximum ",
    ] {
        let place = format!("/components/schemas/A{place}");
        assert!(
            found.iter().any(|error| error.starts_with(&place)),
            "{place} is not in {found:#?}"
        );
    }
}

#[test]
fn dangling_and_foreign_references_can_be_anything_and_are_told() {
    for target in [
        "#/components/schemas/Missing",
        "#/definitions/A",
        "https://elsewhere.example/a.json",
        "../A",
        "#",
    ] {
        let (document, diagnostics) = read(&with_schema(&json!({ "$ref": target })));
        assert!(!diagnostics.has_errors(), "{target}");
        assert_eq!(diagnostics.all().len(), 1, "{target}");
        assert!(document.entities["A"].is_any(), "{target}");
    }
}

#[test]
fn schemas_of_any_depth_end_in_an_error() {
    for depth in [63_usize, 100, 10_000] {
        let mut text = String::from(
            r#"{"info":{"version":"1"},"paths":{},"components":{"schemas":{"A":"#,
        );
        text.push_str(&r#"{"type":"array","items":"#.repeat(depth));
        text.push_str("{}");
        text.push_str(&"}".repeat(depth));
        text.push_str("}}}");
        let (_, diagnostics) = read(&text);
        assert_eq!(diagnostics.has_errors(), depth > 63, "{depth}");
    }
}

#[test]
fn shapes_that_contain_themselves_have_an_end() {
    let reference =
        |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        // Names that only name each other.
        "Ping": reference("Pong"),
        "Pong": reference("Ping"),
        // Objects that are always within themselves, which no value can be.
        "Endless": { "type": "object", "properties": { "self": reference("Endless") }, "required": ["self"] },
        "This": { "type": "object", "properties": { "that": reference("That") }, "required": ["that"] },
        "That": { "type": "object", "properties": { "this": reference("This") }, "required": ["this"] },
        // Combinations and unions of themselves.
        "All": { "allOf": [reference("All"), { "type": "object", "properties": { "a": {} } }] },
        "One": { "oneOf": [reference("One"), reference("Other")] },
        "Other": { "oneOf": [reference("One"), reference("Other")] },
    });
    let paths = json!({ "/a": post(&reference("All"), &reference("One")), "/b": post(&reference("One"), &reference("Ping")) });
    let files = generate(&document(&schemas, &paths), &Modelling::default());
    // What would have no end is optional: there is always a value of it.
    assert!(files["entities/endless.rs"].contains("Option<Box<Endless>>"));
}

#[test]
fn objects_that_are_too_large_are_an_error() {
    let properties = |range: std::ops::Range<u32>| -> Value {
        let properties = range.map(|number| (format!("p{number}"), json!({})));
        json!({ "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() })
    };
    let (document, diagnostics) = read(&with_schema(&properties(0..600)));
    assert_eq!(errors(&diagnostics).len(), 1);
    assert_eq!(document.entities["A"].properties.len(), 512);

    // Parts that are not too large can be a whole that is.
    let whole = json!({ "allOf": [properties(0..400), properties(400..800)] });
    let mut diagnostics = Diagnostics::new();
    model::build(
        &spec(&with_schema(&whole)),
        &Modelling::default(),
        &mut diagnostics,
    );
    assert_eq!(errors(&diagnostics).len(), 1);
}

#[test]
fn combinations_and_unions_of_many_of_themselves_end_soon() {
    let reference =
        |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = serde_json::Map::new();
    for level in 0..12 {
        // Each level has each of the next ten times: ten to the twelfth in all.
        let next =
            |kind: &str| vec![reference(format!("{kind}{}", (level + 1) % 12)); 10];
        schemas.insert(format!("All{level}"), json!({ "allOf": next("All") }));
        schemas.insert(format!("One{level}"), json!({ "oneOf": next("One") }));
    }
    let paths = json!({ "/a": post(&reference("All0".to_owned()), &reference("One0".to_owned())) });
    generate(
        &document(&Value::Object(schemas), &paths),
        &Modelling::default(),
    );
}

#[test]
fn ten_thousand_values_of_one_name_are_told_apart() {
    let signs = |number: u32| {
        format!("a{number:014b}")
            .replace('0', "-")
            .replace('1', "_")
    };
    let values: Vec<String> = (1..=10_000).map(signs).collect();
    let files = generate(
        &with_schema(&json!({ "type": "string", "enum": values })),
        &Modelling::default(),
    );
    assert!(files["entities/a.rs"].contains("    A10000,"));
}

#[test]
fn texts_stay_texts_whatever_they_hold() {
    let hostile = "*/ \" evil!() \\ ` ]] #![x] \n} fn evil() {";
    let schema = json!({
        "type": "object",
        "properties": {
            "kind": { "type": "string", "enum": [hostile, "", "…", "Self", "self", "1", "+a", "-a", "*"] },
            "text": { "type": "string", "pattern": hostile, "default": hostile },
        },
    });
    let mut item = post(&schema, &schema);
    item["post"]["tags"] = json!([hostile]);
    let error =
        json!({ "error": { "code": hostile, "id": hostile, "message": hostile } });
    item["post"]["responses"]["400"] = json!({ "content": { "application/json": { "examples": { "X": { "value": error } } } } });
    let text = document(&json!({ "A": schema }), &json!({ "/a/b": item }));
    let spec = spec(&text);
    let mut diagnostics = Diagnostics::new();
    let model = model::build(&spec, &Modelling::default(), &mut diagnostics);
    for (path, source) in emit::files(&model, &Modelling::default(), &mut diagnostics) {
        if path == emit::MANIFEST {
            continue;
        }
        let file =
            syn::parse_file(&source).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!declares(&file, "evil"), "{path}:\n{source}");
    }
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
}

#[test]
fn names_of_servers_and_releases_stay_text() {
    let hostile = "*/ \" evil!() \\ ` ]] #![x] \n} fn evil() {";
    let of = |version: &str, property: &str| {
        let schema = json!({ "type": "object", "properties": { property: { "type": "string" } } });
        let item = post(&schema, &schema);
        let text = document(
            &json!({ "A": schema }),
            &json!({ "/a/b": item, format!("/{property}"): item }),
        );
        let mut document = read(&text).0;
        document.server.name = hostile.to_owned();
        document.server.version = version.to_owned();
        document.releases = vec![version.to_owned()];
        document
    };
    let mut diagnostics = Diagnostics::new();
    let older = of(hostile, "old");
    let newer = of(&format!("2 {hostile}"), "new");
    let merged = merge::documents(vec![older, newer], &mut diagnostics);
    let spec = Spec {
        server: merged.server,
        releases: merged.releases,
        endpoints: merged.endpoints,
        entities: merged.entities,
        ..Spec::default()
    };
    let model = model::build(&spec, &Modelling::default(), &mut diagnostics);
    for (path, source) in emit::files(&model, &Modelling::default(), &mut diagnostics) {
        if path == emit::MANIFEST {
            continue;
        }
        let file =
            syn::parse_file(&source).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!declares(&file, "evil"), "{path}:\n{source}");
        let mut shown = source
            .lines()
            .filter(|line| line.trim_start().starts_with("//"));
        assert!(!shown.any(|line| line.contains("evil!")), "{path}");
    }
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
}

/// Whether a file has an item of that name.
fn declares(file: &syn::File, name: &str) -> bool {
    file.items.iter().any(|item| match item {
        syn::Item::Fn(function) => function.sig.ident == name,
        syn::Item::Macro(call) => call.mac.path.is_ident(name),
        _ => false,
    })
}

#[test]
fn names_that_rust_has_taken_are_still_names() {
    let schemas = json!({ "Option": { "type": "object", "properties": {
        "type": { "type": "string" }, "self": { "type": "string" }, "other": { "type": "string" },
        "r#type": { "type": "string" }, "match": { "type": "integer" }, "2fa": { "type": "boolean" },
        "hCaptcha": { "type": "boolean" }, "hcaptcha": { "type": "boolean" }, "local.incCount": { "type": "number" },
        "local_incCount": { "type": "number" },
    } } });
    let option = json!({ "$ref": "#/components/schemas/Option" });
    let object = json!({ "type": "object" });
    let paths = json!({
        "/move": post(&object, &option), "/match/2fa": post(&object, &option), "/vec": post(&object, &option),
        "/runtime/string": post(&object, &option), "/mod/self": post(&object, &option), "/a-b/c": post(&object, &option),
        "/a_b/c": post(&object, &option), "/x/do-it": post(&object, &option), "/x/do_it": post(&object, &option),
    });
    let files = generate(&document(&schemas, &paths), &Modelling::default());
    for (path, source) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        syn::parse_file(source).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
