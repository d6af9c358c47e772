//! Carrying calls over reqwest.

use std::error::Error as _;
use std::iter;
use std::time::Duration;

use http::{Request, Response};

use super::{Carried, Transport, TransportError, chain};
use crate::body::Body;

/// How long a connection may take to be there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection that nothing uses is kept: less than servers and proxies do, so that
/// they don't end it at the moment when a call goes out.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// The default transport of a client: reqwest, with rustls and ring, HTTP/2
/// where the server has it, and compressed answers.
///
/// A proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY`) is used, but never for a
/// server on this machine.
///
/// To set up more than that (a proxy, certificates), pass a client of reqwest's own to
/// [`with_client`](Self::with_client).
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// One with the usual settings: no redirects, a connection within 10 seconds.
    ///
    /// # Errors
    /// If TLS can't be set up: the system has no certificates, for instance.
    pub fn new() -> Result<Self, TransportError> {
        Self::built(|builder| builder)
    }

    /// One for a server on this machine: a proxy would take the calls to another one, and over
    /// plain http it would read the token.
    pub(crate) fn without_proxy() -> Result<Self, TransportError> {
        Self::built(reqwest::ClientBuilder::no_proxy)
    }

    fn built(
        set: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, TransportError> {
        // Fails if the program has chosen another provider, which is then used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none());
        set(builder)
            .build()
            .map(Self)
            .map_err(|error| TransportError::refused(chain(&error)))
    }

    /// One on a client of reqwest's. It must not follow redirects, which would carry the token
    /// to somebody else, nor try again by rules of its own, which could do twice what is to
    /// be done once. (By itself reqwest repeats only what an HTTP/2 server says that it did not
    /// process.)
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn carry(&self, request: Request<Body>) -> Carried<'_> {
        Box::pin(async move {
            let request = request.map(|body| match body.as_bytes().cloned() {
                Some(bytes) => reqwest::Body::from(bytes),
                None => reqwest::Body::wrap(body),
            });
            let request = reqwest::Request::try_from(request).map_err(failed)?;
            let response = self.0.execute(request).await.map_err(failed)?;
            Ok(Response::<reqwest::Body>::from(response).map(Body::wrap))
        })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    // The address can hold parameters: the endpoint is named by who reports this.
    let error = error.without_url();
    let reason = chain(&error);
    if is_unprocessed(&error) {
        TransportError::broken(reason).unsent()
    } else if error.is_connect() {
        TransportError::connect(why_not_connected(&error))
    } else if error.is_timeout() {
        TransportError::timeout(reason)
    } else if error.is_builder() {
        TransportError::refused(reason)
    } else {
        TransportError::broken(reason)
    }
}

/// Without the layers that say no more than that there is no connection.
fn why_not_connected(error: &reqwest::Error) -> String {
    let below = error.source().and_then(std::error::Error::source);
    let reason = below.map_or_else(|| chain(error), chain);
    if reason.contains("InvalidContentType") {
        return format!(
            "{reason}; if it speaks plain http, its address has to say `http://`"
        );
    }
    reason
}

/// Whether an HTTP/2 server says that it did nothing with the request: it refused the stream,
/// or went away before it came to it. By then reqwest has sent it again as often as it does.
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let mut causes = iter::successors(error.source(), |cause| (*cause).source());
    let Some(error) = causes.find_map(|cause| cause.downcast_ref::<h2::Error>()) else {
        return false;
    };
    let says = |reason| error.is_remote() && error.reason() == Some(reason);
    // A connection that ends for any other reason ends calls that the server has taken too.
    (error.is_reset() && says(h2::Reason::REFUSED_STREAM))
        || (error.is_go_away() && says(h2::Reason::NO_ERROR))
}
