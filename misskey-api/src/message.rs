//! Messages of the streaming API and of webhooks: a text that tells which it is, and a
//! body.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode::{Decode, Seed};
use crate::drift;
use crate::path::{self, Step};

/// A message that these bindings don't know, or whose body is not what they expect.
#[derive(Clone, PartialEq)]
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

impl fmt::Debug for OtherMessage {
    /// Without the body: nothing is known of it, so it may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("OtherMessage");
        shown.field("kind", &self.kind).finish_non_exhaustive()
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

/// Every message is one that is not known, for who knows none of them.
impl Message for OtherMessage {
    const NAME: &'static str = "OtherMessage";

    fn without_body(_: &str) -> Option<Self> {
        None
    }

    fn read<'de, A: MapAccess<'de>>(
        kind: &str,
        value: &mut A,
    ) -> Result<Self, A::Error> {
        Self::read(kind, value)
    }

    fn other(other: OtherMessage) -> Self {
        other
    }

    fn kind(&self) -> &str {
        self.kind()
    }

    fn write<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error> {
        write_body(out, &self.body)
    }
}

macro_rules! message {
    ($name:ty) => {
        crate::union::implement!($name, crate::message::ByKind, crate::message::encode);
    };
}
pub(crate) use message;

message!(OtherMessage);

crate::union::ways! {
    /// Reads messages: a kind and a body.
    ByKind: Message, decode, T::other(nothing());
}

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

/// What stands beside a message's `type` and `body`.
pub(crate) trait Beside: Default {
    /// Reads what stands there under a key.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut A,
    ) -> Result<(), A::Error>;
}

/// Nothing: whatever is there is not looked at.
impl Beside for () {
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        _: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads a message: `type` and `body`, whichever comes first.
pub(crate) fn decode<'de, T: Message, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    decode_beside(deserializer).map(|(message, ())| message)
}

/// Reads a message, and what stands beside it.
pub(crate) fn decode_beside<'de, T: Message, B: Beside, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<(T, B), D::Error> {
    deserializer.deserialize_map(MessageVisitor(PhantomData))
}

struct MessageVisitor<T, B>(PhantomData<(T, B)>);

impl<'de, T: Message, B: Beside> Visitor<'de> for MessageVisitor<T, B> {
    type Value = (T, B);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(T, B), A::Error> {
        let mut kind: Option<String> = None;
        let mut message: Option<T> = None;
        let mut early = Value::Null;
        let mut beside = B::default();
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), &kind) {
                ("type", _) => kind = Some(read_kind(&mut map)?),
                ("body", Some(kind)) => message = Some(read_body(kind, &mut map)?),
                ("body", None) => early = map.next_value()?,
                _ => beside.read(key, &mut map)?,
            }
        }
        let message = match (message, kind) {
            (Some(message), _) => message,
            (None, Some(kind)) => read_early(kind, early)?,
            (None, None) => {
                return Err(de::Error::custom("the field `type` is missing"));
            }
        };
        Ok((message, beside))
    }
}

fn read_kind<'de, A: MapAccess<'de>>(map: &mut A) -> Result<String, A::Error> {
    map.next_value()
        .map_err(|error| path::through(Step::Key("type"), &error))
}

fn read_body<'de, T: Message, A: MapAccess<'de>>(
    kind: &str,
    map: &mut A,
) -> Result<T, A::Error> {
    if let Some(message) = T::without_body(kind) {
        return Ok(bodiless(message, OtherMessage::read(kind, map)?));
    }
    if drift::is_collecting() {
        let raw = map.next_value::<Box<RawValue>>()?;
        return Ok(recover(kind, raw.get()));
    }
    T::read(kind, map).map_err(|error| path::through(Step::Key("body"), &error))
}

/// Reads a body that came before its message's type, or did not come.
fn read_early<T: Message, E: de::Error>(kind: String, body: Value) -> Result<T, E> {
    if let Some(message) = T::without_body(&kind) {
        return Ok(bodiless(message, OtherMessage { kind, body }));
    }
    let text = body.to_string();
    if drift::is_collecting() {
        return Ok(recover(&kind, &text));
    }
    read_text(&kind, &text)
        .map_err(|error| path::through(Step::Key("body"), &E::custom(error)))
}

/// A message without a body. One that has a body after all is kept whole.
fn bodiless<T: Message>(message: T, other: OtherMessage) -> T {
    if other.body.is_null() {
        message
    } else {
        T::other(other)
    }
}

/// Reads a body as far as it fits. One of which nothing fits is kept as it is.
fn recover<T: Message>(kind: &str, text: &str) -> T {
    let read = drift::part(Step::Key("body"), text, |text| read_text(kind, text));
    read.unwrap_or_else(|| {
        let body = text.parse().unwrap_or_default();
        T::other(OtherMessage {
            kind: kind.to_owned(),
            body,
        })
    })
}

/// Reads a body that is a text of its own.
fn read_text<T: Message>(kind: &str, text: &str) -> Result<T, serde_json::Error> {
    struct Late<'a, T>(&'a str, &'a mut Option<T>);

    impl<T: Message> drift::Slot for Late<'_, T> {
        fn set<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
            *self.1 = Some(T::read(self.0, map)?);
            Ok(())
        }
    }

    let mut message = None;
    drift::set(Late(kind, &mut message), text)?;
    Ok(message.unwrap_or_else(|| T::other(nothing())))
}

/// Writes a body.
pub(crate) fn write_body<M: SerializeMap, T: Serialize>(
    out: &mut M,
    body: &T,
) -> Result<(), M::Error> {
    out.serialize_entry("body", body)
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
