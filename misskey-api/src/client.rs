//! The HTTP client: carries calls over reqwest.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use http::{HeaderMap, Request, Response, StatusCode};
use tokio::sync::OnceCell;

use crate::drift::Drift;
use crate::endpoint::{Call, Endpoint, TokenIn};
use crate::error::Error;
use crate::secret::Token;
use crate::server::{InvalidServer, Server};
use crate::server_info::ServerInfo;

/// A client of one server.
///
/// Cloning is cheap, and clones share their connections and what the server says of itself.
///
/// ```no_run
/// use misskey_api::Client;
/// use misskey_api::endpoints::notes;
///
/// # async fn run(token: String) -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("misskey.example").token(token).build()?;
/// let created = client.send(notes::Create::new().text("Hello")).await?.created_note;
/// println!("{}", created.id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: Server,
    server: Arc<OnceCell<ServerInfo>>,
    token: Option<Token>,
    token_in: TokenIn,
    strict: bool,
    response_limit: usize,
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
    /// What in the answer did not fit, and is not in it.
    pub drift: Vec<Drift>,
}

impl<T: fmt::Debug> fmt::Debug for Detailed<T> {
    /// Without the headers, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detailed")
            .field("answer", &self.answer)
            .field("status", &self.status)
            .field("drift", &self.drift)
            .finish_non_exhaustive()
    }
}

/// What a client is to be like.
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    server: Result<Server, InvalidServer>,
    token: Option<Token>,
    token_in: TokenIn,
    strict: bool,
    timeout: Duration,
    user_agent: String,
    response_limit: usize,
}

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The server's address is not one.
    #[error(transparent)]
    Server(#[from] InvalidServer),
    /// The HTTP client can't be set up.
    #[error("the HTTP client can't be set up: {0}")]
    Http(String),
}

impl Client {
    /// Begins a client of the server with that address: `misskey.example`.
    pub fn builder(server: &str) -> ClientBuilder {
        ClientBuilder {
            server: Server::new(server),
            token: None,
            token_in: TokenIn::default(),
            strict: false,
            timeout: Duration::from_secs(30),
            user_agent: concat!("misskey-api/", env!("CARGO_PKG_VERSION")).to_owned(),
            response_limit: 32 << 20,
        }
    }

    /// Where the server is.
    #[must_use]
    pub fn address(&self) -> &Server {
        &self.address
    }

    /// In whose name the client calls.
    #[cfg(feature = "streaming")]
    pub(crate) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// What the server says of itself: which endpoints it has, its version, its software.
    ///
    /// It is asked once, in nobody's name and with three requests, however many clones of
    /// the client want to know; a failure is not kept. The answer holds for as long as the
    /// client: a new one hears what the server has learnt since.
    ///
    /// ```
    /// use misskey_api::endpoints::notes;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = TestServer::start().await?;
    /// # let client = Client::builder(&test.base_url()).token(test.token()).build()?;
    /// let server = client.server().await?;
    /// assert_eq!(server.software(), Some("misskey"));
    /// assert!(server.supports::<notes::Create>());
    ///
    /// // This one has no drafts. Who calls them all the same is told since when they exist.
    /// assert!(!server.supports::<notes::drafts::List>());
    /// let error = client.send(notes::drafts::List::new()).await.unwrap_err();
    /// assert!(error.is_unknown_endpoint());
    /// assert_eq!(error.since(), Some("2025.7.0"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the server does not tell its endpoints, or gives no answer.
    pub async fn server(&self) -> Result<&ServerInfo, Error> {
        self.server.get_or_try_init(|| ServerInfo::ask(self)).await
    }

