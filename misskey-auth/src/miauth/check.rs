//! What a check brings.

use std::fmt;

use http::Response;
use misskey_api::entities::UserDetailedNotMe;
use misskey_api::{DecodeError, Token};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{CheckError, OutcomeUnknown, Refused};
use super::session::Session;
use crate::answer::Answer;

/// What a check brings.
#[derive(Debug)]
#[must_use]
pub enum Check {
    /// The user has allowed access, and here is the token.
    Granted(Grant),
    /// Not granted yet, denied, or gone: the server does not tell which. Here is the session
    /// again, to ask later.
    Pending(Session),
}

/// What the server gives once the user has allowed access.
#[derive(Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The token. It can't be had a second time: keep it before anything else.
    pub token: Token,
    /// Whose token it is, as others see the account; or what in the server's description of
    /// the account these bindings can't read, which does not make the token worse. The
    /// endpoint `i` tells more, and tells it again.
    pub user: Result<Box<UserDetailedNotMe>, DecodeError>,
}

/// What the answer to a check says.
pub(crate) fn read(
    session: Session,
    response: &Response<impl AsRef<[u8]>>,
) -> Result<Check, CheckError> {
    let status = response.status();
    if status.is_success() {
        return read_success(session, response);
    }
    let answer = Answer::new(response, session.id());
    if status.is_server_error() {
        // From the server after it gave the token away, or from a proxy that lost it.
        let reason = "the server may have failed after it gave the token away";
        return Err(OutcomeUnknown::answer_of(session, answer, reason).into());
    }
    Err(Refused::new(session, answer).into())
}

fn read_success(
    session: Session,
    response: &Response<impl AsRef<[u8]>>,
) -> Result<Check, CheckError> {
    // What is not UTF-8 can only be in the user's description, and must not cost the token.
    let text = String::from_utf8_lossy(response.body().as_ref());
    let said = Said::read(&text);
    match said.verdict() {
        Ok(Verdict::Granted(token)) => Ok(Check::Granted(Grant {
            token,
            user: said.user(&text),
        })),
        Ok(Verdict::Pending) => Ok(Check::Pending(session)),
        Err(reason) => {
            let answer = Answer::without_excerpt(response, session.id());
            Err(OutcomeUnknown::answer_of(session, answer, reason).into())
        }
    }
}

enum Verdict {
    Granted(Token),
    Pending,
}

/// What an answer holds, each value as it came. A value that can't be read, or an answer that
/// breaks off, leaves what came before it.
#[derive(Default)]
struct Said<'a> {
    ok: Option<&'a RawValue>,
    token: Option<&'a RawValue>,
    user: Option<&'a RawValue>,
    /// Whether the answer is an object up to its end.
    whole: bool,
}

impl<'a> Said<'a> {
    fn read(text: &'a str) -> Self {
        let mut said = Self::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = Fields(&mut said).deserialize(&mut deserializer);
        said.whole = read.and_then(|()| deserializer.end()).is_ok();
        said
    }

    fn verdict(&self) -> Result<Verdict, &'static str> {
        match self.ok.map(RawValue::get) {
            Some("true") => self.token().map(Verdict::Granted),
            Some("false") if self.whole => Ok(Verdict::Pending),
            _ => Err("the answer is not that of a MiAuth check"),
        }
    }

    fn token(&self) -> Result<Token, &'static str> {
        let token: Option<String> = self
            .token
            .and_then(|token| serde_json::from_str(token.get()).ok());
        match token {
            Some(token) if !token.is_empty() => Ok(token.into()),
            _ => Err("the answer tells of access, but has no token that can be read"),
        }
    }

    fn user(&self, text: &str) -> Result<Box<UserDetailedNotMe>, DecodeError> {
        match self.user {
            Some(user) => DecodeError::recover(user.get()).map(|(user, _)| user),
            // Tells where the answer breaks off, if it does, and else that nothing is there.
            None => DecodeError::decode::<Value>(text)
                .and_then(|_| DecodeError::decode("null")),
        }
    }
}

/// Reads the fields of an object into what was said so far.
struct Fields<'s, 'a>(&'s mut Said<'a>);

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
                "token" => self.0.token = Some(value),
                "user" => self.0.user = Some(value),
                _ => {}
            }
        }
        Ok(())
    }
}
