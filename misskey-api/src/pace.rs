//! Keeping to the limits that servers have for each account.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{self, Instant};

use crate::called::Called;
use crate::meta::RateLimit;
use crate::secret::Token;

/// What is added to each wait: requests do not all take the same time to the server.
const MARGIN: Duration = Duration::from_millis(50);

/// How long anything may hold a call up: no server's limit is longer, and points in time end
/// somewhere.
const LONGEST: Duration = Duration::from_secs(86_400);

/// How many counters there are before those that hold nobody up are forgotten.
const FEW_COUNTERS: usize = 256;

/// When calls may go out, for all clones of a client.
#[derive(Default)]
pub(crate) struct Pacer {
    counters: Mutex<Counters>,
    accounts: RandomState,
}

#[derive(Default)]
struct Counters {
    windows: HashMap<Counter, Window>,
    /// How many there were when it was last looked for those that can be forgotten.
    needed: usize,
}

/// What the server counts: the calls of an account to an endpoint, or to several that share a
/// counter.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Counter {
    // A hash: the token itself is kept in as few places as can be.
    account: Option<u64>,
    key: &'static str,
}

/// The calls of the last while, the oldest first.
#[derive(Default)]
struct Window {
    calls: VecDeque<Instant>,
    blocked_until: Option<Instant>,
    /// From then on nothing in here holds a call up.
    free_at: Option<Instant>,
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

    /// Waits until a call may go out. Each call takes a turn, in the order of asking.
    pub(crate) async fn wait_for_turn(&self, counter: &Counter, limit: RateLimit) {
        loop {
            let at = self.window(counter, |window| window.turn(limit, Instant::now()));
            time::sleep_until(at).await;
            // The server may have asked to be left alone meanwhile.
            if self.window(counter, |window| window.is_open(at)) {
                return;
            }
        }
    }

    /// The server asks to be left alone for a while.
    pub(crate) fn blocked(&self, counter: &Counter, wait: Duration) {
        let now = Instant::now();
        let until = now + wait.min(LONGEST);
        self.window(counter, |window| window.block(now, until));
    }

    fn window<T>(&self, counter: &Counter, see: impl FnOnce(&mut Window) -> T) -> T {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.forget(Instant::now());
        see(counters.windows.entry(counter.clone()).or_default())
    }
}

impl Counters {
    /// Makes room, so that a client of many accounts does not remember them all.
    fn forget(&mut self, now: Instant) {
        if self.windows.len() >= FEW_COUNTERS.max(self.needed.saturating_mul(2)) {
            self.windows
                .retain(|_, window| window.free_at.is_some_and(|at| at > now));
            self.needed = self.windows.len();
        }
    }
}

impl Window {
    fn turn(&mut self, limit: RateLimit, now: Instant) -> Instant {
        let last = self.calls.back().copied();
        let mut at = [self.blocked_until, last]
            .into_iter()
            .flatten()
            .fold(now, Instant::max);
        let interval = limit.min_interval_ms.map(span);
        if let (Some(interval), Some(last)) = (interval, last) {
            at = at.max(last + interval + MARGIN);
        }
        let window = limit.window_ms.map(span);
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
        let longest = interval.max(window).unwrap_or_default();
        self.free_at = self.free_at.max(Some(at + longest + MARGIN));
        at
    }

    /// Nothing goes out until then: those who have a turn before it take another.
    fn block(&mut self, now: Instant, until: Instant) {
        self.blocked_until = self.blocked_until.max(Some(until));
        self.free_at = self.free_at.max(self.blocked_until);
        self.calls.retain(|at| *at <= now || *at >= until);
    }

    fn is_open(&self, at: Instant) -> bool {
        self.blocked_until.is_none_or(|until| until <= at)
    }
}

fn span(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds).min(LONGEST)
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
        let limit = RateLimit::new().window(3, 1000);
        assert_eq!(milliseconds(limit, 7), [0, 0, 0, 1050, 1050, 1050, 2100]);
    }

    #[tokio::test]
    async fn calls_are_an_interval_apart() {
        let limit = RateLimit::new().window(3, 10_000).min_interval(100);
        assert_eq!(milliseconds(limit, 4), [0, 150, 300, 10_050]);
        let limit = RateLimit::new().min_interval(100);
        assert_eq!(milliseconds(limit, 3), [0, 150, 300]);
    }

    #[tokio::test]
    async fn a_limit_of_ages_holds_nobody_up_for_longer_than_a_day() {
        let limit = RateLimit::new().window(1, u64::MAX).min_interval(u64::MAX);
        assert_eq!(milliseconds(limit, 2), [0, 86_400_050]);
    }

    #[tokio::test]
    async fn who_has_a_turn_waits_all_the_same_if_the_server_asks_for_it_meanwhile() {
        let limit = RateLimit::new().min_interval(50);
        let now = Instant::now();
        let until = now + Duration::from_secs(1);
        let mut window = Window::default();
        let turns: Vec<_> = (0..20).map(|_| window.turn(limit, now)).collect();
        window.block(now, until);
        let is_open = |at: &&Instant| window.is_open(**at);
        assert_eq!(turns.iter().filter(is_open).count(), 10);
        assert_eq!(
            window.turn(limit, now),
            turns[19] + Duration::from_millis(100)
        );
    }

    #[tokio::test]
    async fn accounts_that_nothing_holds_up_are_forgotten() {
        let limit = RateLimit::new().min_interval(100);
        let pacer = Pacer::default();
        let counter = |account| Counter {
            account: Some(account),
            key: "tea",
        };
        let before = Instant::now() - Duration::from_secs(10);
        for account in 0..10_000 {
            pacer.window(&counter(account), |window| window.turn(limit, before));
        }
        let kept = pacer.counters.lock().unwrap().windows.len();
        assert!(kept <= FEW_COUNTERS, "{kept}");
        for account in 0..1000 {
            pacer.blocked(&counter(account), Duration::from_secs(60));
        }
        let kept = pacer.counters.lock().unwrap().windows.len();
        assert!(kept >= 1000, "{kept}");
    }
}
