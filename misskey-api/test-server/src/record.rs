//! What was sent to the server.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::request::Parts,
};
use hyper::body::{Frame, SizeHint};
use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::{hexadecimal::hexadecimal, shared::Shared};

mod part;
mod shown;

pub use self::part::RecordedPart;
pub(crate) use self::shown::Listed;

/// How much of a body is kept, in bytes.
const KEPT: usize = 1024 * 1024;

/// A request as it arrived, kept for the test to look at.
///
/// `Debug` shows all of it. `Display` shows one line for messages, without headers, query, and
/// whatever in the body is a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, percent signs and all.
    pub path: String,
    /// The query as it was sent, without the question mark; empty when there was none.
    pub query: String,
    /// Names, in lower case, and values of the headers. Values that are not UTF-8 are given as
    /// nearly as can be.
    pub headers: Vec<(String, String)>,
    /// The first mebibyte of the body, which most of the time is all of it.
    pub body: Vec<u8>,
    /// How long the body was, in bytes, as far as it was read.
    pub length: u64,
    /// The MD5 of those bytes, in lower-case hexadecimal.
    pub md5: String,
}

impl RecordedRequest {
    /// A request whose body is not known yet.
    pub(crate) fn new(parts: &Parts) -> Self {
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body: Vec::new(),
            length: 0,
            md5: hexadecimal(&Md5::digest(b"")),
        }
    }

    /// The body as JSON; `null` when it is something else, a multipart form for instance.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The parts of a multipart form, in their order; none if the body is something else. Of a
    /// body over a mebibyte, the last part ends where the record does.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// # let server = TestServer::start().await?;
    /// for request in server.requests_to("drive/files/create") {
    ///     let file = request.part("file").expect("a file is sent");
    ///     assert_eq!(file.file_name.as_deref(), Some("plum.png"));
    ///     assert_eq!(file.content_type.as_deref(), Some("image/png"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn parts(&self) -> Vec<RecordedPart> {
        let content_type = self.header("content-type").unwrap_or_default();
        part::parts(content_type, &self.body)
    }

    /// The first part of a multipart form with that name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<RecordedPart> {
        self.parts().into_iter().find(|part| part.name == name)
    }

    /// The first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A body that records its request when it has been read, or when nobody reads on.
#[derive(Debug)]
pub(crate) struct RecordedBody {
    body: Body,
    request: Option<RecordedRequest>,
    hash: Md5,
    shared: Arc<Shared>,
    recorded: Arc<OnceLock<RecordedRequest>>,
}

impl RecordedBody {
    pub(crate) fn new(shared: Arc<Shared>, parts: &Parts, body: Body) -> Self {
        let is_empty = body.is_end_stream();
        let mut recorded = Self {
            body,
            request: Some(RecordedRequest::new(parts)),
            hash: Md5::new(),
            shared,
            recorded: Arc::default(),
        };
        if is_empty {
            recorded.finish();
        }
        recorded
    }

    /// Where the request will be when its body has been read.
    pub(crate) fn recorded(&self) -> Arc<OnceLock<RecordedRequest>> {
        Arc::clone(&self.recorded)
    }

    fn observe(&mut self, bytes: &Bytes) {
        self.hash.update(bytes);
        if let Some(request) = &mut self.request {
            let room = KEPT - request.body.len();
            let kept = &bytes[..room.min(bytes.len())];
            request.body.extend_from_slice(kept);
            request.length += bytes.len() as u64;
        }
    }

    fn finish(&mut self) {
        if let Some(mut request) = self.request.take() {
            request.md5 = hexadecimal(&self.hash.finalize_reset());
            // It is finished once: the place is free.
            let _ = self.recorded.set(request.clone());
            self.shared.record(request);
        }
    }
}

impl Drop for RecordedBody {
    fn drop(&mut self) {
        self.finish();
    }
}

impl HttpBody for RecordedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    self.observe(bytes);
                }
            }
            Some(Err(_)) | None => self.finish(),
        }
        Poll::Ready(frame)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
