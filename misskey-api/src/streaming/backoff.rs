//! How long to wait before connecting again.

use std::time::Duration;

use crate::retry::portion;

/// How long to wait before connecting again. The wait doubles each time, up to a bound. Part of
/// it is random, so that the clients of a server that was away don't all come back at once.
///
/// ```
/// use std::time::Duration;
/// use misskey_api::streaming::Backoff;
///
/// let backoff = Backoff { first: Duration::from_millis(200), ..Backoff::default() };
/// assert_eq!(backoff.most, Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait before the second attempt; 1 second by default.
    pub first: Duration,
    /// The longest wait before any attempt; 60 seconds by default.
    pub most: Duration,
    /// How long a connection has to last for the waits to start from the beginning again; 30
    /// seconds by default.
    pub stable: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(60),
            stable: Duration::from_secs(30),
        }
    }
}

impl Backoff {
    /// How long to wait after so many attempts that failed in a row: between half of the
    /// longest wait and all of it.
    pub(super) fn delay(&self, failed: u32) -> Duration {
        let longest = self.longest(failed);
        longest / 2 + portion(longest / 2)
    }

    fn longest(&self, failed: u32) -> Duration {
        let doubled = 1_u32.checked_shl(failed).unwrap_or(u32::MAX);
        self.first.saturating_mul(doubled).min(self.most)
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
