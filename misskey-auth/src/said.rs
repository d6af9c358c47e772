//! Answers that hold a token: read so that what comes beside the token can't cost it.

use std::fmt;

use misskey_api::entities::UserDetailedNotMe;
use misskey_api::{DecodeError, Token, from_json, from_json_with_drift};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// What an answer holds, each value as it came. A value that can't be read, or an answer that
/// breaks off, leaves what came before it.
#[derive(Default)]
pub(crate) struct Said<'a> {
    /// What stands at `ok`, as it is written.
    pub(crate) ok: Option<&'a RawValue>,
    token: Option<&'a RawValue>,
    user: Option<&'a RawValue>,
    /// Whether the answer is an object up to its end.
    pub(crate) whole: bool,
}

impl<'a> Said<'a> {
    /// Reads an answer whose token stands at the name.
    pub(crate) fn read(text: &'a str, token: &'static str) -> Self {
        let mut said = Self::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = Fields(&mut said, token).deserialize(&mut deserializer);
        said.whole = read.and_then(|()| deserializer.end()).is_ok();
        said
    }

    pub(crate) fn token(&self) -> Result<Token, &'static str> {
        let token: Option<String> = self
            .token
            .and_then(|token| serde_json::from_str(token.get()).ok());
        match token {
            Some(token) if !token.is_empty() => Ok(token.into()),
            _ => Err("the answer tells of access, but has no token that can be read"),
        }
    }

    /// Whose token it is, in the answer that was read.
    pub(crate) fn user(
        &self,
        text: &str,
    ) -> Result<Box<UserDetailedNotMe>, DecodeError> {
        match self.user {
            Some(user) => from_json_with_drift(user.get()).map(|(user, _)| user),
            // Tells where the answer breaks off, if it does, and else that nothing is there.
            None => from_json::<Value>(text).and_then(|_| from_json("null")),
        }
    }
}

/// Reads the fields of an object into what was said so far.
struct Fields<'s, 'a>(&'s mut Said<'a>, &'static str);

impl<'a> DeserializeSeed<'a> for Fields<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Fields<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(name) = fields.next_key::<String>()? {
            let value: &'a RawValue = fields.next_value()?;
            match name.as_str() {
                "ok" => self.0.ok = Some(value),
                name if name == self.1 => self.0.token = Some(value),
                "user" => self.0.user = Some(value),
                _ => {}
            }
        }
        Ok(())
    }
}
