//! Frames: what the server says, as far as it must be known to pass it on, and what is said
//! to it.
//!
//! Events are passed on as texts: who reads them decodes them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// What the server says.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming<'a> {
    /// An event of a channel: the id of the subscription, and the event with its `type`
    /// and `body`.
    Channel { id: Cow<'a, str>, event: &'a str },
    /// An event of a note that is captured: the note's id, and the event.
    Note { id: Cow<'a, str>, event: &'a str },
    /// A subscription is acknowledged.
    Connected { id: Cow<'a, str> },
    /// What is told to all.
    Broadcast { event: &'a str },
}

/// What every event of a channel begins with, if the server writes its frames as it does.
const CHANNEL: &str = r#"{"type":"channel","body":"#;
const ID: &str = r#"{"id":""#;

/// Reads a frame.
pub(super) fn read(text: &str) -> Result<Incoming<'_>, serde_json::Error> {
    read_usual(text).map_or_else(|| read_any(text), Ok)
}

/// Reads an event of a channel as servers write it, without looking at the event: who
/// decodes it finds what is wrong with it.
fn read_usual(text: &str) -> Option<Incoming<'_>> {
    let event = text.strip_prefix(CHANNEL)?.strip_suffix('}')?;
    if !event.ends_with('}') {
        return None;
    }
    let (id, _) = event.strip_prefix(ID)?.split_once('"')?;
    if id.contains('\\') {
        return None;
    }
    let id = Cow::Borrowed(id);
    Some(Incoming::Channel { id, event })
}

fn read_any(text: &str) -> Result<Incoming<'_>, serde_json::Error> {
    let envelope: Parts<'_> = serde_json::from_str(text)?;
    let kind = envelope.text("type")?;
    let id = || {
        let body: Parts<'_> = serde_json::from_str(envelope.raw("body")?)?;
        body.text("id")
    };
    Ok(match &*kind {
        "channel" => Incoming::Channel {
            id: id()?,
            event: envelope.raw("body")?,
        },
        "noteUpdated" => Incoming::Note {
            id: id()?,
            event: envelope.raw("body")?,
        },
        "connected" => Incoming::Connected { id: id()? },
        _ => Incoming::Broadcast { event: text },
    })
}

/// The id that stands beside an event.
pub(super) fn id_beside(event: &str) -> Option<Cow<'_, str>> {
    let parts: Parts<'_> = serde_json::from_str(event).ok()?;
    parts.text("id").ok()
}

/// The id of what an event of that kind holds: of the note that a timeline tells.
pub(super) fn id_within<'a>(event: &'a str, kind: &str) -> Option<Cow<'a, str>> {
    let parts: Parts<'_> = serde_json::from_str(event).ok()?;
    if parts.text("type").ok()? != kind {
        return None;
    }
    let body = parts.raw("body").ok()?;
    id_first(body).or_else(|| id_beside(body))
}

/// The id where it is the first that an object holds, as it is in all that servers send.
fn id_first(object: &str) -> Option<Cow<'_, str>> {
    let (id, _) = object.strip_prefix(ID)?.split_once('"')?;
    (!id.contains('\\')).then_some(Cow::Borrowed(id))
}

/// The parts of an object that matter here, as texts.
#[derive(Default)]
struct Parts<'a> {
    kind: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    body: Option<&'a RawValue>,
}

