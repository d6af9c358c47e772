//! What can go wrong with a call.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

use crate::decode::DecodeError;
use crate::generated::error::CommonError;
use crate::meta::Meta;
use crate::secret::Token;

/// A call that did not succeed.
///
/// What the server said is kept whole: see [`api`](Self::api) for the errors that it
/// tells by an id, [`not_api`](Self::not_api) for what it or a proxy answers otherwise,
/// and [`decode`](Self::decode) for an answer of another shape than expected. The
/// credential is in none of it.
pub struct Error<E = CommonError> {
    meta: &'static Meta,
    // An error is rare and large: it must not make every result large.
    failure: Box<Failure<E>>,
}

enum Failure<E> {
    Api(ApiError<E>),
    NotApi(NotApi),
    Decode(DecodeError, String),
    InvalidRequest(String),
    #[cfg(feature = "client")]
    Transport(crate::client::TransportError),
}

/// An error that the server tells by an id.
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
    /// More about it: for a wrong parameter which and why.
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
    fn of(text: &str) -> Self {
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

/// An answer that is not one of the API: from the server's framework, or from a proxy
/// before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotApi {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body's media type.
    pub content_type: Option<String>,
    /// Where a redirect leads. Redirects are not followed.
    pub location: Option<String>,
    /// The beginning of the body.
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
    /// The server's id of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The server's code of it.
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

impl<E> Error<E> {
    pub(crate) fn invalid_request(meta: &'static Meta, reason: String) -> Self {
        Self::new(meta, Failure::InvalidRequest(reason))
    }

    #[cfg(feature = "client")]
    pub(crate) fn from_transport(
        meta: &'static Meta,
        error: crate::client::TransportError,
    ) -> Self {
        Self::new(meta, Failure::Transport(error))
    }

    fn new(meta: &'static Meta, failure: Failure<E>) -> Self {
        Self {
            meta,
            failure: Box::new(failure),
        }
    }

    /// The path of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.meta.path
    }

    /// The first release that has the endpoint, if it is known. The earliest release that
    /// these bindings know of stands for all before it too.
    #[must_use]
    pub fn since(&self) -> Option<&'static str> {
        self.meta.since
    }

    /// The last release that has the endpoint; none if the newest has it.
    #[must_use]
    pub fn until(&self) -> Option<&'static str> {
        self.meta.until
    }

    /// Whether the server does not know the endpoint: it is too old or too new for it, a
    /// fork without it, or no server of this kind.
    ///
    /// An endpoint's own errors are not meant, whatever their status is. If the call was a
    /// GET ([`Call::get`](crate::Call::get)), the server may still know the endpoint by POST.
    #[must_use]
    pub fn is_unknown_endpoint(&self) -> bool {
        match &*self.failure {
            Failure::Api(error) => error.code == "UNKNOWN_API_ENDPOINT",
            // To a POST the server's framework answers in its own words: nothing is there.
            Failure::NotApi(answer) => answer.status == StatusCode::NOT_FOUND,
            _ => false,
        }
    }

    /// The error that the server tells by an id.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError<E>> {
        match &*self.failure {
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
        match &*self.failure {
            Failure::NotApi(answer) => Some(answer),
            _ => None,
        }
    }

    /// What in a successful answer is of another shape than expected.
    #[must_use]
    pub fn decode(&self) -> Option<&DecodeError> {
        match &*self.failure {
            Failure::Decode(error, _) => Some(error),
            _ => None,
        }
    }

    /// The HTTP status, if there was an answer that did not tell of success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.failure {
            Failure::Api(error) => Some(error.status),
            Failure::NotApi(answer) => Some(answer.status),
            _ => None,
        }
    }

    /// How long to wait before the next call, if the server says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match &*self.failure {
            Failure::Api(error) => error.retry_after,
            Failure::NotApi(answer) => answer.retry_after,
            _ => None,
        }
    }

    /// Why there was no answer.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn transport(&self) -> Option<&crate::client::TransportError> {
        match &*self.failure {
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Whether there was no answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &*self.failure {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Whether the server could not be reached, so that the call had no effect.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &*self.failure {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.is_connect(),
            _ => false,
        }
    }
}

