//! Every endpoint of a spec is decided: may it be called twice, and why.

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::model;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::repeatable::{FILE, Repeatable};
use misskey_codegen::spec::{self, Spec};
use serde_json::json;

use crate::common::{document, errors, post};

const RULES: &str = r#"
[[rule]]
class = "acts"
reason = "it can be had once"
paths = ["session/key"]

[[rule]]
class = "reads"
reason = "the server answers GET"
get = true

[[rule]]
class = "reads"
reason = "it only reads"
paths = ["*/show", "session/*"]
"#;

#[test]
fn the_first_rule_that_fits_decides_and_its_reason_goes_into_the_docs() {
    let spec = sessions(&["session/key", "session/show", "session/list", "other"]);
    let (model, diagnostics) = build(&spec, RULES, false);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let verdicts = model.endpoints.iter().map(|one| {
        let reason = one.repeatable_reason.as_deref();
        (one.path.as_str(), one.repeatable, reason)
    });
    assert_eq!(
        verdicts.collect::<Vec<_>>(),
        [
            ("other", false, None),
            ("session/key", false, Some("it can be had once")),
            ("session/list", true, Some("it only reads")),
            ("session/show", true, Some("it only reads")),
        ]
    );
}

#[test]
fn what_answers_get_is_decided_by_a_rule_that_says_so() {
    let mut spec = sessions(&["pong"]);
    for endpoint in spec.endpoints.values_mut() {
        endpoint.get = true;
    }
    let (model, _) = build(&spec, RULES, false);
    let only = &model.endpoints[0];
    assert!(only.repeatable);
    assert_eq!(
        only.repeatable_reason.as_deref(),
        Some("the server answers GET")
    );
}

#[test]
fn an_endpoint_that_no_rule_decides_is_an_error_where_the_rules_are_the_specs_own() {
    let spec = sessions(&["session/key", "a/show", "session/list", "other", "more"]);
    assert!(!build(&spec, RULES, false).1.has_errors());
    assert_eq!(
        errors(&build(&spec, RULES, true).1),
        [
            " no rule says whether `more` may be called twice",
            " no rule says whether `other` may be called twice",
        ]
    );
}

#[test]
fn a_pattern_that_decides_nothing_is_an_error_with_its_line_where_the_rules_are_the_specs_own()
 {
    // The first is not there, the second comes too late.
    let spec = sessions(&["a/show"]);
    let rules = "[[rule]]\nclass = \"reads\"\nreason = \"it only reads\"\npaths = [\n  \
                 \"*/show\",\n  \"gone\",\n  \"a/*\",\n]\n";
    assert!(!build(&spec, rules, false).1.has_errors());
    assert_eq!(
        errors(&build(&spec, rules, true).1),
        [
            "line 6 `gone` decides no endpoint",
            "line 7 `a/*` decides no endpoint"
        ]
    );
}

#[test]
fn a_rule_without_a_class_or_a_reason_is_an_error_with_its_line() {
    let cases = [
        (
            "[[rule]]\nreason = \"x\"\npaths = []\n",
            "line 1 missing field `class`",
        ),
        (
            "[[rule]]\nclass = \"acts\"\nreason = \" \"\npaths = [\n\"a\"]\n",
            "line 5 the rule has no reason",
        ),
        (
            "[[rule]]\nclass = \"often\"\nreason = \"x\"\n",
            "line 2 unknown variant `often`, expected one of `reads`, `sets`, `acts`",
        ),
    ];
    for (text, expected) in cases {
        let mut diagnostics = Diagnostics::new();
        Repeatable::read("repeatable.toml", text, &mut diagnostics);
        assert_eq!(errors(&diagnostics), [expected]);
    }
}

#[test]
fn rules_in_the_choices_have_no_effect_and_say_so() {
    let mut diagnostics = Diagnostics::new();
    let text = "[repeatable]\nyes = [\"*/show\"]\n";
    Modelling::read("modelling.toml", text, &mut diagnostics);
    assert!(!diagnostics.has_errors());
    let messages = diagnostics.all().iter().map(|one| one.message.as_str());
    assert_eq!(
        messages.collect::<Vec<_>>(),
        ["`repeatable` has no effect here"]
    );
}

/// What must not be repeated whatever rule comes to fit it, and what must be.
#[test]
fn what_the_committed_rules_decide_is_as_careful_as_it_must_be() {
    let files = crate::mutation::folder("../spec");
    let mut diagnostics = Diagnostics::new();
    let rules = Repeatable::read(FILE, &files[FILE], &mut diagnostics);
    let facts = files
        .into_iter()
        .filter(|(path, _)| path.ends_with(".json"));
    let spec = spec::from_files(&facts.collect(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    let verdict = |path: &str| {
        let rule = rules.decide(path, &spec.endpoints[path]);
        rule.unwrap().class.is_repeatable()
    };
    let once = [
        "notes/create",
        "notes/drafts/create",
        "notes/drafts/update",
        "notes/delete",
        "notes/favorites/create",
        "notes/reactions/create",
        "notes/polls/vote",
        "drive/files/create",
        "drive/files/upload-from-url",
        "chat/messages/create-to-user",
        "following/create",
        "following/delete",
        "notifications/flush",
        "auth/session/userkey",
        "i/2fa/register",
        "i/2fa/done",
        "i/change-password",
        "i/regenerate-token",
        "i/export-notes",
        "i/import-following",
        "request-reset-password",
        "reset-password",
        "reset-db",
        "users/report-abuse",
        "admin/update-meta",
        "admin/roles/assign",
        "admin/send-email",
        "admin/queue/retry-job",
    ];
    for path in once {
        assert!(!verdict(path), "{path}");
    }
    let often = [
        "notes/show",
        "notes/timeline",
        "notes/polls/recommendation",
        "i/notifications",
        "i",
        "meta",
        "charts/notes",
        "get-avatar-decorations",
        "i/update",
        "i/registry/set",
        "notifications/mark-all-as-read",
        "admin/show-user",
        "admin/queue/stats",
    ];
    for path in often {
        assert!(verdict(path), "{path}");
    }
}

fn sessions(paths: &[&str]) -> Spec {
    let item = post(&json!({ "type": "object" }), &json!({ "type": "object" }));
    let paths: serde_json::Map<_, _> = paths
        .iter()
        .map(|path| (format!("/{path}"), item.clone()))
        .collect();
    crate::common::spec(&document(&json!({}), &paths.into()))
}

fn build(spec: &Spec, rules: &str, is_own: bool) -> (model::Model, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut modelling = Modelling::default();
    modelling.rules = Repeatable::read(FILE, rules, &mut diagnostics);
    modelling.rules.is_own = is_own;
    let model = model::build(spec, &modelling, &mut diagnostics);
    (model, diagnostics)
}
