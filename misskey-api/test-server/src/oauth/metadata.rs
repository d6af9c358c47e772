//! The document by which a server tells that it speaks OAuth, and where.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};
use serde_json::json;

use crate::{json::json_response, permission, shared::Shared};

pub(crate) async fn document(State(shared): State<Arc<Shared>>) -> Response {
    let base_url = shared.state().base_url.clone();
    let document = json!({
        "issuer": base_url,
        "authorization_endpoint": format!("{base_url}/oauth/authorize"),
        "token_endpoint": format!("{base_url}/oauth/token"),
        "scopes_supported": permission::all().collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "service_documentation": "https://garden.example/docs",
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    json_response(StatusCode::OK, &document)
}
