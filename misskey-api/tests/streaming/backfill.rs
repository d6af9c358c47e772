//! Fetching what was missed.

use misskey_api::channels::{self, home_timeline, user_list};
use misskey_api::streaming::{Delivery, GapCause, StreamingError, Subscription};
use misskey_test_server::{RecordedRequest, Reply, TestServer};
use serde_json::json;

use crate::support::{connected, event, ms, next, until};

type Home = Subscription<home_timeline::Event>;

/// The texts of so many notes that come next; gaps in between are passed over.
async fn texts(home: &mut Home, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        match next(home).await.unwrap() {
            Delivery::Event(home_timeline::Event::Note(note)) => {
                texts.push(note.text.unwrap_or_default());
            }
            Delivery::Gap(_) => {}
            other => panic!("not a note: {other:?}"),
        }
    }
    texts
}

fn numbers(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

fn post(server: &TestServer, range: std::ops::Range<usize>) {
    for number in range {
        server.post_note(&number.to_string());
    }
}

#[tokio::test]
async fn missed_notes_come_in_order_and_once_before_those_that_are_live() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    post(&server, 0..3);
    let mut home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .await
        .unwrap();
    post(&server, 3..5);
    assert_eq!(texts(&mut home, 2).await, numbers(3..5));
    server.stop().await;
    post(&server, 5..255);
    server.restart().await.unwrap();
    until("it is back", || {
        server
            .streams()
            .iter()
            .any(|one| one.channels.iter().any(|channel| channel.is_live))
    })
    .await;
    post(&server, 255..260);
    let Delivery::Gap(gap) = next(&mut home).await.unwrap() else {
        panic!("no gap");
    };
    assert!(gap.backfilled && gap.lost.is_empty(), "{gap:?}");
    assert_eq!(texts(&mut home, 255).await, numbers(5..260));
    post(&server, 260..261);
    assert_eq!(texts(&mut home, 1).await, numbers(260..261));
}

#[tokio::test]
async fn what_is_missed_before_anything_was_told_is_fetched_too() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .await
        .unwrap();
    server.stop().await;
    post(&server, 0..3);
    server.restart().await.unwrap();
    assert_eq!(texts(&mut home, 3).await, numbers(0..3));
}

#[tokio::test]
async fn a_slow_reader_gets_everything_in_bounded_memory() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .queue(8, 1 << 20);
    let mut home = home.await.unwrap();
    post(&server, 0..300);
    let last = server.post_note("300");
    assert!(last.is_object());
    tokio::time::sleep(ms(100)).await;
    let first = event(&mut home).await;
    assert!(matches!(first, home_timeline::Event::Note(_)));
    assert_eq!(texts(&mut home, 7).await, numbers(1..8));
    let Delivery::Gap(gap) = next(&mut home).await.unwrap() else {
        panic!("no gap");
    };
    assert!(
        matches!(gap.cause, GapCause::Overflowed { events } if events > 0),
        "{gap:?}"
    );
    assert_eq!(texts(&mut home, 293).await, numbers(8..301));
}

#[tokio::test]
async fn what_can_not_be_had_again_is_named() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    server.respond("notes/user-list-timeline", Reply::json(200, json!([])));
    let list = stream
        .open(channels::UserList::new("9s4g2p7k00"))
        .backfill(true);
    let mut list = list.await.unwrap();
    let note = server.post_note("in the list");
    server.respond("notes/user-list-timeline", Reply::json(200, json!([note])));
    server.respond("notes/user-list-timeline", Reply::json(200, json!([])));
    server.drop_streams();
    let Delivery::Gap(gap) = next(&mut list).await.unwrap() else {
        panic!("no gap");
    };
    assert_eq!(
        (gap.backfilled, gap.lost),
        (true, vec!["userAdded", "userRemoved"])
    );
    let user_list::Event::Note(note) = event(&mut list).await else {
        panic!("not a note");
    };
    assert_eq!(note.text.as_deref(), Some("in the list"));
    let requests = server.requests();
    let asked = requests
        .iter()
        .filter(|one| one.path.ends_with("user-list-timeline"));
    let asked: Vec<_> = asked.map(RecordedRequest::json).collect();
    assert_eq!(asked[0]["listId"], "9s4g2p7k00");
    assert_eq!(
        (&asked[1]["sinceId"], &asked[1]["limit"]),
        (&json!("0"), &json!(100))
    );
}

