//! Opening a channel.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use serde_json::Value;

use super::backfill::{Backfill, Source};
use super::client::{Hub, Ticket};
use super::error::StreamingError;
use super::feed::Feed;
use super::queue::{Bounds, Overflow, Queue, WhenFull};
use super::refusal::Facts;
use super::subscription::Subscription;
use crate::JsonObject;
use crate::channel::Channel;
use crate::decode::Decode;

/// A channel that is to be opened: await it.
#[must_use = "nothing is asked of the server until this is awaited"]
pub struct Opening<E, M> {
    hub: Arc<Hub>,
    request: Result<Request, StreamingError>,
    events: PhantomData<fn(M) -> E>,
}

/// What is asked for.
struct Request {
    facts: Facts,
    parameters: JsonObject,
    events: &'static [&'static str],
    past: Option<Cow<'static, str>>,
    backfill: bool,
    bounds: Bounds,
    overflow: Overflow,
}

/// The events that a channel's past can hold.
const PAST: [&str; 2] = ["note", "message"];

/// A channel that these bindings don't know, such as one of a fork.
///
/// ```
/// # use misskey_api::streaming::{StreamingClient, StreamingError};
/// use misskey_api::streaming::RawChannel;
/// use serde_json::json;
///
/// # async fn run(stream: StreamingClient) -> Result<(), StreamingError> {
/// let channel = RawChannel::new("bubbleTimeline")
///     .parameter("withRenotes", json!(false))
///     .past("notes/bubble-timeline");
/// let mut bubble = stream.open_raw(channel).backfill(true).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RawChannel {
    name: String,
    parameters: JsonObject,
    shared: bool,
    past: Option<String>,
}

impl RawChannel {
    /// The channel of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parameters: JsonObject::new(),
            shared: false,
            past: None,
        }
    }

    /// Adds a parameter.
    pub fn parameter(mut self, name: impl Into<String>, value: Value) -> Self {
        self.parameters.insert(name.into(), value);
        self
    }

    /// Whether a connection can have it only once, so that all subscriptions share it.
    pub fn shared(mut self, shared: bool) -> Self {
        self.shared = shared;
        self
    }

    /// The path of the endpoint that lists the channel's past: it takes `sinceId` and `limit`
    /// beside the channel's parameters, and answers with the notes that the channel's events
    /// `note` hold.
    pub fn past(mut self, path: impl Into<String>) -> Self {
        self.past = Some(path.into());
        self
    }
}

impl<E, M> Opening<E, M> {
    pub(super) fn new<C: Channel>(hub: Arc<Hub>, channel: &C) -> Self {
        let parameters =
            serde_json::to_value(channel).map_err(|error| StreamingError::Unwritable {
                what: "a channel's parameters",
                reason: error.to_string(),
            });
        let bounds = hub.settings.bounds;
        let request = parameters.map(|parameters| Request {
            facts: Facts {
                name: C::META.name.into(),
                credential: C::META.credential,
                permission: C::META.permission.clone(),
                shared: C::META.shared,
                since: C::META.since,
                until: C::META.until,
                parameters: parameters != Value::Object(JsonObject::new()),
                known: true,
            },
            parameters: object(parameters),
            events: C::META.events,
            past: C::META.backfill.map(Cow::Borrowed),
            backfill: false,
            bounds,
            overflow: Overflow::default(),
        });
        Self::of(hub, request)
    }

    pub(super) fn raw(hub: Arc<Hub>, channel: RawChannel) -> Self {
        let request = Request {
            facts: Facts {
                name: channel.name.into(),
                credential: false,
                permission: None,
                shared: channel.shared,
                since: None,
                until: None,
                parameters: !channel.parameters.is_empty(),
                known: false,
            },
            parameters: channel.parameters,
            events: if channel.past.is_some() {
                &["note"]
            } else {
                &[]
            },
            past: channel.past.map(Cow::Owned),
            backfill: false,
            bounds: hub.settings.bounds,
            overflow: Overflow::default(),
        };
        Self::of(hub, Ok(request))
    }

    fn of(hub: Arc<Hub>, request: Result<Request, StreamingError>) -> Self {
        Self {
            hub,
            request,
            events: PhantomData,
        }
    }

