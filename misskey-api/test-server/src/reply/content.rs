//! What is in a reply.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};

use super::{broken::BrokenBody, repeated::Repeated};
use crate::json::{self, json_response};

#[derive(Debug, Clone)]
pub(super) enum Content {
    Json(u16, Value),
    Framework(u16),
    Empty(u16),
    Text(u16, String, Vec<u8>),
    Repeated(Repeated),
    Truncated(Vec<u8>),
    TruncatedChunks(Vec<u8>),
    Status(u16, Box<Content>),
    Hang,
}

impl Content {
    /// The same with another status.
    pub(super) fn with_status(self, code: u16) -> Self {
        Self::Status(code, Box::new(self))
    }

    /// The same with more in the object `error`, if it has one.
    pub(super) fn with_error(mut self, name: &str, value: Value) -> Self {
        if let Some(error) = self.error() {
            error.insert(name.to_owned(), value);
        }
        self
    }

    fn error(&mut self) -> Option<&mut Map<String, Value>> {
        match self {
            Self::Json(_, body) => body.get_mut("error")?.as_object_mut(),
            Self::Status(_, content) => content.error(),
            _ => None,
        }
    }

    pub(super) async fn send(self) -> Response {
        match self {
            Self::Json(code, body) => typed(code, json::CONTENT_TYPE, body.to_string()),
            Self::Framework(code) => framework(status(code)),
            Self::Empty(code) => status(code).into_response(),
            Self::Text(code, content_type, body) => typed(code, &content_type, body),
            Self::Repeated(body) => json_body(Body::new(body)),
            Self::Truncated(body) => json_body(Body::new(BrokenBody::new(body))),
            Self::TruncatedChunks(body) => {
                json_body(Body::new(BrokenBody::in_chunks(body)))
            }
            Self::Status(code, content) => {
                let mut response = Box::pin(content.send()).await;
                *response.status_mut() = status(code);
                response
            }
            Self::Hang => std::future::pending().await,
        }
    }
}

fn framework(status: StatusCode) -> Response {
    let body = json!({
        "statusCode": status.as_u16(),
        "error": status.canonical_reason(),
        "message": "refused before any endpoint saw it",
    });
    json_response(status, &body)
}

fn json_body(body: Body) -> Response {
    typed(200, json::CONTENT_TYPE, body)
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
