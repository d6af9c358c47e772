//! The page by which the servers of the fediverse tell what software they run.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use serde_json::json;

use crate::{json::json_response, shared::Shared};

pub(crate) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let version = shared.state().meta.get("version").cloned();
    let page = json!({
        "version": "2.1",
        "software": { "name": "misskey", "version": version },
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": [] },
        "openRegistrations": false,
        "usage": { "users": {} },
        "metadata": {},
    });
    json_response(StatusCode::OK, &page)
}
