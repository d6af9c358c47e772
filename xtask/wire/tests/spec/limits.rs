//! Requests that break a limit of the document are found out, place by place.
//!
//! Each limited place is pushed past each of its limits, in requests that conform in all
//! else: `validate` must name the place, and the document must refuse the request.

use std::collections::BTreeSet;

use jsonschema::Validator;
use misskey_api::validate::{Constraint, Rule};
use misskey_codegen::schema::{Additional, Constraints, Schema};
use serde_json::{Value, json};

use crate::committed::{self, Choices};
use crate::random::Maker;
use crate::requests::entry_of;
use crate::validator::Validators;

#[test]
fn what_breaks_a_limit_is_named_and_the_document_refuses_it() {
    let spec = committed::spec();
    let validators = Validators::new(&spec);
    let choices = Choices::read();
    let (mut endpoints, mut limits, mut requests) = (0, 0, 0);
    for (path, endpoint) in &spec.endpoints {
        let Some(schema) = &endpoint.request.schema else {
            continue;
        };
        let meta = entry_of(path, &json!({})).meta;
        let mut places = BTreeSet::new();
        collect_places(schema, "", &mut places);
        let checked = meta.constraints().iter().map(|one| one.path.to_owned());
        let checked: BTreeSet<String> = checked.filter(|one| !one.is_empty()).collect();
        assert_eq!(places, checked, "{path}: places with limits");
        let validator = validators.of(schema);
        let mut maker = Maker::new(&spec, &choices, path);
        for constraint in meta.constraints() {
            let broken = pushed(constraint, schema, &validator, &mut maker);
            assert!(!broken.is_empty(), "{path}: {constraint:?} can't be broken");
            for (at, request) in &broken {
                check(path, constraint, at, request, &validator);
            }
            requests += broken.len();
        }
        limits += meta.constraints().len();
        endpoints += usize::from(!meta.constraints().is_empty());
    }
    tell!("{requests} requests break {limits} limits of {endpoints} endpoints");
}

fn check(
    path: &str,
    constraint: &Constraint,
    at: &str,
    request: &Value,
    validator: &Validator,
) {
    let entry = entry_of(path, request);
    let built = entry.request(&request.to_string());
    let built = built.unwrap_or_else(|error| panic!("{path}: {request}: {error}"));
    assert!(!validator.is_valid(&built), "{path}: {built} is accepted");
    let Err(error) = entry.meta.validate(&built) else {
        panic!("{path}: {constraint:?} is broken, and not found out: {built}");
    };
    let mut violations = error.violations().iter();
    let is_named =
        violations.any(|one| one.path() == at && *one.rule() == constraint.rule);
    assert!(is_named, "{path}: {at} is not among: {error}");
}

/// Requests that break a limit and nothing else that is known, each with the place.
fn pushed(
    constraint: &Constraint,
    schema: &Schema,
    validator: &Validator,
    maker: &mut Maker<'_>,
) -> Vec<(String, Value)> {
    const TRIES: usize = 5000;
    for _ in 0..TRIES {
        let request = maker.value(schema);
        if !validator.is_valid(&request) || !applies(constraint, &request) {
            continue;
        }
        let broken: Vec<_> = match constraint.rule {
            Rule::AnyOf(paths) => vec![(String::new(), without(request, paths))],
            rule => {
                let mut broken = Vec::new();
                let mut place = request.clone();
                let Some((at, value)) =
                    first(&mut place, constraint.path, String::new())
                else {
                    continue;
                };
                for value in beyond(rule, value) {
                    let mut request = request.clone();
                    if let Some((_, place)) =
                        first(&mut request, constraint.path, String::new())
                    {
                        *place = value;
                    }
                    broken.push((at.clone(), request));
                }
                broken
            }
        };
        // A pattern is broken by whatever text the document refuses.
        let is_refused = |(_, request): &(String, Value)| !validator.is_valid(request);
        let is_pattern = matches!(constraint.rule, Rule::Pattern(_));
        let broken: Vec<_> = broken
            .into_iter()
            .filter(|one| !is_pattern || is_refused(one))
            .collect();
        if !broken.is_empty() {
            return broken;
        }
    }
    Vec::new()
}

