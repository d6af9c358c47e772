//! Differences, written down.
//!
//! After an intended change, `UPDATE_GOLDEN=1 cargo test -p misskey-codegen report`
//! writes the files in `tests/reports` anew; look at what changed.

use std::path::Path;

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::diff;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::report::{self, Release, Report, Step};
use misskey_codegen::spec::{Channel, Spec};
use misskey_codegen::surface;
use serde_json::{Value, json};

use crate::common::{document, post, spec};

fn step(old: &Spec, new: &Spec) -> Step {
    let surface = |spec: &Spec| {
        let mut diagnostics = Diagnostics::new();
        let surface = surface::of_spec(spec, &Modelling::default(), &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
        surface
    };
    Step {
        diff: diff::compare(old, new),
        bindings: Some(diff::bindings(&surface(old), &surface(new))),
        corrected: false,
    }
}

fn report(specs: &[Spec]) -> Report {
    let names = ["one", "two", "three"];
    let releases = specs.iter().zip(names);
    Report {
        releases: releases
            .map(|(spec, name)| Release::of(name, spec))
            .collect(),
        steps: specs
            .windows(2)
            .map(|pair| step(&pair[0], &pair[1]))
            .collect(),
    }
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Three releases of a small server.
fn releases() -> Vec<Spec> {
    let text = json!({ "type": "string" });
    let empty = object(&json!({}), &[]);
    let note = json!({ "$ref": "#/components/schemas/Note" });
    let mut specs = vec![
        spec(&document(
            &json!({ "Note": object(&json!({ "id": text, "text": text }), &["id", "text"]) }),
            &json!({
                "/notes/create": post(&object(&json!({ "text": text }), &["text"]), &note),
                "/notes/old": post(&empty, &empty),
                "/ping": post(&empty, &empty),
            }),
        )),
        spec(&document(
            &json!({ "Note": object(&json!({ "id": text, "text": { "type": ["string", "null"] } }), &["id", "text"]) }),
            &json!({
                "/notes/create": post(&object(&json!({ "text": text, "visibility": { "type": "string", "enum": ["public", "home"] } }), &[]), &note),
                "/notes/show": post(&object(&json!({ "noteId": text }), &["noteId"]), &note),
                "/ping": post(&empty, &empty),
            }),
        )),
    ];
    specs.push(specs[1].clone());
    for (index, spec) in specs.iter_mut().enumerate() {
        spec.server.version = format!("{}.0.0", index + 1);
        let mut channel = Channel::default();
        for event in ["note", "reply", "mention"].iter().take(index + 1) {
            channel.events.insert((*event).to_owned(), None);
        }
        spec.streaming.channels.insert("main".to_owned(), channel);
    }
    specs
}

#[test]
fn reports_come_out_as_they_did() {
    let report = report(&releases());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join("reports");
    for (name, text) in [
        ("report.txt", report::text(&report)),
        ("report.md", report::markdown(&report)),
        ("report.json", report::json(&report)),
        ("brief.txt", report::brief(&report.steps[0].diff)),
    ] {
        let file = folder.join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let golden = std::fs::read_to_string(&file).ok();
        assert_eq!(
            golden.as_ref(),
            Some(&text),
            "{name} is not as in tests/reports"
        );
    }
}

#[test]
fn a_page_has_a_row_for_each_thing_and_a_column_for_each_release() {
    let page = report::page(&report(&releases()));
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("<tr class=\"item\""))
        .collect();
    let row = |name: &str| {
        let wanted = format!(">{name}</span>");
        rows.iter()
            .find(|row| row.contains(&wanted))
            .copied()
            .unwrap()
    };
    // Three endpoints of the first release, one that was added, an entity, a channel.
    assert_eq!(rows.len(), 6);
    assert_eq!(page.matches("<th scope=\"col\">Misskey").count(), 2);
    assert!(row("notes/old").contains("− removed"));
    assert!(row("notes/old").contains("absent"));
    assert!(row("notes/show").contains("+ added"));
    assert!(row("notes/show").contains("unchanged"));
    assert!(row("ping").contains("data-states=\"same\""));
    assert!(row("Note").contains("breaks callers"));
}

/// Texts that would do harm where they are not escaped.
const HOSTILE: &str = "</script><img/src=x/onerror=alert(1)>&\"'|*_#`\u{1b}[31m\u{202e}";

/// A report in which all that a document can choose freely is hostile.
fn hostile() -> Report {
    let empty = object(&json!({}), &[]);
    let mut old = spec(&document(
        &json!({}),
        &json!({ "/a": post(&empty, &empty) }),
    ));
    old.server.name = HOSTILE.to_owned();
    let mut new = old.clone();
    new.server.version = HOSTILE.to_owned();
    for endpoint in new.endpoints.values_mut() {
        endpoint.permission = Some(HOSTILE.to_owned());
        endpoint.errors.push(misskey_codegen::spec::ErrorFact {
            code: HOSTILE.to_owned(),
            id: HOSTILE.to_owned(),
            status: 400,
            kind: None,
            span: Default::default(),
        });
        let schema = misskey_codegen::schema::Schema {
            values: vec![HOSTILE.to_owned()],
            default: Some(json!(HOSTILE)),
            ..Default::default()
        };
        let mut request = endpoint.request.schema.clone().unwrap_or_default();
        request.properties.push((HOSTILE.to_owned(), schema));
        endpoint.request.schema = Some(request);
    }
    Report {
        releases: vec![Release::of(HOSTILE, &old), Release::of(HOSTILE, &new)],
        steps: vec![Step {
            diff: diff::compare(&old, &new),
            bindings: None,
            corrected: false,
        }],
    }
}

#[test]
fn hostile_texts_are_shown_and_do_nothing() {
    let report = hostile();
    let page = report::page(&report);
    assert!(!page.contains("<img"), "markup is escaped");
    assert_eq!(page.matches("</script>").count(), 1, "only the page's own");
    let brief = report::brief(&report.steps[0].diff);
    for text in [
        report::text(&report),
        report::markdown(&report),
        page,
        brief,
    ] {
        assert!(!text.contains('\u{1b}'), "no control characters");
        assert!(
            !text.contains('\u{202e}'),
            "nothing turns the writing around"
        );
    }
    let markdown = report::markdown(&report);
    for line in markdown.lines() {
        // Outside of code, what begins markup is escaped.
        let outside = line.split("``").step_by(2).collect::<String>();
        assert!(!outside.replace("\\<", "").contains("<img"), "{line}");
    }
    let json: Value = serde_json::from_str(&report::json(&report)).unwrap();
    assert_eq!(json["releases"][0]["input"], HOSTILE);
}

#[test]
fn a_page_allows_nothing_but_its_own_style_and_script() {
    let page = report::page(&report(&releases()));
    let policy = page
        .lines()
        .find(|line| line.contains("Content-Security-Policy"))
        .unwrap();
    assert!(policy.contains("default-src 'none'"));
    assert!(!policy.contains("unsafe"));
    for outside in ["http:", "https:", "//", "src=", "href=", "url(", "@import"] {
        let found = page.lines().find(|line| line.contains(outside));
        assert_eq!(found, None, "nothing is loaded from elsewhere");
    }
}
