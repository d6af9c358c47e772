//! Texts that must not be shown.

use std::fmt;
use std::sync::Arc;

use http::header::HeaderValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::decode::{BlankBy, ByHand, Decode, DecodeBy};

/// A secret in a request or response: a password, a key, somebody's token.
///
/// It is sent and received like any text, and shown nowhere. Its memory is overwritten when
/// it is dropped.
///
/// ```
/// use misskey_api::Secret;
///
/// let secret = Secret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text. Take care where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Decode for Secret {
    type By = ByHand;
}

impl DecodeBy<Secret> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        Secret::deserialize(deserializer)
    }
}

impl BlankBy<Secret> for ByHand {
    fn blank() -> Secret {
        Secret::from("")
    }
}

/// The credential of an account, with which calls are made.
///
/// It goes out with calls, and is shown nowhere: it has neither `Display` nor
/// `Serialize`, and `Debug` hides it. Clones share one text, whose memory is overwritten
/// when the last of them is dropped. (What goes out to the server is written into the body
/// or header of a request, and that is not overwritten.)
///
/// A token is visible ASCII characters. One that is empty, or has a space or a line break, such as
/// the one at the end of a file, is an error of whatever would send it, before anything is sent.
///
/// ```
/// use misskey_api::Token;
///
/// let token = Token::from("0123456789abcdef");
/// assert_eq!(format!("{token:?}"), "Token(…)");
/// ```
///
/// ```compile_fail
/// # let token = misskey_api::Token::from("0123456789abcdef");
/// println!("{token}"); // There is nothing to show.
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<Secret>);

impl Token {
    /// The text. Take care where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The text, if it can be a token's. Every way out asks here, so that no request goes out in
    /// nobody's name because the token was lost on the way, nor to be refused for a line break.
    pub(crate) fn checked(&self) -> Result<&str, &'static str> {
        let text = self.expose();
        if text.is_empty() {
            return Err(
                "the token is empty; is the environment variable or the file \
                        that it comes from empty or not set?",
            );
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "the token has a space, a line break or another character that \
                        no token has; trim it, or copy it again",
            );
        }
        Ok(text)
    }

    /// The value of the header `Authorization`.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, &'static str> {
        let bearer = format!("Bearer {}", self.checked()?);
        let mut bearer = HeaderValue::try_from(bearer)
            .map_err(|_| "the token can't be in a header; copy it again")?;
        bearer.set_sensitive(true);
        Ok(bearer)
    }

    /// A text without the token, should it be in there.
    pub(crate) fn redact(&self, text: &str) -> String {
        if self.expose().is_empty() {
            text.to_owned()
        } else {
            text.replace(self.expose(), "…")
        }
    }
}

impl From<&str> for Token {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

impl From<Secret> for Token {
    fn from(secret: Secret) -> Self {
        Self(Arc::new(secret))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
