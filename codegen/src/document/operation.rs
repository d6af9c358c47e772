//! One path of the document, into an endpoint's facts.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema;
use crate::diagnostic::{Diagnostics, Place};
use crate::release::Span;
use crate::spec::{Credential, Endpoint, ErrorFact, Request};

/// Reads a path item. Without a POST operation there is no endpoint, and a warning.
pub(super) fn read(
    place: &Place<'_>,
    item: &Value,
    diagnostics: &mut Diagnostics,
) -> Option<Endpoint> {
    let Some(post) = item.get("post").and_then(Value::as_object) else {
        diagnostics.warning(
            place,
            "there is no `post` operation; the path was left out",
            "every endpoint of the API answers POST",
        );
        return None;
    };
    if item.get("parameters").is_some() {
        report_parameters(&place.at("parameters"), diagnostics);
    }
    let place = place.at("post");
    if post.contains_key("parameters") {
        report_parameters(&place.at("parameters"), diagnostics);
    }
    let prose = Prose::read(post);
    let mut endpoint = Endpoint {
        tags: tags(&place, post, diagnostics),
        get: item.get("get").is_some(),
        credential: prose.credential,
        permission: prose.permission,
        internal: prose.internal,
        ..Endpoint::default()
    };
    if let Some(permission) = &endpoint.permission
        && !is_permission(permission)
    {
        let help = "a permission is made of letters, digits, `:`, `-` and `_`";
        diagnostics.error(
            &place.at("description"),
            format!("`{permission}` can't be a permission"),
            help,
        );
        endpoint.permission = None;
    }
    endpoint.request = request(
        &place.at("requestBody"),
        post.get("requestBody"),
        diagnostics,
    );
    responses(
        &place.at("responses"),
        post.get("responses"),
        &mut endpoint,
        diagnostics,
    );
    Some(endpoint)
}

/// The API has its parameters in the body: others are not understood.
fn report_parameters(place: &Place<'_>, diagnostics: &mut Diagnostics) {
    let message = "parameters outside of the body are not understood and were left out";
    diagnostics.warning(place, message, "");
}

/// Takes out of every endpoint the errors that all endpoints declare.
pub(super) fn split_common_errors(
    endpoints: &mut BTreeMap<String, Endpoint>,
) -> Vec<ErrorFact> {
    let Some(first) = endpoints.values().next() else {
        return Vec::new();
    };
    let everywhere = |error: &&ErrorFact| {
        endpoints
            .values()
            // The lists are sorted, and can be long.
            .all(|endpoint| endpoint.errors.binary_search(error).is_ok())
    };
    let common: Vec<ErrorFact> =
        first.errors.iter().filter(everywhere).cloned().collect();
    for endpoint in endpoints.values_mut() {
        endpoint
            .errors
            .retain(|error| common.binary_search(error).is_err());
    }
    common
}

/// Whether that text can be a permission.
pub(crate) fn is_permission(text: &str) -> bool {
    text.len() <= 100
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || ":-_".contains(one))
}

/// The facts that documents hold only in an operation's description.
#[derive(Default)]
struct Prose {
    credential: Credential,
    permission: Option<String>,
    internal: bool,
}

impl Prose {
    fn read(operation: &Map<String, Value>) -> Self {
        let text = operation
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let emphasised = |label: &str| {
            let rest = text.rsplit_once(label)?.1;
            let rest = rest.split_once('*')?.1;
            Some(rest.split_once('*')?.0.trim().to_owned())
        };
        let permission = emphasised("**Permission**:");
        let required =
            emphasised("**Credential required**:").is_some_and(|word| word == "Yes");
        let credential = match (required, &permission) {
            (true, _) => Credential::Required,
            (false, Some(_)) => Credential::Optional,
            (false, None) => Credential::None,
        };
        Self {
            credential,
            permission,
            internal: text.contains("**Internal Endpoint**"),
        }
    }
}

fn tags(
    place: &Place<'_>,
    operation: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let Some(tags) = operation.get("tags") else {
        return Vec::new();
    };
    let texts = tags
        .as_array()
        .map(|tags| tags.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    if let Some(Some(tags)) = texts {
        return tags.into_iter().map(str::to_owned).collect();
    }
    diagnostics.error(
        &place.at("tags"),
        "the tags are not a list of text",
        "the document is damaged: fetch it again",
    );
    Vec::new()
}

/// The one content of a body, with its media type and its schema.
fn content<'a>(
    place: &Place<'a>,
    body: &'a Value,
    diagnostics: &mut Diagnostics,
) -> Option<(Place<'a>, &'a str, &'a Value)> {
    let content = body.get("content")?.as_object()?;
    let place = place.at("content");
    if content.len() > 1 {
        diagnostics.warning(
            &place,
            "there are several media types; the first was taken",
            "",
        );
    }
    let (media_type, inner) = content.iter().next()?;
    let place = place.at(media_type);
    let Some(schema) = inner.get("schema") else {
        diagnostics.error(
            &place,
            "there is no schema",
            "the document is damaged: fetch it again",
        );
        return None;
    };
    Some((place.at("schema"), media_type, schema))
}

fn request(
    place: &Place<'_>,
    body: Option<&Value>,
    diagnostics: &mut Diagnostics,
) -> Request {
    let Some(body) = body else {
        return Request::default();
    };
    let Some((place, media_type, value)) = content(place, body, diagnostics) else {
        return Request::default();
    };
    Request {
        multipart: media_type == "multipart/form-data",
        schema: Some(schema::read(&place, value, diagnostics)),
    }
}

fn responses(
    place: &Place<'_>,
    value: Option<&Value>,
    endpoint: &mut Endpoint,
    diagnostics: &mut Diagnostics,
) {
    let Some(responses) = value.and_then(Value::as_object) else {
        diagnostics.error(
            place,
            "the responses are missing or not an object",
            "the document is damaged: fetch it again",
        );
        return;
    };
    for (status, response) in responses {
        let place = place.at(status);
        let Some(code) = status
            .parse::<u16>()
            .ok()
            .filter(|code| (100..600).contains(code))
        else {
            diagnostics.warning(
                &place,
                format!("`{status}` is not a status and was left out"),
                "",
            );
            continue;
        };
        if (200..300).contains(&code) {
            let schema = content(&place, response, diagnostics)
                .map(|(place, _, value)| schema::read(&place, value, diagnostics));
            endpoint.responses.insert(code, schema);
        } else {
            errors(&place, code, response, &mut endpoint.errors);
        }
    }
    endpoint.errors.sort();
    endpoint.errors.dedup();
}

/// The errors of a status are the examples of its response.
fn errors(
    _place: &Place<'_>,
    status: u16,
    response: &Value,
    errors: &mut Vec<ErrorFact>,
) {
    let contents = response
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::values);
    let examples = contents.filter_map(|content| content.get("examples")?.as_object());
    for example in examples.flat_map(Map::values) {
        let Some(error) = example.get("value").and_then(|value| value.get("error"))
        else {
            continue;
        };
        let text = |key| error.get(key).and_then(Value::as_str).map(str::to_owned);
        let (Some(code), Some(id)) = (text("code"), text("id")) else {
            continue;
        };
        if code.is_empty() || code.len() > 200 || id.len() > 200 {
            continue;
        }
        let real_status = error
            .get("httpStatusCode")
            .and_then(Value::as_u64)
            .and_then(|one| u16::try_from(one).ok());
        errors.push(ErrorFact {
            code,
            id,
            status: real_status.unwrap_or(status),
            kind: text("kind"),
            span: Span::default(),
        });
    }
}
