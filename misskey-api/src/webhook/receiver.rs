//! Who sends a webhook's request, and what is in it.

use http::{HeaderMap, HeaderName, StatusCode};
use subtle::{Choice, ConstantTimeEq};

use super::Delivery;
use crate::decode::{DecodeError, from_json, from_json_with_drift};
use crate::endpoint::WithDrift;
use crate::secret::Secret;

/// The header that names the server: its host.
pub const HOST: HeaderName = HeaderName::from_static("x-misskey-host");
/// The header that names the webhook: its id.
pub const HOOK_ID: HeaderName = HeaderName::from_static("x-misskey-hook-id");
/// The header that proves who sends the request: the webhook's secret.
pub const HOOK_SECRET: HeaderName = HeaderName::from_static("x-misskey-hook-secret");

/// Reads the requests of one webhook, if they prove that they are its.
///
/// See [the module](super) for how to use it.
#[derive(Clone, Debug)]
pub struct Receiver {
    secret: Secret,
    limit: usize,
    strict: bool,
}

impl Receiver {
    /// How many bytes a body may have, if nothing else is said: 1 MiB. A note with all that
    /// belongs to it has a few thousand.
    pub const DEFAULT_LIMIT: usize = 1 << 20;

    /// A receiver for the webhook with that secret.
    ///
    /// # Errors
    /// If the secret is empty. A webhook can be registered without one, but then its
    /// requests prove nothing: anyone can send them.
    pub fn new(secret: impl Into<Secret>) -> Result<Self, EmptySecret> {
        let secret = secret.into();
        // Blanks around a header's value don't count.
        if secret.expose().trim_ascii().is_empty() {
            return Err(EmptySecret);
        }
        Ok(Self {
            secret,
            limit: Self::DEFAULT_LIMIT,
            strict: false,
        })
    }

    /// How many bytes a body may have.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Whether a body must fit in all its parts. If not, which is the default, a delivery
    /// is made of what fits, and the rest is reported as [`Drift`](crate::Drift).
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Whether a request is the webhook's: whether it has the secret. How long it takes
    /// depends on what was sent, not on the secret.
    ///
    /// # Errors
    /// If the header with the secret is missing, is there twice, or is wrong.
    pub fn verify(&self, headers: &HeaderMap) -> Result<(), Error> {
        let given = single(headers, &HOOK_SECRET)?;
        if is_same(self.secret.expose().as_bytes(), given) {
            Ok(())
        } else {
            Err(Error::WrongSecret)
        }
    }

    /// What a request tells. The request is [verified](Self::verify) before its body is
    /// looked at.
    ///
    /// # Errors
    /// If the request is not the webhook's, or its body is no delivery.
    pub fn read<D: Delivery>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<D, Error> {
        self.read_with_drift(headers, body)
            .map(|(delivery, _)| delivery)
    }

    /// What a request tells, with what in it did not fit.
    ///
    /// # Errors
    /// If the request is not the webhook's, or its body is no delivery.
    pub fn read_with_drift<D: Delivery>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<WithDrift<D>, Error> {
        self.verify(headers)?;
        let hook_id = single(headers, &HOOK_ID)?;
        let (delivery, drifts) = self.decode::<D>(body)?;
        if delivery.hook_id().as_bytes() != hook_id {
            return Err(Error::AnotherHook);
        }
        Ok((delivery, drifts))
    }

    fn decode<D: Delivery>(&self, body: &[u8]) -> Result<WithDrift<D>, Error> {
        if body.len() > self.limit {
            return Err(Error::TooLarge {
                length: body.len(),
                limit: self.limit,
            });
        }
        let text = std::str::from_utf8(body)
            .map_err(|error| DecodeError::from_message(&error.to_string()))?;
        Ok(if self.strict {
            (from_json(text)?, Vec::new())
        } else {
            from_json_with_drift(text)?
        })
    }
}

/// The value of a header that is there once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a [u8], Error> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (None, _) => Err(Error::MissingHeader(name.clone())),
        (Some(_), Some(_)) => Err(Error::RepeatedHeader(name.clone())),
    }
}

/// Whether a text is the secret. Every byte of it is compared, with the secret from its
/// beginning where that has ended, so that the time tells nothing of the secret.
fn is_same(secret: &[u8], given: &[u8]) -> bool {
    let pairs = given.iter().zip(secret.iter().cycle());
    let same = pairs.fold(Choice::from(1), |same, (one, other)| {
        same & one.ct_eq(other)
    });
    bool::from(same & given.len().ct_eq(&secret.len()))
}

/// A secret that proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the webhook's secret is empty, so anyone could send its requests; register it with one"
)]
pub struct EmptySecret;

/// Why a request is not taken for a webhook's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A header is missing that every request of a webhook has.
    #[error("the header {0} is missing; does the webhook's server send the request?")]
    MissingHeader(HeaderName),
    /// A header is there more than once, so that it is not clear which counts.
    #[error("the header {0} is there more than once")]
    RepeatedHeader(HeaderName),
    /// The secret is not the webhook's.
    #[error(
        "the secret is wrong; is the request another webhook's, or was the secret changed?"
    )]
    WrongSecret,
    /// The body is larger than [`Receiver::limit`] allows.
    #[error("the body has {length} bytes, and at most {limit} are read")]
    TooLarge {
        /// How many bytes it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The body is not JSON, or not of the expected shape.
    #[error("the body is not what webhooks are told: {0}")]
    Body(#[from] DecodeError),
    /// The body is of another webhook than the header names, or tells none.
    #[error("the header {HOOK_ID} does not name the webhook that the body names")]
    AnotherHook,
}

impl Error {
    /// A status to answer the request with: 401 if it does not prove that it is the
    /// webhook's, 413 if it is too large, 400 otherwise.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingHeader(name) | Self::RepeatedHeader(name)
                if *name == HOOK_SECRET =>
            {
                StatusCode::UNAUTHORIZED
            }
            Self::WrongSecret => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        assert!(is_same(b"abcabc", b"abcabc"));
        for wrong in [
            "",
            "a",
            "abc",
            "abcab",
            "abcabd",
            "abcabcabc",
            "abcabcabcabc",
        ] {
            assert!(!is_same(b"abcabc", wrong.as_bytes()), "{wrong}");
        }
    }
}
