//! Asking again and again until the user has decided.

use std::pin::pin;
use std::time::Duration;

use misskey_api::Client;
use tokio::time::{Instant, sleep_until};

use crate::once::{Check, CheckError, Grant};
use crate::race::{Raced, race};

/// The longest wait: points in time end somewhere, and a server can ask for any.
const AGES: Duration = Duration::from_secs(30 * 365 * 86_400);

/// How often to ask, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Patience {
    every: Duration,
    at_most: Duration,
}

/// How the waiting ended.
#[derive(Debug)]
#[must_use]
pub enum Waited<S> {
    /// The user has allowed access, and here is the token.
    Granted(Grant),
    /// The time is up. The user may have denied access, which servers don't always tell. Here
    /// is the session, to ask later.
    TimedOut(S),
    /// It was no longer to be waited for. Here is the session, to ask later.
    Cancelled(S),
}

/// A session that can be asked for its token.
pub(crate) trait Ask: Sized + Send {
    fn ask(
        self,
        client: &Client,
    ) -> impl Future<Output = Result<Check<Self>, CheckError<Self>>> + Send;
}

impl Default for Patience {
    /// Every 3 seconds, for 10 minutes.
    fn default() -> Self {
        Self {
            every: Duration::from_secs(3),
            at_most: Duration::from_secs(600),
        }
    }
}

impl Patience {
    /// How long to wait before the first and between two questions. A server that asks for
    /// more is given more.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// How long to wait in all; for ever is [`Duration::MAX`]. What was asked before that is waited for.
    pub fn at_most(mut self, at_most: Duration) -> Self {
        self.at_most = at_most;
        self
    }

    pub(crate) fn end(self) -> Instant {
        Instant::now() + self.at_most.min(AGES)
    }
}

/// Asks until there is a token, the time is up, or `cancelled` is done.
pub(crate) async fn wait<S: Ask>(
    mut session: S,
    client: &Client,
    patience: Patience,
    cancelled: impl Future<Output = ()> + Send,
) -> Result<Waited<S>, CheckError<S>> {
    let end = patience.end();
    let mut cancelled = pin!(cancelled);
    let mut pause = patience.every;
    loop {
        let next = (Instant::now() + pause.min(AGES)).min(end);
        // Only the pause is broken off: a question that was sent may have cost the token.
        if let Raced::First(()) = race(cancelled.as_mut(), sleep_until(next)).await {
            return Ok(Waited::Cancelled(session));
        }
        (session, pause) = match session.ask(client).await {
            Ok(Check::Granted(grant)) => return Ok(Waited::Granted(grant)),
            Ok(Check::Pending(session)) => (session, patience.every),
            Err(error) => again(error, patience.every)?,
        };
        if Instant::now() >= end {
            return Ok(Waited::TimedOut(session));
        }
    }
}

/// Goes on where the server could not be reached, or was asked too often.
fn again<S>(
    error: CheckError<S>,
    every: Duration,
) -> Result<(S, Duration), CheckError<S>> {
    match error {
        CheckError::NotSent(error) if error.error().is_connect() => {
            Ok((error.into_session(), every))
        }
        CheckError::Refused(error) if error.answer().status == 429 => {
            let pause = error.retry_after().unwrap_or_default().max(every);
            Ok((error.into_session(), pause))
        }
        error => Err(error),
    }
}
