//! Bounds: what is too much, and what is no frame.

use misskey_api::channels::{self, home_timeline};
use misskey_api::streaming::{Delivery, Overflow, StreamingError};
use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::support::{asked, client, connected, event, hasty, next, soon, until};

#[tokio::test]
async fn what_is_no_frame_is_counted_and_the_connection_goes_on() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    for text in ["", "nonsense", "[]", "null", "{", r#"{"type":7}"#] {
        server.send_frame(text);
    }
    server.send_binary(&[0xff, 0xfe]);
    server.send_frame(
        r#"{"type":"channel","body":{"id":"nobody","type":"note","body":{}}}"#,
    );
    server.send_frame(r#"{"type":"connected","body":{"id":"nobody"}}"#);
    server.post_note("still there");
    let home_timeline::Event::Note(note) = event(&mut home).await else {
        panic!("not a note");
    };
    assert_eq!(note.text.as_deref(), Some("still there"));
    assert_eq!((stream.malformed_frames(), server.handshakes()), (7, 1));
}

#[tokio::test]
async fn an_event_that_can_not_be_read_is_an_error_and_the_next_one_is_not() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    let id = &asked(&server, "connect")[0]["body"]["id"];
    let broken = format!(
        r#"{{"type":"channel","body":{{"id":{id},"type":"note","body":{{}},}}}}"#
    );
    server.send_frame(&broken);
    server.publish("homeTimeline", "note", &json!("no note at all"));
    server.post_note("a note");
    let error = next(&mut home).await.unwrap_err();
    assert!(
        matches!(error, StreamingError::Malformed { .. }),
        "{error:?}"
    );
    assert!(!error.is_final());
    let kept = event(&mut home).await;
    assert!(matches!(kept, home_timeline::Event::Other(_)), "{kept:?}");
    let note = event(&mut home).await;
    assert!(matches!(note, home_timeline::Event::Note(_)), "{note:?}");
}

#[tokio::test]
async fn binary_frames_are_read_as_texts_are() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut main = stream.open(channels::Main::new()).await.unwrap();
    let id = &asked(&server, "connect")[0]["body"]["id"];
    let body = json!({ "id": id, "type": "readAllNotifications", "body": null });
    let frame = json!({ "type": "channel", "body": body }).to_string();
    server.send_binary(frame.as_bytes());
    assert_eq!(
        event(&mut main).await,
        channels::main::Event::ReadAllNotifications
    );
    assert_eq!(stream.malformed_frames(), 0);
}

#[tokio::test]
async fn a_frame_that_is_too_large_costs_the_connection_and_no_more() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).frame_limit(64 << 10);
    let stream = builder.connect().await.unwrap();
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    server.send_frame(&" ".repeat(65 << 10));
    assert!(matches!(next(&mut home).await, Ok(Delivery::Gap(_))));
    server.post_note("after");
    event(&mut home).await;
}

#[tokio::test]
async fn a_slow_reader_loses_what_its_policy_says_and_stalls_nobody() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let open = || stream.open(channels::LocalTimeline::new());
    let mut oldest = open().queue(4, 1 << 20).await.unwrap();
    let newest = open().queue(4, 1 << 20).overflow(Overflow::DropNewest);
    let mut newest = newest.await.unwrap();
    let mut small = open().queue(100, 1).await.unwrap();
    // It is told last, so that the others have what it has.
    let mut fast = open().await.unwrap();
    for number in 0..20 {
        server.publish("localTimeline", "number", &json!(number));
    }
    let mut number = 0;
    while number < 20 {
        assert_eq!(body(next(&mut fast).await), json!(number));
        number += 1;
    }
    assert_eq!(body(next(&mut oldest).await), "lagged 16");
    for number in 16..20 {
        assert_eq!(body(next(&mut oldest).await), json!(number));
    }
    for number in 0..4 {
        assert_eq!(body(next(&mut newest).await), json!(number));
    }
    assert_eq!(body(next(&mut newest).await), "lagged 16");
    assert_eq!(body(next(&mut small).await), "lagged 19");
    assert_eq!(body(next(&mut small).await), json!(19));
    server.publish("localTimeline", "number", &json!("again"));
    assert_eq!(body(next(&mut newest).await), "again");
}

fn body(
    delivery: Result<Delivery<channels::local_timeline::Event>, StreamingError>,
) -> Value {
    match delivery.unwrap() {
        Delivery::Event(channels::local_timeline::Event::Other(other)) => {
            other.body().clone()
        }
        Delivery::Lagged(events) => format!("lagged {events}").into(),
        other => panic!("unexpected: {other:?}"),
    }
}

#[tokio::test]
async fn how_many_channels_there_are_is_bounded() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).channel_limit(2);
    let stream = builder.connect().await.unwrap();
    let open = || soon(stream.open(channels::LocalTimeline::new()).into_future());
    let first = open().await.unwrap();
    let _second = open().await.unwrap();
    let error = open().await.unwrap_err();
    assert!(
        matches!(error, StreamingError::TooMany { limit: 2, .. }),
        "{error:?}"
    );
    drop(first);
    let _third = open().await.unwrap();
    until("two are there", || {
        crate::support::open_channels(&server).len() == 2
    })
    .await;
}
