//! Endpoints: who may call them, what they take, what they answer.

use super::rest::{each, errors};
use super::shape::{Comparison, Pair, Way};
use super::{Aspect, Bump, Change, Item, Kind};
use crate::schema::{Schema, Type};
use crate::spec::{Credential, Endpoint, EndpointFacts, RateLimit};

/// The endpoints.
pub(super) fn compare(pair: Pair<'_>) -> Vec<Item> {
    let (old, new) = (&pair.old.endpoints, &pair.new.endpoints);
    each(Kind::Endpoint, old, new, |path, old, new| {
        let mut changes = access(pair, old, new);
        changes.extend(facts(pair, path));
        changes.extend(request(pair, old, new));
        changes.extend(response(pair, old, new));
        changes.extend(errors(&old.errors, &new.errors));
        changes
    })
}

fn yes(flag: bool) -> Option<String> {
    Some(if flag { "yes" } else { "no" }.to_owned())
}

/// Who may call it, and how.
fn access(pair: Pair<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Change> {
    let mut comparison = Comparison::new(pair, Way::SENT);
    let credential = |one: Credential| {
        let text = match one {
            Credential::None => "none",
            Credential::Optional => "optional",
            Credential::Required => "required",
        };
        Some(text.to_owned())
    };
    let needs = new.credential == Credential::Required;
    comparison.fact(
        Aspect::Credential,
        credential(old.credential),
        credential(new.credential),
        needs,
    );
    let refused = match (&old.permission, &new.permission) {
        // Tokens of apps were refused before.
        (None, Some(_)) => old.credential != Credential::Required,
        // Without a permission, a call that needs a credential refuses tokens of apps.
        (Some(_), None) => needs,
        _ => true,
    };
    comparison.fact(
        Aspect::Permission,
        old.permission.clone(),
        new.permission.clone(),
        refused,
    );
    comparison.fact(
        Aspect::Internal,
        yes(old.internal),
        yes(new.internal),
        new.internal,
    );
    comparison.fact(Aspect::Get, yes(old.get), yes(new.get), old.get);
    comparison.fact(
        Aspect::Form,
        yes(old.request.multipart),
        yes(new.request.multipart),
        true,
    );
    comparison.changes
}

/// What documents don't tell.
fn facts(pair: Pair<'_>, path: &str) -> Vec<Change> {
    let unknown = EndpointFacts::default();
    let old = pair.old.facts.endpoints.get(path).unwrap_or(&unknown);
    let new = pair.new.facts.endpoints.get(path).unwrap_or(&unknown);
    let mut comparison = Comparison::new(pair, Way::SENT);
    let limit = |facts: &EndpointFacts| facts.limit.as_ref().map(rate_limit);
    comparison.fact(Aspect::RateLimit, limit(old), limit(new), false);
    comparison.fact(Aspect::Role, role(old), role(new), role(new).is_some());
    let cache =
        |facts: &EndpointFacts| facts.cache_sec.map(|seconds| format!("{seconds} s"));
    comparison.fact(Aspect::Cache, cache(old), cache(new), false);
    comparison.changes
}

fn rate_limit(limit: &RateLimit) -> String {
    let mut parts = Vec::new();
    if let Some(max) = limit.max {
        let window = limit.duration.unwrap_or_default();
        parts.push(format!("{max} in {window} ms"));
    }
    if let Some(interval) = limit.min_interval {
        parts.push(format!("one in {interval} ms"));
    }
    if let Some(key) = &limit.key {
        parts.push(format!("counted as {key}"));
    }
    parts.join(", ")
}

fn role(facts: &EndpointFacts) -> Option<String> {
    let mut parts = Vec::new();
    if facts.require_admin {
        parts.push("administrators".to_owned());
    } else if facts.require_moderator {
        parts.push("moderators".to_owned());
    }
    parts.extend(facts.required_role_policy.clone());
    if facts.prohibit_moved {
        parts.push("accounts that have not moved".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn request(pair: Pair<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Change> {
    let nothing = Schema::of(Type::Object);
    let mut comparison = Comparison::new(pair, Way::SENT);
    comparison.parameters(
        "request",
        old.request.schema.as_ref().unwrap_or(&nothing),
        new.request.schema.as_ref().unwrap_or(&nothing),
    );
    comparison.changes
}

/// What is answered, whatever the status says.
fn response(pair: Pair<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Change> {
    let mut comparison = Comparison::new(pair, Way::RECEIVED);
    let (one, other) = (answer(old), answer(new));
    match (&one, &other) {
        (Some(one), Some(other)) => comparison.whole("response", one, other),
        (None, None) => {}
        _ => {
            let shown = |answer: &Option<Schema>| {
                let text = answer.as_ref().map(super::notation::describe_with_null);
                Some(text.unwrap_or_else(|| "nothing".to_owned()))
            };
            comparison.add(
                "response",
                Aspect::Body,
                (shown(&one), shown(&other)),
                // Of what could be anything, nothing was promised.
                other.is_none() && !one.as_ref().is_some_and(Schema::is_any),
                Bump::Major,
            );
        }
    }
    comparison.changes
}

/// The shape of an answer. One that may have no body may be null.
fn answer(endpoint: &Endpoint) -> Option<Schema> {
    let schema = endpoint.responses.values().flatten().next()?;
    let empty = endpoint.responses.values().any(Option::is_none);
    Some(Schema {
        nullable: schema.nullable || empty,
        ..schema.clone()
    })
}
