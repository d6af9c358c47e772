//! The pages on which a user lets an app in.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};

use crate::{
    callback,
    miauth::{Decision, Wish},
    shared::Shared,
};

/// Shows who asks for what in a MiAuth session.
pub(crate) async fn miauth_page(
    State(shared): State<Arc<Shared>>,
    Path(session): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let wish = Wish::parse(&query);
    shared.state().open_attempt(&session, &wish);
    let permissions = wish.permissions().unwrap_or_default();
    let name = wish.name.as_deref().unwrap_or("An app without a name");
    let action = |verb| format!("/miauth/{}/{verb}?{query}", encoded(&session));
    question(name, &permissions, &action("allow"), &action("deny"))
}

/// The button Allow of that page.
pub(crate) async fn miauth_allow(
    State(shared): State<Arc<Shared>>,
    Path(session): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let wish = Wish::parse(&query.unwrap_or_default());
    shared.state().decide(&session, &wish, Decision::Allow);
    send_back(wish.callback.as_deref(), "session", &session)
}

/// The button Deny of that page. The app is not told.
pub(crate) async fn miauth_deny(
    State(shared): State<Arc<Shared>>,
    Path(session): Path<String>,
) -> Response {
    let wish = Wish::default();
    shared.state().decide(&session, &wish, Decision::Deny);
    denied()
}

/// Shows which app of the old kind asks for what.
pub(crate) async fn app_page(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
) -> Response {
    let Some(app) = shared.state().app_of_session(&token) else {
        return no_such_session();
    };
    let action = |verb| format!("/auth/{}/{verb}", encoded(&token));
    question(
        &app.name,
        &app.permissions,
        &action("allow"),
        &action("deny"),
    )
}

/// The button Allow of that page.
pub(crate) async fn app_allow(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
) -> Response {
    let mut state = shared.state();
    let Some(app) = state.app_of_session(&token) else {
        return no_such_session();
    };
    state.decide(&token, &Wish::default(), Decision::Allow);
    send_back(app.callback.as_deref(), "token", &token)
}

/// The button Deny of that page.
pub(crate) async fn app_deny(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
) -> Response {
    let wish = Wish::default();
    shared.state().decide(&token, &wish, Decision::Deny);
    denied()
}

/// Shows which app asks for what over OAuth.
pub(crate) fn oauth_question(
    name: &str,
    permissions: &[String],
    transaction: &str,
) -> Response {
    let field = |name: &str, value: &str| {
        format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escaped(value)
        )
    };
    let allow = field("transaction_id", transaction);
    let deny = format!("{allow}{}", field("cancel", "cancel"));
    let action = "/oauth/decision";
    ask(
        name,
        permissions,
        &form(action, &allow, "Allow"),
        &form(action, &deny, "Deny"),
    )
}

fn question(name: &str, permissions: &[String], allow: &str, deny: &str) -> Response {
    ask(
        name,
        permissions,
        &form(allow, "", "Allow"),
        &form(deny, "", "Deny"),
    )
}

fn ask(name: &str, permissions: &[String], allow: &str, deny: &str) -> Response {
    let permissions: String = permissions
        .iter()
        .map(|name| format!("<li>{}</li>", escaped(name)))
        .collect();
    page(
        StatusCode::OK,
        &format!(
            "<h1>{} asks for access</h1>\n<ul>{permissions}</ul>\n{allow}\n{deny}",
            escaped(name),
        ),
    )
}

fn form(action: &str, fields: &str, label: &str) -> String {
    let action = escaped(action);
    format!(
        "<form method=\"post\" action=\"{action}\">{fields}<button>{label}</button></form>"
    )
}

/// Sends the browser back, when there is a way.
fn send_back(callback: Option<&str>, param: &str, value: &str) -> Response {
    let Some(callback) = callback else {
        return page(
            StatusCode::OK,
            "<h1>Access granted</h1>\n<p>Go back to the app.</p>",
        );
    };
    let location = callback::with_param(callback, param, value);
    match location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        Some(location) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
        None => page(StatusCode::BAD_REQUEST, "<h1>This callback is refused</h1>"),
    }
}

fn denied() -> Response {
    page(
        StatusCode::OK,
        "<h1>Access denied</h1>\n<p>You can close this page.</p>",
    )
}

fn no_such_session() -> Response {
    page(StatusCode::NOT_FOUND, "<h1>There is no such session</h1>")
}

fn page(status: StatusCode, content: &str) -> Response {
    let html = format!("<!DOCTYPE html>\n<title>Test Garden</title>\n{content}\n");
    let cache = [(header::CACHE_CONTROL, "public, max-age=30")];
    (status, cache, Html(html)).into_response()
}

/// A session as one segment of a path.
fn encoded(segment: &str) -> String {
    // This encoding makes a plus of a blank, which in a path is a plus.
    form_urlencoded::byte_serialize(segment.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
