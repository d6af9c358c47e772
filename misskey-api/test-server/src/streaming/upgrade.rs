//! From an HTTP request to a WebSocket, or to a refusal.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use hyper::upgrade::OnUpgrade;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{hub::AbortOnDrop, socket};
use crate::{
    api,
    auth::Token,
    error::{ACCOUNT_SUSPENDED, AUTHENTICATION_FAILED, ApiError},
    framework,
    shared::Shared,
    state::State as Server,
};

/// What an app needs for being let in at all.
const PERMISSION: &str = "read:account";

/// Answers `/streaming`.
pub(crate) async fn upgrade(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
) -> Response {
    let Some(key) = websocket_key(request.headers()) else {
        return framework::no_route(request.method(), request.uri().path());
    };
    let credential = credential(&request);
    let token = match shared.state().admit(credential.as_deref()) {
        Ok(token) => token,
        Err(error) => return error.without_body(),
    };
    let Some(upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return StatusCode::UPGRADE_REQUIRED.into_response();
    };
    open(&shared, token, upgrade);
    switching(&key)
}

/// The key of a request that asks for a WebSocket.
fn websocket_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let asked = headers.get(header::UPGRADE)?.to_str().ok()?;
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    key.filter(|_| asked.eq_ignore_ascii_case("websocket"))
        .cloned()
}

fn credential(request: &Request) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let headers = request.headers();
    api::bearer(headers)
        .or_else(|| {
            let (_, value) = pairs.find(|(name, _)| name == "i")?;
            Some(value.into_owned())
        })
        .or_else(|| api::unreadable(headers))
}

impl Server {
    /// Finds the token of a handshake, which may be none, but never one that can't listen.
    fn admit(&self, credential: Option<&str>) -> Result<Option<Token>, ApiError> {
        let token = self.authenticate(credential)?;
        match &token {
            Some(token) if self.is_suspended(&token.user_id) => {
                Err(ACCOUNT_SUSPENDED.into())
            }
            Some(token) if !token.has(PERMISSION) => Err(AUTHENTICATION_FAILED.into()),
            _ => Ok(token),
        }
    }
}

fn open(shared: &Arc<Shared>, token: Option<Token>, upgrade: OnUpgrade) {
    let mut state = shared.state();
    let (outbox, inbox) = mpsc::unbounded_channel();
    let connection = state.streams.add(token, outbox);
    let settings = socket::Settings {
        ping_interval: state.streams.ping_interval,
        silence: state.streams.silence.subscribe(),
    };
    let serving =
        socket::serve(Arc::clone(shared), connection, upgrade, inbox, settings);
    let task = AbortOnDrop(tokio::spawn(serving).abort_handle());
    if let Some(connection) = state.streams.connections.get_mut(&connection) {
        connection.task = Some(task);
    }
}

fn switching(key: &HeaderValue) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    let accepted = HeaderValue::try_from(derive_accept_key(key.as_bytes()));
    if let Ok(accepted) = accepted {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    }
    response
}