    /// Reads the events as those of another channel, for a fork's timeline that has the events of
    /// a standard one.
    ///
    /// ```
    /// # use misskey_api::streaming::{StreamingClient, StreamingError};
    /// use misskey_api::channels::home_timeline;
    /// use misskey_api::streaming::RawChannel;
    ///
    /// # async fn run(stream: StreamingClient) -> Result<(), StreamingError> {
    /// let bubble = stream.open_raw(RawChannel::new("bubbleTimeline"));
    /// let mut bubble = bubble.events::<home_timeline::Event>().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn events<F: Decode>(self) -> Opening<F, M> {
        Opening::of(self.hub, self.request)
    }

    fn with(mut self, change: impl FnOnce(&mut Request)) -> Self {
        if let Ok(request) = &mut self.request {
            change(request);
        }
        self
    }

    /// Whether notes that are missed while there is no connection, or because the reader is slow,
    /// are fetched from the channel's timeline and given before later ones; false by default. Then
    /// each note comes once, and none is dropped. A channel without a timeline has nothing to
    /// fetch, and its gaps say so.
    ///
    /// This sends one more request first, to know where the subscription begins.
    pub fn backfill(self, backfill: bool) -> Self {
        self.with(|request| request.backfill = backfill)
    }

    /// How many events, and how many bytes of them, wait at most for the reader; by default what
    /// [`StreamingBuilder::queue`](super::StreamingBuilder::queue) says.
    pub fn queue(self, events: usize, bytes: usize) -> Self {
        self.with(|request| request.bounds = Bounds { events, bytes })
    }

    /// What is dropped when the reader is slow; the oldest by default. With
    /// [`backfill`](Self::backfill) nothing is: what has no room is fetched later.
    pub fn overflow(self, overflow: Overflow) -> Self {
        self.with(|request| request.overflow = overflow)
    }
}

impl Request {
    /// Where the past is to be had, if it is wanted and there is any.
    fn source(&self, hub: &Hub) -> Option<Source> {
        let path = self.past.as_deref().filter(|_| self.backfill)?;
        let kind = PAST.into_iter().find(|kind| self.events.contains(kind))?;
        Some(Source::new(
            &hub.client,
            path,
            kind,
            self.parameters.clone(),
        ))
    }

    async fn open(self, hub: Arc<Hub>) -> Opened {
        let backfill = match self.source(&hub) {
            Some(source) => {
                let start = source.newest().await?;
                Some(Backfill::new(source, start))
            }
            None => None,
        };
        let when_full = match &backfill {
            Some(_) => WhenFull::Refetch,
            None => WhenFull::Drop(self.overflow),
        };
        let queue = Queue::new(self.bounds, when_full);
        let feed = Feed {
            events: self.events,
            backfill,
            ..hub.feed(&self.facts.name, Arc::clone(&queue))
        };
        let parameters = Value::Object(self.parameters).to_string();
        let (ticket, opened) = hub.open(self.facts, parameters, &queue)?;
        // Dropped before it is acknowledged, the ticket takes the request back.
        opened.await.unwrap_or(Err(StreamingError::Closed))?;
        Ok((feed, ticket))
    }
}

/// What a subscription is made of.
type Opened = Result<(Feed, Ticket), StreamingError>;

/// A channel that is being opened.
#[must_use = "nothing is asked of the server until this is awaited"]
pub struct OpeningFuture<E, M> {
    // What does not depend on the channel is compiled once.
    opening: Pin<Box<dyn Future<Output = Opened> + Send>>,
    events: PhantomData<fn(M) -> E>,
}

impl<E, M> Future for OpeningFuture<E, M> {
    type Output = Result<Subscription<E, M>, StreamingError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let opened = ready!(self.opening.as_mut().poll(context));
        Poll::Ready(opened.map(|(feed, ticket)| Subscription::new(feed, ticket)))
    }
}

impl<E, M> fmt::Debug for OpeningFuture<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpeningFuture").finish_non_exhaustive()
    }
}

impl<E, M> IntoFuture for Opening<E, M> {
    type Output = Result<Subscription<E, M>, StreamingError>;
    type IntoFuture = OpeningFuture<E, M>;

    fn into_future(self) -> OpeningFuture<E, M> {
        let Self { hub, request, .. } = self;
        OpeningFuture {
            opening: Box::pin(async move { request?.open(hub).await }),
            events: PhantomData,
        }
    }
}

impl<E, M> fmt::Debug for Opening<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self.request.as_ref();
        f.debug_struct("Opening")
            .field("channel", &request.map(|request| &request.facts.name))
            .finish_non_exhaustive()
    }
}

fn object(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}
