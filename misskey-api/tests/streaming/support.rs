//! What the tests of streaming have in common.

use std::fmt::Debug;
use std::time::Duration;

use misskey_api::streaming::{Backoff, Delivery, StreamingBuilder, StreamingError};
use misskey_api::streaming::{StreamingClient, Subscription};
use misskey_api::{Client, Decode};
use misskey_test_server::{Stream, TestServer};
use serde_json::Value;

/// How long anything may take on this machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(crate) fn client(server: &TestServer) -> Client {
    Client::builder(server.base_url())
        .token(server.token())
        .build()
        .unwrap()
}

/// Streaming that does not wait for long.
pub(crate) fn hasty(client: &Client) -> StreamingBuilder {
    let backoff = Backoff::default()
        .first_delay(ms(20))
        .longest_delay(ms(100));
    client
        .stream()
        .backoff(backoff)
        .acknowledge_timeout(Duration::from_secs(5))
}

pub(crate) async fn connected(server: &TestServer) -> StreamingClient {
    hasty(&client(server)).connect().await.unwrap()
}

/// What a future gives, unless it takes too long.
pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .unwrap_or_else(|_| panic!("it takes too long"))
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..PATIENCE.as_millis() / 5 {
        if is_so() {
            return;
        }
        tokio::time::sleep(ms(5)).await;
    }
    panic!("never: {what}");
}

/// The names of all channels that the server has, in the order of their connections.
pub(crate) fn open_channels(server: &TestServer) -> Vec<String> {
    let streams = server.streams().into_iter();
    let names = |stream: Stream| stream.channels.into_iter().map(|channel| channel.name);
    streams.flat_map(names).collect()
}

/// How often a client asked for something so far.
pub(crate) fn asked(server: &TestServer, kind: &str) -> Vec<Value> {
    let messages = server.stream_messages().into_iter();
    let messages = messages.map(|message| message.json());
    messages.filter(|json| json["type"] == kind).collect()
}

/// The next thing that comes.
pub(crate) async fn next<E: Decode, M>(
    subscription: &mut Subscription<E, M>,
) -> Result<Delivery<E>, StreamingError> {
    soon(subscription.next()).await.unwrap()
}

/// The next thing that comes, which is an event.
pub(crate) async fn event<E: Decode + Debug, M>(
    subscription: &mut Subscription<E, M>,
) -> E {
    match next(subscription).await {
        Ok(Delivery::Event(event)) => event,
        other => panic!("no event: {other:?}"),
    }
}
