//! A body that ends before it is whole.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How many bytes are promised and never sent.
const MISSING: u64 = 1024;

/// Long enough for what was sent to leave the server: an error at once would be noticed before
/// anything had been written.
const PAUSE: Duration = Duration::from_millis(20);

/// Sends its bytes, waits a moment, and fails, upon which the connection is closed.
#[derive(Debug)]
pub(super) struct BrokenBody {
    bytes: Option<Bytes>,
    /// What `Content-Length` says; without it the body comes in chunks.
    promised: Option<u64>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl BrokenBody {
    /// Promises more than there is.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            promised: Some(bytes.len() as u64 + MISSING),
            ..Self::in_chunks(bytes)
        }
    }

    /// Comes in chunks without the last one.
    pub(super) fn in_chunks(bytes: Vec<u8>) -> Self {
        Self {
            promised: None,
            bytes: Some(bytes.into()),
            pause: None,
        }
    }
}

impl HttpBody for BrokenBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.bytes.take_if(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        self.pause
            .get_or_insert_with(|| Box::pin(sleep(PAUSE)))
            .as_mut()
            .poll(context)
            .map(|()| Some(Err(io::ErrorKind::BrokenPipe.into())))
    }

    fn size_hint(&self) -> SizeHint {
        self.promised
            .map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
