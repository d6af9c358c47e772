//! Codes for tokens.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Transaction;
use crate::{form::Form, json::json_response, shared::Shared};

pub(crate) async fn exchange(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Response {
    let asked = Form::parse(&body);
    let (status, answer) = match answer(&shared, &asked) {
        Ok(answer) => (StatusCode::OK, answer),
        Err(error) => (StatusCode::BAD_REQUEST, json!({ "error": error })),
    };
    let mut response = json_response(status, &answer);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}

fn answer(shared: &Shared, asked: &Form) -> Result<Value, &'static str> {
    match asked.text("grant_type") {
        "authorization_code" => {}
        "" => return Err("invalid_request"),
        _ => return Err("unsupported_grant_type"),
    }
    let code = asked.get("code").ok_or("invalid_request")?;
    let granted = shared
        .state()
        .exchange(code, |transaction| fits(transaction, asked));
    let (token, scopes) = granted.ok_or("invalid_grant")?;
    Ok(json!({
        "access_token": token,
        "token_type": "Bearer",
        "scope": scopes.join(" "),
    }))
}

/// Whether who comes with the code is who asked for it.
fn fits(transaction: &Transaction, asked: &Form) -> bool {
    let hash = Sha256::digest(asked.text("code_verifier"));
    asked.text("client_id") == transaction.client_id
        && asked.text("redirect_uri") == transaction.redirect_uri
        && URL_SAFE_NO_PAD.encode(hash) == transaction.challenge
}
