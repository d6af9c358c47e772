//! The streaming API: who is let in, what is answered, and what is met with silence.

use std::time::Duration;

use misskey_test_server::TestServer;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::client::UNREADABLE;
use crate::listener::Listener;

async fn status(server: &TestServer, query: &str) -> u16 {
    Listener::query(server, query).await.unwrap_err()
}

#[tokio::test]
async fn a_credential_goes_into_the_query_or_the_header_or_nowhere() {
    let server = TestServer::start().await.unwrap();
    let _query = Listener::owner(&server).await;
    let bearer = format!("Bearer {}", server.token());
    let _header = Listener::handshake(&server, "", Some(&bearer))
        .await
        .unwrap();
    let _anonymous = Listener::query(&server, "").await.unwrap();
    let names = server.streams().into_iter().map(|stream| stream.username);
    let momiji = Some("momiji".to_owned());
    assert_eq!(names.collect::<Vec<_>>(), [momiji.clone(), momiji, None]);
    assert_eq!(server.handshakes(), 3);
}

#[tokio::test]
async fn wrong_credentials_are_refused_with_the_status_that_says_why() {
    let server = TestServer::start().await.unwrap();
    assert_eq!(status(&server, "?i=null").await, 401);
    assert_eq!(status(&server, "?i=").await, 401);
    assert_eq!(status(&server, "?i=wrong").await, 401);
    let weak = server.app_token("momiji", &["write:notes"]).unwrap();
    assert_eq!(status(&server, &format!("?i={weak}")).await, 401);
    let kaede = server.token_of("kaede").unwrap();
    server.suspend("kaede");
    assert_eq!(status(&server, &format!("?i={kaede}")).await, 403);
    assert!(server.streams().is_empty());
}

#[tokio::test]
async fn who_sends_a_header_that_holds_no_token_does_not_listen_as_nobody() {
    let server = TestServer::start().await.unwrap();
    for unreadable in UNREADABLE {
        let refused = Listener::handshake(&server, "", Some(unreadable)).await;
        assert_eq!(refused.unwrap_err(), 401, "{unreadable}");
        let named = format!("?i={}", server.token());
        Listener::handshake(&server, &named, Some(unreadable))
            .await
            .unwrap();
    }
    assert_eq!(status(&server, "?i=%C3%BC").await, 401);
}

#[tokio::test]
async fn a_channel_is_acknowledged_only_when_asked_to() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    let quiet = json!({"channel": "localTimeline", "id": "quiet"});
    listener.say("connect", quiet).await;
    listener.connect("main", "loud").await;
    let channels = &server.streams()[0].channels;
    let ids: Vec<&str> = channels.iter().map(|channel| channel.id.as_str()).collect();
    assert_eq!(ids, ["quiet", "loud"]);
    assert!(channels.iter().all(|channel| channel.is_live));
    assert_eq!(server.stream_messages()[0].json()["body"]["id"], "quiet");
}

/// Asks for what must be met with silence, then for a channel that is acknowledged.
async fn is_silent(server: &TestServer, query: &str, body: Value) -> bool {
    let mut listener = Listener::query(server, query).await.unwrap();
    listener.say("connect", body).await;
    listener.connect("localTimeline", "after").await;
    let stream = server.streams().pop().unwrap();
    stream.channels.len() == 1
}

#[tokio::test]
async fn refusals_are_silent() {
    let server = TestServer::start().await.unwrap();
    for body in [
        json!({"channel": "main", "id": "anonymous", "pong": true}),
        json!({"channel": "antenna", "id": "a", "params": {"antennaId": "x"}, "pong": true}),
        json!({"channel": "noSuchChannel", "id": "x", "pong": true}),
        json!({"channel": "localTimeline", "id": 5, "pong": true}),
        json!({"channel": "localTimeline", "id": "x", "pong": "yes"}),
        json!({"channel": "localTimeline", "id": "x", "params": [], "pong": true}),
        json!({"channel": "localTimeline", "id": "x", "params": null, "pong": true}),
        json!({"channel": "hashtag", "id": "x", "params": {"q": "rust"}, "pong": true}),
        json!({"channel": "hashtag", "id": "x", "params": {"q": ["rust"]}, "pong": true}),
        json!({"channel": "userList", "id": "x", "params": {}, "pong": true}),
        json!("connect"),
    ] {
        assert!(is_silent(&server, "", body.clone()).await, "{body}");
    }
    let app = server.app_token("momiji", &["read:account"]).unwrap();
    for body in [
        json!({"channel": "admin", "id": "x", "pong": true}),
        json!({"channel": "chatUser", "id": "x", "params": {"otherId": "y"}, "pong": true}),
    ] {
        let query = format!("?i={app}");
        assert!(is_silent(&server, &query, body.clone()).await, "{body}");
    }
}

