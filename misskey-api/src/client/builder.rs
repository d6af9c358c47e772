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

/// The settings of a client to be built; [`Client::builder`] begins with the defaults.
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

/// Why a client can't be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The server's address is invalid.
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

    /// The token to call with. Without one, only endpoints that need no account can be called.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the token goes; into the body by default.
    pub fn token_in(mut self, place: TokenIn) -> Self {
        self.settings.token_in = place;
        self
    }

    /// Whether endpoints that answer GET ([`Meta::get`](crate::Meta)) are called that way when
    /// there is no token, so that caches on the way can answer; true by default. If a server
    /// does not accept GET, this call and later ones of the endpoint are made with POST.
    pub fn get(mut self, get: bool) -> Self {
        self.settings.get = get;
        self
    }

    /// Whether an answer that does not fit in all its parts is an error. By default it is not: the
    /// answer is made of what fits, and the rest is reported as [`Drift`](crate::Drift).
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// How long an attempt may take, from the beginning to the last byte of the answer; 30
    /// seconds by default. While a file is sent, the time starts anew whenever some of it has
    /// gone out.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// When a call that failed is tried again; [`Retry`] has the default.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Whether calls wait for their turn, so that no account exceeds the server's known rate
    /// limits ([`Meta::rate_limit`](crate::Meta)); false by default.
    ///
    /// Each account has a queue for each of the server's counters, which all tasks and clones of
    /// the client share; calls leave it in the order in which they were made. Waiting does not
    /// count towards [`timeout`](Self::timeout). If a waiting call is dropped, its turn passes
    /// unused. A server's roles can have other limits: if it refuses a call all the same, the
    /// others wait for as long as it says, a day at most.
    pub fn pacing(mut self, pacing: bool) -> Self {
        self.pacing = pacing;
        self
    }

    /// Caches answers in about this many bytes of memory at most, for as long as the server
    /// allows (`Cache-Control`). By default nothing is cached.
    ///
    /// Cached are calls without a token of endpoints that answer GET
    /// ([`Meta::cache_seconds`](crate::Meta)). Clones share the cache. The answer that was not
    /// asked for longest makes room for another; each counts as a kibibyte more than its text,
    /// and one that is larger than the whole cache is not kept.
    #[cfg(feature = "cache")]
    pub fn cache(mut self, bytes: usize) -> Self {
        self.cache = Some(bytes);
        self
    }

    /// The header `User-Agent`; `misskey-api/` and the version by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The greatest size of a response in bytes, once it is decompressed; 32 MiB by default.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.response_limit = bytes;
        self
    }

    /// What carries the calls: another HTTP client, or a test's answers; reqwest by default.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    /// If the server's address is invalid, or the HTTP client can't be set up.
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
