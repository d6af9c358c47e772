//! What the tests have in common.

use std::time::Duration;

use http::{Method, Response};
use misskey_api::{Client, PermissionSet, Server, endpoints, permissions};
use misskey_auth::Url;
use misskey_auth::miauth::{Check, CheckError, Request, Session};
use misskey_auth::once::{Grant, OutcomeUnknown};
use misskey_test_server::{Reply, TestServer};

/// What the tests call.
pub(crate) const NEEDED: PermissionSet = permissions!(endpoints::I);

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub(crate) fn example() -> Server {
    "misskey.example".parse().unwrap()
}

/// A server, a client of it, and a session that asks for what the tests call.
pub(crate) async fn begin() -> (TestServer, Client, Session) {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    let session = request(&client).start().unwrap();
    (server, client, session)
}

pub(crate) fn client(server: &TestServer) -> Client {
    Client::builder(server.base_url())
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap()
}

pub(crate) fn request(client: &Client) -> Request {
    Request::new(client.address())
        .name("Test app")
        .permissions(NEEDED)
}

/// The path of a session's check, as the server calls it.
pub(crate) fn check_of(session: &Session) -> String {
    format!("miauth/{}/check", session.id())
}

/// Does what a browser does, but follows no redirect.
pub(crate) async fn browse(
    client: &Client,
    method: Method,
    page: &str,
) -> Response<Vec<u8>> {
    let mut request = http::Request::new(Vec::new());
    *request.method_mut() = method;
    *request.uri_mut() = page.parse().unwrap();
    client.carry(request).await.unwrap()
}

/// What becomes of a check that gets a reply out of order.
pub(crate) async fn check_with(
    reply: Reply,
) -> (TestServer, Client, Result<Check, CheckError>) {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    server.respond(&check_of(&session), reply);
    let checked = session.check(&client).await;
    (server, client, checked)
}

#[track_caller]
pub(crate) fn granted(checked: Result<Check, CheckError>) -> Grant {
    match checked {
        Ok(Check::Granted(grant)) => grant,
        other => panic!("not granted: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn pending(checked: Result<Check, CheckError>) -> Session {
    match checked {
        Ok(Check::Pending(session)) => session,
        other => panic!("not pending: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn unknown(checked: Result<Check, CheckError>) -> OutcomeUnknown<Session> {
    match checked {
        Err(CheckError::OutcomeUnknown(error)) => error,
        other => panic!("not unknown: {other:?}"),
    }
}