impl<E: ErrorEnum> Error<E> {
    pub(crate) fn from_failure(failure: Failed) -> Self {
        let Failed { meta, failure } = failure;
        let failure = match *failure {
            Unsuccessful::Api(error) => Failure::Api(ApiError {
                error: E::of(&error.id, &error.code),
                status: error.status,
                code: error.code,
                id: error.id,
                kind: error.kind,
                message: error.message,
                info: error.info,
                retry_after: error.retry_after,
            }),
            Unsuccessful::NotApi(answer) => Failure::NotApi(answer),
            Unsuccessful::Decode(error, excerpt) => Failure::Decode(error, excerpt),
        };
        Self::new(meta, failure)
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.meta.path)?;
        if self.is_unknown_endpoint() {
            write_unknown(f, self.meta)?;
        }
        match &*self.failure {
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
            Failure::InvalidRequest(reason) => {
                write!(f, "the request can't be sent: {reason}")
            }
            #[cfg(feature = "client")]
            Failure::Transport(error) => write!(f, "{error}"),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("endpoint", &self.meta.path);
        match &*self.failure {
            Failure::Api(error) => shown.field("api", error),
            Failure::NotApi(answer) => shown.field("not_api", answer),
            Failure::Decode(error, excerpt) => {
                shown.field("decode", error).field("excerpt", excerpt)
            }
            Failure::InvalidRequest(reason) => shown.field("invalid_request", reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => shown.field("transport", error),
        };
        shown.finish()
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.failure {
            Failure::Decode(error, _) => Some(error),
            #[cfg(feature = "client")]
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }
}

/// That the server does not know an endpoint, and which releases do.
fn write_unknown(f: &mut fmt::Formatter<'_>, meta: &Meta) -> fmt::Result {
    f.write_str("the server does not know this endpoint")?;
    if let Some(since) = meta.since {
        write!(f, ", which exists since release {since}")?;
    }
    if let Some(until) = meta.until {
        write!(f, ", and until release {until}")?;
    }
    f.write_str(": ")
}

/// An answer as it came, before the endpoint's type matters.
pub(crate) struct Received<'a> {
    meta: &'static Meta,
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a [u8],
    token: Option<&'a Token>,
}

/// An answer that is no success, before the endpoint's type matters.
pub(crate) struct Failed {
    meta: &'static Meta,
    failure: Box<Unsuccessful>,
}

/// Why an answer is no success.
enum Unsuccessful {
    Api(ApiError<()>),
    NotApi(NotApi),
    Decode(DecodeError, String),
}

impl<'a> Received<'a> {
    pub(crate) fn new(
        meta: &'static Meta,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a [u8],
        token: Option<&'a Token>,
    ) -> Self {
        Self {
            meta,
            status,
            headers,
            body,
            token,
        }
    }

    /// The JSON text of a success. Nothing stands for null, with any success status.
    pub(crate) fn success(&self) -> Result<&'a str, Failed> {
        if !self.status.is_success() {
            return Err(self.failed(self.unsuccessful()));
        }
        match std::str::from_utf8(self.body) {
            Ok(text) if text.trim_ascii().is_empty() => Ok("null"),
            // What is neither JSON nor said to be is from something before the server.
            Ok(text) if self.is_markup(text) => Err(self.failed(self.not_api())),
            Ok(text) => Ok(text),
            Err(_) => Err(self.failed(self.not_api())),
        }
    }

    fn is_markup(&self, text: &str) -> bool {
        text.trim_ascii_start().starts_with('<')
            || self
                .content_type()
                .is_some_and(|kind| kind.starts_with("text/html"))
    }

    pub(crate) fn undecodable(&self, error: DecodeError) -> Failed {
        let error = match self.token {
            Some(token) => error.redacted(token),
            None => error,
        };
        self.failed(Unsuccessful::Decode(error, self.outline()))
    }

