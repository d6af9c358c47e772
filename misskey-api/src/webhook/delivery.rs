//! What a webhook's request tells: an event, and what stands around it.

use serde::de::{self, Deserialize, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{system, user};
#[cfg(feature = "samples")]
use crate::decode::from_json;
use crate::decode::{BlankBy, ByHand, BySerde, Decode, DecodeBy, blank};
use crate::drift;
use crate::ids::{SystemWebhookId, UserId, UserWebhookId};
use crate::message::{self, Beside, Message};
use crate::other::Other;
use crate::path::{self, Step};
use crate::{JsonObject, Timestamp};

/// What a webhook's request tells: [`UserDelivery`] or [`SystemDelivery`].
pub trait Delivery: Decode + Serialize + private::Sealed {
    /// The id of the webhook, as the body has it.
    fn hook_id(&self) -> &str;
}

mod private {
    pub trait Sealed {}
}

/// What a user's webhook is told.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UserDelivery {
    /// `server`: the address of the server, such as `https://misskey.example`.
    pub server: String,
    /// `hookId`: the webhook.
    pub hook_id: UserWebhookId,
    /// `userId`: whose webhook it is.
    pub user_id: UserId,
    /// `eventId`: a UUID of this event. A delivery that is tried again has the same.
    pub event_id: String,
    /// `createdAt`: when the server told it; in milliseconds since 1970 on the wire.
    pub created_at: Timestamp,
    /// `type` and `body`: what happened.
    pub event: user::Event,
    /// What else is there: fields that these bindings don't know.
    pub other: Other,
}

/// What the webhook of a server's administrators is told.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SystemDelivery {
    /// `server`: the address of the server, such as `https://misskey.example`.
    pub server: String,
    /// `hookId`: the webhook.
    pub hook_id: SystemWebhookId,
    /// `eventId`: a UUID of this event. A delivery that is tried again has the same.
    pub event_id: String,
    /// `createdAt`: when the server told it; in milliseconds since 1970 on the wire.
    pub created_at: Timestamp,
    /// `type` and `body`: what happened.
    pub event: system::Event,
    /// What else is there: fields that these bindings don't know.
    pub other: Other,
}

impl Delivery for UserDelivery {
    fn hook_id(&self) -> &str {
        self.hook_id.as_str()
    }
}

impl private::Sealed for UserDelivery {}

impl Decode for UserDelivery {
    type By = BySerde;
}

impl<'de> Deserialize<'de> for UserDelivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (event, mut around): (_, Around) = message::decode_beside(deserializer)?;
        Ok(Self {
            server: around.take("server")?,
            hook_id: around.take("hookId")?,
            user_id: around.take("userId")?,
            event_id: around.take("eventId")?,
            created_at: around.take::<Milliseconds, _>("createdAt")?.0,
            event,
            other: around.rest(),
        })
    }
}

impl Serialize for UserDelivery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("server", &self.server)?;
        map.serialize_entry("hookId", &self.hook_id)?;
        map.serialize_entry("userId", &self.user_id)?;
        map.serialize_entry("eventId", &self.event_id)?;
        map.serialize_entry("createdAt", &self.created_at.as_millisecond())?;
        write_rest(&mut map, &self.event, &self.other)?;
        map.end()
    }
}

impl Delivery for SystemDelivery {
    fn hook_id(&self) -> &str {
        self.hook_id.as_str()
    }
}

impl private::Sealed for SystemDelivery {}

impl Decode for SystemDelivery {
    type By = BySerde;
}

impl<'de> Deserialize<'de> for SystemDelivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (event, mut around): (_, Around) = message::decode_beside(deserializer)?;
        Ok(Self {
            server: around.take("server")?,
            hook_id: around.take("hookId")?,
            event_id: around.take("eventId")?,
            created_at: around.take::<Milliseconds, _>("createdAt")?.0,
            event,
            other: around.rest(),
        })
    }
}

impl Serialize for SystemDelivery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("server", &self.server)?;
        map.serialize_entry("hookId", &self.hook_id)?;
        map.serialize_entry("eventId", &self.event_id)?;
        map.serialize_entry("createdAt", &self.created_at.as_millisecond())?;
        write_rest(&mut map, &self.event, &self.other)?;
        map.end()
    }
}

#[cfg(feature = "samples")]
impl UserDelivery {
    /// The value that a sample's text is.
    pub(crate) fn made(json: &str) -> Self {
        from_json(json).unwrap_or_else(|_| Self {
            server: String::new(),
            hook_id: blank(),
            user_id: blank(),
            event_id: String::new(),
            created_at: blank(),
            event: blank(),
            other: Other::new(),
        })
    }
}

#[cfg(feature = "samples")]
impl SystemDelivery {
    /// The value that a sample's text is.
    pub(crate) fn made(json: &str) -> Self {
        from_json(json).unwrap_or_else(|_| Self {
            server: String::new(),
            hook_id: blank(),
            event_id: String::new(),
            created_at: blank(),
            event: blank(),
            other: Other::new(),
        })
    }
}

/// Writes the event, and what is not known.
fn write_rest<M: SerializeMap>(
    map: &mut M,
    event: &impl Message,
    other: &Other,
) -> Result<(), M::Error> {
    map.serialize_entry("type", event.kind())?;
    event.write(map)?;
    other
        .iter()
        .try_for_each(|(name, value)| map.serialize_entry(name, value))
}

/// What stands around an event, before it is known what it should be.
#[derive(Default)]
struct Around(JsonObject);

impl Beside for Around {
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        self.0.insert(key, map.next_value()?);
        Ok(())
    }
}

impl Around {
    /// Takes the field of that name. If it is missing or does not fit, that is an error, or
    /// when decoding leniently reported.
    fn take<T: Decode<By: BlankBy<T>>, E: de::Error>(
        &mut self,
        name: &str,
    ) -> Result<T, E> {
        let step = Step::Key(name);
        let text = self.0.remove(name).map(|value: Value| value.to_string());
        match text {
            Some(text) if drift::is_collecting() => {
                Ok(drift::part(step, &text, drift::decode).unwrap_or_else(blank))
            }
            Some(text) => drift::decode(&text)
                .map_err(|error| path::through(step, &E::custom(error))),
            None if drift::is_collecting() => {
                drift::report(Some(step), "the field is missing", None);
                Ok(blank())
            }
            None => Err(E::custom(format_args!("the field `{name}` is missing"))),
        }
    }

    /// What has not been taken.
    fn rest(self) -> Other {
        let mut other = Other::new();
        for (name, value) in self.0 {
            other.insert(name, value);
        }
        other
    }
}

/// A point in time as a number: milliseconds since 1970.
struct Milliseconds(Timestamp);

impl Decode for Milliseconds {
    type By = ByHand;
}

impl DecodeBy<Milliseconds> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Milliseconds, D::Error> {
        let number: i64 = Self::decode(deserializer)?;
        let time = Timestamp::from_millisecond(number).map_err(de::Error::custom)?;
        Ok(Milliseconds(time))
    }
}

impl BlankBy<Milliseconds> for ByHand {
    fn blank() -> Milliseconds {
        Milliseconds(blank())
    }
}
