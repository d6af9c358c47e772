//! Answers as they come: told apart by what they are, before the endpoint's type matters.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

use crate::called::Called;
use crate::decode::{Decode, DecodeError, from_json, from_json_with_drift};
use crate::endpoint::WithDrift;
use crate::error::{ApiError, ErrorKind, Failure, NotApi, Untyped};
use crate::secret::Token;

/// The largest body that is made a JSON value of, in bytes: a value can take ten times the
/// memory of its text. No error of the API is nearly as long.
const LARGEST_PARSED: usize = 256 << 10;

/// An answer as it came, before the endpoint's type matters.
pub(crate) struct Received<'a> {
    pub(crate) called: &'a Called,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Text<'a>,
    pub(crate) token: Option<&'a Token>,
}

/// A body as text, or as bytes if it is none. It is looked through once.
pub(crate) type Text<'a> = Result<&'a str, &'a [u8]>;

/// A body as text.
pub(crate) fn text(body: &[u8]) -> Text<'_> {
    std::str::from_utf8(body).map_err(|_| body)
}

impl<'a> Received<'a> {
    /// The JSON text of a success. Nothing stands for null, with any success status.
    pub(crate) fn success(&self) -> Result<&'a str, Untyped> {
        if !self.status.is_success() {
            return Err(self.failed(self.unsuccessful()));
        }
        match self.body {
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

    /// An answer that tells of no success.
    #[cfg(feature = "client")]
    pub(crate) fn refused(&self) -> Untyped {
        self.failed(self.unsuccessful())
    }

    /// The answer in the text of a success, with what in it does not fit unless it must.
    pub(crate) fn decode<T: Decode>(
        &self,
        text: &str,
        strict: bool,
    ) -> Result<WithDrift<T>, Untyped> {
        let decoded = if strict {
            from_json(text).map(|answer| (answer, Vec::new()))
        } else {
            from_json_with_drift(text)
        };
        let (answer, mut drifts) = decoded.map_err(|error| self.undecodable(error))?;
        for drift in &mut drifts {
            // Keys are part of a path, and are whatever the server sends.
            drift.path = self.redact(&drift.path);
            drift.reason = self.redact(&drift.reason);
        }
        Ok((answer, drifts))
    }

    fn undecodable(&self, error: DecodeError) -> Untyped {
        let error = match self.token {
            Some(token) => error.redacted(token),
            None => error,
        };
        self.failed(Failure::Decode(error, self.outline()))
    }

    /// The beginning of an answer without its texts and numbers, which may be secret.
    fn outline(&self) -> String {
        let bytes = self.bytes().len();
        if bytes > LARGEST_PARSED {
            return format!("{bytes} bytes");
        }
        match self.json() {
            Some(value) => shortened(&self.redact(&outline(&value).to_string())),
            None => format!("{bytes} bytes that are not JSON"),
        }
    }

    fn json(&self) -> Option<Value> {
        let text = self.body.ok()?;
        (text.len() <= LARGEST_PARSED).then(|| text.parse().ok())?
    }

    fn bytes(&self) -> &'a [u8] {
        self.body.map_or_else(|bytes| bytes, str::as_bytes)
    }

    fn failed(&self, failure: Failure<()>) -> Untyped {
        Untyped::new(self.called.clone(), failure)
    }

    fn unsuccessful(&self) -> Failure<()> {
        let parsed = self.json();
        // The framework's own errors have a text as `error`, not an object.
        match parsed
            .as_ref()
            .and_then(|body| body.get("error"))
            .filter(|error| error.is_object())
        {
            Some(error) => Failure::Api(self.api_error(error)),
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

    fn not_api(&self) -> Failure<()> {
        Failure::NotApi(NotApi {
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
        let text = self.header(&RETRY_AFTER)?.trim();
        let seconds = text.parse().ok().map(Duration::from_secs);
        // Proxies may name a point in time.
        seconds.or_else(|| {
            let time = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            u64::try_from(time.as_millisecond()).ok().map(until)
        })
    }

    /// The beginning of the body on one line, without the token.
    fn excerpt(&self) -> String {
        // Much more than is shown, since taking tokens out makes it shorter. What is cut
        // off must not leave the beginning of a token behind.
        const LIMIT: usize = 64 << 10;
        let token = self.token.map_or(0, |token| token.expose().len());
        let body = self.bytes();
        let redacted =
            self.redact(&String::from_utf8_lossy(&body[..body.len().min(LIMIT)]));
        let cut = if body.len() > LIMIT { token } else { 0 };
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
