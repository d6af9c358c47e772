//! Servers that break off, hang and vanish.

use std::{io, time::Duration};

use misskey_test_server::{Reply, TestServer};
use serde_json::json;
use tokio::time::timeout;

use crate::client::{exchange, head, post};

async fn raw_ping(server: &TestServer) -> io::Result<Vec<u8>> {
    let request = head(
        server,
        "POST /api/ping",
        &[("Content-Type", "application/json")],
        2,
    ) + "{}";
    exchange(server, request.as_bytes()).await
}

#[tokio::test]
async fn close_ends_the_connection_without_a_byte() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::close());
    assert!(raw_ping(&server).await.unwrap_or_default().is_empty());
    assert_eq!(server.requests().len(), 1);
    assert_eq!(post(&server, "ping", json!({})).await.status, 200);
}

#[tokio::test]
async fn truncated_sends_less_than_it_promised() {
    let server = TestServer::start().await.unwrap();
    for body in [
        r#"{"pong":17"#.to_owned(),
        String::new(),
        "x".repeat(30_000),
    ] {
        server.respond(
            "ping",
            Reply::truncated(body.clone()).header("X-Fault", "yes"),
        );
        let answer = String::from_utf8(raw_ping(&server).await.unwrap()).unwrap();
        let (head, rest) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK") && head.contains("x-fault: yes"));
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        assert!(length.unwrap().parse::<usize>().unwrap() > rest.len());
        assert_eq!(rest.len(), body.len());
    }
}

#[tokio::test]
async fn hang_never_answers_but_harms_no_other_connection() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::hang());
    let waiting = timeout(Duration::from_millis(200), raw_ping(&server)).await;
    assert!(waiting.is_err());
    assert_eq!(post(&server, "ping", json!({})).await.status, 200);
}

#[tokio::test]
async fn a_credential_that_is_no_string_never_gets_an_answer() {
    let server = TestServer::start().await.unwrap();
    for credential in [json!(123), json!(true), json!({})] {
        let call = post(&server, "ping", json!({"i": credential}));
        assert!(timeout(Duration::from_millis(200), call).await.is_err());
    }
    assert_eq!(post(&server, "ping", json!({"i": null})).await.status, 200);
}
