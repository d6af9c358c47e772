//! A recorded frame of the streaming API, put through the types of its channel.

use misskey_api::DecodeError;
use misskey_api::dispatch::CHANNELS;
use serde::Deserialize;
use serde_json::Value;

use crate::exchange::{Finding, Outcome, difference};

/// A recorded frame. `spec/README.md` describes the format.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame {
    #[serde(default)]
    channel: Option<String>,
    direction: String,
    frame: Value,
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
        let Some((channel, event)) = self.event() else {
            return Outcome::NotApi;
        };
        match CHANNELS.iter().find(|entry| entry.name == channel) {
            Some(entry) => check(event, entry.event(&event.to_string())),
            None => Outcome::UnknownEndpoint,
        }
    }

    /// The channel and its event (`type` and `body`), if the server told one.
    fn event(&self) -> Option<(&str, &Value)> {
        if self.direction != "in" {
            return None;
        }
        let body = self.frame.get("body")?;
        match self.frame.get("type")?.as_str()? {
            "channel" => Some((self.channel.as_deref()?, body)),
            "noteUpdated" => Some(("noteCapture", body)),
            "connected" | "pong" => None,
            _ => Some(("broadcast", &self.frame)),
        }
    }
}

fn check(event: &Value, after: Result<Value, DecodeError>) -> Outcome {
    match after {
        Err(error) => Outcome::Failed(Finding {
            part: "event",
            path: error.path().to_owned(),
            reason: error.reason().to_owned(),
        }),
        Ok(after) => {
            // The connection's own id of the subscription is not the event's.
            let mut before = event.clone();
            if let Some(object) = before.as_object_mut() {
                object.retain(|key, _| matches!(key.as_str(), "type" | "body"));
            }
            difference("event", &before, &after)
                .map_or(Outcome::Lossless, Outcome::Lossy)
        }
    }
}
