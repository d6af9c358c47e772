//! A subscription: what is read of a channel, and said to it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::Serialize;
use serde_json::{Value, json};

use super::client::Ticket;
use super::delivery::Delivery;
use super::error::StreamingError;
use super::feed::{Fed, Feed};
use crate::channel::NoMessage;
use crate::decode::Decode;
use crate::generated::BroadcastEvent;

/// A subscription: a stream of what a channel tells. Dropped, it ends, and the server is told
/// so.
///
/// It outlives lost connections. Only an error that
/// [is final](StreamingError::is_final) ends it.
pub struct Subscription<E, M = NoMessage> {
    feed: Feed,
    ticket: Ticket,
    events: PhantomData<fn(M) -> E>,
}

/// What a server tells to all.
pub type Broadcasts = Subscription<BroadcastEvent>;

impl<E, M> Subscription<E, M> {
    pub(super) fn new(feed: Feed, ticket: Ticket) -> Self {
        Self {
            feed,
            ticket,
            events: PhantomData,
        }
    }

    /// Says something to the channel that these bindings don't know. The server does not
    /// acknowledge it. While there is no connection, up to 64 messages are held.
    ///
    /// # Errors
    /// If it is over, or too much waits to be sent.
    pub fn send_raw(&self, kind: &str, body: &Value) -> Result<(), StreamingError> {
        self.say(&json!({ "type": kind, "body": body }).to_string())
    }

    fn say(&self, message: &str) -> Result<(), StreamingError> {
        let Some(id) = self.ticket.channel else {
            return Ok(());
        };
        self.ticket.connection.session().say(id, message)
    }
}

impl<E, M: Serialize> Subscription<E, M> {
    /// Says something to the channel. The server does not acknowledge it. While there is no
    /// connection, up to 64 messages are held.
    ///
    /// # Errors
    /// If it is over, or too much waits to be sent.
    pub fn send(&self, message: &M) -> Result<(), StreamingError> {
        let message = serde_json::to_string(message);
        let message = message.map_err(|error| StreamingError::Unwritable {
            what: "a message",
            reason: error.to_string(),
        })?;
        self.say(&message)
    }
}

impl<E: Decode, M> Subscription<E, M> {
    /// The next event, or word of a gap. `None` when it is over, after the error that says
    /// why. Nothing is lost if this is cancelled.
    ///
    /// # Errors
    /// An event that can't be read or fetched, after which it goes on, or why it is over
    /// ([`StreamingError::is_final`]).
    pub async fn next(&mut self) -> Option<Result<Delivery<E>, StreamingError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Delivery<E>, StreamingError>>> {
        let fed = ready!(self.feed.poll(context));
        Poll::Ready(fed.map(|fed| match fed? {
            Fed::Event(event) => self.feed.decode(&event).map(Delivery::Event),
            Fed::Gap(gap) => Ok(Delivery::Gap(gap)),
            Fed::Lagged(events) => Ok(Delivery::Lagged(events)),
        }))
    }
}

impl<E: Decode, M> futures_core::Stream for Subscription<E, M> {
    type Item = Result<Delivery<E>, StreamingError>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<E, M> fmt::Debug for Subscription<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("channel", &self.feed.name)
            .finish_non_exhaustive()
    }
}
