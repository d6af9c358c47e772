//! The client: calls endpoints over a transport.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};

use crate::body::Body;
use crate::decode::Decode;
use crate::drift::Drift;
use crate::endpoint::{Endpoint, TokenIn};
use crate::error::{Error, Untyped};
use crate::generated::error::CommonError;
use crate::raw::RawCall;
use crate::retry::Retry;
use crate::secret::Token;
use crate::server::Server;
use crate::server_info::ServerInfo;
use crate::transport::{Transport, TransportError};

mod builder;
#[cfg(feature = "cache")]
mod cache;
mod exchange;
mod form_body;
mod shared;
mod upload_once;

pub use self::builder::{BuildError, ClientBuilder};
use self::exchange::{Exchanged, Outgoing};
use self::shared::Shared;

/// A client of one server.
///
/// Cloning is cheap. Clones share their connections, the pacing of their calls, and what they
/// know of the server. A `with_…` method gives a clone with another token or setting, for one call
/// or for many.
///
/// ```no_run
/// use std::time::Duration;
///
/// use misskey_api::Client;
/// use misskey_api::endpoints::{self, notes};
///
/// # async fn run(token: String) -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("misskey.example").token(token).build()?;
/// let created = client.send(notes::Create::new().text("Hello")).await?.created_note;
/// println!("{}", created.id);
///
/// let hurried = client.anonymous().with_timeout(Duration::from_secs(2));
/// println!("{} users", hurried.send(endpoints::Stats::new()).await?.users_count);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    token: Option<Token>,
    settings: Settings,
}

/// How a client makes calls.
#[derive(Clone, Copy, Debug)]
struct Settings {
    token_in: TokenIn,
    get: bool,
    strict: bool,
    timeout: Duration,
    response_limit: usize,
    retry: Retry,
}

/// An answer, with what came with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Detailed<T> {
    /// The answer.
    pub answer: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The response's headers.
    pub headers: HeaderMap,
    /// How long the call took, the waiting between attempts included.
    pub elapsed: Duration,
    /// How many attempts it took, the successful one included.
    pub attempts: u32,
    /// What did not fit in the answer, and is therefore not in it.
    pub drift: Vec<Drift>,
}

impl<T: fmt::Debug> fmt::Debug for Detailed<T> {
    /// Without the headers, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detailed")
            .field("answer", &self.answer)
            .field("status", &self.status)
            .field("elapsed", &self.elapsed)
            .field("attempts", &self.attempts)
            .field("drift", &self.drift)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Begins to build a client of the server at an address, such as `misskey.example`, or of a
    /// [`Server`].
    pub fn builder<S>(server: S) -> ClientBuilder
    where
        S: TryInto<Server>,
        S::Error: Into<BuildError>,
    {
        ClientBuilder::new(server.try_into().map_err(Into::into))
    }

    /// The server's address.
    #[must_use]
    pub fn address(&self) -> &Server {
        &self.shared.address
    }

    /// What the server says of itself: which endpoints it has, its version, its software.
    ///
    /// The server is asked once, with three requests and without the token, however many clones
    /// of the client want to know; after a failure, the next call asks again. The answer is kept
    /// for as long as the client or one of its clones exists: build a new client to see an update
    /// of the server.
    ///
    /// ```
    /// use misskey_api::endpoints::notes;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = TestServer::start().await?;
    /// # let client = Client::builder(test.base_url()).token(test.token()).build()?;
    /// let server = client.server().await?;
    /// assert_eq!(server.software(), Some("misskey"));
    /// assert!(server.supports::<notes::Create>());
    ///
    /// // This one has no drafts. A call fails, and says which release brought them.
    /// assert!(!server.supports::<notes::drafts::List>());
    /// let error = client.send(notes::drafts::List::new()).await.unwrap_err();
    /// assert!(error.is_unknown_endpoint());
    /// assert_eq!(error.since(), Some("2025.7.0"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the server does not list its endpoints, or does not answer.
    pub async fn server(&self) -> Result<&ServerInfo, Error> {
        let info = &self.shared.server;
        info.get_or_try_init(|| ServerInfo::ask(self)).await
    }

