//! What the tests share.

use std::time::Duration;

use misskey_api::{Client, endpoints};
use misskey_auth::oauth::{Attempt, ClientPage, Exchange, Metadata, Request};
use misskey_auth::{Url, calls};
use misskey_test_server::{Reply, TestServer, Visitor};

pub(crate) const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";
pub(crate) const TOKEN: &str = "/oauth/token";

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub(crate) fn client(server: &TestServer) -> Client {
    Client::builder(server.base_url())
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap()
}

/// A server, a client of it, and what it says of its OAuth.
pub(crate) async fn discover() -> (TestServer, Client, Metadata) {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    let metadata = Metadata::discover(&client).await.unwrap();
    (server, client, metadata)
}

/// Lets the server open the app's page, once.
pub(crate) fn publish(server: &TestServer) -> ClientPage {
    let page =
        ClientPage::new("Rake & <Co>", url(&format!("{}/rake", server.base_url())))
            .logo(url("https://rake.example/logo.png"))
            .redirect(url("https://rake.example/other"))
            .redirect(url("myapp://back?a=1&b=2"));
    let html = Reply::text(200, "text/html; charset=utf-8", page.html());
    server.respond("/rake", html);
    page
}

pub(crate) fn request(page: &ClientPage) -> Request {
    Request::new(page.id(), &url("myapp://back?a=1&b=2")).calls(&calls!(endpoints::I))
}

/// An attempt that the server will open the page of.
pub(crate) async fn begin() -> (TestServer, Client, Attempt) {
    let (server, client, metadata) = discover().await;
    let attempt = request(&publish(&server)).start(&metadata).unwrap();
    (server, client, attempt)
}

/// Presses a button; gives the address to which the browser is sent.
pub(crate) async fn press(attempt: &Attempt, button: &str) -> String {
    let landing = Visitor::new()
        .press(attempt.url().as_str(), button)
        .await
        .unwrap();
    assert!(
        landing.url.starts_with("myapp://back?a=1&b=2&"),
        "{landing:?}"
    );
    landing.url
}

/// An exchange that is ready to be sent.
pub(crate) async fn allowed() -> (TestServer, Client, Exchange) {
    let (server, client, attempt) = begin().await;
    let code = attempt.callback(&press(&attempt, "Allow").await).unwrap();
    (server, client, attempt.exchange(code))
}
