//! Carrying calls over reqwest.

use std::time::Duration;

use http::{Request, Response};

use super::{Carried, Transport, TransportError, chain};
use crate::body::Body;

/// How long a connection may take to be there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The transport that a client has if nothing is said: reqwest, with rustls and ring, HTTP/2
/// where the server has it, and compressed answers.
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
        // Fails if the program has chosen another provider, which is then used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(Self)
            .map_err(|error| TransportError::refused(chain(&error)))
    }

    /// One on a client of reqwest's. It must not follow redirects: they would carry the token
    /// to somebody else.
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
    if error.is_connect() {
        TransportError::connect(reason)
    } else if error.is_timeout() {
        TransportError::timeout(reason)
    } else if error.is_builder() {
        TransportError::refused(reason)
    } else {
        TransportError::broken(reason)
    }
}
