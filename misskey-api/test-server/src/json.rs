//! JSON answers, with the content type that a real server gives them.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;

/// The content type of every JSON answer.
pub(crate) const CONTENT_TYPE: &str = "application/json; charset=utf-8";

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    let content_type = HeaderValue::from_static(CONTENT_TYPE);
    (
        status,
        [(header::CONTENT_TYPE, content_type)],
        body.to_string(),
    )
        .into_response()
}
