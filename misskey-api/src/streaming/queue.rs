//! Events that wait for their reader: a queue with bounds.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::delivery::GapCause;
use super::error::StreamingError;

/// What is done with events for which a queue has no room, because the reader is slow. Other
/// subscriptions never wait for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Overflow {
    /// The oldest that wait are dropped: the reader gets what is new.
    #[default]
    DropOldest,
    /// The new ones are dropped: the reader gets what it would have got anyway, and then
    /// what comes once there is room.
    DropNewest,
}

/// How much a queue holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) events: usize,
    pub(super) bytes: usize,
}

/// What to do when a queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhenFull {
    Drop(Overflow),
    /// New events are not kept, and a gap tells that they have to be fetched.
    Refetch,
}

/// What a queue gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// An event's JSON.
    Event(Arc<str>),
    Gap(GapCause),
    Lagged(u64),
}

/// Events that wait for their reader.
#[derive(Debug)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    bounds: Bounds,
    when_full: WhenFull,
}

#[derive(Debug, Default)]
struct Inner {
    items: VecDeque<Item>,
    events: usize,
    bytes: usize,
    /// How many were dropped before the first item.
    dropped: u64,
    /// Nothing more comes: why, until the reader was told.
    #[expect(
        clippy::option_option,
        reason = "whether it ends is one question, and whether an error is left to tell another"
    )]
    end: Option<Option<StreamingError>>,
    reader: Option<Waker>,
}

impl Queue {
    pub(super) fn new(bounds: Bounds, when_full: WhenFull) -> Arc<Self> {
        let bounds = Bounds {
            events: bounds.events.max(1),
            ..bounds
        };
        Arc::new(Self {
            inner: Mutex::default(),
            bounds,
            when_full,
        })
    }

