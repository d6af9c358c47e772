//! The server's own emoji: a list, and their pictures.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A picture of one pixel.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// What they are called.
pub(crate) const NAMES: [&str; 2] = ["maple_leaf", "teapot"];

pub(crate) fn all(base_url: &str) -> Value {
    let emoji = |name: &str, category: &str| {
        json!({
            "aliases": [],
            "name": name,
            "category": category,
            "url": address(base_url, name),
        })
    };
    let [leaf, teapot] = NAMES;
    json!([emoji(leaf, "garden"), emoji(teapot, "kitchen")])
}

/// Where the picture of one of them is.
pub(crate) fn address(base_url: &str, name: &str) -> String {
    format!("{base_url}/emoji/{name}.png")
}

/// The same picture for each.
pub(crate) async fn picture() -> Response {
    let bytes = STANDARD.decode(PICTURE).unwrap_or_default();
    let mut response = Response::new(Body::from(bytes));
    let media_type = HeaderValue::from_static("image/png");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    response
}
