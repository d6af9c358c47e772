//! How long to wait before connecting again.

use std::time::Duration;

/// How long to wait before connecting again: each time twice as long as before, up to a
/// bound, and each time a part of it that chance decides, so that the clients of a server
/// that was away don't all come back at once.
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
    /// How long at most before the second attempt; 1 second by default.
    pub first: Duration,
    /// How long at most before any attempt; 60 seconds by default.
    pub most: Duration,
    /// How long a connection has to last so that the next wait is a first one again; 60
    /// seconds by default.
    pub stable: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(60),
            stable: Duration::from_secs(60),
        }
    }
}

impl Backoff {
    /// How long to wait after so many attempts that failed in a row. Chance is any number:
    /// the wait is between half of the most and the most.
    pub(super) fn delay(&self, failed: u32, chance: u64) -> Duration {
        let doubled = 1_u32.checked_shl(failed).unwrap_or(u32::MAX);
        let most = self.first.saturating_mul(doubled).min(self.most);
        // A number from 0 to 1: 16 bits of chance are enough.
        let part = f64::from((chance & 0xffff) as u16) / f64::from(u16::MAX);
        most.mul_f64(0.5 + part / 2.0)
    }
}

/// Any number. Every hasher that the standard library makes has keys of its own.
pub(super) fn chance() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};

    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_bound() {
        let backoff = Backoff::default();
        let longest = |failed| backoff.delay(failed, u64::MAX);
        assert_eq!(longest(0), Duration::from_secs(1));
        assert_eq!(longest(1), Duration::from_secs(2));
        assert_eq!(longest(5), Duration::from_secs(32));
        assert_eq!(longest(6), Duration::from_secs(60));
        assert_eq!(longest(1000), Duration::from_secs(60));
    }

    #[test]
    fn chance_decides_half_of_a_wait() {
        let backoff = Backoff::default();
        assert_eq!(backoff.delay(1, 0), Duration::from_secs(1));
        let some = backoff.delay(1, 0x8000);
        assert!(Duration::from_secs(1) < some && some < Duration::from_secs(2));
    }
}
