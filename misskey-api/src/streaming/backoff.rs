//! How long to wait before connecting again.

use std::time::Duration;

use crate::retry::{doubled, jittered};

/// How long to wait before connecting again. The wait doubles each time, up to a bound. Part of
/// it is random, so that the clients of a server that was away don't all come back at once.
///
/// ```
/// use std::time::Duration;
/// use misskey_api::streaming::Backoff;
///
/// let patient = Backoff::default().first_delay(Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Backoff {
    first_delay: Duration,
    longest_delay: Duration,
    stable_after: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first_delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(60),
            stable_after: Duration::from_secs(30),
        }
    }
}

impl Backoff {
    /// The longest wait before the first attempt to connect again; 1 second by default. It doubles
    /// with each attempt.
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest wait before any attempt; 60 seconds by default.
    pub fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// How long a connection has to last for the waits to start from the beginning again; 30
    /// seconds by default.
    pub fn stable_after(mut self, time: Duration) -> Self {
        self.stable_after = time;
        self
    }

    /// Whether a connection that lasted so long was a good one.
    pub(super) fn is_stable(&self, lasted: Duration) -> bool {
        lasted >= self.stable_after
    }

    /// How long to wait after so many attempts that failed in a row: between half of the
    /// longest wait and all of it.
    pub(super) fn delay(&self, failed: u32) -> Duration {
        jittered(self.longest(failed))
    }

    fn longest(&self, failed: u32) -> Duration {
        doubled(self.first_delay, failed, self.longest_delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_bound() {
        let backoff = Backoff::default();
        let seconds = [0, 1, 5, 6, 1000].map(|failed| backoff.longest(failed).as_secs());
        assert_eq!(seconds, [1, 2, 32, 60, 60]);
    }

    #[test]
    fn chance_decides_half_of_a_wait() {
        let backoff = Backoff::default();
        let (least, most) = (Duration::from_secs(1), Duration::from_secs(2));
        let delays: Vec<Duration> = (0..100).map(|_| backoff.delay(1)).collect();
        assert!(delays.iter().all(|delay| (least..=most).contains(delay)));
        assert!(delays.iter().any(|delay| *delay != delays[0]));
    }
}
