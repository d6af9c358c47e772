//! Connections, below the level at which a response is all there is to say.

use std::{error::Error, fmt};

use axum::{Router, response::Response};
use hyper::{
    Request, body::Incoming, server::conn::http1, service::Service as _,
    service::service_fn,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// Set among the extensions of a response: the connection is closed instead of sending it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CloseInstead;

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
    let service = TowerToHyperService::new(router);
    let closable = service_fn(move |request: Request<Incoming>| {
        let answer = service.call(request);
        async move { answer.await.map_or(Err(Closed), send_or_close) }
    });
    // An error here is a client that went away, or a fault that a test asked for.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), closable)
        .with_upgrades()
        .await;
}

fn send_or_close(response: Response) -> Result<Response, Closed> {
    match response.extensions().get::<CloseInstead>() {
        Some(CloseInstead) => Err(Closed),
        None => Ok(response),
    }
}