    /// The beginning of an answer without its texts and numbers, which may be secret.
    fn outline(&self) -> String {
        match self.json() {
            Some(value) => shortened(&self.redact(&outline(&value).to_string())),
            None => format!("{} bytes that are not JSON", self.body.len()),
        }
    }

    fn json(&self) -> Option<Value> {
        std::str::from_utf8(self.body).ok()?.parse().ok()
    }

    fn failed(&self, failure: Unsuccessful) -> Failed {
        Failed {
            meta: self.meta,
            failure: Box::new(failure),
        }
    }

    fn unsuccessful(&self) -> Unsuccessful {
        let parsed = self.json();
        // The framework's own errors have a text as `error`, not an object.
        match parsed
            .as_ref()
            .and_then(|body| body.get("error"))
            .filter(|error| error.is_object())
        {
            Some(error) => Unsuccessful::Api(self.api_error(error)),
            None => self.not_api(),
        }
    }

    fn api_error(&self, error: &Value) -> ApiError<()> {
        let text = |key| error.get(key).and_then(Value::as_str).unwrap_or_default();
        let info = error.get("info").filter(|info| !info.is_null());
        let info = info.and_then(|info| self.redact(&info.to_string()).parse().ok());
        let reset = info
            .as_ref()
            .and_then(|info: &Value| info.get("resetMs")?.as_u64());
        let reset = reset.map(until);
        ApiError {
            error: (),
            status: self.status,
            code: self.redact(text("code")),
            id: self.redact(text("id")),
            kind: ErrorKind::of(&self.redact(text("kind"))),
            message: self.redact(text("message")),
            info,
            retry_after: self.retry_after().or(reset),
        }
    }

    fn not_api(&self) -> Unsuccessful {
        Unsuccessful::NotApi(NotApi {
            status: self.status,
            content_type: self.content_type().map(|kind| self.redact(kind)),
            location: self.header(&LOCATION).map(|location| self.redact(location)),
            excerpt: self.excerpt(),
            retry_after: self.retry_after(),
        })
    }

    fn header(&self, name: &http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn content_type(&self) -> Option<&str> {
        self.header(&CONTENT_TYPE)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.header(&RETRY_AFTER)?
            .trim()
            .parse()
            .ok()
            .map(Duration::from_secs)
    }

    /// The beginning of the body on one line, without the token.
    fn excerpt(&self) -> String {
        // Much more than is shown, since taking tokens out makes it shorter. What is cut
        // off must not leave the beginning of a token behind.
        const LIMIT: usize = 64 << 10;
        let token = self.token.map_or(0, |token| token.expose().len());
        let redacted = self.redact(&String::from_utf8_lossy(
            &self.body[..self.body.len().min(LIMIT)],
        ));
        let cut = if self.body.len() > LIMIT { token } else { 0 };
        let kept = redacted.chars().count().saturating_sub(cut);
        shortened(&redacted.chars().take(kept).collect::<String>())
    }

    fn redact(&self, text: &str) -> String {
        self.token
            .map_or_else(|| text.to_owned(), |token| token.redact(text))
    }
}

/// The beginning of a text, on one line.
fn shortened(text: &str) -> String {
    const LIMIT: usize = 200;
    let mut shown: String = text
        .chars()
        .take(LIMIT)
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect();
    if text.chars().nth(LIMIT).is_some() {
        shown.push('…');
    }
    shown
}

/// A value's shape: what is in it without what it says.
fn outline(value: &Value) -> Value {
    match value {
        Value::String(_) => Value::from("…"),
        Value::Number(_) => Value::from(0),
        Value::Array(list) => list.iter().take(3).map(outline).collect(),
        Value::Object(object) => {
            let mut shapes = serde_json::Map::new();
            for (key, value) in object {
                shapes.insert(key.clone(), outline(value));
            }
            Value::Object(shapes)
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// How long it is until a point in time, in milliseconds since 1970.
fn until(milliseconds: u64) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_millis(milliseconds).saturating_sub(now)
}
