//! Messages of the streaming API: a text that tells which it is, and a body.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode::{Decode, Seed};
use crate::drift;
use crate::generated::permission::Permission;
use crate::path::{self, Step};

/// A channel of the streaming API: its value is a subscription.
pub trait Channel: Serialize {
    /// What it tells.
    type Event: Decode + Serialize;
    /// What can be said to it.
    type Message: Serialize;
    /// What is known of it.
    const META: &'static ChannelMeta;
}

/// What is known of a channel.
#[derive(Debug)]
pub struct ChannelMeta {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether subscribers need a credential.
    pub credential: bool,
    /// The permission that the token of an app needs.
    pub permission: Option<Permission>,
    /// Whether one connection can have it only once.
    pub shared: bool,
    /// The path of the endpoint that has what was missed.
    pub backfill: Option<&'static str>,
    /// The first release that has it; the earliest that is known of may not be the first.
    pub since: Option<&'static str>,
    /// The last release that has it; none if the newest has it.
    pub until: Option<&'static str>,
}

/// What can be said to a channel that takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMessage {}

impl Serialize for NoMessage {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}

/// A message that these bindings don't know, or whose body is not what they expect.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherMessage {
    kind: String,
    body: Value,
}

impl OtherMessage {
    /// What kind of message it is.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What it holds.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }

    pub(crate) fn read<'de, A: MapAccess<'de>>(
        kind: &str,
        map: &mut A,
    ) -> Result<Self, A::Error> {
        Ok(Self {
            kind: kind.to_owned(),
            body: map.next_value()?,
        })
    }
}

/// One of several messages.
pub(crate) trait Message: Sized {
    /// The type's name, for messages of ours.
    const NAME: &'static str;

    /// The message of that kind, if it is known and has no body.
    fn without_body(kind: &str) -> Option<Self>;
    /// Reads the body of a message of that kind.
    fn read<'de, A: MapAccess<'de>>(kind: &str, value: &mut A)
    -> Result<Self, A::Error>;
    /// A message that is not known.
    fn other(other: OtherMessage) -> Self;
    /// What kind of message it is.
    fn kind(&self) -> &str;
    /// Writes the body.
    fn write<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error>;
}

macro_rules! message {
    ($name:ty) => {
        crate::union::implement!(
            $name,
            crate::message::decode,
            crate::message::encode,
            crate::message::Message::other(crate::message::nothing())
        );
    };
}
pub(crate) use message;

/// A message of no kind.
pub(crate) fn nothing() -> OtherMessage {
    OtherMessage {
        kind: String::new(),
        body: Value::Null,
    }
}

/// Reads a body.
pub(crate) fn body<'de, A: MapAccess<'de>, T: Decode>(
    map: &mut A,
) -> Result<T, A::Error> {
    map.next_value_seed(Seed::new())
}

/// Reads a message: `type` and `body`, whichever comes first.
pub(crate) fn decode<'de, T: Message, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(MessageVisitor(PhantomData))
}

struct MessageVisitor<T>(PhantomData<T>);

impl<'de, T: Message> Visitor<'de> for MessageVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut kind: Option<String> = None;
        let mut message: Option<T> = None;
        let mut early: Option<Value> = None;
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), &kind) {
                ("type", _) => kind = Some(map.next_value()?),
                ("body", Some(kind)) => message = Some(read_body(kind, &mut map)?),
                ("body", None) => early = Some(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match (message, kind) {
            (Some(message), _) => Ok(message),
            (None, Some(kind)) => {
                let text = early.unwrap_or_default().to_string();
                read_text(&kind, &text).map_err(|error| {
                    path::through(Step::Key("body"), &de::Error::custom(error))
                })
            }
            (None, None) => Err(de::Error::custom("the field `type` is missing")),
        }
    }
}

fn read_body<'de, T: Message, A: MapAccess<'de>>(
    kind: &str,
    map: &mut A,
) -> Result<T, A::Error> {
    if let Some(message) = T::without_body(kind) {
        // One that has a body after all is kept whole.
        let other = OtherMessage::read(kind, map)?;
        return Ok(if other.body.is_null() {
            message
        } else {
            T::other(other)
        });
    }
    if drift::is_collecting() {
        let raw = map.next_value::<Box<RawValue>>()?;
        let read =
            drift::part(Step::Key("body"), raw.get(), |text| read_text(kind, text));
        return Ok(read.unwrap_or_else(|| {
            let body = serde_json::from_str(raw.get()).unwrap_or_default();
            T::other(OtherMessage {
                kind: kind.to_owned(),
                body,
            })
        }));
    }
    T::read(kind, map).map_err(|error| path::through(Step::Key("body"), &error))
}

/// Reads a message whose body is a text of its own.
fn read_text<T: Message>(kind: &str, text: &str) -> Result<T, serde_json::Error> {
    struct Late<'a, T>(&'a str, &'a mut Option<T>);

    impl<T: Message> drift::Slot for Late<'_, T> {
        fn set<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
            let message = match T::without_body(self.0) {
                Some(message) => {
                    map.next_value::<IgnoredAny>()?;
                    message
                }
                None => T::read(self.0, map)?,
            };
            *self.1 = Some(message);
            Ok(())
        }
    }

    let mut message = None;
    drift::set(Late(kind, &mut message), text)?;
    Ok(message.unwrap_or_else(|| T::other(nothing())))
}

/// Writes a message.
pub(crate) fn encode<T: Message, S: Serializer>(
    message: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("type", message.kind())?;
    message.write(&mut map)?;
    map.end()
}
