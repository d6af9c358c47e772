//! A recorded frame of the streaming API, put through the types of its channel.

use misskey_api::{CHANNELS, ChannelEntry, DecodeError};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::exchange::{Finding, Outcome, difference};

/// A recorded frame. `spec/README.md` describes the format.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame {
    #[serde(default)]
    channel: Option<String>,
    direction: String,
    frame: Value,
}

/// What a frame is, as far as types go.
enum Content<'a> {
    /// An event, as `type` and `body`.
    Event(&'a str, &'a Value),
    /// What is said to a channel, as `type` and `body`.
    Message(&'a str, &'a Value),
    /// What a subscription says.
    Params(&'a str, &'a Value),
    /// Nothing that has a type of its own.
    Nothing,
}

impl Frame {
    /// What the report calls the frame.
    pub(crate) fn label(&self) -> String {
        let channel = self.channel.as_deref().unwrap_or("(connection)");
        let kind = self
            .frame
            .pointer("/body/type")
            .or_else(|| self.frame.get("type"));
        format!(
            "{channel} {}",
            kind.and_then(Value::as_str).unwrap_or("(no type)")
        )
    }

    /// Puts the frame through the types of its channel.
    pub(crate) fn check(&self) -> Outcome {
        let empty = json!({});
        match self.content(&empty) {
            Content::Event(channel, event) => with(channel, |entry| {
                Some(check("event", event, entry.event(&event.to_string())))
            }),
            Content::Message(channel, message) => with(channel, |entry| {
                Some(check(
                    "message",
                    message,
                    entry.message(&message.to_string())?,
                ))
            }),
            Content::Params(channel, params) => with(channel, |entry| {
                Some(check("params", params, entry.params(&params.to_string())?))
            }),
            Content::Nothing => Outcome::NotApi,
        }
    }

    fn content<'a>(&'a self, empty: &'a Value) -> Content<'a> {
        let (Some(kind), Some(body)) = (
            self.frame.get("type").and_then(Value::as_str),
            self.frame.get("body"),
        ) else {
            return Content::Nothing;
        };
        let channel = self.channel.as_deref().unwrap_or_default();
        match (self.direction.as_str(), kind) {
            ("in", "channel") => Content::Event(channel, body),
            ("in", "noteUpdated") => Content::Event("noteCapture", body),
            ("in", "connected" | "pong") => Content::Nothing,
            ("in", _) => Content::Event("broadcast", &self.frame),
            ("out", "channel" | "ch") => Content::Message(channel, body),
            ("out", "connect") => match body.get("channel").and_then(Value::as_str) {
                Some(channel) => Content::Params(
                    channel,
                    body.get("params")
                        .filter(|params| !params.is_null())
                        .unwrap_or(empty),
                ),
                None => Content::Nothing,
            },
            _ => Content::Nothing,
        }
    }
}

fn with(channel: &str, check: impl FnOnce(&ChannelEntry) -> Option<Outcome>) -> Outcome {
    let entry = CHANNELS.iter().find(|entry| entry.name == channel);
    entry.and_then(check).unwrap_or(Outcome::UnknownEndpoint)
}

fn check(
    part: &'static str,
    before: &Value,
    after: Result<Value, DecodeError>,
) -> Outcome {
    match after {
        Err(error) => Outcome::Failed(Finding {
            part,
            path: error.path().to_owned(),
            reason: error.reason().to_owned(),
        }),
        Ok(after) => {
            // The connection's own id of the subscription is not the event's.
            let mut before = before.clone();
            if let Some(object) = before.as_object_mut().filter(|_| part != "params") {
                object.retain(|key, _| matches!(key.as_str(), "type" | "body"));
            }
            difference(part, &before, &after).map_or(Outcome::Lossless, Outcome::Lossy)
        }
    }
}
