//! What differs between specs, whom it breaks, and which version it needs.

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::diff::{self, Aspect, Bump, Change, Diff, Happened, Kind};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::spec::{Channel, Credential, Lifetime, Spec};
use misskey_codegen::surface::{self, Surface};
use serde_json::{Value, json};

use crate::common::{document, post, spec};

/// An entity that shapes can refer to.
fn schemas() -> Value {
    json!({ "User": { "type": "object", "properties": { "name": { "type": "string" } } } })
}

/// A spec whose only endpoint takes and answers these shapes.
fn shaped(request: &Value, response: &Value) -> Spec {
    spec(&document(
        &schemas(),
        &json!({ "/a/b": post(request, response) }),
    ))
}

fn surface(spec: &Spec) -> Surface {
    let mut diagnostics = Diagnostics::new();
    let surface = surface::of_spec(spec, &Modelling::default(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.all());
    surface
}

/// What the generated code of both says.
fn exact(old: &Spec, new: &Spec) -> Bump {
    diff::bindings(&surface(old), &surface(new)).bump
}

/// Changes as short lines: `~ request.x presence: required -> optional`.
fn lines(diff: &Diff) -> Vec<String> {
    let text = misskey_codegen::report::diff(diff);
    let lines = text.lines().filter(|line| line.starts_with("      "));
    lines.map(|line| line.trim().to_owned()).collect()
}

const OBJECT: &str = "object";

/// An object with one property `x`, required or not.
fn with(property: &Value, required: bool) -> Value {
    let required = if required { json!(["x"]) } else { json!([]) };
    json!({ "type": OBJECT, "properties": { "x": property, "y": { "type": "boolean" } }, "required": required })
}

fn without() -> Value {
    json!({ "type": OBJECT, "properties": { "y": { "type": "boolean" } } })
}

/// What a change means in a request and in an answer: the line without its place, and the
/// same if the way makes no difference.
struct Case {
    old: Value,
    new: Value,
    request: &'static str,
    answer: &'static str,
}

fn case(old: Value, new: Value, request: &'static str, answer: &'static str) -> Case {
    Case {
        old,
        new,
        request,
        answer,
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let text = json!({ "type": "string" });
    let null = json!({ "type": ["string", "null"] });
    let number = json!({ "type": "number" });
    let few = json!({ "type": "string", "enum": ["a", "b"] });
    let more = json!({ "type": "string", "enum": ["a", "b", "c"] });
    let time = json!({ "type": "string", "format": "date-time" });
    let link = json!({ "type": "string", "format": "url" });
    let short = json!({ "type": "string", "maxLength": 5 });
    let long = json!({ "type": "string", "maxLength": 9 });
    let default = json!({ "type": "string", "default": "z" });
    let old = json!({ "type": "string", "deprecated": true });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let map = |value: &Value| json!({ "type": OBJECT, "additionalProperties": value });
    let user = json!({ "$ref": "#/components/schemas/User" });
    let inline = json!({ "type": OBJECT, "properties": { "name": { "type": "string" }, "age": { "type": "number" } } });
    let tagged = |tags: &[&str]| {
        let members = tags.iter().map(|tag| json!({ "type": OBJECT, "properties": { "type": { "type": "string", "enum": [tag] }, "n": { "type": "number" } }, "required": ["type"] }));
        json!({ "oneOf": members.collect::<Vec<_>>() })
    };
    let optional = |property: &Value| with(property, false);
    let required = |property: &Value| with(property, true);
    vec![
        case(
            without(),
            optional(&text),
            "+ x: string, optional  [minor]",
            "",
        ),
        case(
            without(),
            required(&text),
            "+ x: string, required  [major, breaks callers]",
            "+ x: string, required  [minor]",
        ),
        case(
            optional(&text),
            without(),
            "- x: string, optional  [major, breaks callers]",
            "",
        ),
        case(
            required(&text),
            optional(&text),
            "~ x: required -> optional  [major]",
            "~ x: required -> optional  [major, breaks callers]",
        ),
        case(
            optional(&text),
            required(&text),
            "~ x: optional -> required  [major, breaks callers]",
            "~ x: optional -> required  [major]",
        ),
        case(
            required(&text),
            required(&null),
            "~ x: required -> required, may be null  [major]",
            "~ x: required -> required, may be null  [major, breaks callers]",
        ),
        case(
            optional(&text),
            optional(&null),
            "~ x: optional -> optional, may be null  [major]",
            "~ x: optional -> optional, may be null  [patch]",
        ),
        case(
            required(&null),
            optional(&text),
            "~ x: required, may be null -> optional  [major, breaks callers]",
            "~ x: required, may be null -> optional  [patch]",
        ),
        case(
            optional(&text),
            optional(&number),
            "~ x: string -> number  [major, breaks callers]",
            "",
        ),
        case(
            optional(&few),
            optional(&more),
            "+ x value: \"c\"  [minor]",
            "",
        ),
        case(
            optional(&more),
            optional(&few),
            "- x value: \"c\"  [major, breaks callers]",
            "- x value: \"c\"  [major]",
        ),
        case(
            optional(&text),
            optional(&few),
            "~ x: string -> \"a\" | \"b\"  [major, breaks callers]",
            "~ x: string -> \"a\" | \"b\"  [major]",
        ),
        case(
            optional(&text),
            optional(&time),
            "+ x format: date-time  [major]",
            "",
        ),
        case(
            optional(&text),
            optional(&link),
            "+ x format: url  [patch]",
            "",
        ),
        case(
            optional(&long),
            optional(&short),
            "~ x: maxLength 9 -> maxLength 5  [patch, breaks callers]",
            "~ x: maxLength 9 -> maxLength 5  [patch]",
        ),
        case(
            optional(&short),
            optional(&long),
            "~ x: maxLength 5 -> maxLength 9  [patch]",
            "",
        ),
        case(
            optional(&text),
            optional(&default),
            "+ x default: \"z\"  [patch]",
            "",
        ),
        case(
            optional(&text),
            optional(&old),
            "+ x deprecated: deprecated  [patch]",
            "",
        ),
        case(
            optional(&list(&text)),
            optional(&list(&number)),
            "~ x[]: string -> number  [major, breaks callers]",
            "",
        ),
        case(
            optional(&list(&text)),
            optional(&list(&null)),
            "~ x[]: string -> string | null  [major]",
            "~ x[]: string -> string | null  [major, breaks callers]",
        ),
        case(
            optional(&map(&text)),
            optional(&map(&number)),
            "~ x{}: string -> number  [major, breaks callers]",
            "",
        ),
        case(
            optional(&tagged(&["a", "b"])),
            optional(&tagged(&["a", "b", "c"])),
            "+ x member: c  [minor]",
            "",
        ),
        case(
            optional(&tagged(&["a", "b", "c"])),
            optional(&tagged(&["a", "b"])),
            "- x member: c  [major, breaks callers]",
            "- x member: c  [major]",
        ),
        case(
            optional(&text),
            optional(&json!({})),
            "~ x: string -> any  [major]",
            "~ x: string -> any  [major, breaks callers]",
        ),
        case(
            optional(&inline),
            optional(&user),
            "~ x: object -> User  [major] / - x.age: number, optional  [major, breaks callers]",
            "",
        ),
    ]
}

#[test]
fn each_change_of_a_shape_is_told_with_whom_it_breaks_and_the_version_that_it_needs() {
    for case in cases() {
        let answer = if case.answer.is_empty() {
            case.request
        } else {
            case.answer
        };
        let sides = [
            (
                shaped(&case.old, &without()),
                shaped(&case.new, &without()),
                "request",
                case.request,
            ),
            (
                shaped(&without(), &case.old),
                shaped(&without(), &case.new),
                "response",
                answer,
            ),
        ];
        for (old, new, side, expected) in sides {
            let diff = diff::compare(&old, &new);
            let told = lines(&diff).join(" / ").replace(&format!("{side}."), "");
            assert_eq!(told, expected, "{side}");
            // By rule or by the code: the same.
            let exact = exact(&old, &new).max(Bump::Patch);
            assert_eq!(diff.bump(), exact, "{side}: {expected}");
        }
    }
}

#[test]
fn an_answer_that_is_told_more_exactly_breaks_no_caller() {
    let text = json!({ "type": "string" });
    let either = json!({ "anyOf": [text, { "type": "array", "items": text }] });
    let (wide, narrow) = (
        shaped(&without(), &with(&either, true)),
        shaped(&without(), &with(&text, true)),
    );
    assert!(!diff::compare(&wide, &narrow).breaks_callers());
    assert!(diff::compare(&narrow, &wide).breaks_callers());
}

#[test]
fn the_same_spec_has_no_differences() {
    let spec = shaped(&with(&json!({ "type": "string" }), true), &without());
    let diff = diff::compare(&spec, &spec);
    assert!(diff.is_empty());
    assert_eq!(diff.bump(), Bump::None);
    assert_eq!(exact(&spec, &spec), Bump::None);
}

#[test]
fn two_dialects_of_one_request_do_not_differ() {
    let text = json!({ "type": "string" });
    let old = json!({
        "type": OBJECT,
        "properties": { "id": text, "name": text, "z": text },
        "anyOf": [{ "required": ["id"] }, { "required": ["name"] }],
    });
    let new = json!({ "allOf": [
        { "anyOf": [
            { "type": OBJECT, "properties": { "id": text }, "required": ["id"] },
            { "type": OBJECT, "properties": { "name": text }, "required": ["name"] },
        ] },
        { "type": OBJECT, "properties": { "z": text } },
    ] });
    let (old, new) = (shaped(&old, &without()), shaped(&new, &without()));
    assert_eq!(lines(&diff::compare(&old, &new)), Vec::<String>::new());
}

#[test]
fn alternatives_break_callers_when_a_set_that_was_enough_is_no_more() {
    let text = json!({ "type": "string" });
    let by = |sets: &[&str]| {
        let members = sets.iter().map(|set| json!({ "required": [set] }));
        json!({ "type": OBJECT, "properties": { "a": text, "b": text, "c": text }, "anyOf": members.collect::<Vec<_>>() })
    };
    let of = |sets: &[&str]| shaped(&by(sets), &without());
    let wider = diff::compare(&of(&["a", "b"]), &of(&["a", "b", "c"]));
    assert_eq!(
        lines(&wider),
        ["~ request needs: one of: a; b -> one of: a; b; c  [major]"]
    );
    let narrower = diff::compare(&of(&["a", "b", "c"]), &of(&["a", "b"]));
    assert!(narrower.breaks_callers());
}

#[test]
fn endpoints_and_entities_come_and_go() {
    let one = spec(&document(
        &json!({}),
        &json!({ "/a": post(&without(), &without()) }),
    ));
    let both = spec(&document(
        &schemas(),
        &json!({ "/a": post(&without(), &without()), "/b": post(&without(), &without()) }),
    ));
    let grown = diff::compare(&one, &both);
    assert_eq!(grown.count(Kind::Endpoint, Happened::Added), 1);
    assert_eq!(grown.count(Kind::Entity, Happened::Added), 1);
    assert!(!grown.breaks_callers());
    assert_eq!(
        (grown.bump(), exact(&one, &both)),
        (Bump::Minor, Bump::Minor)
    );
    let shrunk = diff::compare(&both, &one);
    assert_eq!(shrunk.count(Kind::Endpoint, Happened::Removed), 1);
    assert!(shrunk.breaks_callers());
    assert_eq!(
        (shrunk.bump(), exact(&both, &one)),
        (Bump::Major, Bump::Major)
    );
}

#[test]
fn who_may_call_is_a_constant_that_can_break_callers() {
    let before = shaped(&without(), &without());
    let change = |edit: &dyn Fn(&mut misskey_codegen::spec::Endpoint)| {
        let mut after = before.clone();
        after.endpoints.values_mut().for_each(edit);
        let diff = diff::compare(&before, &after);
        // Permissions come and go with the endpoints that ask for them.
        let endpoint = diff.items.iter().find(|item| item.kind == Kind::Endpoint);
        let changes = endpoint.map(|item| (item.bump, item.changes.clone()));
        let (bump, changes) = changes.unwrap();
        assert_eq!(bump, Bump::Patch);
        let fact = |change: &Change| (change.aspect, change.breaks_callers);
        changes.iter().map(fact).collect::<Vec<_>>()
    };
    // The endpoint of `shaped` needs a credential and `write:notes`.
    let credential = change(&|one| one.credential = Credential::None);
    assert_eq!(credential, [(Aspect::Credential, false)]);
    let other = change(&|one| one.permission = Some("write:account".to_owned()));
    assert_eq!(other, [(Aspect::Permission, true)]);
    let none = change(&|one| one.permission = None);
    assert_eq!(none, [(Aspect::Permission, true)]);
    let internal = change(&|one| one.internal = true);
    assert_eq!(internal, [(Aspect::Internal, true)]);
    let get = change(&|one| one.get = true);
    assert_eq!(get, [(Aspect::Get, false)]);
    let form = change(&|one| one.request.multipart = true);
    assert_eq!(form, [(Aspect::Form, true)]);
}

#[test]
fn errors_are_told_by_their_ids() {
    let with = |errors: &[(&str, &str)]| {
        let mut spec = shaped(&without(), &without());
        let facts = errors
            .iter()
            .map(|(code, id)| misskey_codegen::spec::ErrorFact {
                code: (*code).to_owned(),
                id: (*id).to_owned(),
                status: 400,
                kind: None,
                span: Default::default(),
            });
        for endpoint in spec.endpoints.values_mut() {
            endpoint.errors = facts.clone().collect();
        }
        spec
    };
    let (one, two) = (with(&[("A", "1")]), with(&[("A", "1"), ("B", "2")]));
    let grown = diff::compare(&one, &two);
    assert_eq!(lines(&grown), ["+ error: B (400, 2)  [minor]"]);
    assert_eq!(exact(&one, &two), Bump::Minor);
    let shrunk = diff::compare(&two, &one);
    assert_eq!(lines(&shrunk), ["- error: B (400, 2)  [major]"]);
    assert_eq!(exact(&two, &one), Bump::Major);
}

/// A spec with a channel that tells an event with this body.
fn telling(events: &[&str]) -> Spec {
    let mut spec = shaped(&without(), &without());
    let mut channel = Channel::default();
    for event in events {
        channel.events.insert((*event).to_owned(), None);
    }
    spec.streaming.channels.insert("main".to_owned(), channel);
    spec
}

#[test]
fn channels_tell_more_or_less() {
    let (one, two) = (telling(&["note"]), telling(&["note", "reply"]));
    let grown = diff::compare(&one, &two);
    assert_eq!(lines(&grown), ["+ events.reply event  [minor]"]);
    assert_eq!(exact(&one, &two), Bump::Minor);
    let shrunk = diff::compare(&two, &one);
    assert_eq!(
        lines(&shrunk),
        ["- events.reply event  [major, breaks callers]"]
    );
    assert_eq!(exact(&two, &one), Bump::Major);
}

#[test]
fn what_only_one_side_can_tell_is_no_difference() {
    let document = shaped(&without(), &without());
    let mut known = telling(&["note"]);
    known.facts.permissions = vec![misskey_codegen::spec::PermissionFact {
        name: "read:all".to_owned(),
        grantable: true,
        since: None,
    }];
    known.facts.endpoints.insert(
        "a/b".to_owned(),
        misskey_codegen::spec::EndpointFacts {
            require_admin: true,
            ..Default::default()
        },
    );
    let lifetime = Lifetime {
        first: "1".to_owned(),
        last: "2".to_owned(),
    };
    known
        .facts
        .availability
        .endpoints
        .insert("a/b".to_owned(), lifetime);
    assert!(diff::compare(&document, &known).is_empty());
    assert!(diff::compare(&known, &document).is_empty());
}

#[test]
fn an_entity_that_contains_itself_is_compared_with_another_without_end() {
    let schemas = json!({
        "A": { "type": OBJECT, "properties": { "a": { "$ref": "#/components/schemas/A" } } },
        "B": { "type": OBJECT, "properties": { "a": { "$ref": "#/components/schemas/B" } } },
    });
    let of = |name: &str| {
        let shape = json!({ "$ref": format!("#/components/schemas/{name}") });
        spec(&document(
            &schemas,
            &json!({ "/a": post(&without(), &shape) }),
        ))
    };
    let diff = diff::compare(&of("A"), &of("B"));
    assert_eq!(lines(&diff), ["~ response: A -> B  [major]"]);
}

#[test]
fn entities_that_lead_to_each_other_in_countless_ways_are_compared_at_once() {
    // Each of thirty entities holds all thirty: the ways through them are beyond counting.
    let names = |prefix: &str| {
        (0..30)
            .map(|index| format!("{prefix}{index}"))
            .collect::<Vec<_>>()
    };
    let of = |prefix: &str| {
        let names = names(prefix);
        let reference =
            |name: &String| json!({ "$ref": format!("#/components/schemas/{name}") });
        let fields = names.iter().enumerate();
        let fields = fields.map(|(index, name)| (format!("p{index}"), reference(name)));
        let entity = json!({ "type": OBJECT, "properties": fields.collect::<serde_json::Map<_, _>>() });
        let schemas = names.iter().map(|name| (name.clone(), entity.clone()));
        let schemas = Value::Object(schemas.collect());
        spec(&document(
            &schemas,
            &json!({ "/a": post(&without(), &reference(&names[0])) }),
        ))
    };
    let diff = diff::compare(&of("A"), &of("B"));
    assert_eq!(lines(&diff), ["~ response: A0 -> B0  [major]"]);
}

#[test]
fn an_entity_that_only_names_itself_is_compared() {
    let schemas = json!({ "A": { "$ref": "#/components/schemas/A" } });
    let shape = json!({ "$ref": "#/components/schemas/A" });
    let named = spec(&document(
        &schemas,
        &json!({ "/a": post(&without(), &shape) }),
    ));
    let inline = spec(&document(
        &schemas,
        &json!({ "/a": post(&without(), &without()) }),
    ));
    assert_eq!(diff::compare(&named, &inline).items.len(), 1);
}
