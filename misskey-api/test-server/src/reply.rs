//! Replies that a test puts into the server's mouth, and the ways in which it may fail.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{broken_body::BrokenBody, connection::CloseInstead, json};

/// What [`TestServer::respond`](crate::TestServer::respond) sends instead of an answer of the
/// server's own.
///
/// ```
/// use std::time::Duration;
///
/// use misskey_test_server::Reply;
/// use serde_json::json;
///
/// let limited = Reply::json(429, json!({"error": {"code": "RATE_LIMIT_EXCEEDED"}}))
///     .header("Retry-After", "3")
///     .delay(Duration::from_millis(50));
/// let silent = Reply::hang();
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    content: Content,
    headers: Vec<(String, String)>,
    delay: Duration,
}

#[derive(Debug, Clone)]
enum Content {
    Json(u16, Value),
    Empty(u16),
    Text(u16, String, Vec<u8>),
    Truncated(Vec<u8>),
    Hang,
    Close,
}

impl Reply {
    /// A status with a JSON body. A status that HTTP does not know (below 100 or above 999) is
    /// sent as 500; this holds for all statuses here.
    #[must_use]
    pub fn json(status: u16, body: Value) -> Self {
        Content::Json(status, body).into()
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

    /// Never answers. The connection stays open.
    #[must_use]
    pub fn hang() -> Self {
        Content::Hang.into()
    }

    /// Closes the connection without a single byte of an answer.
    #[must_use]
    pub fn close() -> Self {
        Content::Close.into()
    }

    /// A 200 whose `Content-Length` is greater than what is sent before the connection closes.
    /// The body counts as JSON.
    #[must_use]
    pub fn truncated(body: impl Into<Vec<u8>>) -> Self {
        Content::Truncated(body.into()).into()
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

    /// Does what the reply says, as far as a response can.
    pub(crate) async fn send(self) -> Response {
        tokio::time::sleep(self.delay).await;
        let mut response = self.content.send().await;
        add_headers(response.headers_mut(), &self.headers);
        response
    }
}

impl From<Content> for Reply {
    fn from(content: Content) -> Self {
        Self {
            content,
            headers: Vec::new(),
            delay: Duration::ZERO,
        }
    }
}

impl Content {
    async fn send(self) -> Response {
        match self {
            Self::Json(code, body) => typed(code, json::CONTENT_TYPE, body.to_string()),
            Self::Empty(code) => status(code).into_response(),
            Self::Text(code, content_type, body) => typed(code, &content_type, body),
            Self::Truncated(body) => {
                typed(200, json::CONTENT_TYPE, Body::new(BrokenBody::new(body)))
            }
            Self::Hang => std::future::pending().await,
            Self::Close => {
                let mut response = Response::default();
                response.extensions_mut().insert(CloseInstead);
                response
            }
        }
    }
}

fn typed(code: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status(code);
    if let Ok(value) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
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
