//! What the tests share.

use std::time::Duration;

use misskey_api::{Client, endpoints};
use misskey_auth::app::{App, Registration, Session};
use misskey_auth::calls;
use misskey_test_server::TestServer;

pub(crate) fn client(server: &TestServer) -> Client {
    Client::builder(server.base_url())
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap()
}

pub(crate) fn registration() -> Registration {
    Registration::new("Test app")
        .description("Tests.")
        .calls(&calls!(endpoints::I))
}

/// A server, a client of it, and an app that it knows.
pub(crate) async fn register() -> (TestServer, Client, App) {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    let app = registration().register(&client).await.unwrap();
    (server, client, app)
}

pub(crate) async fn begin() -> (TestServer, Client, Session) {
    let (server, client, app) = register().await;
    let session = app.begin(&client).await.unwrap();
    (server, client, session)
}

/// Every text that a value shows itself as.
pub(crate) fn shown(value: &(impl std::fmt::Debug + ?Sized)) -> String {
    format!("{value:?} {value:#?}")
}
