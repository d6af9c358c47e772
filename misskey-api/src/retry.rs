//! When a call that failed is tried again.

use std::time::Duration;

use crate::error::Untyped;

/// When a call that failed is tried again, and how long a client waits before it.
///
/// A call is tried again if [`Error::is_retryable`](crate::Error::is_retryable) says so: if the
/// server refused it because there were too many calls, if it never reached the server, or if it
/// got no answer and the endpoint may be called twice ([`Meta::repeatable`](crate::Meta)). **A
/// call that may have had its effect, and would have it again, is never sent twice**:
/// `notes/create` is sent again only if the server refused it or was never reached.
///
/// Before another attempt the client waits for as long as the server asks (`Retry-After`,
/// `resetMs`). If the server does not say, the wait is random, between half of
/// [`first_delay`](Self::first_delay) and the whole of it, and doubles with each attempt. Dropping
/// the call's future ends it, waiting or not.
///
/// ```
/// use std::time::Duration;
///
/// use misskey_api::{Client, Retry};
///
/// let patient = Retry::default().attempts(6).longest_wait(Duration::from_secs(300));
/// let client = Client::builder("misskey.example").retry(patient).build()?;
/// let impatient = client.with_retry(Retry::never());
/// # Ok::<(), misskey_api::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    longest_wait: Duration,
}

impl Default for Retry {
    /// At most 3 attempts, half a second before the second, and at most 30 seconds of waiting
    /// in all.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(10),
            longest_wait: Duration::from_secs(30),
        }
    }
}

impl Retry {
    /// No call is tried again.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How many attempts a call has at most, the first included; 3 by default.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long to wait before the second attempt, if the server does not say; 500 ms by default.
    /// The wait doubles with each attempt.
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The greatest wait between two attempts if the server does not say; 10 seconds by default.
    pub fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// How long a call may wait between all its attempts together; 30 seconds by default. If
    /// the server asks for more, the call fails at once, and
    /// [`Error::retry_after`](crate::Error::retry_after) says how long it asked for.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long to wait after an attempt; `None` if it was the last.
    pub(crate) fn delay(
        &self,
        error: &Untyped,
        attempt: u32,
        waited: Duration,
    ) -> Option<Duration> {
        if attempt >= self.attempts || !error.is_retryable() {
            return None;
        }
        let delay = match error.retry_after() {
            // Those who were told the same time should not all come at once.
            Some(asked) => asked.saturating_add(portion(self.first_delay / 4)),
            None => {
                let times = attempt.saturating_sub(1);
                jittered(doubled(self.first_delay, times, self.longest_delay))
            }
        };
        (waited.saturating_add(delay) <= self.longest_wait).then_some(delay)
    }
}

/// What a wait has become after it was doubled so many times, up to a bound.
pub(crate) fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(times))
        .min(longest)
}

/// Between half of a wait and all of it, at random.
pub(crate) fn jittered(wait: Duration) -> Duration {
    wait / 2 + portion(wait / 2)
}

/// A part of a time, at random.
fn portion(of: Duration) -> Duration {
    // Without randomness there is no jitter, which does no harm to a single client.
    let random = getrandom::u32().unwrap_or(u32::MAX);
    of.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::called::Called;
    use crate::error::{Failure, NotApi};

    fn refused(retry_after: Option<u64>) -> Untyped {
        let called = Called::Named(std::sync::Arc::new(crate::called::Named {
            path: "tea".to_owned(),
            get: false,
            repeatable: true,
        }));
        let answer = NotApi {
            status: StatusCode::TOO_MANY_REQUESTS,
            content_type: None,
            location: None,
            excerpt: String::new(),
            retry_after: retry_after.map(Duration::from_secs),
        };
        Untyped::new(called, Failure::NotApi(answer))
    }

    #[test]
    fn waits_grow_up_to_the_limit_and_are_no_two_alike() {
        let retry = Retry::default().attempts(100).longest_wait(Duration::MAX);
        for (attempt, whole) in
            [(1, 500), (2, 1000), (3, 2000), (6, 10_000), (99, 10_000)]
        {
            for _ in 0..50 {
                let delay = retry.delay(&refused(None), attempt, Duration::ZERO);
                let delay = delay.unwrap().as_millis();
                assert!((whole / 2..=whole).contains(&delay), "{attempt}: {delay}");
            }
        }
        let delays: std::collections::BTreeSet<_> = (0..50)
            .map(|_| retry.delay(&refused(None), 6, Duration::ZERO))
            .collect();
        assert!(delays.len() > 40);
    }

    #[test]
    fn the_server_is_given_the_time_that_it_asks_for_or_the_call_fails() {
        let retry = Retry::default();
        let delay = retry.delay(&refused(Some(17)), 1, Duration::ZERO).unwrap();
        assert!((17_000..=17_125).contains(&delay.as_millis()), "{delay:?}");
        let spent = Duration::from_secs(20);
        assert_eq!(retry.delay(&refused(Some(17)), 1, spent), None);
        assert_eq!(retry.delay(&refused(Some(31)), 1, Duration::ZERO), None);
        assert_eq!(retry.delay(&refused(Some(1)), 3, Duration::ZERO), None);
        assert_eq!(
            Retry::never().delay(&refused(None), 1, Duration::ZERO),
            None
        );
    }
}
