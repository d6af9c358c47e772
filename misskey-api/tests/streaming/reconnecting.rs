//! What survives the loss of a connection.

use misskey_api::channels::{self, home_timeline};
use misskey_api::streaming::{Delivery, GapCause, State};
use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::support::{
    asked, client, connected, event, hasty, ms, next, open_channels, soon, until,
};

#[tokio::test]
async fn channels_come_back_in_order_and_each_is_told_of_the_gap() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut main = stream.open(channels::Main::new()).await.unwrap();
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    let list = channels::UserList::new("9s4g2p7k00");
    let mut list = stream.open(list).await.unwrap();
    let before = open_channels(&server);
    assert_eq!(before, ["main", "homeTimeline", "userList"]);
    let since = misskey_api::Timestamp::now();
    server.restart().await.unwrap();
    let Delivery::Gap(gap) = next(&mut main).await.unwrap() else {
        panic!("no gap");
    };
    assert!(!gap.backfilled);
    assert!(gap.lost.contains(&"notification") && gap.lost.contains(&"followed"));
    let GapCause::Reconnected { since: lost, until } = gap.cause else {
        panic!("another cause");
    };
    assert!(since <= lost && lost <= until);
    assert!(matches!(next(&mut home).await, Ok(Delivery::Gap(_))));
    let Delivery::Gap(gap) = next(&mut list).await.unwrap() else {
        panic!("no gap");
    };
    assert_eq!(gap.lost, ["note", "userAdded", "userRemoved"]);
    assert_eq!(open_channels(&server), before);
    server.post_note("after");
    let home_timeline::Event::Note(note) = event(&mut home).await else {
        panic!("not a note");
    };
    assert_eq!(note.text.as_deref(), Some("after"));
}

#[tokio::test]
async fn a_connection_is_made_again_however_it_ends() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    for (round, end) in ["drop", "close", "refuse", "away"].into_iter().enumerate() {
        match end {
            "drop" => drop(server.drop_streams()),
            "close" => drop(server.close_streams(1001)),
            "refuse" => {
                server.refuse_streams(503, 3);
                server.drop_streams();
            }
            _ => {
                server.stop().await;
                tokio::time::sleep(ms(100)).await;
                server.restart().await.unwrap();
            }
        }
        let gap = next(&mut home).await.unwrap();
        assert!(matches!(gap, Delivery::Gap(_)), "{end}: {gap:?}");
        server.post_note(&round.to_string());
        event(&mut home).await;
    }
}

#[tokio::test]
async fn messages_are_held_until_the_channel_is_acknowledged() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let chat = channels::ChatUser::new("9s4g2p7k00");
    let chat = stream.open(chat).await.unwrap();
    server.stop().await;
    let waits = || matches!(stream.state(), State::Waiting { .. });
    until("it waits", waits).await;
    for number in 0..64 {
        chat.send_raw("read", &json!({ "id": number.to_string() }))
            .unwrap();
    }
    assert!(chat.send_raw("read", &json!({ "id": "one more" })).is_err());
    server.delay_acknowledgements(ms(100));
    server.restart().await.unwrap();
    until("it is asked for", || asked(&server, "connect").len() == 2).await;
    assert!(
        asked(&server, "channel").is_empty(),
        "too early: it would be lost"
    );
    until("all is said", || asked(&server, "channel").len() == 64).await;
    let said = asked(&server, "channel");
    let numbers = said.iter().map(|json| json["body"]["body"]["id"].clone());
    assert!(numbers.eq((0..64).map(|number: i32| Value::from(number.to_string()))));
}

#[tokio::test]
async fn pings_are_answered() {
    let server = TestServer::start().await.unwrap();
    server.ping_streams_every(ms(300));
    let _stream = connected(&server).await;
    tokio::time::sleep(ms(1500)).await;
    assert_eq!((server.handshakes(), server.streams().len()), (1, 1));
}

