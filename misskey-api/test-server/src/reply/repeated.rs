//! Bodies of any size, which are made while they are sent.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

/// About how much is sent at a time, in bytes.
const BLOCK: usize = 64 * 1024;

/// A beginning, blocks that are all the same, and an end.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    pub(super) before: Bytes,
    pub(super) block: Bytes,
    pub(super) blocks: u64,
    pub(super) after: Bytes,
}

impl Repeated {
    /// A pattern so many times between two texts.
    pub(super) fn new(before: &str, pattern: &str, times: u64, after: &str) -> Self {
        let in_block = (BLOCK / pattern.len().max(1)).max(1);
        let rest = times % in_block as u64;
        // What remains is less than a block, and so fits any size.
        let rest = pattern.repeat(usize::try_from(rest).unwrap_or_default());
        Self {
            before: before.to_owned().into(),
            block: pattern.repeat(in_block).into(),
            blocks: times / in_block as u64,
            after: (rest + after).into(),
        }
    }

    /// The beginning of something, again and again up to a size.
    pub(crate) fn sized(head: Bytes, size: u64) -> Self {
        let length = head.len().max(1) as u64;
        // What remains is less than the head.
        let rest = usize::try_from(size % length).unwrap_or_default();
        Self {
            before: Bytes::new(),
            blocks: size / length,
            after: head.slice(..rest.min(head.len())),
            block: head,
        }
    }

    pub(super) fn length(&self) -> u64 {
        let ends = self.before.len() + self.after.len();
        self.blocks
            .saturating_mul(self.block.len() as u64)
            .saturating_add(ends as u64)
    }

    fn next(&mut self) -> Option<Bytes> {
        if !self.before.is_empty() {
            return Some(std::mem::take(&mut self.before));
        }
        if self.blocks > 0 && !self.block.is_empty() {
            self.blocks -= 1;
            return Some(self.block.clone());
        }
        let after = std::mem::take(&mut self.after);
        (!after.is_empty()).then_some(after)
    }
}

impl HttpBody for Repeated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.next().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length())
    }
}
