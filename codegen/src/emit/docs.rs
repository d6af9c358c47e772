//! Documentation of each kind of thing: our own words, then facts.

use proc_macro2::TokenStream;

pub(super) use super::wording::{alias, in_one_line, lines, told};

use super::wording::paragraph;
use crate::model::{
    Channel, Endpoint, ErrorVariant, Field, Model, PagedBy, Paging, Period, Presence,
    TypeDef, Unpaged,
};
use crate::spec::{Credential, RateLimit};

/// A text from the spec as code in Markdown: it can't end the code or the line.
pub(super) fn code(text: &str) -> String {
    let plain = prose(text).replace('`', " ");
    format!("`{}`", plain.trim())
}

/// A text as a part of a line: without what would end the line, or turn its direction. The
/// compiler refuses both in documentation.
pub(super) fn prose(text: &str) -> String {
    let turns = |one| matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|one| {
            if one.is_control() || turns(one) {
                ' '
            } else {
                one
            }
        })
        .collect()
}

/// A server's or release's name as words: no sign in it means anything in Markdown.
pub(super) fn plain(text: &str) -> String {
    let is_plain = |one: char| one.is_alphanumeric() || " .-+".contains(one);
    text.chars()
        .map(|one| if is_plain(one) { one } else { ' ' })
        .collect()
}

