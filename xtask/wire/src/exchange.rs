//! A recorded exchange, put through the types of its endpoint.

use misskey_api::DecodeError;
use misskey_api::dispatch::{ENDPOINTS, Entry};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::compare;

/// A recorded exchange. `spec/README.md` describes the format.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    pub(crate) endpoint: String,
    #[serde(default)]
    request: Value,
    #[serde(default)]
    multipart: bool,
    status: Option<u16>,
    #[serde(default)]
    response: Value,
    #[serde(default)]
    pub(crate) variant: String,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    raw_body: Option<Value>,
}

/// What came of an exchange.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// No types to put it through.
    UnknownEndpoint,
    /// Nothing in it to put through types: the server did not answer, or not as the API.
    NotApi,
    /// Decoded, and encoded again without loss.
    Lossless,
    /// Decoded, but something was lost.
    Lossy(Finding),
    /// Not decoded.
    Failed(Finding),
}

/// What went wrong.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// `request`, `response` or `error`.
    pub(crate) part: &'static str,
    /// Where in it.
    pub(crate) path: String,
    /// What.
    pub(crate) reason: String,
}

impl Exchange {
    /// Puts the exchange through the types of its endpoint.
    pub(crate) fn check(&self) -> Outcome {
        let Some(entry) = self.entry() else {
            return Outcome::UnknownEndpoint;
        };
        let Some(status) = self.status else {
            return Outcome::NotApi;
        };
        if (200..300).contains(&status) {
            self.success(entry)
        } else {
            self.error(entry)
        }
    }

    /// The endpoint: of two with one path, the one that the request is of.
    fn entry(&self) -> Option<&'static Entry> {
        let mut entries = ENDPOINTS
            .iter()
            .filter(|entry| entry.meta.path == self.endpoint);
        entries.find(|entry| {
            entry
                .meta
                .told_by
                .is_none_or(|key| self.request.get(key).is_some())
        })
    }

    fn success(&self, entry: &Entry) -> Outcome {
        let response = round_trip("response", entry, &self.response, Entry::response);
        let response = match response {
            Ok(after) => difference("response", &self.response, &after),
            Err(finding) => return Outcome::Failed(finding),
        };
        let sent = self.sent(entry);
        let request = match round_trip("request", entry, &sent, Entry::request) {
            Ok(after) => {
                let after = with_nulls(entry, after, &sent);
                // What is sent must be equal: nothing may be added either.
                difference("request", &sent, &after)
                    .or_else(|| difference("request", &after, &sent))
            }
            Err(finding) => return Outcome::Failed(finding),
        };
        response
            .or(request)
            .map_or(Outcome::Lossless, Outcome::Lossy)
    }

    /// The request's parameters.
    fn sent(&self, entry: &Entry) -> Value {
        if self.request.is_null() || self.raw_body.is_some() {
            return json!({});
        }
        let mut request = self.request.clone();
        if let Some(object) = request.as_object_mut() {
            // A form's file is recorded by what it was, in angle brackets.
            let is_file = |value: &Value| {
                value
                    .as_str()
                    .is_some_and(|text| text.starts_with('<') && text.ends_with('>'))
            };
            object.retain(|_, value| !(self.multipart && is_file(value)));
        }
        let textual = self.multipart || self.method.as_deref() == Some("GET");
        if textual {
            untextual(entry, request)
        } else {
            request
        }
    }

    fn error(&self, entry: &Entry) -> Outcome {
        let Some(error) = self.response.get("error").filter(|error| error.is_object())
        else {
            return Outcome::NotApi;
        };
        match entry.error(self.status.unwrap_or_default(), &self.response.to_string()) {
            Ok(kept) => match compare::lost(&without_message(error), Some(&kept)) {
                None => Outcome::Lossless,
                Some((path, reason)) => Outcome::Lossy(Finding {
                    part: "error",
                    path,
                    reason,
                }),
            },
            Err(reason) => Outcome::Failed(Finding {
                part: "error",
                path: "$".to_owned(),
                reason,
            }),
        }
    }
}

fn round_trip(
    part: &'static str,
    entry: &Entry,
    value: &Value,
    codec: fn(&Entry, &str) -> Result<Value, DecodeError>,
) -> Result<Value, Finding> {
    codec(entry, &value.to_string()).map_err(|error| Finding {
        part,
        path: error.path().to_owned(),
        reason: error.reason().to_owned(),
    })
}

pub(crate) fn difference(
    part: &'static str,
    before: &Value,
    after: &Value,
) -> Option<Finding> {
    compare::lost(before, Some(after)).map(|(path, reason)| Finding {
        part,
        path,
        reason,
    })
}

/// In a query or a form everything is text: numbers and truth values are told by the
/// parameter that does not take text.
fn untextual(entry: &Entry, request: Value) -> Value {
    let mut request = request;
    let Some(names) = request
        .as_object()
        .map(|object| object.keys().cloned().collect::<Vec<_>>())
    else {
        return request;
    };
    for name in names {
        let Some(parsed) = request[&name]
            .as_str()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
        else {
            continue;
        };
        let Err(error) = entry.request(&request.to_string()) else {
            break;
        };
        if error.path() == format!("$.{name}")
            && (parsed.is_number() || parsed.is_boolean())
        {
            request[&name] = parsed;
        }
    }
    request
}

/// A request with the nulls that mean the same as nothing at all.
fn with_nulls(entry: &Entry, mut after: Value, before: &Value) -> Value {
    if let Some(object) = after.as_object_mut() {
        for name in entry.meta.null_is_absent {
            if before.get(name) == Some(&Value::Null) {
                object.entry(*name).or_insert(Value::Null);
            }
        }
    }
    after
}

fn without_message(error: &Value) -> Value {
    let mut error = error.clone();
    if let Some(object) = error.as_object_mut() {
        object.retain(|key, _| matches!(key.as_str(), "code" | "id" | "kind" | "info"));
    }
    error
}