    /// Who calls.
    #[cfg(feature = "streaming")]
    pub(crate) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// How long an attempt may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.shared.transport
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.shared.user_agent
    }

    /// The same client with another account's token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<Token>) -> Self {
        let mut client = self.clone();
        client.token = Some(token.into());
        client
    }

    /// The same client without a token.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        let mut client = self.clone();
        client.token = None;
        client
    }

    /// The same client with another limit on the time of an attempt; see
    /// [`ClientBuilder::timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let mut client = self.clone();
        client.settings.timeout = timeout;
        client
    }

    /// The same client with another rule for retries; see [`ClientBuilder::retry`].
    #[must_use]
    pub fn with_retry(&self, retry: Retry) -> Self {
        let mut client = self.clone();
        client.settings.retry = retry;
        client
    }

    /// The same client with another limit on the size of an answer; see
    /// [`ClientBuilder::response_limit`].
    #[must_use]
    pub fn with_response_limit(&self, bytes: usize) -> Self {
        let mut client = self.clone();
        client.settings.response_limit = bytes;
        client
    }

    /// The same client with another strictness; see [`ClientBuilder::strict`].
    #[must_use]
    pub fn with_strict(&self, strict: bool) -> Self {
        let mut client = self.clone();
        client.settings.strict = strict;
        client
    }

    /// Calls an endpoint.
    ///
    /// A call that fails and may be repeated is tried again ([`Retry`]). Dropping the future ends
    /// the call; if the request was already on its way, it may have an effect all the same.
    ///
    /// What does not fit in the answer is left out and logged with `tracing` as a warning;
    /// [`send_detailed`](Self::send_detailed) returns it.
    ///
    /// # Errors
    /// If the server refuses, does not answer, or answers in a shape that can't be read:
    /// [`Error`] says which.
    pub async fn send<E: Endpoint>(
        &self,
        request: E,
    ) -> Result<E::Response, Error<E::Error>> {
        self.send_detailed(request)
            .await
            .map(|detailed| detailed.answer)
    }

    /// Calls an endpoint, and returns the answer with its headers, its timing, and what did not
    /// fit.
    ///
    /// # Errors
    /// As those of [`send`](Self::send).
    pub async fn send_detailed<E: Endpoint>(
        &self,
        request: E,
    ) -> Result<Detailed<E::Response>, Error<E::Error>> {
        let outgoing = Outgoing::new(&request).map_err(Untyped::typed)?;
        let exchanged = self.exchange(outgoing).await.map_err(Untyped::typed)?;
        self.answer(exchanged).map_err(Untyped::typed)
    }

    /// Calls any endpoint by its name. You choose the type of the answer: `serde_json::Value` for
    /// the JSON as it is, or a type of these bindings.
    ///
    /// # Errors
    /// As those of [`send`](Self::send).
    pub async fn send_raw<T: Decode>(&self, call: RawCall) -> Result<T, Error> {
        self.send_raw_detailed(call)
            .await
            .map(|detailed| detailed.answer)
    }

    /// Calls any endpoint by its name, and returns the answer with its headers, its timing, and
    /// what did not fit.
    ///
    /// # Errors
    /// As those of [`send`](Self::send).
    pub async fn send_raw_detailed<T: Decode>(
        &self,
        call: RawCall,
    ) -> Result<Detailed<T>, Error> {
        let outgoing = Outgoing::raw(&call).map_err(Untyped::typed::<CommonError>)?;
        let exchanged = self.exchange(outgoing).await.map_err(Untyped::typed)?;
        self.answer(exchanged).map_err(Untyped::typed)
    }

    fn answer<T: Decode>(&self, exchanged: Exchanged) -> Result<Detailed<T>, Untyped> {
        let received = exchanged.received(self.token.as_ref());
        let (answer, drift) = received
            .decode(&exchanged.text, self.settings.strict)
            .map_err(|error| error.after(exchanged.attempts))?;
        exchanged.warn(&drift);
        Ok(Detailed {
            answer,
            status: exchanged.status,
            headers: exchanged.headers,
            elapsed: exchanged.elapsed,
            attempts: exchanged.attempts,
            drift,
        })
    }

    /// Sends an HTTP request to the server and receives the whole response, whatever its status.
    /// It is for pages of the server that are not endpoints.
    ///
    /// The token is not added. Redirects are not followed, and nothing is tried again. The
    /// client's limits on time and on the response's size apply.
    ///
    /// # Errors
    /// If the request is addressed to another server, or there is no response within the limits.
    pub async fn carry(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let address = request.uri().to_string();
        if !self.shared.address.has(&address) {
            return Err(TransportError::refused(format!(
                "it is not for {}",
                self.shared.address
            )));
        }
        self.carry_whole(request.map(Body::from)).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", self.address())
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
