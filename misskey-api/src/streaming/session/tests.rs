//! The protocol without sockets.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::oneshot::error::TryRecvError;

use super::*;
use crate::streaming::queue::{Bounds, Item, Overflow, WhenFull};

const ACKNOWLEDGE: Duration = Duration::from_secs(10);

fn session() -> Session {
    Session::new(ACKNOWLEDGE, true)
}

fn queue() -> Arc<Queue> {
    let bounds = Bounds {
        events: 10,
        bytes: 1000,
    };
    Queue::new(bounds, WhenFull::Drop(Overflow::DropOldest))
}

fn facts(name: &'static str, shared: bool) -> Facts {
    Facts {
        name: name.into(),
        credential: true,
        permission: None,
        shared,
        since: None,
        until: None,
        parameters: false,
        known: true,
    }
}

fn open(session: &mut Session, id: u64, now: Instant) -> (Arc<Queue>, Opened) {
    let reader = queue();
    let facts = facts("homeTimeline", false);
    let opened = session.open(id, facts, "{}".to_owned(), Arc::clone(&reader), now);
    (reader, opened)
}

/// What is to be said, in short: `connect 1`.
fn said(session: &mut Session) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(frame) = session.outgoing() {
        let frame: Value = frame.parse().unwrap();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        said.push(format!(
            "{} {}",
            word(&frame["type"]),
            word(&frame["body"]["id"])
        ));
    }
    said
}

