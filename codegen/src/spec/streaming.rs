//! The streaming API: channels, what they take, what they tell.
//!
//! No server's document describes it. The facts come from a table in a short notation,
//! which [`read_table`] turns into the shapes that everything else is described by.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Credential;
use super::messages::{self, Messages};
use crate::diagnostic::{Diagnostics, Place};
use crate::document::{is_entity_name, read_schema};
use crate::schema::Schema;

/// The streaming API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Streaming {
    /// What can be subscribed to, by name.
    pub channels: BTreeMap<String, Channel>,
    /// What is told of a note that was asked about.
    pub note_capture: Messages,
    /// What is told to all.
    pub broadcast: Messages,
}

/// Something that can be subscribed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channel {
    /// Whether subscribers need a credential.
    pub credential: Credential,
    /// The permission that an app's token needs.
    pub permission: Option<String>,
    /// Whether one connection can have it only once.
    pub shared: bool,
    /// What a subscription says.
    pub params: Schema,
    /// What it tells.
    pub events: Messages,
    /// What can be said to it.
    pub sends: Messages,
    /// The endpoint that has what was missed.
    pub backfill: Option<String>,
}

impl Streaming {
    /// The shapes of all messages.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let channels = self.channels.values().flat_map(|channel| {
            let bodies = channel
                .events
                .values()
                .chain(channel.sends.values())
                .flatten();
            std::iter::once(&channel.params).chain(bodies)
        });
        channels
            .chain(self.note_capture.values().flatten())
            .chain(self.broadcast.values().flatten())
    }

    /// The streaming API as it stands in the spec.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let channels = self
            .channels
            .iter()
            .map(|(name, channel)| (name.clone(), channel.to_json()));
        json!({
            "channels": Value::Object(channels.collect()),
            "noteCapture": messages::to_json(&self.note_capture),
            "broadcast": messages::to_json(&self.broadcast),
        })
    }

    /// Reads the streaming API as it stands in the spec.
    pub fn parse(
        place: &Place<'_>,
        value: &Value,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let channels = value
            .get("channels")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let channels = channels.filter_map(|(name, channel)| {
            let place = place.at("channels").at(name);
            if !is_entity_name(name) {
                diagnostics.error(
                    &place,
                    format!("`{name}` can't name a channel"),
                    "a name is made of letters and digits",
                );
                return None;
            }
            Some((name.clone(), Channel::parse(&place, channel, diagnostics)))
        });
        let channels = channels.collect();
        Self {
            channels,
            note_capture: messages::parse(
                &place.at("noteCapture"),
                value.get("noteCapture"),
                diagnostics,
            ),
            broadcast: messages::parse(
                &place.at("broadcast"),
                value.get("broadcast"),
                diagnostics,
            ),
        }
    }
}

impl Channel {
    fn to_json(&self) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
        if self.credential != Credential::None {
            put("credential", json!(self.credential));
        }
        if let Some(permission) = &self.permission {
            put("permission", json!(permission));
        }
        if self.shared {
            put("shared", json!(true));
        }
        put("params", self.params.to_json());
        put("events", messages::to_json(&self.events));
        if !self.sends.is_empty() {
            put("sends", messages::to_json(&self.sends));
        }
        if let Some(endpoint) = &self.backfill {
            put("backfill", json!(endpoint));
        }
        Value::Object(out)
    }

    fn parse(place: &Place<'_>, value: &Value, diagnostics: &mut Diagnostics) -> Self {
        let text = |key| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let credential = text("credential").map(|text| text == "required");
        Self {
            credential: if credential == Some(true) {
                Credential::Required
            } else {
                Credential::None
            },
            permission: text("permission"),
            shared: value.get("shared") == Some(&json!(true)),
            params: value
                .get("params")
                .map(|params| read_schema(&place.at("params"), params, diagnostics))
                .unwrap_or_default(),
            events: messages::parse(
                &place.at("events"),
                value.get("events"),
                diagnostics,
            ),
            sends: messages::parse(&place.at("sends"), value.get("sends"), diagnostics),
            backfill: text("backfill"),
        }
    }
}