impl<'a> Parts<'a> {
    fn raw(&self, name: &'static str) -> Result<&'a str, serde_json::Error> {
        let part = match name {
            "type" => self.kind,
            "id" => self.id,
            _ => self.body,
        };
        part.map(RawValue::get)
            .ok_or_else(|| de::Error::missing_field(name))
    }

    fn text(&self, name: &'static str) -> Result<Cow<'a, str>, serde_json::Error> {
        let raw = self.raw(name)?;
        let plain = raw
            .strip_prefix('"')
            .and_then(|raw| raw.strip_suffix('"'))
            .filter(|text| !text.contains('\\'));
        match plain {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => serde_json::from_str(raw).map(Cow::Owned),
        }
    }
}

impl<'de> de::Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Parts<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Parts<'de>, A::Error> {
                let mut parts = Parts::default();
                while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                    match &*key {
                        "type" => parts.kind = Some(map.next_value()?),
                        "id" => parts.id = Some(map.next_value()?),
                        "body" => parts.body = Some(map.next_value()?),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(parts)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// Asks for a channel. The parameters are JSON.
pub(super) fn connect(channel: &str, id: u64, parameters: &str) -> String {
    let channel = Value::from(channel);
    format!(
        r#"{{"type":"connect","body":{{"channel":{channel},"id":"{id}","params":{parameters},"pong":true}}}}"#
    )
}

/// Gives a channel up.
pub(super) fn disconnect(id: &str) -> String {
    json!({ "type": "disconnect", "body": { "id": id } }).to_string()
}

/// Says something to a channel. The message is a JSON object with `type` and `body`.
pub(super) fn say(id: u64, message: &str) -> Option<String> {
    let inner = message.strip_prefix('{')?;
    Some(format!(
        r#"{{"type":"channel","body":{{"id":"{id}",{inner}}}"#
    ))
}

/// Asks to be told of a note.
pub(super) fn capture(note: &str) -> String {
    json!({ "type": "subNote", "body": { "id": note } }).to_string()
}

/// No longer asks to be told of a note.
pub(super) fn release(note: &str) -> String {
    json!({ "type": "unsubNote", "body": { "id": note } }).to_string()
}

/// Marks all notifications as read.
pub(super) fn read_notifications() -> String {
    r#"{"type":"readNotification","body":{}}"#.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_however_they_are_written() {
        let usual =
            r#"{"type":"channel","body":{"id":"7","type":"note","body":{"id":"n"}}}"#;
        let spaced = r#" { "body": {"type":"note", "id":"7","body":{}} , "x":1, "type" : "channel" }"#;
        let event = r#"{"id":"7","type":"note","body":{"id":"n"}}"#;
        let id = Cow::Borrowed("7");
        assert_eq!(read(usual).unwrap(), Incoming::Channel { id, event });
        let Incoming::Channel { id, event } = read(spaced).unwrap() else {
            panic!("not an event");
        };
        assert_eq!((&*id, event.len()), ("7", 35));
        let escaped = r#"{"type":"connected","body":{"id":"\u0037"}}"#;
        assert_eq!(
            read(escaped).unwrap(),
            Incoming::Connected { id: "7".into() }
        );
        let note =
            r#"{"type":"noteUpdated","body":{"id":"n","type":"deleted","body":{}}}"#;
        assert!(matches!(read(note).unwrap(), Incoming::Note { id, .. } if id == "n"));
        let all = r#"{"type":"emojiAdded","body":{}}"#;
        assert_eq!(read(all).unwrap(), Incoming::Broadcast { event: all });
    }

    #[test]
    fn what_is_no_frame_is_an_error() {
        for text in [
            "",
            "null",
            "[]",
            "{",
            r#"{"body":{}}"#,
            r#"{"type":7}"#,
            r#"{"type":"channel"}"#,
            r#"{"type":"channel","body":{"type":"note"}}"#,
            r#"{"type":"connected","body":null}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ids_are_found_wherever_they_stand() {
        let event = r#"{"type":"note","body":{"text":"x","id":"n"}}"#;
        assert_eq!(id_within(event, "note").as_deref(), Some("n"));
        assert_eq!(id_within(event, "message"), None);
        let event = r#"{"id":"7","type":"note","body":{"id":"n","text":"x"}}"#;
        assert_eq!(id_within(event, "note").as_deref(), Some("n"));
        assert_eq!(id_beside(event).as_deref(), Some("7"));
    }

    #[test]
    fn what_is_said_is_json() {
        let said = say(7, r#"{"type":"read","body":{"id":"m"}}"#).unwrap();
        for text in [
            connect("a\"b", 7, "{}"),
            disconnect("7\""),
            capture("n\""),
            release("n"),
            read_notifications(),
            said.clone(),
        ] {
            assert!(text.parse::<Value>().is_ok(), "{text}");
        }
        assert_eq!(
            said,
            r#"{"type":"channel","body":{"id":"7","type":"read","body":{"id":"m"}}}"#
        );
    }
}