/// Whether a limit must be kept in a request.
fn applies(constraint: &Constraint, request: &Value) -> bool {
    let is_there = |path: &&&str| {
        let pointer = format!("/{}", path.replace('.', "/"));
        request
            .pointer(&pointer)
            .is_some_and(|value| !value.is_null())
    };
    !constraint.unless.iter().any(|path| is_there(&path))
}

fn without(mut request: Value, paths: &[&str]) -> Value {
    if let Some(fields) = request.as_object_mut() {
        fields.retain(|name, _| !paths.contains(&name.as_str()));
    }
    request
}

/// The first place that a path leads to.
fn first<'a>(
    value: &'a mut Value,
    path: &str,
    at: String,
) -> Option<(String, &'a mut Value)> {
    if path.is_empty() {
        return (!value.is_null()).then_some((at, value));
    }
    if let Some(rest) = path.strip_prefix("[]") {
        return first(value.get_mut(0)?, rest, format!("{at}[0]"));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let at = if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    };
    first(value.get_mut(name)?, rest, at)
}

/// Values beyond a rule's limits.
fn beyond(rule: Rule, value: &Value) -> Vec<Value> {
    let below =
        |least: Option<u64>| least.filter(|least| *least > 0).map(|least| least - 1);
    match rule {
        Rule::Length(least, most) => {
            let counts = below(least).into_iter().chain(most.map(|most| most + 1));
            // A character beyond the basic plane counts as one.
            counts
                .map(|count| json!("🍮".repeat(size(count))))
                .collect()
        }
        Rule::Range(least, most) => {
            let numbers = least.map(|least| least - 1.0).into_iter();
            numbers
                .chain(most.map(|most| most + 1.0))
                .map(number)
                .collect()
        }
        Rule::Elements(least, most) => {
            let Some(element) = value.get(0) else {
                return Vec::new();
            };
            let counts = below(least).into_iter().chain(most.map(|most| most + 1));
            counts
                .map(|count| json!(vec![element; size(count)]))
                .collect()
        }
        Rule::Unique => {
            let element = value.get(0);
            element
                .map(|element| json!([element, element]))
                .into_iter()
                .collect()
        }
        Rule::Pattern(_) => {
            let texts = ["", " ", "\u{3000}", "a b", "プリン", "!", "a\n"];
            texts.map(Value::from).to_vec()
        }
        _ => Vec::new(),
    }
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or_default()
}

/// A number as it is sent where only whole ones can be.
#[expect(clippy::cast_possible_truncation, reason = "limits are small")]
fn number(number: f64) -> Value {
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// The places that a schema limits.
fn collect_places(schema: &Schema, at: &str, places: &mut BTreeSet<String>) {
    let mut limits = schema.constraints.clone();
    // Nothing has fewer than none.
    limits.min_length = limits.min_length.filter(|least| *least > 0);
    limits.min_items = limits.min_items.filter(|least| *least > 0);
    if limits != Constraints::default() {
        places.insert(at.to_owned());
    }
    for (name, inner) in &schema.properties {
        let dot = if at.is_empty() { "" } else { "." };
        collect_places(inner, &format!("{at}{dot}{name}"), places);
    }
    if let Some(items) = &schema.items {
        collect_places(items, &format!("{at}[]"), places);
    }
    if let Some(Additional::Schema(inner)) = &schema.additional {
        collect_places(inner, &format!("{at}{{}}"), places);
    }
    let members = schema.one_of.iter().chain(&schema.any_of);
    let then = schema.condition.as_ref().map(|condition| &condition.1);
    for part in schema.all_of.iter().chain(members).chain(then) {
        collect_places(part, at, places);
    }
}