/// Reads the table of facts: shapes as short texts such as `Note`, `string|null`,
/// `boolean=true`, `UserLite[]`, objects with a `?` after optional names, `as NAME` and
/// `NAME[]` for a shape that stands beside it.
pub fn read_table(
    place: &Place<'_>,
    table: &Value,
    diagnostics: &mut Diagnostics,
) -> Streaming {
    let list = table.get("channels").and_then(Value::as_array);
    if list.is_none() {
        diagnostics.error(
            &place.at("channels"),
            "the channels are not a list",
            "spec/README.md describes the inputs",
        );
    }
    let mut streaming = Streaming::default();
    for (index, value) in list.into_iter().flatten().enumerate() {
        let text = |key| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let flag = |key| value.get(key) == Some(&json!(true));
        let Some(name) = text("name").filter(|name| is_entity_name(name)) else {
            diagnostics.error(
                &place.at("channels").at(index),
                "a channel without a name",
                "a name is made of letters and digits",
            );
            continue;
        };
        let channel = Channel {
            credential: if flag("credential") {
                Credential::Required
            } else {
                Credential::None
            },
            permission: text("permission"),
            shared: flag("share"),
            params: shape(value.get("params").unwrap_or(&json!({})), &Map::new()),
            events: table_messages(value.get("events")),
            sends: table_messages(value.get("sends")),
            backfill: text("backfill"),
        };
        streaming.channels.insert(name, channel);
    }
    streaming.note_capture = table_messages(
        table
            .get("note_capture")
            .and_then(|capture| capture.get("events")),
    );
    streaming.broadcast = table_messages(table.get("broadcast"));
    streaming
}

fn table_messages(value: Option<&Value>) -> Messages {
    let Some(entries) = value.and_then(Value::as_object) else {
        return Messages::new();
    };
    let body = |body: &Value| (!body.is_null()).then(|| shape(body, entries));
    entries
        .iter()
        .map(|(name, value)| (name.clone(), body(value)))
        .collect()
}

/// A shape in the table's notation. `beside` are the shapes that it can refer to.
fn shape(notation: &Value, beside: &Map<String, Value>) -> Schema {
    match notation {
        Value::Object(fields) => object(fields),
        Value::String(text) => {
            // What stands in parentheses explains.
            let text = text.split(" (").next().unwrap_or_default();
            let (text, default) =
                text.split_once('=').map_or((text, None), |(text, value)| {
                    (text, serde_json::from_str(value).ok())
                });
            Schema {
                default,
                ..named(text.trim(), beside)
            }
        }
        _ => Schema::default(),
    }
}

fn object(fields: &Map<String, Value>) -> Schema {
    let mut schema = Schema::of(crate::schema::Type::Object);
    for (key, value) in fields {
        let name = key.trim_end_matches('?');
        let inner = shape(value, fields);
        // What can be anything can be undefined, and that is not sent.
        if name == key && !inner.is_any() {
            schema.required.insert(name.to_owned());
        }
        schema.properties.push((name.to_owned(), inner));
    }
    schema
}

fn named(text: &str, beside: &Map<String, Value>) -> Schema {
    use crate::schema::Type;

    if let Some(inner) = text.strip_suffix("[]") {
        return Schema {
            items: Some(Box::new(named(inner, beside))),
            ..Schema::of(Type::Array)
        };
    }
    if let Some((first, rest)) = text.split_once('|') {
        return either(named(first, beside), named(rest, beside));
    }
    let format = |format: &str| Schema {
        format: Some(format.to_owned()),
        ..Schema::of(Type::String)
    };
    match text {
        "null" => Schema {
            nullable: true,
            ..Schema::default()
        },
        "any" | "{}" => Schema::default(),
        "id" | "date-time" => format(text),
        _ => match (
            Type::from_name(text),
            beside.get(text.trim_start_matches("as ")),
        ) {
            (Some(kind), _) => Schema::of(kind),
            (None, Some(other)) => shape(other, &Map::new()),
            (None, None) => Schema::reference(text),
        },
    }
}

/// One of two shapes.
fn either(one: Schema, other: Schema) -> Schema {
    match (one.is_null(), other.is_null()) {
        (true, _) if other.is_any() => other,
        (_, true) if one.is_any() => one,
        (true, _) => Schema {
            nullable: true,
            ..other
        },
        (_, true) => Schema {
            nullable: true,
            ..one
        },
        _ => Schema {
            types: one.types.union(&other.types).copied().collect(),
            ..Schema::default()
        },
    }
}
