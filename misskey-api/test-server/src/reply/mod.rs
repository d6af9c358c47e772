//! Replies that a test puts into the server's mouth, and the ways in which it may fail.

mod broken;
mod content;
mod gzip;
mod repeated;

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};
use serde::Serialize;
use serde_json::{Value, json};

use self::content::Content;
pub(crate) use self::repeated::Repeated;
use crate::{
    connection::{Instead, Script, Treatment},
    json,
};

/// What [`TestServer::respond`](crate::TestServer::respond) sends instead of an answer of the
/// server's own.
///
/// ```
/// use std::time::Duration;
///
/// use misskey_test_server::Reply;
/// use serde_json::json;
///
/// let limited = Reply::api_error(429, "RATE_LIMIT_EXCEEDED")
///     .header("Retry-After", "3")
///     .delay(Duration::from_millis(50));
/// let silent = Reply::hang();
///
/// // A list of a billion empty lists, of which the server never holds more than a few KiB.
/// let wide = Reply::repeated("[", "[],", 1_000_000_000, "[]]");
/// // And one that comes byte by byte, its headers too.
/// let slow = Reply::json(200, json!({})).slowly(Duration::from_millis(10));
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    content: Content,
    headers: Vec<(String, String)>,
    delay: Duration,
    is_early: bool,
    treatment: Treatment,
}

/// Answers that are whole, whatever is in them.
impl Reply {
    /// A status with a JSON body, of any value that can be written as JSON: `json!(…)`, or an
    /// entity of the bindings. A status that HTTP does not know (below 100 or above 999) is
    /// sent as 500; this holds for all statuses here. What can't be written as JSON, such as a
    /// map with keys that are no texts, is a 500 that says why.
    ///
    /// ```
    /// # use misskey_test_server::Reply;
    /// # use serde_json::json;
    /// let built = Reply::json(200, json!({"id": "9s4g2p7k00"}));
    /// let serialised = Reply::json(200, &[1, 2, 3]);
    /// ```
    #[must_use]
    pub fn json(status: u16, body: impl Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(body) => Content::Json(status, body).into(),
            Err(error) => {
                Self::text(500, "text/plain; charset=utf-8", error.to_string())
            }
        }
    }

    /// A status with a JSON text as it stands: a fixture's, or one that is not even JSON.
    ///
    /// ```
    /// # use misskey_test_server::Reply;
    /// // Or `include_str!("fixtures/note.json")`.
    /// let fixture = Reply::json_text(200, r#"{"id":"9s4g2p7k00"}"#);
    /// let malformed = Reply::json_text(200, r#"{"id":"#);
    /// ```
    #[must_use]
    pub fn json_text(status: u16, text: impl Into<Vec<u8>>) -> Self {
        Self::text(status, json::CONTENT_TYPE, text)
    }

    /// A status with an error of the API, by its code. [`error_id`](Self::error_id),
    /// [`error_message`](Self::error_message) and [`error_info`](Self::error_info) say more; what
    /// is not said is left out, but for a message. Its `kind` follows from the status: `permission`
    /// with 403, `server` from 500 on, else `client`.
    ///
    /// ```
    /// # use misskey_test_server::Reply;
    /// # use serde_json::json;
    /// let gone = Reply::api_error(400, "NO_SUCH_NOTE");
    /// let invalid = Reply::api_error(400, "INVALID_PARAM")
    ///     .error_id("3d81ceae-475f-4600-b2a8-2bc116157532")
    ///     .error_info(json!({"param": "#/required", "reason": "text"}));
    /// ```
    #[must_use]
    pub fn api_error(status: u16, code: &str) -> Self {
        let kind = match status {
            403 => "permission",
            500.. => "server",
            _ => "client",
        };
        let error =
            json!({"message": "as a test asked for", "code": code, "kind": kind});
        Self::json(status, json!({ "error": error }))
    }

    /// A status without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Content::Empty(status).into()
    }

    /// A status with a body of any type, text or not: an error page of a proxy, for instance.
    #[must_use]
    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Content::Text(status, content_type.to_owned(), body.into()).into()
    }

    /// A status with the body that the HTTP framework under a real server gives it: `error` is
    /// a text.
    #[must_use]
    pub fn framework(status: u16) -> Self {
        Content::Framework(status).into()
    }

    /// A redirect to anywhere, with a status of 301 to 308.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::empty(status).header("Location", location)
    }

    /// A 429 with as much as a server of its time says: `Retry-After` in whole seconds, and
    /// `resetMs`, the moment in milliseconds since 1970 from which there is room again.
    #[must_use]
    pub fn rate_limited(retry_after: Option<u64>, reset: Option<i64>) -> Self {
        let mut error = json!({
            "message": "called too often",
            "code": "RATE_LIMIT_EXCEEDED",
            "id": "d5826d14-3982-4d2e-8011-b9e9f02499ef",
            "kind": "client",
        });
        if let Some(reset) = reset {
            let seconds = reset.div_euclid(1000);
            error["info"] =
                json!({"remaining": 0, "reset": seconds, "total": 1, "resetMs": reset});
        }
        let reply = Self::json(429, json!({ "error": error }));
        match retry_after {
            Some(seconds) => reply.header("Retry-After", &seconds.to_string()),
            None => reply,
        }
    }

    /// A 200 with a body of any size, which counts as JSON: `before`, as many times `pattern`,
    /// `after`. It is made while it is sent.
    #[must_use]
    pub fn repeated(before: &str, pattern: &str, times: u64, after: &str) -> Self {
        Content::Repeated(Repeated::new(before, pattern, times, after)).into()
    }

    /// The same compressed, with the `Content-Encoding` that says so. A pattern of one byte is
    /// sent in about a thousandth of what it unpacks to.
    #[must_use]
    pub fn gzipped(before: &str, pattern: &str, times: u64, after: &str) -> Self {
        let plain = Repeated::new(before, pattern, times, after);
        Self::from(Content::Repeated(gzip::compressed(&plain)))
            .header("Content-Encoding", "gzip")
    }
}

