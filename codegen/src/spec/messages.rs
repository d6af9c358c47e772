//! Messages: a name for each, and what it holds.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostics, Place};
use crate::document::read_schema;
use crate::schema::Schema;

/// Events, or messages, by name; without a body where there is none.
pub type Messages = BTreeMap<String, Option<Schema>>;

/// The messages as they stand in the spec.
pub(super) fn to_json(messages: &Messages) -> Value {
    let shown = messages.iter().map(|(name, body)| {
        (
            name.clone(),
            body.as_ref().map_or(Value::Null, Schema::to_json),
        )
    });
    Value::Object(shown.collect())
}

/// Reads messages as they stand in the spec.
pub(super) fn parse(
    place: &Place<'_>,
    value: Option<&Value>,
    diagnostics: &mut Diagnostics,
) -> Messages {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    let mut messages = Messages::new();
    for (name, body) in entries {
        let body =
            (!body.is_null()).then(|| read_schema(&place.at(name), body, diagnostics));
        messages.insert(name.clone(), body);
    }
    messages
}
