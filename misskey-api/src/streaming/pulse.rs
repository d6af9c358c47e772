//! Whether a connection is alive, by what is heard of it.

use std::time::{Duration, Instant};

use super::later;

/// Whether a connection is alive. Servers ping every minute; who hears nothing for a while
/// asks, and who gets no answer gives up: a connection that is cut off by a network in
/// between looks like one over which nothing is said.
#[derive(Debug)]
pub(super) struct Pulse {
    silence: Duration,
    patience: Duration,
    heard: Instant,
    asked: Option<Instant>,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Nothing.
    Fine,
    /// Ask whether anyone is there.
    Ask,
    /// Nobody is there.
    Dead,
}

impl Pulse {
    pub(super) fn new(silence: Duration, patience: Duration, now: Instant) -> Self {
        Self {
            silence,
            patience,
            heard: now,
            asked: None,
        }
    }

    /// Something was received.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
        self.asked = None;
    }

    /// Asks at once, for there is reason to doubt.
    pub(super) fn doubt(&mut self, now: Instant) -> Beat {
        match self.asked {
            Some(_) => self.check(now),
            None => {
                self.asked = Some(now);
                Beat::Ask
            }
        }
    }

    /// What to do now.
    pub(super) fn check(&mut self, now: Instant) -> Beat {
        if now < self.deadline() {
            return Beat::Fine;
        }
        if self.asked.is_some() {
            return Beat::Dead;
        }
        self.asked = Some(now);
        Beat::Ask
    }

    /// When to check next.
    pub(super) fn deadline(&self) -> Instant {
        match self.asked {
            Some(asked) => later(asked, self.patience),
            None => later(self.heard, self.silence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_connection_is_asked_and_then_given_up() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut pulse =
            Pulse::new(Duration::from_secs(30), Duration::from_secs(10), start);
        assert_eq!(pulse.check(after(29)), Beat::Fine);
        assert_eq!(pulse.check(after(30)), Beat::Ask);
        assert_eq!(pulse.check(after(39)), Beat::Fine);
        assert_eq!(pulse.check(after(40)), Beat::Dead);
    }

    #[test]
    fn whatever_is_heard_is_a_sign_of_life() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut pulse =
            Pulse::new(Duration::from_secs(30), Duration::from_secs(10), start);
        assert_eq!(pulse.check(after(30)), Beat::Ask);
        pulse.heard(after(35));
        assert_eq!(pulse.check(after(50)), Beat::Fine);
        assert_eq!(pulse.doubt(after(51)), Beat::Ask);
        assert_eq!(pulse.doubt(after(52)), Beat::Fine);
        assert_eq!(pulse.check(after(61)), Beat::Dead);
    }
}