    /// The same client in the name of someone else.
    #[must_use]
    pub fn with_token(&self, token: impl Into<Token>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same client in nobody's name.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self {
            token: None,
            ..self.clone()
        }
    }

    /// Calls an endpoint.
    ///
    /// What in the answer does not fit is left out, and reported to `tracing` as a
    /// warning; [`send_detailed`](Self::send_detailed) gives it to the caller.
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub async fn send<E: Endpoint>(
        &self,
        request: E,
    ) -> Result<E::Response, Error<E::Error>> {
        self.send_detailed(request)
            .await
            .map(|detailed| detailed.answer)
    }

    /// Calls an endpoint, and gives what came with the answer.
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub async fn send_detailed<E: Endpoint>(
        &self,
        request: E,
    ) -> Result<Detailed<E::Response>, Error<E::Error>> {
        let call = Call::new(&self.address)
            .token_in(self.token_in)
            .strict(self.strict);
        let call = match &self.token {
            Some(token) => call.token(token),
            None => call,
        };
        let request = call.request(&request)?;
        let carried = self.carry(request).await;
        let response = carried.map_err(|error| Error::from_transport(E::META, error))?;
        let (answer, drift) = call.response_with_drift::<E>(&response)?;
        for one in &drift {
            tracing::warn!(endpoint = E::META.path, drift = %one, "an answer is not as expected");
        }
        let (parts, _) = response.into_parts();
        Ok(Detailed {
            answer,
            status: parts.status,
            headers: parts.headers,
            drift,
        })
    }

    /// Sends an HTTP request to the server and receives the whole response: redirects
    /// are not followed, and the time and the response's size are limited.
    ///
    /// This is what [`send`](Self::send) uses; it serves for pages of the server that
    /// are no endpoints.
    ///
    /// # Errors
    /// If there is no response, or none within the limits.
    pub async fn carry(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let request =
            reqwest::Request::try_from(request).map_err(TransportError::from_reqwest)?;
        let mut received = self
            .http
            .execute(request)
            .await
            .map_err(TransportError::from_reqwest)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = received
            .chunk()
            .await
            .map_err(TransportError::from_reqwest)?
        {
            if body.len() + chunk.len() > self.response_limit {
                return Err(TransportError::too_large(self.response_limit));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.into());
        *response.status_mut() = received.status();
        *response.headers_mut() = std::mem::take(received.headers_mut());
        Ok(response)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.address)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Calls in the name of whose the token is.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the token goes; into the body if nothing is said.
    pub fn token_in(mut self, place: TokenIn) -> Self {
        self.token_in = place;
        self
    }

    /// Whether an answer must fit in all its parts. If not, which is the default, it is
    /// made of what fits, and the rest is reported as [`Drift`].
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// How long a call may take, from the beginning to the last byte of the answer; 30
    /// seconds if nothing is said.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What the client calls itself; its own name and version if nothing is said.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The greatest size of a response in bytes; 32 MiB if nothing is said.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// If the server's address is not one, or the HTTP client can't be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        // Fails if the program has chosen another provider, which is then used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(self.timeout)
            .user_agent(self.user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| BuildError::Http(error.to_string()))?;
        Ok(Client {
            http,
            address: self.server?,
            server: Arc::default(),
            token: self.token,
            token_in: self.token_in,
            strict: self.strict,
            response_limit: self.response_limit,
        })
    }
}

/// Why there is no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportKind,
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportKind {
    Connect,
    Timeout,
    TooLarge,
    Other,
}

impl TransportError {
    fn from_reqwest(error: reqwest::Error) -> Self {
        let kind = if error.is_connect() {
            TransportKind::Connect
        } else if error.is_timeout() {
            TransportKind::Timeout
        } else {
            TransportKind::Other
        };
        // The address can hold parameters: the endpoint is named by who reports this.
        let error = error.without_url();
        let mut reason = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            reason.push_str(": ");
            reason.push_str(&inner.to_string());
            source = inner.source();
        }
        Self { kind, reason }
    }

    fn too_large(limit: usize) -> Self {
        let reason = format!(
            "the answer has more than {limit} bytes; a greater limit can be set when the client is built"
        );
        Self {
            kind: TransportKind::TooLarge,
            reason,
        }
    }

    /// Whether the server could not be reached, so that the call had no effect.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportKind::Connect
    }

    /// Whether there was no response in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportKind::Timeout
    }

    /// Whether the response was larger than allowed.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == TransportKind::TooLarge
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TransportKind::Connect => "the server can't be reached",
            TransportKind::Timeout => "no answer in time",
            TransportKind::TooLarge => "the answer is too large",
            TransportKind::Other => "the connection failed",
        };
        write!(f, "{what}: {}", self.reason)
    }
}

impl std::error::Error for TransportError {}
