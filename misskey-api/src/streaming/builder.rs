//! How streaming is set up.

use std::time::Duration;

use super::backoff::Backoff;
use super::client::StreamingClient;
use super::connection::Manner;
use super::error::StreamingError;
use super::queue::Bounds;
use super::refusal;
use super::state::State;
use crate::client::Client;

/// The settings of a streaming client. [`Client::stream`] begins with the defaults, and
/// [`connect`](Self::connect) or [`start`](Self::start) ends with the client.
#[derive(Clone, Debug)]
#[must_use]
pub struct StreamingBuilder {
    client: Client,
    settings: Settings,
    /// None if nothing was said.
    patience: Option<Duration>,
}

/// How long a server that is there may take to let the client in, if nothing was said.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) manner: Manner,
    pub(super) acknowledge: Duration,
    pub(super) token_in_url: bool,
    pub(super) frame_limit: usize,
    pub(super) read_buffer: usize,
    pub(super) bounds: Bounds,
    pub(super) channels_per_connection: usize,
    pub(super) channels: usize,
    pub(super) captures: usize,
}

impl Client {
    /// Begins to set up streaming, for the account of the client's token: what happens on the
    /// server, as it happens.
    ///
    /// ```
    /// # use misskey_api::Client;
    /// # async fn run(client: Client) -> Result<(), misskey_api::streaming::StreamingError> {
    /// let stream = client.stream().connect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(&self) -> StreamingBuilder {
        StreamingBuilder {
            client: self.clone(),
            patience: None,
            settings: Settings {
                manner: Manner {
                    backoff: Backoff::default(),
                    connect: Duration::from_secs(15),
                    silence: Duration::from_secs(45),
                    patience: Duration::from_secs(15),
                    gives_up: false,
                },
                acknowledge: Duration::from_secs(10),
                token_in_url: false,
                frame_limit: 4 << 20,
                read_buffer: 16 << 10,
                bounds: Bounds {
                    events: 1024,
                    bytes: 8 << 20,
                },
                channels_per_connection: refusal::CHANNELS,
                channels: 1024,
                captures: 10_000,
            },
        }
    }
}

impl StreamingBuilder {
    /// How long to wait before connecting again.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.settings.manner.backoff = backoff;
        self
    }

    /// How long one attempt to connect may take; 15 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.manner.connect = timeout;
        self
    }

    /// How long [`connect`](Self::connect) goes on trying, whatever is wrong. By default it fails
    /// at once if the server can't be reached, and after 30 seconds if the server is there but
    /// gives no connection.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// How long the server may be silent until it is pinged, and how long it may then take to
    /// answer until the connection is given up; 45 and 15 seconds by default.
    pub fn silence(mut self, silence: Duration, answer: Duration) -> Self {
        self.settings.manner.silence = silence;
        self.settings.manner.patience = answer;
        self
    }

    /// How long the server may take to acknowledge a channel; 10 seconds by default.
    pub fn acknowledge_timeout(mut self, timeout: Duration) -> Self {
        self.settings.acknowledge = timeout;
        self
    }

    /// Puts the token into the address, for servers before release 12 that don't take it in
    /// the `Authorization` header. Addresses are kept in the logs of servers and proxies, so
    /// leave this off unless you need it; false by default.
    pub fn token_in_url(mut self, token_in_url: bool) -> Self {
        self.settings.token_in_url = token_in_url;
        self
    }

    /// The greatest size of a frame in bytes; 4 MiB by default. A larger one breaks
    /// the connection, and the client reconnects.
    pub fn frame_limit(mut self, bytes: usize) -> Self {
        self.settings.frame_limit = bytes;
        self
    }

    /// The size of each connection's read buffer in bytes, which takes memory even while nothing
    /// happens; 16 KiB by default.
    pub fn read_buffer(mut self, bytes: usize) -> Self {
        self.settings.read_buffer = bytes.max(1024);
        self
    }

    /// How many events, and how many bytes of them, wait at most for a reader, unless its
    /// subscription says otherwise ([`Opening::queue`](super::Opening::queue)); 1024 and 8 MiB by
    /// default.
    pub fn queue(mut self, events: usize, bytes: usize) -> Self {
        self.settings.bounds = Bounds { events, bytes };
        self
    }

    /// How many channels go over one connection; 32 by default, which is what servers allow.
    /// Further channels get further connections.
    pub fn channels_per_connection(mut self, channels: usize) -> Self {
        self.settings.channels_per_connection = channels.max(1);
        self
    }

    /// How many channels there can be over all connections; 1024 by default.
    pub fn channel_limit(mut self, channels: usize) -> Self {
        self.settings.channels = channels;
        self
    }

    /// How many notes can be captured; 10,000 by default.
    pub fn capture_limit(mut self, notes: usize) -> Self {
        self.settings.captures = notes;
        self
    }

    /// Connects, and waits until the connection is there.
    ///
    /// If the server's name does not resolve, nothing listens there, or its certificate is not
    /// good, this fails at once. If the server is there but slow or busy, as after a restart, it is
    /// tried again for 30 seconds. With [`patience`](Self::patience) you choose the time, and all
    /// failures are tried again within it; [`start`](Self::start) does not wait at all.
    ///
    /// Once there was a connection, it is made again for as long as it takes.
    ///
    /// # Errors
    /// If the server rejects the token, can't be reached, or gives no connection in time; if the
    /// token is empty or has a character that no token has.
    pub async fn connect(mut self) -> Result<StreamingClient, StreamingError> {
        self.settings.manner.gives_up = self.patience.is_none();
        let patience = self.patience.unwrap_or(PATIENCE);
        let client = self.start()?;
        if let Ok(ready) = tokio::time::timeout(patience, client.ready()).await {
            return ready.map(|()| client);
        }
        let reason = match client.state() {
            State::Waiting { reason, .. } => reason,
            _ => "the server does not answer".to_owned(),
        };
        let host = client.client().address().host();
        Err(StreamingError::NotConnected { host, reason })
    }

    /// Connects in the background, for as long as it takes. Channels can be opened at once; they
    /// wait for the connection.
    ///
    /// # Errors
    /// If there is no tokio runtime, or the token is empty or has a character that no token has.
    pub fn start(self) -> Result<StreamingClient, StreamingError> {
        StreamingClient::start(self.client, self.settings)
    }
}
