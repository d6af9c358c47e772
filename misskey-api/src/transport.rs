//! What carries HTTP requests to a server and its responses back.

use std::fmt;
use std::pin::Pin;

use http::{Request, Response};

use crate::body::Body;

#[cfg(feature = "reqwest")]
mod reqwest;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// A response on its way.
pub type Carried<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 'a>>;

/// An HTTP client that carries the calls of a [`Client`](crate::Client).
///
/// With the feature `reqwest` clients have one. Pass another to
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport): one that answers tests from
/// memory, or one on an HTTP client that your program uses anyway.
///
/// A transport sends the request as it is, and returns the response as it comes:
/// - **It follows no redirects**: they would carry the token to somebody else.
/// - **It retries nothing**, unless the server certainly did not get the request: the client
///   knows which calls can be repeated.
/// - **It keeps no cookies, and limits neither time nor size**: the client limits both, and drops
///   the future or the body when a limit is reached. A limit on the time to connect is welcome.
/// - If it asks for compressed responses, it decompresses them as they come.
///
/// ```
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use misskey_api::endpoints::Ping;
/// use misskey_api::{Body, Carried, Client, Transport};
///
/// /// Answers everything from memory.
/// struct Canned(&'static str);
///
/// impl Transport for Canned {
///     fn carry(&self, request: Request<Body>) -> Carried<'_> {
///         assert_eq!(request.uri().path(), "/api/ping");
///         Box::pin(async { Ok(Response::new(Body::from(self.0))) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("misskey.example")
///     .transport(Canned(r#"{"pong":1700000000000}"#))
///     .build()?;
/// assert_eq!(client.send(Ping::new()).await?.pong, 1_700_000_000_000);
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the response as soon as its head is there.
    ///
    /// # Errors
    /// If there is no response.
    fn carry(&self, request: Request<Body>) -> Carried<'_>;
}

/// Why there is no response, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    kind: Kind,
    unsent: bool,
    host: Option<String>,
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout,
    TooLarge,
    Refused,
    Broken,
}

impl TransportError {
    /// The server can't be reached, so nothing was sent.
    #[must_use]
    pub fn connect(reason: impl fmt::Display) -> Self {
        Self::new(Kind::Connect, reason).unsent()
    }

    /// There was no response in time.
    #[must_use]
    pub fn timeout(reason: impl fmt::Display) -> Self {
        Self::new(Kind::Timeout, reason)
    }

    /// The connection broke, or what came was not HTTP.
    #[must_use]
    pub fn broken(reason: impl fmt::Display) -> Self {
        Self::new(Kind::Broken, reason)
    }

    /// The request can't be sent as it is.
    pub(crate) fn refused(reason: impl fmt::Display) -> Self {
        Self::new(Kind::Refused, reason).unsent()
    }

    pub(crate) fn too_large(reason: impl fmt::Display) -> Self {
        Self::new(Kind::TooLarge, reason)
    }

    fn new(kind: Kind, reason: impl fmt::Display) -> Self {
        Self {
            kind,
            unsent: false,
            host: None,
            reason: reason.to_string(),
        }
    }

    /// The same error, of a request that certainly did not reach the server, or with which the
    /// server certainly did nothing: HTTP/2 can say so.
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.unsent = true;
        self
    }

    /// The same error, which names the host.
    pub(crate) fn of_host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// Whether the server could not be reached.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether there was no response in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether the response was larger than allowed.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Whether the request certainly did not reach the server, or the server certainly did nothing
    /// with it, so that the call had no effect. If false, it may have had one.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.unsent
    }

    /// Whether the same request can have more luck.
    pub(crate) fn is_transient(&self) -> bool {
        match self.kind {
            Kind::Connect | Kind::Timeout | Kind::Broken => true,
            Kind::TooLarge | Kind::Refused => false,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("the server");
        match self.kind {
            Kind::Connect => write!(f, "{host} can't be reached: "),
            Kind::Timeout => write!(f, "no answer from {host} in time: "),
            Kind::TooLarge => write!(f, "the answer of {host} is too large: "),
            Kind::Refused => write!(f, "the request can't be sent: "),
            Kind::Broken => write!(f, "the connection to {host} failed: "),
        }?;
        f.write_str(&self.reason)
    }
}

impl std::error::Error for TransportError {}

/// An error with all that lies behind it, on one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_reason = inner.to_string();
        // Many errors repeat what lies behind them.
        if !reason.ends_with(&inner_reason) {
            reason.push_str(": ");
            reason.push_str(&inner_reason);
        }
        source = inner.source();
    }
    reason
}
