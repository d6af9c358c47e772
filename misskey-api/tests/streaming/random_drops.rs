//! Nothing is lost: connections drop at random while notes are posted.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use misskey_api::channels::{self, home_timeline};
use misskey_api::streaming::{Delivery, GapCause};
use misskey_test_server::TestServer;

use crate::support::{client, hasty};

const NOTES: usize = 10_000;

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % bound
    }
}

/// Posts notes, and drops connections, refuses them or goes away in between.
async fn misbehave(server: Arc<TestServer>) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for number in 0..NOTES {
        server.post_note(&number.to_string());
        match dice.below(1000) {
            0..6 => drop(server.drop_streams()),
            6..8 => drop(server.close_streams(1001)),
            8 => {
                server.refuse_streams(503, 2);
                server.drop_streams();
            }
            9 => {
                server.stop().await;
                tokio::time::sleep(Duration::from_millis(dice.below(50))).await;
                server.restart().await.unwrap();
            }
            10..310 => tokio::time::sleep(Duration::from_millis(1)).await,
            _ => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_thousand_notes_each_comes_once_though_connections_drop_at_random() {
    let server = Arc::new(TestServer::start().await.unwrap());
    let stream = hasty(&client(&server)).connect().await.unwrap();
    let home = stream
        .open(channels::HomeTimeline::new())
        .backfill(true)
        .queue(64, 1 << 20);
    let mut home = home.await.unwrap();
    let misbehaving = tokio::spawn(misbehave(Arc::clone(&server)));
    let mut told: HashMap<String, usize> = HashMap::new();
    let (mut losses, mut newest) = (0, String::new());
    while told.len() < NOTES {
        let next = tokio::time::timeout(Duration::from_secs(60), home.next());
        let next = next
            .await
            .unwrap_or_else(|_| panic!("only {} came", told.len()));
        match next.unwrap().unwrap() {
            Delivery::Event(home_timeline::Event::Note(note)) => {
                *told.entry(note.text.unwrap_or_default()).or_default() += 1;
                assert!(newest.as_str() < note.id.as_str(), "in order");
                newest = note.id.as_str().to_owned();
            }
            Delivery::Gap(gap) => {
                losses += usize::from(matches!(gap.cause, GapCause::Reconnected { .. }));
            }
            other => panic!("unexpected: {other:?}"),
        }
    }
    misbehaving.await.unwrap();
    // Whatever comes twice would come now.
    let late = tokio::time::timeout(Duration::from_millis(500), async {
        while let Some(Ok(delivery)) = home.next().await {
            if let Some(event) = delivery.event() {
                panic!("once more: {event:?}");
            }
        }
    });
    assert!(late.await.is_err());
    assert!(told.values().all(|count| *count == 1));
    assert!(losses > 10, "the connection was lost {losses} times");
    eprintln!("lost {losses}");
}
