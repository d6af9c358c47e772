//! A channel of a session.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::Timestamp;
use crate::streaming::delivery::GapCause;
use crate::streaming::error::StreamingError;
use crate::streaming::queue::Queue;
use crate::streaming::refusal::Facts;

/// A channel that is asked for.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) facts: Facts,
    pub(super) parameters: String,
    pub(super) phase: Phase,
    /// Since when it is not heard, if it was before.
    pub(super) lost_since: Option<Timestamp>,
    pub(super) readers: Vec<Arc<Queue>>,
    pub(super) waiting: Vec<oneshot::Sender<Result<(), StreamingError>>>,
    pub(super) held: VecDeque<String>,
}

/// Whether a channel is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not asked for: there is no connection.
    Idle,
    /// Asked for, and not acknowledged.
    Asked { until: Instant, attempt: u8 },
    /// Acknowledged.
    Live,
}

impl Channel {
    pub(super) fn tell(&self, event: &str) {
        tell(&self.readers, event);
    }

    /// It is there: tells all who wait, and gives what was held until now.
    pub(super) fn acknowledged(&mut self, at: Option<Timestamp>) -> VecDeque<String> {
        self.phase = Phase::Live;
        if let (Some(since), Some(until)) = (self.lost_since.take(), at) {
            for reader in &self.readers {
                reader.gap(GapCause::Reconnected { since, until });
            }
        }
        for waiting in self.waiting.drain(..) {
            let _ = waiting.send(Ok(()));
        }
        std::mem::take(&mut self.held)
    }

    pub(super) fn end(self, why: &StreamingError) {
        for waiting in self.waiting {
            let _ = waiting.send(Err(why.clone()));
        }
        for reader in self.readers {
            reader.end(why.clone());
        }
    }
}

/// Tells readers of an event. It is copied, so that it does not hold on to all that was
/// received with it.
pub(super) fn tell<'a>(readers: impl IntoIterator<Item = &'a Arc<Queue>>, event: &str) {
    let mut shared: Option<Arc<str>> = None;
    for reader in readers {
        reader.push(shared.get_or_insert_with(|| event.into()));
    }
}
