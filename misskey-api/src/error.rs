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
/// Ask it what happened; several of these can be true at once:
///
/// | question | answer |
/// |---|---|
/// | what did the server say? | [`api`](Self::api) has the id, code and text; [`reason`](Self::reason) says which of the endpoint's errors it is |
/// | how long should I wait? | [`is_rate_limited`](Self::is_rate_limited), [`retry_after`](Self::retry_after) |
/// | did something else answer: a proxy, or the server's framework? | [`not_api`](Self::not_api) has the status, the content type and the beginning of the body |
/// | did the answer have an unexpected shape? | [`decode`](Self::decode) has the path of the place |
/// | was there no answer? | [`is_timeout`](Self::is_timeout), [`is_connect`](Self::is_connect), [`is_too_large`](Self::is_too_large) |
#[cfg_attr(
    feature = "client",
    doc = "| why was there no answer? | [`transport`](Self::transport) |"
)]
#[cfg_attr(
    feature = "client",
    doc = "| can the list not be paged through any further? | [`stuck`](Self::stuck) |"
)]
/// | could the request not be made, or its file not be read? | [`local`](Self::local) |
/// | may the call have had an effect all the same? | [`is_outcome_unknown`](Self::is_outcome_unknown) |
/// | is it worth trying again? | [`is_retryable`](Self::is_retryable) |
///
/// What the server said is kept, with the credential taken out.
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

    /// The path of the endpoint. Of a download it is the file's address, without its query.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.inner.called.path()
    }

    /// How many attempts were made, those that did not reach the server included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The first release that has the endpoint, if it is known. The earliest release that
    /// these bindings know of may stand for an earlier one.
    #[must_use]
    pub fn since(&self) -> Option<&'static str> {
        self.inner.called.meta()?.since
    }

    /// The last release that has the endpoint; `None` if the newest one has it.
    #[must_use]
    pub fn until(&self) -> Option<&'static str> {
        self.inner.called.meta()?.until
    }

    /// Whether the server does not know the endpoint: it is too old or too new for it, is a
    /// fork without it, or is not a Misskey server.
    ///
    /// False for an endpoint's own errors, even with the status 404. If the call was a
    /// GET ([`Call::get`](crate::Call::get)), the server may still know the endpoint by POST.
    #[must_use]
    pub fn is_unknown_endpoint(&self) -> bool {
        match self.failure() {
            Failure::Api(error) => error.code == "UNKNOWN_API_ENDPOINT",
            // To a POST the server's framework answers in its own words: nothing is there.
            Failure::NotApi(answer) => {
                answer.status == StatusCode::NOT_FOUND && self.inner.called.is_endpoint()
            }
            _ => false,
        }
    }

    /// The API's error, if that is what the server answered.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self.failure() {
            Failure::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Which of the endpoint's errors it is, if the API answered with an error.
    #[must_use]
    pub fn reason(&self) -> Option<&E> {
        self.api().map(|error| &error.error)
    }

    /// The answer, if it did not come from the API.
    #[must_use]
    pub fn not_api(&self) -> Option<&NotApi> {
        match self.failure() {
            Failure::NotApi(answer) => Some(answer),
            _ => None,
        }
    }

    /// What in a successful answer has an unexpected shape. The call had its effect.
    #[must_use]
    pub fn decode(&self) -> Option<&DecodeError> {
        match self.failure() {
            Failure::Decode(error, _) => Some(error),
            _ => None,
        }
    }

    /// What went wrong on this side: a request that can't be sent as it is, or a file that can't
    /// be read or written. The call had no effect.
    #[must_use]
    pub fn local(&self) -> Option<&str> {
        match self.failure() {
            Failure::Local(reason) => Some(reason),
            _ => None,
        }
    }

    /// Why a list can't be paged through any further, although the server answered.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn stuck(&self) -> Option<crate::pages::Stuck> {
        match self.failure() {
            Failure::Pages(stuck) => Some(*stuck),
            _ => None,
        }
    }

    /// The HTTP status, if there was an answer, and it was not a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.failure() {
            Failure::Api(error) => Some(error.status),
            Failure::NotApi(answer) => Some(answer.status),
            _ => None,
        }
    }

    /// Whether there were too many calls. [`retry_after`](Self::retry_after) says how long to
    /// wait, if the server does.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// How long to wait before the next call, if the server says so.
    ///
    /// It comes from the header `Retry-After`, or from `resetMs` in an error of the API.
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

    /// Whether the answer was larger than the client's limit
    /// (`ClientBuilder::response_limit`).
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
