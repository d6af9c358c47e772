//! The streaming client: it decides which connection a channel goes over.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;

use super::builder::Settings;
use super::capture::Captures;
use super::connect::Target;
use super::connection::{Connection, Manner};
use super::error::StreamingError;
use super::feed::Feed;
use super::opening::{Opening, RawChannel};
use super::queue::{Overflow, Queue, WhenFull};
use super::refusal::{Facts, Refusal, Refused};
use super::session::{Listening, Opened, Session};
use super::state::{Board, State, States};
use super::subscription::{Broadcasts, Subscription};
use crate::channel::{Channel, NoMessage};
use crate::client::Client;
use crate::generated::BroadcastEvent;

/// A client of the streaming API.
///
/// Cloning is cheap, and clones are the same client. The connections end when all clones and
/// everything that was opened with them are dropped, or with [`close`](Self::close).
#[derive(Clone)]
pub struct StreamingClient {
    hub: Arc<Hub>,
}

/// What all handles of a client share.
pub(super) struct Hub {
    pub(super) client: Client,
    pub(super) settings: Settings,
    target: Target,
    runtime: Handle,
    board: Arc<Board>,
    numbers: AtomicU64,
    connections: Mutex<Connections>,
}

struct Connections {
    /// The first is there as long as the client. It also carries what belongs to no channel.
    all: Vec<Arc<Connection>>,
    closed: Option<StreamingError>,
}

impl StreamingClient {
    pub(super) fn start(
        client: Client,
        mut settings: Settings,
    ) -> Result<Self, StreamingError> {
        if let Some(token) = client.token() {
            let invalid = |reason| StreamingError::InvalidToken { reason };
            token.checked().map_err(invalid)?;
        }
        let runtime = Handle::try_current().map_err(|_| StreamingError::NoRuntime)?;
        let target = Target {
            server: client.address().clone(),
            token: client.token().cloned(),
            user_agent: client.user_agent().clone(),
            token_in_url: settings.token_in_url,
            frame_limit: settings.frame_limit,
            read_buffer: settings.read_buffer,
        };
        let manner = settings.manner.clone();
        // The connections after the first belong to a client that works.
        settings.manner.gives_up = false;
        let hub = Arc::new(Hub {
            client,
            settings,
            target,
            runtime,
            board: Arc::new(Board::new()),
            numbers: AtomicU64::new(1),
            connections: Mutex::new(Connections {
                all: Vec::new(),
                closed: None,
            }),
        });
        let first = hub.connection(manner);
        hub.connections().all.push(first);
        Ok(Self { hub })
    }

    /// The client that it was made from.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.hub.client
    }

    /// Opens a channel. Await it to get a subscription once the server has acknowledged the
    /// channel, or an error that says why it has not. While there is no connection, it waits.
    ///
    /// A channel that a connection can have only once (`main`, `drive`, …) is opened only once,
    /// and all subscriptions to it share it.
    ///
    /// ```
    /// # use misskey_api::streaming::{StreamingClient, StreamingError};
    /// use misskey_api::channels;
    ///
    /// # async fn run(stream: StreamingClient) -> Result<(), StreamingError> {
    /// let main = stream.open(channels::Main::new()).await?;
    /// let home = stream.open(channels::HomeTimeline::new()).backfill(true).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "as requests are sent")]
    pub fn open<C: Channel>(&self, channel: C) -> Opening<C::Event, C::Message> {
        Opening::new(Arc::clone(&self.hub), &channel)
    }

    /// Opens a channel that these bindings don't know, such as one of a fork.
    pub fn open_raw(
        &self,
        channel: RawChannel,
    ) -> Opening<crate::OtherMessage, NoMessage> {
        Opening::raw(Arc::clone(&self.hub), channel)
    }

    /// Watches what happens to single notes: reactions, votes, deletion. It begins with no notes.
    ///
    /// # Errors
    /// If the client was closed.
    pub fn captures(&self) -> Result<Captures, StreamingError> {
        let feed = self.hub.feed("noteUpdated", self.hub.queue());
        let ticket = self.hub.listen(Listening::Captures, &feed.queue)?;
        Ok(Captures::new(feed, ticket))
    }

    /// Subscribes to what the server tells everybody: emoji that are added, changed or deleted,
    /// announcements.
    ///
    /// # Errors
    /// If the client was closed.
    pub fn broadcasts(&self) -> Result<Broadcasts, StreamingError> {
        let feed = self.hub.feed("broadcast", self.hub.queue());
        let ticket = self.hub.listen(Listening::Broadcasts, &feed.queue)?;
        Ok(Subscription::<BroadcastEvent>::new(feed, ticket))
    }

    /// Marks all notifications of the account as read. The server does not acknowledge this.
    /// Without a connection nothing is sent.
    pub fn read_notifications(&self) {
        if let Some(first) = self.hub.connections().all.first() {
            first.session().read_notifications();
        }
    }

    /// What the connections are doing; if they differ, the worst of it.
    #[must_use]
    pub fn state(&self) -> State {
        self.states().current()
    }

    /// What the connections are doing, as it changes.
    #[must_use]
    pub fn states(&self) -> States {
        States(self.hub.board.watch())
    }

    /// Waits until all connections are there.
    ///
    /// # Errors
    /// If the server rejects the token, or the client was closed.
    pub async fn ready(&self) -> Result<(), StreamingError> {
        let mut states = self.hub.board.watch();
        loop {
            let state = states.borrow_and_update().clone();
            match state {
                State::Live => return Ok(()),
                State::Closed(error) => return Err(error),
                _ => {}
            }
            if states.changed().await.is_err() {
                return Err(StreamingError::Closed);
            }
        }
    }

    /// Call this when the network has changed or the machine was asleep: each connection is
    /// checked now, and one that waits to reconnect does so at once. Otherwise a connection that
    /// was cut off is noticed only after a silence
    /// ([`StreamingBuilder::silence`](super::StreamingBuilder::silence)).
    pub fn network_changed(&self) {
        for connection in &self.hub.connections().all {
            connection.doubt();
        }
    }

    /// How many connections there are, those that are being made included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.hub.connections().all.len()
    }

    /// How many frames could not be read so far; the connections went on.
    #[must_use]
    pub fn malformed_frames(&self) -> u64 {
        let connections = self.hub.connections();
        let malformed = |one: &Arc<Connection>| one.session().malformed();
        connections.all.iter().map(malformed).sum()
    }

    /// Ends all connections and subscriptions. What waits in their queues can still be read.
    /// Calling it again does nothing.
    pub fn close(&self) {
        self.hub.close();
    }
}

