//! Making a connection: TCP, TLS, and the handshake.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER, USER_AGENT};
use http::{Request, StatusCode};
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, http as websocket_http};

use super::error::StreamingError;
use crate::secret::Token;
use crate::server::Server;

/// How many bytes are written at once, where there is so much to say.
const WRITE_BUFFER: usize = 8 << 10;

/// A connection over which frames go.
pub(super) type Socket = WebSocketStream<Box<dyn Pipe>>;

/// A connection over which bytes go: plain to this machine, otherwise in TLS.
pub(super) trait Pipe: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Pipe for T {}

/// Where to connect, and as whom.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) server: Server,
    pub(super) token: Option<Token>,
    pub(super) user_agent: HeaderValue,
    /// Whether the token goes into the address.
    pub(super) token_in_url: bool,
    pub(super) frame_limit: usize,
    pub(super) read_buffer: usize,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoConnection {
    /// There will be none.
    Final(StreamingError),
    /// The server can't be reached: its name does not resolve, nothing listens there, or it
    /// does not prove who it is.
    Unreachable(String),
    /// There may be one later.
    ForNow {
        reason: String,
        /// How long to wait at least, if the server says so.
        wait: Option<Duration>,
    },
}

impl NoConnection {
    pub(super) fn for_now(reason: impl fmt::Display) -> Self {
        Self::ForNow {
            reason: reason.to_string(),
            wait: None,
        }
    }
}

impl Target {
    pub(super) async fn connect(&self) -> Result<Socket, NoConnection> {
        let request = self.request()?;
        let unreachable =
            |error: io::Error| NoConnection::Unreachable(error.to_string());
        let pipe = self.pipe().await.map_err(unreachable)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(self.read_buffer)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(self.frame_limit))
            .max_frame_size(Some(self.frame_limit));
        let connected =
            tokio_tungstenite::client_async_with_config(request, pipe, Some(config));
        match connected.await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(refused(&response)),
            Err(Error::Io(error)) => Err(NoConnection::for_now(error)),
            Err(error) => Err(NoConnection::for_now(self.redacted(&error.to_string()))),
        }
    }

    /// What asks for the connection.
    fn request(&self) -> Result<Request<()>, NoConnection> {
        let invalid =
            |reason| NoConnection::Final(StreamingError::InvalidToken { reason });
        let host = self.server.host();
        let mut address = self.server.url().clone();
        let scheme = if address.scheme() == "https" {
            "wss"
        } else {
            "ws"
        };
        // What has a host can have either scheme.
        let _ = address.set_scheme(scheme);
        address.set_path("/streaming");
        let mut request = Request::builder()
            .header("Host", host)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", generate_key())
            .header(USER_AGENT, &self.user_agent);
        if let Some(token) = &self.token {
            if self.token_in_url {
                let token = token.checked().map_err(invalid)?;
                address.query_pairs_mut().append_pair("i", token);
            } else {
                let bearer = token.bearer().map_err(invalid)?;
                request = request.header(AUTHORIZATION, bearer);
            }
        }
        let request = request.uri(address.as_str()).body(());
        request.map_err(|error| NoConnection::for_now(self.redacted(&error.to_string())))
    }

    async fn pipe(&self) -> io::Result<Box<dyn Pipe>> {
        let url = self.server.url();
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or(443);
        // An address of the sixth version stands in brackets in URLs alone.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        if url.scheme() != "https" {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let connector = TlsConnector::from(tls()?);
        Ok(Box::new(connector.connect(name, stream).await?))
    }

    pub(super) fn not_connected(&self, reason: String) -> StreamingError {
        StreamingError::NotConnected {
            host: self.server.host(),
            reason,
        }
    }

    fn redacted(&self, text: &str) -> String {
        self.token
            .as_ref()
            .map_or_else(|| text.to_owned(), |token| token.redact(text))
    }
}

/// How servers prove who they are: by the certificates that this machine trusts.
fn tls() -> io::Result<Arc<ClientConfig>> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    // The program may have chosen another provider, which is then used.
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(ring::default_provider()));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(io::Error::other)?
        .with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}

/// The server answered, but not with a connection. Two answers are final; all else, also
/// a page that is not there, may be a proxy before a server that is away.
fn refused(response: &websocket_http::Response<Option<Vec<u8>>>) -> NoConnection {
    match response.status() {
        StatusCode::UNAUTHORIZED => NoConnection::Final(StreamingError::Unauthorized),
        StatusCode::FORBIDDEN => NoConnection::Final(StreamingError::Forbidden),
        status => NoConnection::ForNow {
            reason: format!("the server answers with status {}", status.as_u16()),
            wait: response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.trim().parse().ok())
                .map(Duration::from_secs),
        },
    }
}
