//! Which endpoints can be paged through, how, and why others can't.

use std::collections::BTreeMap;

use misskey_codegen::corrections::{self, Enforcement};
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::model::{self, Model, PagedBy, Paging, Unpaged};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec;
use serde_json::{Value, json};

use crate::common::{document, errors, post};

#[test]
fn an_endpoint_is_paged_through_by_what_it_takes() {
    let list =
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Note" } });
    let cases: [(&[&str], _); 5] = [
        (&["limit", "sinceId", "untilId"], Some(PagedBy::Ids)),
        (
            &["limit", "sinceId", "untilId", "offset"],
            Some(PagedBy::Ids),
        ),
        (&["limit", "untilId"], Some(PagedBy::UntilId)),
        (&["limit", "offset"], Some(PagedBy::Offset)),
        (&["limit"], None),
    ];
    for (takes, expected) in cases {
        let by = match paging(takes, &list) {
            Paging::Pages { by, limit, .. } => {
                assert_eq!(limit, Some(50));
                Some(by)
            }
            other => {
                assert_eq!(other, Paging::None);
                None
            }
        };
        assert_eq!(by, expected, "{takes:?}");
    }
}

#[test]
fn what_is_no_list_or_has_no_limit_or_no_ids_is_not_paged_through() {
    let notes =
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Note" } });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let one = json!({ "$ref": "#/components/schemas/Note" });
    let ids = ["limit", "sinceId", "untilId"];
    assert_eq!(paging(&ids, &one), Paging::Not(Unpaged::NoList));
    assert_eq!(paging(&ids[1..], &notes), Paging::Not(Unpaged::NoLimit));
    assert_eq!(paging(&ids, &texts), Paging::Not(Unpaged::NoId));
    let by_number = paging(&["limit", "offset"], &texts);
    assert!(matches!(
        by_number,
        Paging::Pages {
            by: PagedBy::Offset,
            ..
        }
    ));
}

#[test]
fn a_choice_keeps_an_endpoint_from_being_paged_through_and_must_do_so() {
    let list =
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Note" } });
    let spec = crate::common::spec(&listing(&["limit", "sinceId", "untilId"], &list));
    let mut modelling = Modelling::default();
    modelling.is_own = true;
    for path in ["list", "gone"] {
        modelling
            .unpaged
            .insert(path.to_owned(), "it lies".to_owned());
    }
    let mut diagnostics = Diagnostics::new();
    let model = model::build(&spec, &modelling, &mut diagnostics);
    let chosen = Unpaged::Chosen("it lies".to_owned());
    assert_eq!(model.endpoints[0].paging, Paging::Not(chosen));
    assert_eq!(
        errors(&diagnostics),
        ["/unpaged/gone `gone` can't be paged through in any case"]
    );
}

#[test]
fn all_that_takes_a_place_to_go_on_from_is_paged_through_or_has_a_reason() {
    let model = committed();
    let mut paged: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unpaged = Vec::new();
    for endpoint in &model.endpoints {
        match &endpoint.paging {
            Paging::None => {}
            Paging::Pages { by, limit, .. } => {
                assert_eq!(*limit, Some(100), "{}", endpoint.path);
                let by = match by {
                    PagedBy::Ids => "ids",
                    PagedBy::UntilId => "until id",
                    PagedBy::Offset => "offset",
                };
                *paged.entry(by).or_default() += 1;
            }
            Paging::Not(reason) => unpaged.push((endpoint.path.as_str(), reason)),
        }
    }
    assert_eq!(
        paged,
        BTreeMap::from([("ids", 75), ("until id", 3), ("offset", 14)])
    );
    let charts = |path: &str| path.starts_with("charts/");
    let is_no_list = |reason: &Unpaged| *reason == Unpaged::NoList;
    let (of_charts, rest): (Vec<_>, Vec<_>) =
        unpaged.into_iter().partition(|(path, _)| charts(path));
    // Their offset is a time.
    assert_eq!(of_charts.len(), 12);
    assert!(of_charts.iter().all(|(_, reason)| is_no_list(reason)));
    let chosen = |reason: &Unpaged| matches!(reason, Unpaged::Chosen(_));
    let rest: Vec<_> = rest
        .into_iter()
        .map(|(path, reason)| (path, is_no_list(reason), chosen(reason)))
        .collect();
    assert_eq!(
        rest,
        [
            ("admin/avatar-decorations/list", false, true),
            ("channels/followed", false, true),
            ("v2/admin/emoji/list", true, false),
        ]
    );
}

fn committed() -> Model {
    let files = crate::mutation::folder("../spec");
    let mut diagnostics = Diagnostics::new();
    let choices = &files["modelling.toml"];
    let modelling = Modelling::read("modelling.toml", choices, &mut diagnostics);
    let (facts, rest): (BTreeMap<_, _>, BTreeMap<_, _>) = files
        .into_iter()
        .partition(|(path, _)| path.ends_with(".json"));
    let mut spec = spec::from_files(&facts, &mut diagnostics);
    let name = "corrections.toml";
    let strict = Enforcement::Strict;
    corrections::apply(
        name,
        &rest[name],
        &facts,
        strict,
        &mut spec,
        &mut diagnostics,
    );
    let model = model::build(&spec, &modelling, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    model
}

/// How an endpoint is paged through that takes and answers this.
fn paging(takes: &[&str], answer: &Value) -> Paging {
    let spec = crate::common::spec(&listing(takes, answer));
    let mut diagnostics = Diagnostics::new();
    let model = model::build(&spec, &Modelling::default(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    model.endpoints[0].paging.clone()
}

fn listing(takes: &[&str], answer: &Value) -> String {
    let parameter = |name: &&str| {
        let shape = match *name {
            "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 50 }),
            "offset" => json!({ "type": "integer" }),
            _ => json!({ "type": "string", "format": "misskey:id" }),
        };
        ((*name).to_owned(), shape)
    };
    let parameters: serde_json::Map<_, _> = takes.iter().map(parameter).collect();
    let request = json!({ "type": "object", "properties": parameters });
    let note = json!({
        "type": "object",
        "properties": { "id": { "type": "string", "format": "id" } },
        "required": ["id"],
    });
    let paths = json!({ "/list": post(&request, answer) });
    document(&json!({ "Note": note }), &paths)
}
