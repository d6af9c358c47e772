//! What can go wrong with a call.

use std::time::Duration;

use http::StatusCode;

use crate::called::Called;
use crate::decode::DecodeError;
use crate::generated::error::CommonError;

mod again;
mod api;
mod enumeration;
mod not_api;
mod shown;

pub use self::api::{ApiError, ErrorKind};
pub use self::enumeration::{ErrorEnum, OtherError};
pub use self::not_api::NotApi;

/// A call that did not succeed.
///
/// What happened is asked for, and several answers can hold at once:
///
/// | question | answer |
/// |---|---|
/// | what did the server say? | [`api`](Self::api) with its id, code and text; [`reason`](Self::reason) which of the endpoint's errors it is |
/// | how long does it want to be left alone? | [`is_rate_limited`](Self::is_rate_limited), [`retry_after`](Self::retry_after) |
/// | did something else answer: a proxy, the server's framework? | [`not_api`](Self::not_api) with status, content type and the beginning of the body |
/// | is the answer of another shape than expected? | [`decode`](Self::decode) with the path of the place |
/// | was there no answer? | [`is_timeout`](Self::is_timeout), [`is_connect`](Self::is_connect), [`is_too_large`](Self::is_too_large); [`transport`](Self::transport) tells why |
/// | can the pages of a list not be walked through? | [`stuck`](Self::stuck) |
/// | was the request no good, or its file? | [`local`](Self::local) |
/// | may the call have had an effect all the same? | [`is_outcome_unknown`](Self::is_outcome_unknown) |
/// | is it worth trying again? | [`is_retryable`](Self::is_retryable) |
///
/// What the server said is kept whole, and the credential is in none of it.
pub struct Error<E = CommonError> {
    // An error is rare and large: it must not make every result large.
    inner: Box<Inner<E>>,
}

struct Inner<E> {
    called: Called,
    attempts: u32,
    failure: Failure<E>,
}

pub(crate) enum Failure<E> {
    Api(ApiError<E>),
    NotApi(NotApi),
    Decode(DecodeError, String),
    Local(String),
    #[cfg(feature = "client")]
    Transport(crate::transport::TransportError),
    #[cfg(feature = "client")]
    Pages(crate::pages::Stuck),
}

/// An error before the endpoint's type matters.
pub(crate) type Untyped = Error<()>;

impl<E> Error<E> {
    pub(crate) fn new(called: Called, failure: Failure<E>) -> Self {
        Self {
            inner: Box::new(Inner {
                called,
                attempts: 1,
                failure,
            }),
        }
    }

    pub(crate) fn invalid(called: Called, reason: &str) -> Self {
        let reason = format!("the request can't be sent: {reason}");
        Self::new(called, Failure::Local(reason))
    }

    /// The same, after that many attempts.
    #[cfg(feature = "client")]
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    fn failure(&self) -> &Failure<E> {
        &self.inner.failure
    }

    /// The path of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.inner.called.path()
    }

    /// How often the server was asked, or was tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The first release that has the endpoint, if it is known. The earliest release that
    /// these bindings know of stands for all before it too.
    #[must_use]
    pub fn since(&self) -> Option<&'static str> {
        self.inner.called.meta()?.since
    }

    /// The last release that has the endpoint; none if the newest has it.
    #[must_use]
    pub fn until(&self) -> Option<&'static str> {
        self.inner.called.meta()?.until
    }

    /// Whether the server does not know the endpoint: it is too old or too new for it, a
    /// fork without it, or no server of this kind.
    ///
    /// An endpoint's own errors are not meant, whatever their status is. If the call was a
    /// GET ([`Call::get`](crate::Call::get)), the server may still know the endpoint by POST.
    #[must_use]
    pub fn is_unknown_endpoint(&self) -> bool {
        match self.failure() {
            Failure::Api(error) => error.code == "UNKNOWN_API_ENDPOINT",
            // To a POST the server's framework answers in its own words: nothing is there.
            Failure::NotApi(answer) => answer.status == StatusCode::NOT_FOUND,
            _ => false,
        }
    }

    /// The error that the server tells by an id.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self.failure() {
            Failure::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Which of the endpoint's errors it is, if the server tells one.
    #[must_use]
    pub fn reason(&self) -> Option<&E> {
        self.api().map(|error| &error.error)
    }

    /// An answer that is not one of the API.
    #[must_use]
    pub fn not_api(&self) -> Option<&NotApi> {
        match self.failure() {
            Failure::NotApi(answer) => Some(answer),
            _ => None,
        }
    }

    /// What in a successful answer is of another shape than expected. The call had its
    /// effect.
    #[must_use]
    pub fn decode(&self) -> Option<&DecodeError> {
        match self.failure() {
            Failure::Decode(error, _) => Some(error),
            _ => None,
        }
    }

    /// What on this side stood in the way: a request that can't be sent as it is, a file that
    /// can't be read or written. The call had no effect.
    #[must_use]
    pub fn local(&self) -> Option<&str> {
        match self.failure() {
            Failure::Local(reason) => Some(reason),
            _ => None,
        }
    }

    /// Why the pages of a list can't be walked through any further, although the server
    /// answered.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn stuck(&self) -> Option<crate::pages::Stuck> {
        match self.failure() {
            Failure::Pages(stuck) => Some(*stuck),
            _ => None,
        }
    }

    /// The HTTP status, if there was an answer that did not tell of success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.failure() {
            Failure::Api(error) => Some(error.status),
            Failure::NotApi(answer) => Some(answer.status),
            _ => None,
        }
    }

    /// Whether there were too many calls. [`retry_after`](Self::retry_after) tells how long
    /// to wait, if the server does.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long to wait before the next call, if the server says so.
    ///
    /// That is the header `Retry-After`, in seconds, or of the API's own errors `resetMs`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.failure() {
            Failure::Api(error) => error.retry_after,
            Failure::NotApi(answer) => answer.retry_after,
            _ => None,
        }
    }

    /// Why there was no answer.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn transport(&self) -> Option<&crate::transport::TransportError> {
        match self.failure() {
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Whether there was no answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self.failure() {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Whether the server could not be reached, so that the call had no effect.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match self.failure() {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.is_connect(),
            _ => false,
        }
    }

    /// Whether the answer was larger than the client takes.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        match self.failure() {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.is_too_large(),
            _ => false,
        }
    }
}

impl Untyped {
    /// The error with the endpoint's own type.
    pub(crate) fn typed<E: ErrorEnum>(self) -> Error<E> {
        let Inner {
            called,
            attempts,
            failure,
        } = *self.inner;
        let failure = match failure {
            Failure::Api(error) => Failure::Api(ApiError {
                error: E::of(&error.id, &error.code),
                status: error.status,
                code: error.code,
                id: error.id,
                kind: error.kind,
                message: error.message,
                info: error.info,
                retry_after: error.retry_after,
            }),
            Failure::NotApi(answer) => Failure::NotApi(answer),
            Failure::Decode(error, excerpt) => Failure::Decode(error, excerpt),
            Failure::Local(reason) => Failure::Local(reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => Failure::Transport(error),
            #[cfg(feature = "client")]
            Failure::Pages(stuck) => Failure::Pages(stuck),
        };
        Error {
            inner: Box::new(Inner {
                called,
                attempts,
                failure,
            }),
        }
    }
}
