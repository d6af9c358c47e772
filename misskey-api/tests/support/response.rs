//! Responses that no server sent.

use http::Response;
use http::header::CONTENT_TYPE;
use serde_json::Value;

pub(crate) fn response(
    status: u16,
    content_type: &str,
    body: impl Into<Vec<u8>>,
) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, content_type)
        .body(body.into())
        .unwrap()
}

pub(crate) fn json_response(status: u16, body: &Value) -> Response<Vec<u8>> {
    response(status, "application/json; charset=utf-8", body.to_string())
}
