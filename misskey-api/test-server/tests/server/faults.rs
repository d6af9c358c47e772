//! Servers that break off, hang and vanish.

use std::{
    io,
    time::{Duration, Instant},
};

use misskey_test_server::{Reply, TestServer};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

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

/// What a ping gets when it is answered by a reply: all bytes, or the error that ended them.
async fn answered(reply: Reply) -> io::Result<String> {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", reply);
    let bytes = timeout(Duration::from_secs(20), raw_ping(&server))
        .await
        .unwrap()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn reset_gives_an_error_instead_of_an_end() {
    let error = answered(Reply::reset()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn reset_after_sends_so_much_and_then_resets() {
    let server = TestServer::start().await.unwrap();
    let long = Reply::repeated("\"", "x", 100_000, "\"").reset_after(5000);
    server.respond("ping", long);
    let mut stream = TcpStream::connect(server.host()).await.unwrap();
    let request = head(&server, "GET /api/ping", &[], 0);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.unwrap_err();
    assert_eq!(end.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(bytes.len(), 5000);
}

#[tokio::test]
async fn early_replies_come_before_the_body_of_the_request() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::empty(413).early());
    server.respond("ping", Reply::reset().early());
    let request = head(&server, "POST /api/ping", &[], 1000);
    let answer = exchange(&server, request.as_bytes()).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 413"));
    assert!(exchange(&server, request.as_bytes()).await.is_err());
    let lengths: Vec<u64> = server.requests().iter().map(|sent| sent.length).collect();
    assert_eq!(lengths, [0, 0]);
}

#[tokio::test]
async fn slow_replies_come_byte_by_byte() {
    let start = Instant::now();
    let reply = Reply::empty(204).slowly(Duration::from_millis(2));
    let answer = answered(reply).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"));
    let pauses = u32::try_from(answer.len()).unwrap() - 1;
    assert!(start.elapsed() >= Duration::from_millis(2) * pauses);
}

#[tokio::test]
async fn chunks_without_the_last_one_are_all_that_comes() {
    let answer = answered(Reply::truncated_chunks("{\"pong\":"))
        .await
        .unwrap();
    assert!(answer.contains("transfer-encoding: chunked"));
    assert!(answer.ends_with("\r\n\r\n8\r\n{\"pong\":\r\n"), "{answer}");
}

#[tokio::test]
async fn bytes_may_stand_in_place_of_http() {
    let answer = answered(Reply::raw("SSH-2.0-OpenSSH_9.9\r\n")).await;
    assert_eq!(answer.unwrap(), "SSH-2.0-OpenSSH_9.9\r\n");
}

#[tokio::test]
async fn endless_replies_end_with_the_patience_of_the_client() {
    let server = TestServer::start().await.unwrap();
    server.respond(
        "ping",
        Reply::endless("HTTP/1.1 200 OK\r\n", "X-More: yes\r\n"),
    );
    let mut stream = TcpStream::connect(server.host()).await.unwrap();
    let request = head(&server, "GET /api/ping", &[], 0);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = vec![0; 1 << 20];
    stream.read_exact(&mut bytes).await.unwrap();
    assert!(bytes.ends_with(b"\r\n") || String::from_utf8(bytes).is_ok());
    drop(stream);
    assert_eq!(post(&server, "meta", json!({})).await.status, 200);
}

#[tokio::test]
async fn repeated_bodies_have_the_length_they_announce() {
    for times in [0, 1, 100_000] {
        let answer = answered(Reply::repeated("[", "[],", times, "[]]").status(201));
        let answer = answer.await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 201"));
        let length = body.len();
        assert!(head.contains(&format!("content-length: {length}")));
        assert_eq!(length as u64, 4 + 3 * times);
        assert!(body.starts_with("[[]") && body.ends_with("[]]"));
    }
}

#[tokio::test]
async fn packed_bodies_say_that_they_are() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::gzipped("\"", "a", 1 << 30, "\""));
    let answer = post(&server, "ping", json!({})).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.body.starts_with(b"\x1f\x8b") && answer.body.len() < 4 << 20);
}

#[tokio::test]
async fn redirects_limits_and_the_framework_have_replies_of_their_own() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::redirect(308, "https://elsewhere.example/"));
    server.respond(
        "ping",
        Reply::rate_limited(Some(7), Some(1_800_000_000_123)),
    );
    server.respond("ping", Reply::rate_limited(None, None));
    server.respond("ping", Reply::framework(415));
    let redirect = post(&server, "ping", json!({})).await;
    let location = redirect.header("location");
    assert_eq!(
        (redirect.status, location),
        (308, Some("https://elsewhere.example/"))
    );
    let limited = post(&server, "ping", json!({})).await;
    assert_eq!(
        (limited.status, limited.header("retry-after")),
        (429, Some("7"))
    );
    assert_eq!(
        limited.json()["error"]["info"]["resetMs"],
        1_800_000_000_123_i64
    );
    let curt = post(&server, "ping", json!({})).await;
    assert_eq!(
        (curt.header("retry-after"), curt.error().1.as_str()),
        (None, "RATE_LIMIT_EXCEEDED")
    );
    let framework = post(&server, "ping", json!({})).await;
    assert_eq!(framework.json()["error"], "Unsupported Media Type");
}
