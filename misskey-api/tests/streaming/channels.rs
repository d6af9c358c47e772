//! Channels: all of them, how they are shared, and over how many connections they go.

use misskey_api::channels::{
    self, broadcast, chat_user, home_timeline, main, reversi_game,
};
use misskey_api::streaming::{RawChannel, StreamingClient, Subscription};
use misskey_api::{Channel, Decode};
use misskey_test_server::TestServer;
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{
    asked, client, connected, event, hasty, open_channels, soon, until,
};

/// Opens a channel, lets the server tell something on it, and writes what was read.
async fn told<C: Channel>(
    server: &TestServer,
    stream: &StreamingClient,
    channel: C,
    body: Value,
) where
    C::Event: std::fmt::Debug,
{
    let kind = C::META.events[0];
    let mut subscription = stream.open(channel).await.unwrap();
    assert_eq!(
        server.publish(C::META.name, kind, &body),
        1,
        "{}",
        C::META.name
    );
    let read = event(&mut subscription).await;
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["type"], kind, "{}", C::META.name);
    // Of a note, the server tells what is absent as null.
    let told = body.get("id").unwrap_or(&body);
    let read = written["body"].get("id").unwrap_or(&written["body"]);
    assert_eq!(read, told, "{}", C::META.name);
}

#[tokio::test]
async fn every_channel_opens_and_tells() {
    let server = TestServer::start().await.unwrap();
    let stream = &connected(&server).await;
    let note = server.post_note("told again");
    let server = &server;
    let id = "9s4g2p7k00";
    let other = json!("kept as it is");
    told(server, stream, channels::HomeTimeline::new(), note.clone()).await;
    told(server, stream, channels::LocalTimeline::new(), note.clone()).await;
    told(
        server,
        stream,
        channels::HybridTimeline::new(),
        note.clone(),
    )
    .await;
    told(
        server,
        stream,
        channels::GlobalTimeline::new(),
        note.clone(),
    )
    .await;
    told(server, stream, channels::UserList::new(id), note.clone()).await;
    let tags = vec![vec!["rust".to_owned()]];
    told(server, stream, channels::Hashtag::new(tags), note.clone()).await;
    told(
        server,
        stream,
        channels::RoleTimeline::new(id),
        note.clone(),
    )
    .await;
    told(server, stream, channels::Antenna::new(id), note.clone()).await;
    told(server, stream, channels::Channel::new(id), note).await;
    // What does not fit is kept, which tells that it came.
    told(server, stream, channels::Main::new(), other.clone()).await;
    told(server, stream, channels::Drive::new(), other.clone()).await;
    told(server, stream, channels::ServerStats::new(), other.clone()).await;
    told(server, stream, channels::QueueStats::new(), other.clone()).await;
    told(server, stream, channels::Admin::new(), other.clone()).await;
    told(server, stream, channels::ChatUser::new(id), json!(id)).await;
    told(server, stream, channels::ChatRoom::new(id), json!(id)).await;
    told(server, stream, channels::Reversi::new(), other.clone()).await;
    told(server, stream, channels::ReversiGame::new(id), other).await;
    let asked = asked(server, "connect");
    assert_eq!(asked.len(), 18);
    assert_eq!(asked[4]["body"]["params"], json!({ "listId": id }));
}

#[tokio::test]
async fn events_are_those_of_the_channel() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    let mut main = stream.open(channels::Main::new()).await.unwrap();
    server.post_note("The first plums are ripe");
    server.publish("main", "readAllNotifications", &Value::Null);
    server.publish("main", "somethingNew", &json!({ "a": 1 }));
    let home_timeline::Event::Note(note) = event(&mut home).await else {
        panic!("not a note");
    };
    assert_eq!(note.text.as_deref(), Some("The first plums are ripe"));
    assert_eq!(event(&mut main).await, main::Event::ReadAllNotifications);
    let main::Event::Other(other) = event(&mut main).await else {
        panic!("not unknown");
    };
    assert_eq!(
        (other.kind(), other.body()),
        ("somethingNew", &json!({ "a": 1 }))
    );
}

#[tokio::test]
async fn channels_of_forks_are_read_as_json() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let channel = RawChannel::new("homeTimeline").parameter("withRenotes", json!(false));
    let mut raw = stream.open_raw(channel).await.unwrap();
    server.post_note("raw");
    let note = event(&mut raw).await;
    assert_eq!((note.kind(), &note.body()["text"]), ("note", &json!("raw")));
    assert_eq!(
        asked(&server, "connect")[0]["body"]["params"],
        json!({ "withRenotes": false })
    );
    raw.send_raw("wave", &json!({ "hand": "left" })).unwrap();
    until("it is said", || !asked(&server, "channel").is_empty()).await;
    assert_eq!(asked(&server, "channel")[0]["body"]["type"], "wave");
}

