//! A server, and a client of it that tries nothing again.

use misskey_api::{Client, Retry};
use misskey_test_server::TestServer;

pub(crate) async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = Client::builder(server.base_url())
        .token(server.token())
        .retry(Retry::never())
        .build()
        .unwrap();
    (server, client)
}
