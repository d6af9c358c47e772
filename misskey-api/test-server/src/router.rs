//! Which path leads where, and what happens to every request first.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};

use crate::{
    api, consent,
    framework::{self, Refusal},
    nodeinfo, oauth,
    record::RecordedRequest,
    shared::Shared,
};

/// The largest body that is read at all, in bytes: what `meta` calls `maxFileSize`.
const LARGEST_BODY: usize = 262_144_000;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/api/{*endpoint}", any(api::handle))
        .route("/miauth/{session}", get(consent::miauth_page))
        .route("/miauth/{session}/allow", post(consent::miauth_allow))
        .route("/miauth/{session}/deny", post(consent::miauth_deny))
        .route("/nodeinfo/2.1", get(nodeinfo::page))
        .route("/auth/{token}", get(consent::app_page))
        .route("/auth/{token}/allow", post(consent::app_allow))
        .route("/auth/{token}/deny", post(consent::app_deny))
        .route(
            "/.well-known/oauth-authorization-server",
            get(oauth::metadata::document),
        )
        .route("/oauth/authorize", get(oauth::authorize::page))
        .route("/oauth/decision", post(oauth::authorize::decide))
        .route("/oauth/token", post(oauth::token::exchange))
        .fallback(framework::not_found)
        .method_not_allowed_fallback(framework::not_found)
        // Limits are those of the protocol, not those of axum.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            intercept,
        ))
        .with_state(shared)
}

/// Records a request as soon as it is complete, and gives it a queued reply if there is one.
async fn intercept(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Refusal::TooLarge.into_response();
    };
    shared.record(RecordedRequest::new(&parts, &body));
    match shared.queued(parts.uri.path()) {
        Some(reply) => reply.send().await,
        None => next.run(Request::from_parts(parts, Body::from(body))).await,
    }
}
