//! The page on which a user lets an app in, and its buttons.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{Transaction, client_page};
use crate::{
    callback, consent, form::Form, json::json_response, permission, shared::Shared,
};

/// Shows who asks for what, if the app's own page lets the browser go back to where it asks.
pub(crate) async fn page(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = Form::parse(query.unwrap_or_default().as_bytes());
    let (client_id, redirect_uri) =
        (asked.text("client_id"), asked.text("redirect_uri"));
    // Until it is known that the way back is the app's own, nobody is sent there.
    let app = match client_page::fetch(client_id).await {
        Ok(app) => app,
        Err(reason) => return refused(&format!("the app's page: {reason}")),
    };
    if !app.redirects.iter().any(|one| one == redirect_uri) {
        return refused("the app's page does not name this redirect URI");
    }
    let mut state = shared.state();
    match transaction(&asked) {
        Ok(transaction) => {
            let scopes = transaction.scopes.clone();
            let id = state.open_transaction(transaction);
            let name = app.name.as_deref().unwrap_or(client_id);
            consent::oauth_question(name, &scopes, &id)
        }
        Err(error) => {
            let params = [("error", error), ("error_description", "see the error")];
            back(redirect_uri, &params, asked.get("state"), &state.base_url)
        }
    }
}

/// The buttons of that page.
pub(crate) async fn decide(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let pressed = Form::parse(&body);
    let mut state = shared.state();
    let Some(transaction) = state.close_transaction(pressed.text("transaction_id"))
    else {
        return refused("there is no such page, or its button was pressed before");
    };
    let (redirect_uri, asked) =
        (transaction.redirect_uri.clone(), transaction.state.clone());
    let code;
    let params: &[(&str, &str)] = if pressed.get("cancel").is_some() {
        &[("error", "access_denied")]
    } else {
        code = state.new_code(transaction);
        &[("code", &code)]
    };
    back(&redirect_uri, params, asked.as_deref(), &state.base_url)
}

/// What is asked for, or the error that the app is told.
fn transaction(asked: &Form) -> Result<Transaction, &'static str> {
    if asked.text("response_type") != "code" {
        return Err("unsupported_response_type");
    }
    if asked.text("code_challenge").is_empty()
        || asked.text("code_challenge_method") != "S256"
    {
        return Err("invalid_request");
    }
    let scopes = permission::grantable_of(asked.text("scope").split(' '));
    if scopes.is_empty() {
        return Err("invalid_scope");
    }
    Ok(Transaction {
        client_id: asked.text("client_id").to_owned(),
        redirect_uri: asked.text("redirect_uri").to_owned(),
        challenge: asked.text("code_challenge").to_owned(),
        state: asked.get("state").map(str::to_owned),
        scopes,
    })
}

fn back(
    redirect_uri: &str,
    params: &[(&str, &str)],
    state: Option<&str>,
    issuer: &str,
) -> Response {
    let mut params = params.to_vec();
    params.extend(state.map(|state| ("state", state)));
    params.push(("iss", issuer));
    let mut location = redirect_uri.to_owned();
    for (name, value) in params {
        match callback::with_param(&location, name, value) {
            Some(longer) => location = longer,
            None => return refused("this redirect URI is refused"),
        }
    }
    match HeaderValue::from_str(&location) {
        Ok(location) => {
            (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
        }
        Err(_) => refused("this redirect URI is refused"),
    }
}

/// What the user sees in place of the page. The app is not told.
fn refused(reason: &str) -> Response {
    let body = json!({ "error": "invalid_request", "error_description": reason });
    json_response(StatusCode::BAD_REQUEST, &body)
}