#[tokio::test]
async fn what_is_no_message_at_all_is_ignored() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    for kind in ["nonsense", "disconnect", "unsubNote", "channel"] {
        listener.say(kind, json!({"id": "never seen"})).await;
    }
    futures_util::SinkExt::send(&mut listener.socket, Message::text("h"))
        .await
        .unwrap();
    listener.connect("main", "still here").await;
    let messages = server.stream_messages();
    assert_eq!(messages.len(), 6);
    assert_eq!(
        (messages[4].text.as_str(), messages[4].json()),
        ("h", json!(null))
    );
}

#[tokio::test]
async fn a_shareable_channel_is_given_once_and_others_as_often_as_asked() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "one").await;
    listener.ask("main", "two", json!({})).await;
    assert!(listener.is_quiet().await);
    listener.connect("homeTimeline", "three").await;
    listener.connect("homeTimeline", "four").await;
    assert_eq!(server.streams()[0].channels.len(), 3);
}

#[tokio::test]
async fn the_thirty_third_channel_is_refused_and_a_free_place_is_taken_again() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::query(&server, "").await.unwrap();
    for number in 0..32 {
        listener.connect("localTimeline", &number.to_string()).await;
    }
    listener.ask("localTimeline", "32", json!({})).await;
    assert!(listener.is_quiet().await);
    listener.connect("globalTimeline", "7").await;
    listener.say("disconnect", json!({"id": "8"})).await;
    listener.connect("localTimeline", "32").await;
    let stream = &server.streams()[0];
    assert_eq!(stream.channels.len(), 32);
    assert_eq!(stream.channel("7").unwrap().name, "globalTimeline");
    assert_eq!(stream.channel("8"), None);
}

#[tokio::test]
async fn a_channel_hears_of_nothing_before_it_is_acknowledged() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    server.delay_acknowledgements(Duration::from_millis(200));
    listener.ask("homeTimeline", "late", json!({})).await;
    listener.ask("homeTimeline", "left", json!({})).await;
    listener.say("disconnect", json!({"id": "left"})).await;
    while server.stream_messages().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert!(!server.streams()[0].channels[0].is_live);
    assert_eq!(server.publish("homeTimeline", "note", &json!({})), 0);
    assert_eq!(listener.hear().await["body"]["id"], "late");
    assert_eq!(server.publish_to("late", "note", &json!({"id": "x"})), 1);
    assert_eq!(listener.event().await.2, json!({"id": "x"}));
}

#[tokio::test]
async fn captures_are_counted() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    let note = json!({"id": "n"});
    for kind in ["subNote", "s", "sr", "un"] {
        listener.say(kind, note.clone()).await;
    }
    listener.connect("main", "now").await;
    assert_eq!(server.streams()[0].captures["n"], 2);
    assert_eq!(server.publish_note_capture("n", "deleted", &json!({})), 1);
    let frame = json!({"id": "n", "type": "deleted", "body": {}});
    assert_eq!(
        listener.hear().await,
        json!({"type": "noteUpdated", "body": frame})
    );
    for _ in 0..3 {
        listener.say("unsubNote", note.clone()).await;
    }
    listener.say("disconnect", json!({"id": "now"})).await;
    listener.connect("main", "now").await;
    assert!(server.streams()[0].captures.is_empty());
    assert_eq!(server.publish_note_capture("n", "deleted", &json!({})), 0);
}

#[tokio::test]
async fn a_broadcast_reaches_everyone() {
    let server = TestServer::start().await.unwrap();
    let mut one = Listener::owner(&server).await;
    let mut other = Listener::query(&server, "").await.unwrap();
    assert_eq!(server.broadcast("emojiAdded", &json!({"emoji": {}})), 2);
    let expected = json!({"type": "emojiAdded", "body": {"emoji": {}}});
    assert_eq!(one.hear().await, expected);
    assert_eq!(other.hear().await, expected);
}