#[tokio::test]
async fn a_connection_that_has_gone_silent_is_given_up() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).silence(ms(300), ms(500));
    let stream = builder.connect().await.unwrap();
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    tokio::time::sleep(ms(1500)).await;
    assert_eq!(server.handshakes(), 1, "who answers is there");
    server.silence_streams();
    until("it is given up", || server.handshakes() >= 2).await;
    server.wake_streams();
    assert!(matches!(next(&mut home).await, Ok(Delivery::Gap(_))));
    server.post_note("after");
    event(&mut home).await;
}

#[tokio::test]
async fn a_change_of_the_network_is_looked_into_at_once() {
    let server = TestServer::start().await.unwrap();
    let minute = std::time::Duration::from_secs(60);
    let builder = hasty(&client(&server)).silence(minute, ms(500));
    let stream = builder.connect().await.unwrap();
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    stream.network_changed();
    tokio::time::sleep(ms(700)).await;
    assert_eq!(server.handshakes(), 1, "it is still there");
    server.silence_streams();
    stream.network_changed();
    until("it is given up", || server.handshakes() == 2).await;
    server.wake_streams();
    assert!(matches!(next(&mut home).await, Ok(Delivery::Gap(_))));
}

#[tokio::test]
async fn a_change_of_the_network_ends_a_wait() {
    let server = TestServer::start().await.unwrap();
    let hour = std::time::Duration::from_secs(3600);
    let backoff = misskey_api::streaming::Backoff::default()
        .first_delay(hour)
        .longest_delay(hour)
        .stable_after(hour);
    let builder = client(&server).stream().backoff(backoff);
    let stream = builder.connect().await.unwrap();
    server.drop_streams();
    let waits = || matches!(stream.state(), State::Waiting { .. });
    until("it waits", waits).await;
    stream.network_changed();
    soon(stream.ready()).await.unwrap();
}

#[tokio::test]
async fn a_channel_that_is_gone_when_the_connection_is_back_ends() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).acknowledge_timeout(ms(500));
    let stream = builder.connect().await.unwrap();
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    server.delay_acknowledgements(std::time::Duration::from_secs(3600));
    server.drop_streams();
    let end = next(&mut home).await.unwrap_err();
    assert!(end.is_final(), "{end:?}");
    assert!(soon(home.next()).await.is_none());
    assert_eq!(
        asked(&server, "connect").len(),
        4,
        "it was asked for three times"
    );
}

#[tokio::test]
async fn channels_of_all_connections_come_back() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut open = Vec::new();
    for _ in 0..70 {
        open.push(stream.open(channels::LocalTimeline::new()).await.unwrap());
    }
    assert_eq!((stream.connections(), server.streams().len()), (3, 3));
    server.restart().await.unwrap();
    for one in &mut open {
        assert!(matches!(next(one).await, Ok(Delivery::Gap(_))));
    }
    assert_eq!(open_channels(&server).len(), 70);
    server.post_note("to all");
    for one in &mut open {
        event(one).await;
    }
    assert_eq!((stream.connections(), server.streams().len()), (3, 3));
}

/// Opens and closes channels, some before they are there.
async fn come_and_go(stream: misskey_api::streaming::StreamingClient, number: u64) {
    for round in 0..20 {
        let open = stream.open(channels::LocalTimeline::new()).into_future();
        let patience = ms((number * 7 + round * 3) % 30);
        if let Ok(open) = tokio::time::timeout(patience, open).await {
            let mut open = open.unwrap();
            let _ = tokio::time::timeout(ms(2), open.next()).await;
        }
        let main = soon(stream.open(channels::Main::new()).into_future()).await;
        drop(main.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_when_many_come_and_go_while_connections_are_lost() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).channels_per_connection(4);
    let stream = builder.connect().await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|number| tokio::spawn(come_and_go(stream.clone(), number)))
        .collect();
    while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
        server.post_note("in between");
        server.drop_streams();
        tokio::time::sleep(ms(60)).await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    soon(stream.ready()).await.unwrap();
    let is_idle = || {
        let streams = server.streams();
        streams.len() == 1 && streams[0].channels.is_empty()
    };
    until("one connection is left, without channels", is_idle).await;
    assert_eq!(stream.connections(), 1);
}
