//! What happens to a call before and after its endpoint: body, credential, permission,
//! parameters, and the form of the answer.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{
    auth::Token,
    call::Call,
    endpoints::{self, Endpoint},
    error::{ApiError, Failure, UNKNOWN_API_ENDPOINT},
    framework::{self, Refusal},
    input::Input,
    json::json_response,
    schema,
    shared::Shared,
    state::State as Server,
};

const PRIVATE: HeaderValue =
    HeaderValue::from_static("private, max-age=0, must-revalidate");

/// Answers everything under `/api/`.
pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let name = path.strip_prefix("/api/").unwrap_or(path).to_owned();
    let answer = if let Some(endpoint) = endpoints::find(&name) {
        call(&shared, endpoint, parts, body).await
    } else if let Some(session) = checked_session(&parts.method, &name) {
        check(&shared, session, &parts.headers, body).await
    } else {
        return unknown(&parts.method, parts.uri.path());
    };
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(PRIVATE);
    response
}

/// A GET ends in a route of the API that catches all; anything else reaches the framework.
fn unknown(method: &Method, path: &str) -> Response {
    if *method != Method::GET {
        return framework::no_route(method, path);
    }
    let mut response = ApiError::from(UNKNOWN_API_ENDPOINT).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, PRIVATE);
    response
}

/// The session of `miauth/{session}/check`, which may well be empty.
fn checked_session<'a>(method: &Method, name: &'a str) -> Option<&'a str> {
    let session = name.strip_prefix("miauth/")?.strip_suffix("/check")?;
    (*method == Method::POST && !session.contains('/')).then_some(session)
}

async fn check(
    shared: &Shared,
    session: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    Input::from_body(headers, body).await?;
    let answer = shared.state().check(session);
    Ok(json_response(StatusCode::OK, &answer))
}

async fn call(
    shared: &Shared,
    endpoint: &Endpoint,
    parts: Parts,
    body: Body,
) -> Result<Response, Failure> {
    let is_get = parts.method == Method::GET;
    if is_get && endpoint.cache_seconds.is_none() {
        return Err(Refusal::Silent(StatusCode::METHOD_NOT_ALLOWED).into());
    }
    let headers = parts.headers.clone();
    let largest = shared.state().limits.form;
    let input = read(endpoint, parts, body, largest).await?;
    let credential = match bearer(&headers) {
        Some(token) => Some(token),
        None => body_credential(&input.params).await,
    };
    let credential = credential.or_else(|| unreadable(&headers));
    let anonymous = credential.is_none();
    let mut response = run(shared, endpoint, input, credential.as_deref())?;
    if is_get && anonymous {
        cache(&mut response, endpoint.cache_seconds);
    }
    Ok(response)
}

/// The largest file that is read is given in bytes.
async fn read(
    endpoint: &Endpoint,
    parts: Parts,
    body: Body,
    largest: u64,
) -> Result<Input, Refusal> {
    if parts.method == Method::GET {
        Ok(Input::from_query(parts.uri.query().unwrap_or_default()))
    } else if endpoint.takes_file {
        Input::from_form(parts, body, largest).await
    } else {
        Input::from_body(&parts.headers, body).await
    }
}

/// The token in the header. The scheme is compared as it stands, capital letter and all.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ").map(str::trim)?;
    (!token.is_empty()).then(|| token.to_owned())
}

/// The credential of whoever sends no other, but a header in which there is none to be read: one
/// that is nobody's. Who means to say who calls is not taken for nobody.
pub(crate) fn unreadable(headers: &HeaderMap) -> Option<String> {
    headers
        .contains_key(header::AUTHORIZATION)
        .then(String::new)
}

async fn body_credential(params: &Value) -> Option<String> {
    match params.get("i") {
        None | Some(Value::Null) => None,
        Some(Value::String(token)) => Some(token.clone()),
        // A real server forgets to answer.
        Some(_) => std::future::pending().await,
    }
}

fn run(
    shared: &Shared,
    endpoint: &Endpoint,
    input: Input,
    credential: Option<&str>,
) -> Result<Response, ApiError> {
    let mut state = shared.state();
    let token = state.authenticate(credential)?;
    Ok(match perform(&mut state, endpoint, input, token)? {
        Some(answer) => json_response(StatusCode::OK, &answer),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Checks and runs a call of a caller who is known by now.
pub(crate) fn perform(
    state: &mut Server,
    endpoint: &Endpoint,
    input: Input,
    token: Option<Token>,
) -> Result<Option<Value>, ApiError> {
    endpoint.access.check(state, token.as_ref())?;
    let params = schema::check(endpoint.name, input.params, input.textual)?;
    let call = Call {
        token,
        params,
        upload: input.upload,
    };
    (endpoint.run)(state, &call)
}

fn cache(response: &mut Response, seconds: Option<u32>) {
    let value = format!("public, max-age={}", seconds.unwrap_or_default());
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
}
