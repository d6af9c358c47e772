//! What a reader gets, before its type matters.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::backfill::Backfill;
use super::delivery::Gap;
use super::error::StreamingError;
use super::queue::{Item, Queue};
use crate::decode::{Decode, from_json_with_drift};

/// What a reader gets: what waits in its queue, and what is fetched where there are gaps.
pub(super) struct Feed {
    pub(super) queue: Arc<Queue>,
    /// Whose events they are, for reports.
    pub(super) name: Arc<str>,
    /// The names of all events.
    pub(super) events: &'static [&'static str],
    pub(super) backfill: Option<Backfill>,
}

/// What a reader gets.
pub(super) enum Fed {
    Event(Arc<str>),
    Gap(Gap),
    Lagged(u64),
}

impl Feed {
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Fed, StreamingError>>> {
        loop {
            if let Some(backfill) = &mut self.backfill
                && let Some(missed) = ready!(backfill.poll(&self.queue, context))
            {
                return Poll::Ready(Some(missed.map(Fed::Event)));
            }
            let item = match ready!(self.queue.poll(context)) {
                Some(Ok(item)) => item,
                Some(Err(end)) => return Poll::Ready(Some(Err(end))),
                None => return Poll::Ready(None),
            };
            let fed = match item {
                Item::Event(event) => {
                    let is_new = |backfill: &mut Backfill| backfill.is_new(&event);
                    if !self.backfill.as_mut().is_none_or(is_new) {
                        continue;
                    }
                    Fed::Event(event)
                }
                Item::Lagged(events) => Fed::Lagged(events),
                Item::Gap(cause) => {
                    let refetched = self.backfill.as_ref().map(Backfill::kind);
                    let lost = self.events.iter().copied();
                    let lost = lost.filter(|name| Some(*name) != refetched).collect();
                    if let Some(backfill) = &mut self.backfill {
                        backfill.begin();
                    }
                    Fed::Gap(Gap {
                        cause,
                        backfilled: refetched.is_some(),
                        lost,
                    })
                }
            };
            return Poll::Ready(Some(Ok(fed)));
        }
    }

    /// Reads an event. What in it does not fit is left out, and reported to `tracing`.
    pub(super) fn decode<E: Decode>(&self, event: &str) -> Result<E, StreamingError> {
        let decoded = from_json_with_drift(event);
        let (event, drifts) = decoded.map_err(|error| StreamingError::Malformed {
            channel: self.name.to_string(),
            error,
        })?;
        if let Some(drift) = drifts.first() {
            let places = drifts.len();
            tracing::warn!(channel = %self.name, places, %drift, "an event is not as expected");
        }
        Ok(event)
    }
}
