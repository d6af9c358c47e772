//! Connections, below the level at which a response is all there is to say.

mod wire;

use std::{error::Error, fmt, io, sync::Arc, time::Duration};

use axum::{Router, response::Response};
use hyper::{
    Request, body::Incoming, server::conn::http1, service::Service as _,
    service::service_fn,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};

use self::wire::Wire;

/// What is to be done to a connection with a response: it stands among its extensions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Treatment {
    /// Bytes come one by one, so long apart.
    pub(crate) interval: Option<Duration>,
    /// The connection is reset when so many bytes are sent.
    pub(crate) reset_after: Option<u64>,
    /// What comes after the response is still read before the connection ends: otherwise the end
    /// would be a reset, which makes the other side forget the response.
    pub(crate) lingers: bool,
    /// What happens instead of a response.
    pub(crate) instead: Option<Instead>,
}

/// What a connection may do that is no response.
#[derive(Debug, Clone)]
pub(crate) enum Instead {
    Close,
    Reset,
    Raw(Script),
}

/// Bytes that are sent as they stand, and a pattern that is sent until nobody takes it.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    before: Vec<u8>,
    pattern: Vec<u8>,
}

impl Script {
    pub(crate) fn new(before: Vec<u8>, pattern: Vec<u8>) -> Self {
        Self { before, pattern }
    }

    /// Sends it all at once, or byte by byte.
    async fn send(
        &self,
        stream: &TcpStream,
        interval: Option<Duration>,
    ) -> io::Result<()> {
        write(stream, &self.before, interval).await?;
        while !self.pattern.is_empty() {
            write(stream, &self.pattern, interval).await?;
        }
        Ok(())
    }
}

/// How long a client may go on to send what nobody wants.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// What tells hyper to give a connection up.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("closed on request")
    }
}

impl Error for Closed {}

/// Accepts connections for ever. They end with the future.
pub(crate) async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, router.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, router: Router) {
    // Small answers must not wait for one another; a socket that refuses still works.
    let _ = stream.set_nodelay(true);
    let wire = Arc::new(Wire::new(stream));
    let service = TowerToHyperService::new(router);
    let treated = service_fn(|request: Request<Incoming>| {
        let answer = service.call(request);
        let wire = Arc::clone(&wire);
        async move {
            match answer.await {
                Ok(response) => treat(&wire, response).await,
                Err(_) => Err(Closed),
            }
        }
    });
    // An error here is a client that went away, or a fault that a test asked for.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(wire::Io::new(Arc::clone(&wire))), treated)
        .with_upgrades()
        .await;
    if wire.lingers() {
        // The client may never stop; then it is cut off.
        let _ = timeout(LONGEST_FAREWELL, read_all(wire.stream())).await;
    }
}

async fn treat(wire: &Wire, mut response: Response) -> Result<Response, Closed> {
    let treatment = response.extensions_mut().remove::<Treatment>();
    let treatment = treatment.unwrap_or_default();
    wire.treat(&treatment);
    match &treatment.instead {
        None => return Ok(response),
        Some(Instead::Close) => {}
        Some(Instead::Reset) => wire.reset_on_close(),
        // The client may well have had enough before the end.
        Some(Instead::Raw(script)) => {
            drop(script.send(wire.stream(), treatment.interval).await);
        }
    }
    Err(Closed)
}

async fn read_all(stream: &TcpStream) -> io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut bytes) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

async fn write(
    stream: &TcpStream,
    bytes: &[u8],
    interval: Option<Duration>,
) -> io::Result<()> {
    let Some(interval) = interval else {
        return write_all(stream, bytes).await;
    };
    for byte in bytes {
        write_all(stream, &[*byte]).await?;
        tokio::time::sleep(interval).await;
    }
    Ok(())
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