#[tokio::test]
async fn what_is_told_to_all_is_told_once_however_many_connections_there_are() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).channels_per_connection(1);
    let stream = builder.connect().await.unwrap();
    let mut all = stream.broadcasts().unwrap();
    let _open: [Subscription<_>; 2] = [
        stream.open(channels::LocalTimeline::new()).await.unwrap(),
        stream.open(channels::LocalTimeline::new()).await.unwrap(),
    ];
    assert_eq!(
        server.broadcast("emojiDeleted", &json!({ "emojis": [] })),
        2
    );
    server.broadcast("somethingNew", &json!(1));
    let first = event(&mut all).await;
    assert!(
        matches!(first, broadcast::Event::EmojiDeleted(_)),
        "{first:?}"
    );
    let second = event(&mut all).await;
    assert!(matches!(second, broadcast::Event::Other(_)), "{second:?}");
}

#[tokio::test]
async fn the_33rd_channel_goes_over_another_connection_which_ends_with_it() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut open = Vec::new();
    for _ in 0..33 {
        open.push(stream.open(channels::LocalTimeline::new()).await.unwrap());
    }
    let channels = |server: &TestServer| -> Vec<usize> {
        server
            .streams()
            .iter()
            .map(|one| one.channels.len())
            .collect()
    };
    assert_eq!(channels(&server), [32, 1]);
    server.post_note("to all of them");
    for one in &mut open {
        event(one).await;
    }
    open.pop();
    until("the second is gone", || channels(&server) == [32]).await;
    assert!(stream.state().is_live());
    // Room on the first is used again.
    open.pop();
    open.push(stream.open(channels::LocalTimeline::new()).await.unwrap());
    assert_eq!((channels(&server), stream.connections()), (vec![32], 1));
}

#[tokio::test]
async fn a_channel_that_can_be_there_once_is_shared() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut one = stream.open(channels::Main::new()).await.unwrap();
    let mut other = stream.open(channels::Main::new()).await.unwrap();
    assert_eq!(open_channels(&server), ["main"]);
    server.publish("main", "readAllNotifications", &Value::Null);
    assert_eq!(event(&mut one).await, event(&mut other).await);
    drop(one);
    server.publish("main", "readAllAnnouncements", &Value::Null);
    assert_eq!(event(&mut other).await, main::Event::ReadAllAnnouncements);
    drop(other);
    until("it is closed", || open_channels(&server).is_empty()).await;
    let _again = stream.open(channels::Main::new()).await.unwrap();
    assert_eq!(open_channels(&server), ["main"]);
}

#[tokio::test]
async fn messages_are_what_the_channel_takes() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let chat = stream
        .open(channels::ChatUser::new("9s4g2p7k00"))
        .await
        .unwrap();
    let game = stream
        .open(channels::ReversiGame::new("9s4g2p7k00"))
        .await
        .unwrap();
    say(&chat, r#"{"type":"read","body":{"id":"9s4g2p7k01"}}"#);
    say(&game, r#"{"type":"ready","body":true}"#);
    stream.read_notifications();
    until("all is said", || {
        asked(&server, "readNotification").len() == 1
    })
    .await;
    let said = asked(&server, "channel");
    let body = |index: usize| said[index]["body"].clone();
    let connects = asked(&server, "connect");
    let id = |index: usize| connects[index]["body"]["id"].clone();
    let read = json!({ "id": id(0), "type": "read", "body": { "id": "9s4g2p7k01" } });
    let ready = json!({ "id": id(1), "type": "ready", "body": true });
    assert_eq!((body(0), body(1)), (read, ready));
    let _ = std::marker::PhantomData::<(chat_user::Event, reversi_game::Event)>;
}

/// Says what a JSON text says.
fn say<E, M: Decode + Serialize>(subscription: &Subscription<E, M>, message: &str) {
    subscription
        .send(&misskey_api::from_json(message).unwrap())
        .unwrap();
}

#[tokio::test]
async fn a_subscription_is_a_stream() {
    fn assert_stream<S: futures_core::Stream + Send + Unpin + 'static>(_: &S) {}
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut local = stream.open(channels::LocalTimeline::new()).await.unwrap();
    assert_stream(&local);
    assert_stream(&stream.captures().unwrap());
    server.post_note("one");
    let event = soon(std::future::poll_fn(|context| {
        futures_core::Stream::poll_next(std::pin::Pin::new(&mut local), context)
    }));
    assert!(event.await.unwrap().unwrap().event().is_some());
}
