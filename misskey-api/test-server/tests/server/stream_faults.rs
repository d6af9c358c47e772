//! Connections that break, fall silent and say what they should not.

use std::time::{Duration, Instant};

use misskey_test_server::{Reply, TestServer};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::{client::post, listener::Listener};

#[tokio::test]
async fn dropped_streams_end_without_a_close_frame() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "main").await;
    assert_eq!(server.drop_streams(), 1);
    assert_eq!(listener.message().await, None);
    assert!(server.streams().is_empty());
    Listener::owner(&server).await.connect("main", "main").await;
}

#[tokio::test]
async fn closed_streams_end_with_the_code() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    assert_eq!(server.close_streams(1012), 1);
    let Some(Message::Close(Some(close))) = listener.message().await else {
        panic!("no close frame");
    };
    assert_eq!(u16::from(close.code), 1012);
    assert_eq!(listener.message().await, None);
    while !server.streams().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn handshakes_are_refused_as_often_as_told() {
    let server = TestServer::start().await.unwrap();
    server.refuse_streams(503, 2);
    server.respond("/streaming", Reply::text(200, "text/html", "<p>Hello</p>"));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(Listener::query(&server, "").await.unwrap_err());
    }
    assert_eq!(statuses, [503, 503, 200]);
    Listener::query(&server, "").await.unwrap();
    assert_eq!(server.handshakes(), 4);
}

#[tokio::test]
async fn a_silent_server_neither_hears_nor_speaks_until_it_wakes() {
    let server = TestServer::start().await.unwrap();
    server.ping_streams_every(Duration::from_millis(20));
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "main").await;
    server.silence_streams();
    server.publish("main", "readAllNotifications", &json!(null));
    let mut late = Listener::owner(&server).await;
    late.ask("main", "late", json!({})).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(server.streams().len(), 2, "nothing is given up meanwhile");
    assert_eq!(server.stream_messages().len(), 1);
    assert!(late.is_quiet().await);
    server.wake_streams();
    assert_eq!(listener.event().await.1, "readAllNotifications");
    assert_eq!(late.hear().await["type"], "connected");
}

#[tokio::test]
async fn pings_come_and_a_connection_without_pongs_is_broken() {
    let server = TestServer::start().await.unwrap();
    server.ping_streams_every(Duration::from_millis(40));
    let mut answering = Listener::owner(&server).await;
    let deaf = Listener::owner(&server).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(300) {
        // Reading is what sends the pongs.
        let message = answering.message().await.unwrap();
        assert!(message.is_ping());
    }
    let open: Vec<u64> = server.streams().iter().map(|stream| stream.id).collect();
    assert_eq!(open, [1]);
    drop(deaf);
}

#[tokio::test]
async fn any_text_and_bytes_can_be_sent() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::query(&server, "").await.unwrap();
    assert_eq!(server.send_frame("{not json"), 1);
    assert_eq!(server.send_binary(b"\xff\x00"), 1);
    assert_eq!(listener.message().await, Some(Message::text("{not json")));
    let binary = Message::binary(b"\xff\x00".to_vec());
    assert_eq!(listener.message().await, Some(binary));
}

#[tokio::test]
async fn a_server_that_restarts_has_its_port_and_its_memory_but_no_connections() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    let note = server.post_note("Before the restart")["id"].clone();
    server.restart().await.unwrap();
    assert_eq!(listener.message().await, None);
    let shown = post(&server, "notes/show", json!({"noteId": note})).await;
    assert_eq!(shown.json()["text"], "Before the restart");
    Listener::owner(&server).await.connect("main", "main").await;
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    drop(server);
    assert_eq!(listener.message().await, None);
}