fn acknowledge(session: &mut Session, id: u64) {
    session.receive(&format!(r#"{{"type":"connected","body":{{"id":"{id}"}}}}"#));
}

fn items(queue: &Queue) -> Vec<Item> {
    let mut context = Context::from_waker(Waker::noop());
    let mut items = Vec::new();
    while let Poll::Ready(Some(Ok(item))) = queue.poll(&mut context) {
        items.push(item);
    }
    items
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn nothing_is_said_without_a_connection_and_everything_in_order_with_one() {
    let (mut session, now) = (session(), Instant::now());
    let open: Vec<_> = (1..=3).map(|id| open(&mut session, id, now)).collect();
    session.capture("n", &open[0].0);
    assert!(said(&mut session).is_empty());
    session.up(now, time(0));
    let all = ["connect 1", "connect 2", "connect 3", "subNote n"];
    assert_eq!(said(&mut session), all);
    session.down(time(1));
    session.up(now, time(2));
    assert_eq!(said(&mut session), all, "the same on the next");
}

#[test]
fn a_channel_that_was_there_is_told_of_the_gap_and_another_is_not() {
    let (mut session, now) = (session(), Instant::now());
    let (reader, mut opened) = open(&mut session, 1, now);
    session.up(now, time(0));
    assert!(matches!(opened.try_recv(), Err(TryRecvError::Empty)));
    // Lost before it was ever there, twice.
    session.down(time(1));
    session.up(now, time(2));
    acknowledge(&mut session, 1);
    assert!(opened.try_recv().unwrap().is_ok());
    assert!(items(&reader).is_empty());
    session.down(time(3));
    session.up(now, time(4));
    session.down(time(5));
    session.up(now, time(6));
    assert!(items(&reader).is_empty(), "not before it is there again");
    acknowledge(&mut session, 1);
    let gap = GapCause::Reconnected {
        since: time(3),
        until: time(6),
    };
    assert_eq!(items(&reader), [Item::Gap(gap)]);
}

#[test]
fn what_is_not_acknowledged_in_time_is_refused_and_given_up() {
    let (mut session, now) = (session(), Instant::now());
    session.up(now, time(0));
    let (_, mut opened) = open(&mut session, 1, now);
    assert_eq!(session.deadline(), Some(now + ACKNOWLEDGE));
    session.tick(now + ACKNOWLEDGE / 2);
    assert!(matches!(opened.try_recv(), Err(TryRecvError::Empty)));
    session.tick(now + ACKNOWLEDGE);
    let refused = opened.try_recv().unwrap();
    assert!(matches!(refused, Err(StreamingError::Refused(_))));
    assert_eq!(said(&mut session), ["connect 1", "disconnect 1"]);
    assert_eq!((session.deadline(), session.channels()), (None, 0));
    acknowledge(&mut session, 1);
    assert_eq!(said(&mut session), ["disconnect 1"], "too late");
}

#[test]
fn what_was_there_is_asked_for_again_before_it_is_given_up() {
    let (mut session, now) = (session(), Instant::now());
    session.up(now, time(0));
    let (reader, _opened) = open(&mut session, 1, now);
    acknowledge(&mut session, 1);
    session.down(time(1));
    session.up(now, time(2));
    said(&mut session);
    let later = |times| now + ACKNOWLEDGE * times;
    session.tick(later(1));
    session.tick(later(2));
    assert_eq!(said(&mut session), ["connect 1", "connect 1"]);
    session.tick(later(3));
    assert_eq!(said(&mut session), ["disconnect 1"]);
    let mut context = Context::from_waker(Waker::noop());
    let end = reader.poll(&mut context);
    assert!(matches!(
        end,
        Poll::Ready(Some(Err(StreamingError::Refused(_))))
    ));
}

#[test]
fn a_shared_channel_ends_with_the_last_of_its_readers() {
    let (mut session, now) = (session(), Instant::now());
    session.up(now, time(0));
    let (one, other) = (queue(), queue());
    let shared = facts("main", true);
    assert!(session.join(&shared, &other).is_none());
    let _opened =
        session.open(1, shared.clone(), "{}".to_owned(), Arc::clone(&one), now);
    let (id, mut joined) = session.join(&shared, &other).unwrap();
    assert_eq!(id, 1);
    assert!(matches!(joined.try_recv(), Err(TryRecvError::Empty)));
    acknowledge(&mut session, 1);
    assert!(joined.try_recv().unwrap().is_ok());
    session.receive(r#"{"type":"channel","body":{"id":"1","type":"x","body":{}}}"#);
    assert_eq!(items(&one), items(&other));
    session.leave(1, &one);
    session.leave(1, &one);
    assert_eq!(said(&mut session), ["connect 1"]);
    session.leave(1, &other);
    assert_eq!(said(&mut session), ["disconnect 1"]);
}

#[test]
fn messages_are_held_until_the_acknowledgement_and_sent_in_order() {
    let (mut session, now) = (session(), Instant::now());
    let (_, _opened) = open(&mut session, 1, now);
    session.up(now, time(0));
    said(&mut session);
    let message = r#"{"type":"read","body":{}}"#;
    for _ in 0..HELD {
        session.say(1, message).unwrap();
    }
    assert!(session.say(1, message).is_err(), "not without bounds");
    assert!(said(&mut session).is_empty());
    acknowledge(&mut session, 1);
    assert_eq!(said(&mut session).len(), HELD);
    session.say(1, message).unwrap();
    assert_eq!(said(&mut session), ["channel 1"]);
    assert!(session.say(2, message).is_err(), "there is no such channel");
}

#[test]
fn a_server_that_does_not_read_is_noticed() {
    let (mut session, now) = (session(), Instant::now());
    session.up(now, time(0));
    let reader = queue();
    for number in 0..OUTGOING {
        session.capture(&number.to_string(), &reader);
    }
    assert!(!session.is_congested(), "so much is asked for");
    for number in 0..OUTGOING {
        session.release(&number.to_string(), &reader);
    }
    assert!(session.is_congested());
    session.down(time(1));
    assert!(!session.is_congested());
}

#[test]
fn when_it_is_over_all_who_wait_are_told() {
    let (mut session, now) = (session(), Instant::now());
    let (reader, mut opened) = open(&mut session, 1, now);
    let listener = queue();
    session.listen(Listening::Captures, Arc::clone(&listener));
    session.close(&StreamingError::Unauthorized);
    session.close(&StreamingError::Closed);
    let end = opened.try_recv().unwrap();
    assert!(matches!(end, Err(StreamingError::Unauthorized)));
    let mut context = Context::from_waker(Waker::noop());
    for queue in [reader, listener] {
        let end = queue.poll(&mut context);
        assert!(matches!(
            end,
            Poll::Ready(Some(Err(StreamingError::Unauthorized)))
        ));
    }
    assert!(matches!(session.end(), Some(StreamingError::Unauthorized)));
}
