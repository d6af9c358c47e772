//! Bodies of requests, of which no more is held than anyone looks at.

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;

/// Reads a body to its end and gives the beginning of it. A body that breaks off ends there.
pub(crate) async fn beginning(body: Body, limit: usize) -> Bytes {
    let mut stream = body.into_data_stream();
    let mut kept = Vec::new();
    while let Some(Ok(bytes)) = stream.next().await {
        let room = limit - kept.len();
        kept.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }
    kept.into()
}
