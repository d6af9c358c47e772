//! The files of the drive as anyone may fetch them.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Method, Uri, header},
    response::Response,
};

use crate::{entity::drive_file::DriveFile, framework, reply::Repeated, shared::Shared};

/// Answers `/files/{key}` with what was uploaded. Of a file that was not kept whole, the
/// beginning comes again and again, up to its size.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Path(key): Path<String>,
    method: Method,
    uri: Uri,
) -> Response {
    let state = shared.state();
    let url = format!("{}/files/{key}", state.base_url);
    let is_it =
        |file: &&DriveFile| file.url == url || file.thumbnail_url.as_ref() == Some(&url);
    match state.files.iter().find(is_it) {
        Some(file) => content(file),
        None => framework::no_route(&method, uri.path()),
    }
}

fn content(file: &DriveFile) -> Response {
    let body = Repeated::sized(file.content.head.clone(), file.content.size);
    let mut response = Response::new(Body::new(body));
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(&file.media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    let lasting = HeaderValue::from_static("max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, lasting);
    response
}
