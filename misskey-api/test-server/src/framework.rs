//! The errors of the HTTP framework under a real server, whose `error` is a string.

use axum::{
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::json::json_response;

/// Why the framework gives a request up before any endpoint sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A body of a type that the route does not read.
    UnsupportedMediaType,
    /// A JSON content type with nothing to read.
    EmptyJson,
    /// A JSON content type on something else.
    MalformedJson,
    /// A body over the limit.
    TooLarge,
    /// A status and not a word more.
    Silent(StatusCode),
}

impl Refusal {
    fn describe(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "FST_ERR_CTP_INVALID_MEDIA_TYPE",
                "this type of body can't be read",
            ),
            Self::EmptyJson => (
                StatusCode::BAD_REQUEST,
                "FST_ERR_CTP_EMPTY_JSON_BODY",
                "a JSON body was announced, but it is empty",
            ),
            Self::MalformedJson => (
                StatusCode::BAD_REQUEST,
                "FST_ERR_CTP_INVALID_JSON_BODY",
                "the body is not JSON",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "FST_ERR_CTP_BODY_TOO_LARGE",
                "the body exceeds the limit",
            ),
            Self::Silent(status) => (status, "", ""),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = self.describe();
        if let Self::Silent(status) = self {
            return status.into_response();
        }
        let body = json!({
            "statusCode": status.as_u16(),
            "code": code,
            "error": status.canonical_reason(),
            "message": message,
        });
        json_response(status, &body)
    }
}

/// No route has this path, or none with this method.
pub(crate) async fn not_found(method: Method, uri: Uri) -> Response {
    no_route(&method, uri.path())
}

pub(crate) fn no_route(method: &Method, path: &str) -> Response {
    let body = json!({
        "message": format!("{method} {path} leads nowhere"),
        "error": "Not Found",
        "statusCode": 404,
    });
    json_response(StatusCode::NOT_FOUND, &body)
}
