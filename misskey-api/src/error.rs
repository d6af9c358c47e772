//! What can go wrong with a call.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use crate::called::Called;
use crate::decode::DecodeError;
use crate::generated::error::CommonError;

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
/// | was there no answer? | [`is_timeout`](Self::is_timeout), [`is_connect`](Self::is_connect), [`is_too_large`](Self::is_too_large); [`transport`](Self::transport) says why |
/// | can the list not be paged through any further? | [`stuck`](Self::stuck) |
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

/// An error of the API, which has an id.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiError<E = CommonError> {
    /// Which error it is.
    pub error: E,
    /// The HTTP status.
    pub status: StatusCode,
    /// The server's code, for example `NO_SUCH_NOTE`. Different errors share codes.
    pub code: String,
    /// The server's id, which names the error exactly.
    pub id: String,
    /// Whose fault it is, as the server sees it.
    pub kind: ErrorKind,
    /// The server's explanation, in its own words.
    pub message: String,
    /// Details, if there are any: for a wrong parameter, which one and why.
    pub info: Option<Value>,
    /// How long to wait before the next call, if the server says so.
    pub retry_after: Option<Duration>,
}

/// Whose fault an error is, as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller's.
    Client,
    /// The server's.
    Server,
    /// The caller lacks a permission.
    Permission,
    /// The server does not say, or says something that these bindings don't know.
    Other(String),
}

impl ErrorKind {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "client" => Self::Client,
            "server" => Self::Server,
            "permission" => Self::Permission,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The kind on the wire; empty if the server does not say.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Permission => "permission",
            Self::Other(text) => text,
        }
    }
}

/// An answer that does not come from the API, but from the server's framework or from a proxy
/// in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotApi {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body's media type.
    pub content_type: Option<String>,
    /// Where a redirect leads. Redirects are not followed.
    pub location: Option<String>,
    /// The beginning of the body: at most 200 characters, with the token taken out.
    pub excerpt: String,
    /// How long to wait before the next call, if the answer says so.
    pub retry_after: Option<Duration>,
}

/// An error that these bindings don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherError {
    id: String,
    code: String,
}

impl OtherError {
    /// The error's id, as the server sends it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The error's code, as the server sends it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// The errors of an endpoint.
pub trait ErrorEnum: Clone + fmt::Debug + Sized + 'static {
    /// The endpoint's own error of an id, or of a code.
    fn known(name: &str) -> Option<Self>;

    /// An error that any endpoint may give.
    fn common(error: CommonError) -> Self;

    /// The error of an id. Where a server gives another id, its code decides.
    #[must_use]
    fn of(id: &str, code: &str) -> Self {
        Self::known(id)
            .or_else(|| CommonError::known(id).map(Self::common))
            .or_else(|| Self::known(code))
            .or_else(|| CommonError::known(code).map(Self::common))
            .unwrap_or_else(|| {
                let other = OtherError {
                    id: id.to_owned(),
                    code: code.to_owned(),
                };
                Self::common(CommonError::Other(other))
            })
    }
}

