//! What comes to the reader of a subscription.

use crate::Timestamp;

/// What comes to the reader of a subscription: an event, or word that some are missing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Delivery<E> {
    /// What the channel tells.
    Event(E),
    /// There was a time of which nothing was heard. Comes before the events that follow it.
    Gap(Gap),
    /// The reader was too slow, and so many events were dropped here.
    Lagged(u64),
}

impl<E> Delivery<E> {
    /// The event, if it is one.
    #[must_use]
    pub fn event(self) -> Option<E> {
        match self {
            Self::Event(event) => Some(event),
            _ => None,
        }
    }
}

/// A time of which nothing was heard.
///
/// The server keeps nothing for who is away. If the subscription was opened with
/// [`backfill`](super::Opening::backfill), the notes of that time follow as events, as if
/// they had come live, before any later event; what is [`lost`](Self::lost) does not come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// Why nothing was heard.
    pub cause: GapCause,
    /// Whether the notes of that time follow.
    pub backfilled: bool,
    /// The names of the events that can't be had again, whether there were any or not.
    pub lost: Vec<&'static str>,
}

/// Why nothing was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GapCause {
    /// The connection was lost, and there is a new one.
    Reconnected {
        /// When the old one was lost, by the clock of this machine. Where the network went
        /// silent, the silence began before.
        since: Timestamp,
        /// When the new one was there.
        until: Timestamp,
    },
    /// The reader was too slow: so many events were not kept.
    Overflowed {
        /// How many.
        events: u64,
    },
}
