//! Which path leads where, and what happens to every request first.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{self, Next},
    response::Response,
    routing::{any, get, post},
};

use crate::{
    api, body, consent, emoji, files, framework, nodeinfo, oauth,
    record::{RecordedBody, RecordedRequest},
    shared::{Answer, Shared},
    streaming,
};

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/api/{*endpoint}", any(api::handle))
        .route("/streaming", get(streaming::upgrade))
        .route("/miauth/{session}", get(consent::miauth_page))
        .route("/miauth/{session}/allow", post(consent::miauth_allow))
        .route("/miauth/{session}/deny", post(consent::miauth_deny))
        .route("/files/{key}", get(files::download))
        .route("/emoji/{name}", get(emoji::picture))
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

/// Records every request, and gives it the reply that a test has for it.
async fn intercept(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let answer = shared.due(parts.uri.path());
    if let Some(Answer::Reply(reply)) = &answer
        && reply.is_early()
    {
        shared.record(RecordedRequest::new(&parts));
        return reply.clone().send().await;
    }
    let body = RecordedBody::new(Arc::clone(&shared), &parts, body);
    let recorded = body.recorded();
    let body = Body::new(body);
    let Some(answer) = answer else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    body::beginning(body, 0).await;
    let reply = match answer {
        Answer::Reply(reply) => *reply,
        Answer::Function(function) => match recorded.get() {
            Some(request) => function.call(request),
            None => function.call(&RecordedRequest::new(&parts)),
        },
    };
    reply.send().await
}
