//! What a client is to be like.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::shared::Shared;
use super::{Client, Settings};
use crate::endpoint::TokenIn;
use crate::pace::Pacer;
use crate::retry::Retry;
use crate::secret::Token;
use crate::server::{InvalidServer, Server};
use crate::transport::Transport;

/// What a client is to be like.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    server: Result<Server, BuildError>,
    token: Option<Token>,
    settings: Settings,
    user_agent: String,
    pacing: bool,
    #[cfg(feature = "cache")]
    cache: Option<usize>,
    transport: Option<Arc<dyn Transport>>,
}

/// Why there can be no client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The server's address is not one.
    #[error(transparent)]
    Server(#[from] InvalidServer),
    /// The HTTP client can't be set up.
    #[error("the HTTP client can't be set up: {0}")]
    Http(String),
    /// There is no transport: without the feature `reqwest`, one has to be passed.
    #[error(
        "there is nothing to carry calls; pass a transport, or enable the feature `reqwest`"
    )]
    NoTransport,
}

impl From<Infallible> for BuildError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl ClientBuilder {
    pub(super) fn new(server: Result<Server, BuildError>) -> Self {
        Self {
            server,
            token: None,
            settings: Settings {
                token_in: TokenIn::default(),
                get: true,
                strict: false,
                timeout: Duration::from_secs(30),
                response_limit: 32 << 20,
                retry: Retry::default(),
            },
            user_agent: concat!("misskey-api/", env!("CARGO_PKG_VERSION")).to_owned(),
            pacing: false,
            #[cfg(feature = "cache")]
            cache: None,
            transport: None,
        }
    }

    /// Calls in the name of whose the token is.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the token goes; into the body if nothing is said.
    pub fn token_in(mut self, place: TokenIn) -> Self {
        self.settings.token_in = place;
        self
    }

    /// Whether endpoints that answer GET ([`Meta::get`](crate::Meta)) are called that way when
    /// nobody's name is used, so that caches on the way can answer; they are if nothing is
    /// said. A server that does not take it is asked again with POST, and from then on.
    pub fn get(mut self, get: bool) -> Self {
        self.settings.get = get;
        self
    }

    /// Whether an answer must fit in all its parts. If not, which is the default, it is
    /// made of what fits, and the rest is reported as [`Drift`](crate::Drift).
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// How long an attempt may take, from the beginning to the last byte of the answer; 30
    /// seconds if nothing is said. While a file is sent, it is the time in which some of it
    /// must be on its way, and after that the time until the answer is there.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// When a call that failed is tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Whether calls wait for their turn, so that no account exceeds the limits that are known
    /// of the server ([`Meta::rate_limit`](crate::Meta)); they don't if nothing is said.
    ///
    /// Calls go out in the order in which they are made, for each account and counter on its
    /// own, over all tasks and clones of the client. The waiting is not part of the time that
    /// [`timeout`](Self::timeout) limits. If a call that waits is dropped, its turn passes unused.
    /// Roles of a server can have other limits; should it refuse all the same, the others wait
    /// for as long as it says, a day at most.
    pub fn pacing(mut self, pacing: bool) -> Self {
        self.pacing = pacing;
        self
    }

    /// Keeps answers to what is asked in nobody's name, for as long as the server allows
    /// (`Cache-Control`), in about so many bytes of memory at most: those of endpoints that
    /// answer GET ([`Meta::cache_seconds`](crate::Meta)). Nothing is kept if nothing is said.
    ///
    /// Clones share what is kept. What was not asked for longest makes room; each answer takes
    /// a kibibyte more than its text. One that is larger than all of it is not kept.
    #[cfg(feature = "cache")]
    pub fn cache(mut self, bytes: usize) -> Self {
        self.cache = Some(bytes);
        self
    }

    /// What the client calls itself; its own name and version if nothing is said.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The greatest size of a response in bytes, once it is decompressed; 32 MiB if nothing is
    /// said.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.response_limit = bytes;
        self
    }

    /// What carries the calls: another HTTP client, or a test's answers.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// If the server's address is not one, or the HTTP client can't be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        let address = self.server?;
        let user_agent = HeaderValue::try_from(self.user_agent).map_err(|_| {
            BuildError::Http(
                "the user agent has characters that no header can have".to_owned(),
            )
        })?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&address)?,
        };
        Ok(Client {
            shared: Arc::new(Shared {
                transport,
                address,
                user_agent,
                server: Default::default(),
                pacer: self.pacing.then(Pacer::default),
                without_get: Default::default(),
                #[cfg(feature = "cache")]
                cache: self.cache.map(super::cache::Cache::new),
            }),
            token: self.token,
            settings: self.settings,
        })
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(server: &Server) -> Result<Arc<dyn Transport>, BuildError> {
    use crate::transport::ReqwestTransport;

    let transport = if server.is_on_this_machine() {
        ReqwestTransport::without_proxy()
    } else {
        ReqwestTransport::new()
    };
    let transport = transport.map_err(|error| BuildError::Http(error.to_string()))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &Server) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .field("token", &self.token)
            .field("settings", &self.settings)
            .field("user_agent", &self.user_agent)
            .field("pacing", &self.pacing)
            .finish_non_exhaustive()
    }
}