/// Answers that are none, or not whole.
impl Reply {
    /// Never answers. The connection stays open.
    #[must_use]
    pub fn hang() -> Self {
        Content::Hang.into()
    }

    /// Closes the connection without a single byte of an answer.
    #[must_use]
    pub fn close() -> Self {
        Self::instead(Instead::Close)
    }

    /// Resets the connection without a single byte of an answer.
    #[must_use]
    pub fn reset() -> Self {
        Self::instead(Instead::Reset)
    }

    /// A 200 whose `Content-Length` is greater than what is sent before the connection closes.
    /// The body counts as JSON.
    #[must_use]
    pub fn truncated(body: impl Into<Vec<u8>>) -> Self {
        Content::Truncated(body.into()).into()
    }

    /// A 200 in chunks, the last of which never comes: the connection closes instead. The body
    /// counts as JSON.
    #[must_use]
    pub fn truncated_chunks(body: impl Into<Vec<u8>>) -> Self {
        Content::TruncatedChunks(body.into()).into()
    }

    /// Bytes in place of a response, headers and all, after which the connection is closed:
    /// HTTP that is broken in any way.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::instead(Instead::Raw(Script::new(bytes.into(), Vec::new())))
    }

    /// Bytes in place of a response, and then a pattern until the client has had enough: headers
    /// without an end, for instance.
    #[must_use]
    pub fn endless(before: impl Into<Vec<u8>>, pattern: impl Into<Vec<u8>>) -> Self {
        let script = Script::new(before.into(), pattern.into());
        Self::instead(Instead::Raw(script))
    }

    fn instead(instead: Instead) -> Self {
        let mut reply = Self::empty(200);
        reply.treatment.instead = Some(instead);
        reply
    }
}

/// What else an error of the API says. Other replies stay as they are.
impl Reply {
    /// The id, which names the error exactly: several errors may have one code.
    #[must_use]
    pub fn error_id(self, id: &str) -> Self {
        self.with_error("id", id.into())
    }

    /// What it says to people.
    #[must_use]
    pub fn error_message(self, message: &str) -> Self {
        self.with_error("message", message.into())
    }

    /// What it says to programs, in the form of that error: any value that can be written as
    /// JSON. What can't is null.
    #[must_use]
    pub fn error_info(self, info: impl Serialize) -> Self {
        self.with_error("info", serde_json::to_value(info).unwrap_or_default())
    }

    fn with_error(mut self, name: &str, value: Value) -> Self {
        self.content = self.content.with_error(name, value);
        self
    }
}

/// How a reply is sent.
impl Reply {
    /// Sends another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.content = self.content.with_status(status);
        self
    }

    /// Adds a header, or replaces the `Content-Type` that the reply has of itself. The same name
    /// may be given several times. What HTTP can't carry as a header is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the reply is sent, or the connection closed.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends byte by byte, so long apart, from the first byte of the status line on.
    #[must_use]
    pub fn slowly(mut self, interval: Duration) -> Self {
        self.treatment.interval = Some(interval);
        self
    }

    /// Resets the connection when so many bytes are sent, those of the headers included.
    #[must_use]
    pub fn reset_after(mut self, bytes: u64) -> Self {
        self.treatment.reset_after = Some(bytes);
        self
    }

    /// Does not wait for the body of the request, which is recorded as empty. What still comes
    /// after a response is read and thrown away, so that the response arrives.
    #[must_use]
    pub fn early(mut self) -> Self {
        self.is_early = true;
        self.treatment.lingers = self.treatment.instead.is_none();
        self
    }

    pub(crate) fn is_early(&self) -> bool {
        self.is_early
    }

    /// Does what the reply says, as far as a response can; the rest is left to the connection.
    pub(crate) async fn send(self) -> Response {
        tokio::time::sleep(self.delay).await;
        let mut response = self.content.send().await;
        add_headers(response.headers_mut(), &self.headers);
        response.extensions_mut().insert(self.treatment);
        response
    }
}

impl From<Content> for Reply {
    fn from(content: Content) -> Self {
        Self {
            content,
            headers: Vec::new(),
            delay: Duration::ZERO,
            is_early: false,
            treatment: Treatment::default(),
        }
    }
}

fn add_headers(headers: &mut HeaderMap, added: &[(String, String)]) {
    let parsed = added.iter().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    });
    let parsed: Vec<_> = parsed.collect();
    for (name, _) in &parsed {
        headers.remove(name);
    }
    headers.extend(parsed);
}