/// A kind of id, in words.
pub(super) fn kind(kind: &str) -> String {
    if kind == "Any" {
        return "something that the server's document does not tell".to_owned();
    }
    let mut words = String::new();
    for (index, character) in kind.chars().enumerate() {
        if character.is_ascii_uppercase() && index > 0 {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o']) || words.starts_with("un") {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}

/// Since and until which release something is there, if that is not always. What is known
/// from documents alone was there when it was seen.
pub(super) fn period(period: &Period) -> Option<String> {
    let seen = if period.exact { "" } else { "seen " };
    let named = |end: &Option<String>| end.as_deref().map(plain);
    match (named(&period.since), named(&period.until)) {
        (Some(since), Some(until)) if since == until => {
            Some(format!("{seen}in {since} alone"))
        }
        (Some(since), Some(until)) => {
            Some(format!("{seen}since {since} and until {until}"))
        }
        (Some(since), None) => Some(format!("{seen}since {since}")),
        (None, Some(until)) => Some(format!("{seen}until {until}")),
        (None, None) => None,
    }
}

/// Something by its name, and since and until when it is there.
pub(super) fn named(text: &str, period: &Period) -> String {
    match self::period(period) {
        Some(period) => format!("{text}: {period}."),
        None => format!("{text}."),
    }
}

/// A value, a member of a union, or an event: our line, its name on the wire, its period.
pub(super) fn part(about: Option<&String>, wire: &str, period: &Period) -> TokenStream {
    told(about, named(&code(wire), period))
}

/// An error's documentation.
pub(super) fn error(error: &ErrorVariant) -> String {
    let status = format!("{}, status {}", code(&error.code), error.status);
    match period(&error.period) {
        Some(period) => format!("{status}; {period}."),
        None => format!("{status}."),
    }
}

/// Why not to call something that is gone.
pub(super) fn gone(model: &Model, period: &Period, verb: &str) -> Option<String> {
    let known = if period.exact { "" } else { "known " };
    let (server, until) = (plain(&model.server.name), plain(period.until.as_ref()?));
    Some(format!(
        "{server} {until} is the last {known}release that {verb} it"
    ))
}

/// A type's documentation.
pub(super) fn definition(definition: &TypeDef) -> TokenStream {
    told(definition.about.as_ref(), places(definition))
}

/// Where a type stands.
fn places(definition: &TypeDef) -> String {
    let Some(place) = definition.places.first() else {
        return String::new();
    };
    if definition.entity.is_some() {
        let mut about = format!("The entity {}", code(&place.to_string()));
        if let Some(period) = period(&definition.period) {
            about.push_str(&format!(", {period}"));
        }
        return about + ".";
    }
    let shown = code(&place.to_string());
    match definition.places.len() {
        1 => format!("What stands at {shown}."),
        2 => format!("What stands at {shown} and one more place."),
        count => format!("What stands at {shown} and {} more places.", count - 1),
    }
}

/// A field's documentation: our line, its name on the wire, its limits, its default.
pub(super) fn field(field: &Field) -> TokenStream {
    told(field.about.as_ref(), facts(field))
}

fn facts(field: &Field) -> String {
    let mut text = code(&field.wire);
    let mut facts = limits(field);
    if let Some(default) = field.default.as_ref().filter(|default| !default.is_null()) {
        facts.push(format!(
            "the server takes {} if it is absent",
            code(&default.to_string())
        ));
    }
    if let Some(reason) = &field.open {
        facts.push(format!("can be anything, since {}", prose(reason)));
    }
    if field.deprecated && field.period.until.is_none() {
        facts.push("deprecated by the server".to_owned());
    }
    facts.extend(period(&field.period));
    if !facts.is_empty() {
        text.push_str(": ");
        text.push_str(&facts.join("; "));
    }
    text.push('.');
    text
}

fn limits(field: &Field) -> Vec<String> {
    let limits = &field.constraints;
    let number =
        |value: &Option<serde_json::Number>| value.as_ref().map(ToString::to_string);
    let count = |value: Option<u64>| value.map(|value| value.to_string());
    let mut facts = Vec::new();
    facts.extend(range(
        count(limits.min_length),
        count(limits.max_length),
        " characters",
    ));
    facts.extend(range(number(&limits.minimum), number(&limits.maximum), ""));
    facts.extend(range(
        count(limits.min_items),
        count(limits.max_items),
        " elements",
    ));
    if limits.unique_items {
        facts.push("no element twice".to_owned());
    }
    if let Some(pattern) = &limits.pattern {
        facts.push(format!("matches {}", code(pattern)));
    }
    facts
}

fn range(least: Option<String>, greatest: Option<String>, unit: &str) -> Option<String> {
    match (least, greatest) {
        (Some(least), Some(greatest)) if least == greatest => {
            Some(format!("{least}{unit}"))
        }
        (Some(least), Some(greatest)) => Some(format!("{least} to {greatest}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(greatest)) => Some(format!("at most {greatest}{unit}")),
        (None, None) => None,
    }
}

/// What a setter does.
pub(super) fn setter(field: &Field) -> TokenStream {
    told(field.about.as_ref(), format!("Sets {}", facts(field)))
}

/// What a clearing setter does.
pub(super) fn clear(field: &Field) -> String {
    debug_assert_eq!(field.presence, Presence::Tristate);
    format!(
        "Sends {} as null, which differs from not sending it.",
        code(&field.wire)
    )
}

/// An endpoint's documentation.
pub(super) fn endpoint(model: &Model, endpoint: &Endpoint) -> Vec<String> {
    let methods = if endpoint.get {
        "`POST` or `GET`"
    } else {
        "`POST`"
    };
    let mut lines = paragraph(endpoint.about.as_ref());
    lines.push(format!(
        "{methods} {}",
        code(&format!("/api/{}", endpoint.path))
    ));
    lines.push(String::new());
    lines.push(format!("- {}", access(endpoint)));
    if endpoint.facts.require_admin {
        lines.push("- Only for administrators".to_owned());
    } else if endpoint.facts.require_moderator {
        lines.push("- Only for moderators".to_owned());
    }
    if let Some(policy) = &endpoint.facts.required_role_policy {
        lines.push(format!("- The role policy {} must grant it", code(policy)));
    }
    if endpoint.facts.prohibit_moved {
        lines.push("- Refused to accounts that have moved".to_owned());
    }
    if let Some(limit) = &endpoint.facts.limit {
        lines.push(format!("- Rate limit: {}", rate_limit(limit)));
    }
    if let Some(seconds) = endpoint.facts.cache_sec {
        lines.push(format!(
            "- Anonymous `GET` may be cached for {}",
            duration(u64::from(seconds) * 1000)
        ));
    }
    lines.extend(lifetime(model, &endpoint.period));
    lines.push(repeatable(endpoint));
    lines.extend(paging(&endpoint.paging));
    if !endpoint.errors.is_empty() {
        lines.push(format!("- Own errors: [`{}Error`]", endpoint.name));
    }
    if endpoint.multipart {
        lines.push("- Sent as `multipart/form-data`".to_owned());
    }
    lines
}

/// Whether a call may be repeated when nobody knows what became of it, and why.
fn repeatable(endpoint: &Endpoint) -> String {
    let undecided = "what a second call does is not known";
    let reason = endpoint.repeatable_reason.as_deref().unwrap_or(undecided);
    let verdict = if endpoint.repeatable {
        "Repeatable"
    } else {
        "Not repeatable"
    };
    format!("- {verdict}: {}", prose(reason))
}

/// How an endpoint is paged through, or why it can't be.
fn paging(paging: &Paging) -> Option<String> {
    let by = match paging {
        Paging::Pages { by, .. } => by,
        Paging::Not(Unpaged::Chosen(reason)) => {
            return Some(format!("- Can't be paged through: {}", prose(reason)));
        }
        Paging::None | Paging::Not(_) => return None,
    };
    let by = match by {
        PagedBy::Ids => "`sinceId` and `untilId`",
        PagedBy::UntilId => "`untilId`, newest first alone",
        PagedBy::Offset => "`offset`",
    };
    Some(format!("- Paged through by {by}"))
}

/// A channel's documentation.
pub(super) fn channel(model: &Model, channel: &Channel) -> Vec<String> {
    let mut lines = paragraph(channel.about.as_ref());
    lines.push(format!(
        "A subscription to the channel {}.",
        code(&channel.name)
    ));
    lines.push(String::new());
    let permission = channel
        .facts
        .permission
        .as_ref()
        .map(|name| format!("; permission {}", code(name)));
    lines.push(match channel.facts.credential {
        Credential::Required => {
            format!("- Credential: required{}", permission.unwrap_or_default())
        }
        _ => "- Credential: none needed".to_owned(),
    });
    if channel.facts.shared {
        lines.push("- A connection can have it only once".to_owned());
    }
    if let Some(path) = &channel.facts.backfill {
        lines.push(format!(
            "- What was missed is at the endpoint {}",
            code(path)
        ));
    }
    lines.extend(lifetime(model, &channel.period));
    lines
}

/// Since and until which release a whole endpoint or channel is there.
fn lifetime(model: &Model, period: &Period) -> Vec<String> {
    let server = plain(&model.server.name);
    let mut lines = Vec::new();
    if let Some(since) = &period.since {
        let (seen, earlier) = match (period.exact, &model.first_release) {
            (false, _) => ("Seen since", ""),
            (true, Some(first)) if first == since => ("Since", " or earlier"),
            (true, _) => ("Since", ""),
        };
        let since = plain(since);
        lines.push(format!("- {seen} {server} {since}{earlier}"));
    }
    if let Some(until) = &period.until {
        let seen = if period.exact { "Until" } else { "Seen until" };
        let until = plain(until);
        lines.push(format!(
            "- {seen} {server} {until}: later releases don't have it"
        ));
    }
    lines
}

fn access(endpoint: &Endpoint) -> String {
    let mut text = match endpoint.credential {
        Credential::None => "Credential: none needed".to_owned(),
        Credential::Optional => "Credential: optional".to_owned(),
        Credential::Required => "Credential: required".to_owned(),
    };
    match (&endpoint.permission, endpoint.internal) {
        (_, true) => text.push_str("; internal: tokens of apps are refused"),
        (Some(permission), false) => {
            text.push_str(&format!("; permission {}", code(permission)));
        }
        (None, false) if endpoint.credential == Credential::Required => {
            text.push_str("; no permission grants it: tokens of apps are refused");
        }
        (None, false) => {}
    }
    text
}

fn rate_limit(limit: &RateLimit) -> String {
    let mut parts = Vec::new();
    if let (Some(max), Some(window)) = (limit.max, limit.duration) {
        let noun = if max == 1 { "call" } else { "calls" };
        parts.push(format!("{max} {noun} in {}", duration(window)));
    }
    if let Some(interval) = limit.min_interval {
        parts.push(format!("{} between calls", duration(interval)));
    }
    if let Some(key) = &limit.key {
        parts.push(format!("counted as {}", code(key)));
    }
    parts.join(", ")
}

fn duration(milliseconds: u64) -> String {
    const UNITS: &[(u64, &str)] = &[
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1000, "second"),
    ];
    for &(length, name) in UNITS {
        if milliseconds >= length && milliseconds.is_multiple_of(length) {
            let count = milliseconds / length;
            return if count == 1 {
                format!("1 {name}")
            } else {
                format!("{count} {name}s")
            };
        }
    }
    format!("{milliseconds} ms")
}
