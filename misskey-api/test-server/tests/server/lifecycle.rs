//! Starting, stopping, and what is kept of the requests.

use std::time::Duration;

use misskey_test_server::TestServer;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::client::{post, request};

#[tokio::test]
async fn the_address_is_given_in_both_forms() {
    let server = TestServer::start().await.unwrap();
    assert!(server.host().starts_with("127.0.0.1:"));
    assert_eq!(server.base_url(), format!("http://{}", server.host()));
    assert_eq!(server.token().len(), 16);
}

#[tokio::test]
async fn servers_share_nothing() {
    let one = TestServer::start().await.unwrap();
    let other = TestServer::start().await.unwrap();
    assert_ne!(one.host(), other.host());
    assert_ne!(one.token(), other.token());
    post(&one, "ping", json!({})).await;
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_dropped_server_is_gone_with_its_connections() {
    let server = TestServer::start().await.unwrap();
    let host = server.host();
    let mut open = TcpStream::connect(&host).await.unwrap();
    drop(server);
    let mut rest = Vec::new();
    let end = timeout(Duration::from_secs(5), open.read_to_end(&mut rest))
        .await
        .unwrap();
    assert!(end.is_err() || rest.is_empty());
    assert!(TcpStream::connect(&host).await.is_err());
}

#[tokio::test]
async fn requests_are_kept_whole_and_in_order() {
    let server = TestServer::start().await.unwrap();
    post(&server, "ping", json!({"i": null, "a": "ä"})).await;
    request(
        &server,
        "GET /miauth/x%20y?name=A+B&icon=",
        &[("X-Test", "1")],
        b"",
    )
    .await;
    let [ping, page] = <[_; 2]>::try_from(server.requests()).unwrap();
    assert_eq!(
        (ping.method.as_str(), ping.path.as_str()),
        ("POST", "/api/ping")
    );
    assert_eq!(ping.json(), json!({"i": null, "a": "ä"}));
    assert_eq!(ping.header("content-TYPE"), Some("application/json"));
    assert_eq!(
        (page.method.as_str(), page.path.as_str()),
        ("GET", "/miauth/x%20y")
    );
    assert_eq!(page.query, "name=A+B&icon=");
    assert!(
        page.headers
            .contains(&("x-test".to_owned(), "1".to_owned()))
    );
    assert_eq!((page.body.as_slice(), page.json()), (&b""[..], json!(null)));
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = TestServer::start().await.unwrap();
    let mut stream = TcpStream::connect(server.host()).await.unwrap();
    let request = b"GET /api/get-online-users-count HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut buffer = [0; 4096];
    for _ in 0..3 {
        stream.write_all(request).await.unwrap();
        let length = stream.read(&mut buffer).await.unwrap();
        assert!(buffer[..length].starts_with(b"HTTP/1.1 200 OK"));
    }
    assert_eq!(server.requests().len(), 3);
}