#[tokio::test]
async fn an_endpoint_that_calls_a_parameter_differently_is_asked_its_way() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let path = "chat/messages/user-timeline";
    server.respond(path, Reply::json(200, json!([{ "id": "9s4g2p7k01" }])));
    let chat = stream
        .open(channels::ChatUser::new("9s4g2p7k00"))
        .backfill(true);
    let mut chat = chat.await.unwrap();
    server.respond(path, Reply::json(200, json!([{ "id": "9s4g2p7k02" }])));
    server.respond(path, Reply::json(200, json!([])));
    server.drop_streams();
    assert!(matches!(next(&mut chat).await, Ok(Delivery::Gap(_))));
    let missed = serde_json::to_value(event(&mut chat).await).unwrap();
    assert_eq!(
        (&missed["type"], &missed["body"]["id"]),
        (&json!("message"), &json!("9s4g2p7k02"))
    );
    let requests = server.requests();
    let asked = requests
        .iter()
        .find(|one| one.path.ends_with(path))
        .unwrap();
    assert_eq!(asked.json()["userId"], "9s4g2p7k00");
}

#[tokio::test]
async fn what_can_not_be_fetched_is_an_error_and_the_subscription_goes_on() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .await
        .unwrap();
    server.respond("notes/timeline", Reply::text(400, "text/html", "no"));
    server.drop_streams();
    assert!(matches!(next(&mut home).await, Ok(Delivery::Gap(_))));
    let error = next(&mut home).await.unwrap_err();
    assert!(
        matches!(error, StreamingError::Backfill { .. }),
        "{error:?}"
    );
    assert!(!error.is_final());
    post(&server, 0..1);
    assert_eq!(texts(&mut home, 1).await, numbers(0..1));
}

#[tokio::test]
async fn fetching_waits_for_a_server_that_is_busy() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .await
        .unwrap();
    server.stop().await;
    post(&server, 0..2);
    server.respond("notes/timeline", Reply::empty(503));
    server.restart().await.unwrap();
    assert_eq!(texts(&mut home, 2).await, numbers(0..2));
}

#[tokio::test]
async fn a_note_of_another_server_that_came_late_is_not_missed() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let made = server.post_note("a note");
    // Ids tell when a note was written, not when it came here.
    let note = |number: usize| {
        let mut note = made.clone();
        note["id"] = json!(format!("9s4g2p7k{number:02}"));
        note["text"] = json!(number.to_string());
        note
    };
    let page = |numbers: &[usize]| {
        let notes: Vec<_> = numbers.iter().map(|number| note(*number)).collect();
        server.respond("notes/timeline", Reply::json(200, json!(notes)));
    };
    page(&[0]);
    let home = stream.open(channels::HomeTimeline::new()).backfill(true);
    let mut home = home.await.unwrap();
    for number in [1, 2, 5] {
        server.publish("homeTimeline", "note", &note(number));
    }
    assert_eq!(texts(&mut home, 3).await, ["1", "2", "5"]);
    page(&[1, 2, 3, 5, 6]);
    page(&[]);
    server.drop_streams();
    assert_eq!(texts(&mut home, 2).await, ["3", "6"]);
    server.publish("homeTimeline", "note", &note(6));
    server.publish("homeTimeline", "note", &note(4));
    assert_eq!(texts(&mut home, 1).await, ["4"], "one was told before");
}