/// Whether a status says that nothing was done.
fn is_refusal(status: StatusCode) -> bool {
    status.is_redirection() || status.is_client_error()
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
            Failure::NotApi(answer) => answer.status == StatusCode::NOT_FOUND,
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

    /// Whether nobody knows if the call had its effect, in whole or in part.
    ///
    /// That is so if the endpoint does more than [read](crate::Meta::reads), the request may have
    /// reached the server, and no answer says what came of it: none came in time, the connection
    /// broke, a gateway answered in the server's place, or the server failed on the way (status
    /// 500). Calling again may do it twice, unless [`is_retryable`](Self::is_retryable) says
    /// that this does no harm; it is safe to look first.
    ///
    /// If this is false, the call had no effect, with one exception: an answer that could not be
    /// read ([`decode`](Self::decode)) comes after the effect. A call by name that is marked as
    /// repeatable ([`RawCall`](crate::RawCall)) counts as one that only reads.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        if self.inner.called.reads() {
            return false;
        }
        match self.failure() {
            Failure::Api(error) => !is_refusal(error.status),
            Failure::NotApi(answer) => !is_refusal(answer.status),
            Failure::Decode(..) | Failure::Local(_) => false,
            #[cfg(feature = "client")]
            Failure::Transport(error) => !error.is_unsent(),
            #[cfg(feature = "client")]
            Failure::Pages(_) => false,
        }
    }

    /// Whether the same call may succeed later, and repeating it does no harm: there were too
    /// many calls; the server could not be reached; or the endpoint may be called twice
    /// ([`Meta::repeatable`](crate::Meta)), and the answer was lost or came from a gateway (status
    /// 502, 503, 504).
    ///
    /// The client has already tried again as often as its [`Retry`](crate::Retry) allows.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let repeatable = self.inner.called.repeatable();
        match self.failure() {
            Failure::Decode(..) | Failure::Local(_) => false,
            #[cfg(feature = "client")]
            Failure::Transport(error) => {
                error.is_transient() && (repeatable || error.is_unsent())
            }
            #[cfg(feature = "client")]
            Failure::Pages(_) => false,
            Failure::Api(_) => self.is_rate_limited(),
            Failure::NotApi(answer) => {
                self.is_rate_limited()
                    || (repeatable && matches!(answer.status.as_u16(), 502..=504))
            }
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

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.endpoint())?;
        if self.is_unknown_endpoint() {
            self.write_unknown(f)?;
        }
        if self.is_outcome_unknown() {
            f.write_str("whether the call had an effect is not known: ")?;
        }
        match self.failure() {
            Failure::Api(error) => {
                write!(f, "{} {} ({})", error.status.as_u16(), error.code, error.id)?;
                if !error.message.is_empty() {
                    write!(f, ": {}", error.message)?;
                }
                error
                    .info
                    .as_ref()
                    .map_or(Ok(()), |info| write!(f, " {info}"))
            }
            Failure::NotApi(answer) => {
                let kind = answer.content_type.as_deref().unwrap_or("no content type");
                write!(
                    f,
                    "status {} with an answer that is not the API's ({kind})",
                    answer.status.as_u16()
                )?;
                if let Some(location) = &answer.location {
                    write!(f, ", a redirect to {location}")?;
                }
                if answer.excerpt.is_empty() {
                    write!(f, ", empty")
                } else {
                    write!(f, ": {}", answer.excerpt)
                }
            }
            Failure::Decode(error, excerpt) => {
                write!(
                    f,
                    "the answer is not of the expected shape at {error}; its shape is: {excerpt}"
                )
            }
            Failure::Local(reason) => f.write_str(reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => write!(f, "{error}"),
            #[cfg(feature = "client")]
            Failure::Pages(stuck) => write!(f, "{stuck}"),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("endpoint", &self.endpoint());
        shown.field("attempts", &self.inner.attempts);
        match self.failure() {
            Failure::Api(error) => shown.field("api", error),
            Failure::NotApi(answer) => shown.field("not_api", answer),
            Failure::Decode(error, excerpt) => {
                shown.field("decode", error).field("excerpt", excerpt)
            }
            Failure::Local(reason) => shown.field("local", reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => shown.field("transport", error),
            #[cfg(feature = "client")]
            Failure::Pages(stuck) => shown.field("stuck", stuck),
        };
        shown.finish()
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.failure() {
            Failure::Decode(error, _) => Some(error),
            #[cfg(feature = "client")]
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }
}

impl<E> Error<E> {
    /// That the server does not know the endpoint, and which releases do.
    fn write_unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server does not know this endpoint")?;
        if let Some(since) = self.since() {
            write!(f, ", which exists since release {since}")?;
        }
        if let Some(until) = self.until() {
            write!(f, ", and until release {until}")?;
        }
        f.write_str(": ")
    }
}
