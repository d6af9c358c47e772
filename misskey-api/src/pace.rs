//! Keeping to the limits that servers have for each account.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::called::Called;
use crate::meta::RateLimit;
use crate::secret::Token;

/// What is added to each wait: requests do not all take the same time to the server.
const MARGIN: Duration = Duration::from_millis(50);

/// When calls may go out, for all clones of a client.
#[derive(Default)]
pub(crate) struct Pacer {
    counters: Mutex<HashMap<Counter, Window>>,
    accounts: RandomState,
}

/// What the server counts: the calls of an account to an endpoint, or to several that share a
/// counter.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Counter {
    // A hash: the token itself is kept in as few places as can be.
    account: Option<u64>,
    key: &'static str,
}

/// The calls of the last while.
#[derive(Default)]
struct Window {
    calls: VecDeque<Instant>,
    blocked_until: Option<Instant>,
}

impl Pacer {
    /// The counter of a call, if the server limits it.
    pub(crate) fn counter(
        &self,
        called: &Called,
        token: Option<&Token>,
    ) -> Option<(Counter, RateLimit)> {
        let meta = called.meta()?;
        let limit = meta.rate_limit?;
        let counter = Counter {
            account: token.map(|token| self.accounts.hash_one(token.expose())),
            key: limit.key.unwrap_or(meta.path),
        };
        Some((counter, limit))
    }

    /// When the next call may go out. Each asking takes a turn, in the order of asking.
    pub(crate) fn turn(&self, counter: Counter, limit: RateLimit) -> Instant {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters
            .entry(counter)
            .or_default()
            .turn(limit, Instant::now())
    }

    /// The server asks to be left alone for a while.
    pub(crate) fn blocked(&self, counter: Counter, wait: Duration) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let window = counters.entry(counter).or_default();
        let until = Instant::now() + wait.min(Duration::from_secs(86_400));
        window.blocked_until = window.blocked_until.max(Some(until));
    }
}

impl Window {
    fn turn(&mut self, limit: RateLimit, now: Instant) -> Instant {
        let mut at = self.blocked_until.map_or(now, |until| until.max(now));
        let interval = limit.min_interval_ms.map(Duration::from_millis);
        if let (Some(interval), Some(last)) = (interval, self.calls.back()) {
            at = at.max(*last + interval + MARGIN);
        }
        let window = limit.window_ms.map(Duration::from_millis);
        let max = limit.max.and_then(|max| usize::try_from(max).ok());
        if let (Some(window), Some(max)) = (window, max) {
            while self.calls.len() >= max.max(1) {
                let oldest = self.calls.pop_front();
                at = oldest.map_or(at, |oldest| at.max(oldest + window + MARGIN));
            }
        } else {
            self.calls.clear();
        }
        self.calls.push_back(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(limit: RateLimit, calls: usize) -> Vec<u128> {
        let now = Instant::now();
        let mut window = Window::default();
        (0..calls)
            .map(|_| window.turn(limit, now).duration_since(now).as_millis())
            .collect()
    }

    #[tokio::test]
    async fn no_window_ever_has_more_calls_than_the_limit() {
        let limit = RateLimit {
            window_ms: Some(1000),
            max: Some(3),
            min_interval_ms: None,
            key: None,
        };
        assert_eq!(milliseconds(limit, 7), [0, 0, 0, 1050, 1050, 1050, 2100]);
    }

    #[tokio::test]
    async fn calls_are_an_interval_apart() {
        let limit = RateLimit {
            window_ms: Some(10_000),
            max: Some(3),
            min_interval_ms: Some(100),
            key: None,
        };
        assert_eq!(milliseconds(limit, 4), [0, 150, 300, 10_050]);
        let limit = RateLimit {
            window_ms: None,
            max: None,
            ..limit
        };
        assert_eq!(milliseconds(limit, 3), [0, 150, 300]);
    }
}