    /// Adds an event, or drops one.
    pub(super) fn push(&self, event: &Arc<str>) {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return;
        }
        match self.when_full {
            _ if self.has_room(&inner, event.len()) => inner.add(event),
            WhenFull::Drop(Overflow::DropOldest) => {
                while !self.has_room(&inner, event.len()) && inner.drop_oldest() {}
                inner.add(event);
            }
            WhenFull::Drop(Overflow::DropNewest) => inner.count_lagged(),
            WhenFull::Refetch => inner.count_overflowed(),
        }
        inner.wake();
    }

    /// Tells of a time of which nothing was heard.
    pub(super) fn gap(&self, gap: GapCause) {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return;
        }
        match (inner.items.back_mut(), &gap) {
            // Nothing came between two gaps: they are one.
            (
                Some(Item::Gap(GapCause::Reconnected { until, .. })),
                GapCause::Reconnected { until: later, .. },
            ) => *until = *later,
            _ => inner.items.push_back(Item::Gap(gap)),
        }
        inner.wake();
    }

    /// Tells that nothing more comes.
    pub(super) fn end(&self, why: StreamingError) {
        let mut inner = self.lock();
        if inner.end.is_none() {
            inner.end = Some(Some(why));
            inner.wake();
        }
    }

    /// The next item, an error as the last one, or nothing more.
    pub(super) fn poll(
        &self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Item, StreamingError>>> {
        let mut inner = self.lock();
        if let Some(item) = inner.next() {
            return Poll::Ready(Some(Ok(item)));
        }
        match &mut inner.end {
            Some(why) => Poll::Ready(why.take().map(Err)),
            None => {
                match &mut inner.reader {
                    Some(reader) => reader.clone_from(context.waker()),
                    reader => *reader = Some(context.waker().clone()),
                }
                Poll::Pending
            }
        }
    }

    /// The first event that waits for which something is found.
    pub(super) fn find<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.lock().items.iter().find_map(|item| match item {
            Item::Event(event) => find(event),
            _ => None,
        })
    }

    fn has_room(&self, inner: &Inner, bytes: usize) -> bool {
        // An event that is larger than all room is kept where it is the only one.
        inner.events == 0
            || inner.events < self.bounds.events
                && inner.bytes + bytes <= self.bounds.bytes
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn next(&mut self) -> Option<Item> {
        if self.dropped > 0 {
            return Some(Item::Lagged(std::mem::take(&mut self.dropped)));
        }
        let item = self.items.pop_front()?;
        if let Item::Event(event) = &item {
            self.events -= 1;
            self.bytes -= event.len();
        }
        Some(item)
    }

    fn add(&mut self, event: &Arc<str>) {
        self.events += 1;
        self.bytes += event.len();
        self.items.push_back(Item::Event(Arc::clone(event)));
    }

    /// Drops the oldest event; gaps stay.
    fn drop_oldest(&mut self) -> bool {
        let is_event = |item: &Item| matches!(item, Item::Event(_));
        let Some(place) = self.items.iter().position(is_event) else {
            return false;
        };
        if let Some(Item::Event(event)) = self.items.remove(place) {
            self.events -= 1;
            self.bytes -= event.len();
            self.dropped += 1;
        }
        true
    }

    fn count_lagged(&mut self) {
        match self.items.back_mut() {
            Some(Item::Lagged(events)) => *events += 1,
            _ => self.items.push_back(Item::Lagged(1)),
        }
    }

    fn count_overflowed(&mut self) {
        match self.items.back_mut() {
            Some(Item::Gap(GapCause::Overflowed { events })) => *events += 1,
            // What is fetched for this gap is what is missing here too.
            Some(Item::Gap(_)) => {}
            _ => {
                let gap = GapCause::Overflowed { events: 1 };
                self.items.push_back(Item::Gap(gap));
            }
        }
    }

    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(events: usize, when_full: WhenFull) -> Arc<Queue> {
        let bounds = Bounds {
            events,
            bytes: 1000,
        };
        let queue = Queue::new(bounds, when_full);
        for number in 0..4 {
            queue.push(&format!("{number}").into());
        }
        queue
    }

    fn all(queue: &Queue) -> Vec<String> {
        let mut context = Context::from_waker(Waker::noop());
        let mut all = Vec::new();
        while let Poll::Ready(Some(Ok(item))) = queue.poll(&mut context) {
            all.push(match item {
                Item::Event(event) => event.to_string(),
                Item::Lagged(count) => format!("lagged {count}"),
                Item::Gap(GapCause::Overflowed { events }) => format!("gap {events}"),
                Item::Gap(GapCause::Reconnected { .. }) => "gap".to_owned(),
            });
        }
        all
    }

    #[test]
    fn a_full_queue_drops_what_its_policy_says_and_tells_how_many() {
        let oldest = queue(2, WhenFull::Drop(Overflow::DropOldest));
        assert_eq!(all(&oldest), ["lagged 2", "2", "3"]);
        let newest = queue(2, WhenFull::Drop(Overflow::DropNewest));
        assert_eq!(all(&newest), ["0", "1", "lagged 2"]);
        let refetch = queue(2, WhenFull::Refetch);
        assert_eq!(all(&refetch), ["0", "1", "gap 2"]);
        let enough = queue(9, WhenFull::Refetch);
        assert_eq!(all(&enough), ["0", "1", "2", "3"]);
    }

    #[test]
    fn bytes_are_bounded_as_events_are() {
        let bounds = Bounds {
            events: 9,
            bytes: 5,
        };
        let queue = Queue::new(bounds, WhenFull::Drop(Overflow::DropOldest));
        for event in ["aaa", "bbb", "cc", "a very long one"] {
            queue.push(&event.into());
        }
        assert_eq!(all(&queue), ["lagged 3", "a very long one"]);
    }

    #[test]
    fn gaps_outlive_dropped_events_and_join_where_nothing_is_between() {
        let queue = queue(2, WhenFull::Drop(Overflow::DropOldest));
        let gap = GapCause::Reconnected {
            since: crate::Timestamp::UNIX_EPOCH,
            until: crate::Timestamp::UNIX_EPOCH,
        };
        queue.gap(gap.clone());
        queue.gap(gap);
        for event in ["4", "5"] {
            queue.push(&event.into());
        }
        assert_eq!(all(&queue), ["lagged 4", "gap", "4", "5"]);
    }

    #[test]
    fn the_end_comes_after_all_events_and_is_told_once() {
        let queue = queue(9, WhenFull::Refetch);
        queue.end(StreamingError::Closed);
        queue.push(&"late".into());
        assert_eq!(all(&queue).len(), 4);
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(queue.poll(&mut context), Poll::Ready(None)));
    }
}