impl fmt::Debug for StreamingClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamingClient")
            .field("client", &self.hub.client)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl Hub {
    /// Makes a connection, which lives until it is closed.
    fn connection(&self, manner: Manner) -> Arc<Connection> {
        let session =
            Session::new(self.settings.acknowledge, self.target.token.is_some());
        let board = Arc::clone(&self.board);
        let connection = Connection::new(self.number(), session, board);
        let target = self.target.clone();
        self.runtime
            .spawn(Arc::clone(&connection).run(target, manner));
        connection
    }

    /// A number that nothing else has.
    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        let lock = self.connections.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }

    /// A queue as the settings want it.
    pub(super) fn queue(&self) -> Arc<Queue> {
        Queue::new(self.settings.bounds, WhenFull::Drop(Overflow::DropOldest))
    }

    pub(super) fn feed(&self, name: &str, queue: Arc<Queue>) -> Feed {
        Feed {
            queue,
            name: name.into(),
            events: &[],
            backfill: None,
        }
    }

    /// Finds a connection for a channel and asks for it there.
    pub(super) fn open(
        self: &Arc<Self>,
        facts: Facts,
        parameters: String,
        queue: &Arc<Queue>,
    ) -> Result<(Ticket, Opened), StreamingError> {
        if facts.credential && self.target.token.is_none() {
            let refused = Refused {
                channel: facts.name.to_string(),
                reasons: vec![Refusal::CredentialMissing],
            };
            return Err(refused.into());
        }
        let mut connections = self.connections();
        connections.check()?;
        if facts.shared {
            for connection in &connections.all {
                if let Some((id, opened)) = connection.session().join(&facts, queue) {
                    return Ok((self.ticket(connection, Some(id), queue), opened));
                }
            }
        }
        let count = |one: &Arc<Connection>| one.session().channels();
        if connections.all.iter().map(count).sum::<usize>() >= self.settings.channels {
            return Err(StreamingError::TooMany {
                what: "channels",
                limit: self.settings.channels,
                remedy: "close some, or set a greater limit",
            });
        }
        let room =
            |one: &&Arc<Connection>| count(one) < self.settings.channels_per_connection;
        let connection = connections.all.iter().find(room).cloned();
        let connection = connection.unwrap_or_else(|| {
            let one = self.connection(self.settings.manner.clone());
            connections.all.push(Arc::clone(&one));
            one
        });
        let (id, reader) = (self.number(), Arc::clone(queue));
        let now = Instant::now();
        let opened = connection
            .session()
            .open(id, facts, parameters, reader, now);
        Ok((self.ticket(&connection, Some(id), queue), opened))
    }

    fn listen(
        self: &Arc<Self>,
        listening: Listening,
        queue: &Arc<Queue>,
    ) -> Result<Ticket, StreamingError> {
        let connections = self.connections();
        connections.check()?;
        let Some(first) = connections.all.first() else {
            return Err(StreamingError::Closed);
        };
        first.session().listen(listening, Arc::clone(queue));
        Ok(self.ticket(first, None, queue))
    }

    fn ticket(
        self: &Arc<Self>,
        connection: &Arc<Connection>,
        channel: Option<u64>,
        queue: &Arc<Queue>,
    ) -> Ticket {
        Ticket {
            hub: Arc::clone(self),
            connection: Arc::clone(connection),
            channel,
            queue: Arc::clone(queue),
        }
    }

    /// Ends connections that carry nothing.
    fn prune(&self) {
        let mut connections = self.connections();
        let mut first = true;
        // Looked at once each: what becomes idle meanwhile is for who made it so.
        connections.all.retain(|one| {
            let keep = std::mem::take(&mut first) || one.session().channels() > 0;
            if !keep {
                one.retire();
            }
            keep
        });
    }

    fn close(&self) {
        let mut connections = self.connections();
        connections.closed.get_or_insert(StreamingError::Closed);
        for connection in &connections.all {
            connection.close(&StreamingError::Closed);
        }
    }
}

impl Connections {
    /// Whether more can be asked for: not if the client was closed, nor if the server does
    /// not take the token any longer.
    fn check(&self) -> Result<(), StreamingError> {
        let ended = self.all.iter().find_map(|one| one.session().end().cloned());
        self.closed.clone().or(ended).map_or(Ok(()), Err)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.close();
    }
}

/// What holds on to a subscription: dropped, the subscription ends.
pub(super) struct Ticket {
    pub(super) hub: Arc<Hub>,
    pub(super) connection: Arc<Connection>,
    /// The channel's id; none for what belongs to no channel.
    pub(super) channel: Option<u64>,
    pub(super) queue: Arc<Queue>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        match self.channel {
            Some(id) => {
                self.connection.session().leave(id, &self.queue);
                self.hub.prune();
            }
            None => self.connection.session().stop_listening(&self.queue),
        }
    }
}
