//! What the connections are doing, for programs that want to show it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::error::StreamingError;

/// What the connections of a client are doing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum State {
    /// A connection is being made.
    Connecting,
    /// All connections are there.
    Live,
    /// There is no connection, and the next attempt waits.
    Waiting {
        /// Until when.
        until: Instant,
        /// What was wrong the last time.
        reason: String,
    },
    /// The client is closed, or the server rejects the token.
    Closed(StreamingError),
}

impl State {
    /// Whether all connections are there.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Live)
    }

    /// The later, the more it matters.
    fn weight(&self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Connecting => 1,
            Self::Waiting { .. } => 2,
            Self::Closed(_) => 3,
        }
    }
}

/// The state as it changes.
#[derive(Clone, Debug)]
pub struct States(pub(super) watch::Receiver<State>);

impl States {
    /// The state now.
    #[must_use]
    pub fn current(&self) -> State {
        self.0.borrow().clone()
    }

    /// The next state that was not seen yet; states that lasted only a moment may be skipped.
    /// `None` when the client is gone.
    pub async fn next(&mut self) -> Option<State> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}

/// Where the connections of a client tell their states.
#[derive(Debug)]
pub(super) struct Board {
    states: Mutex<BTreeMap<u64, State>>,
    told: watch::Sender<State>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self {
            states: Mutex::default(),
            told: watch::Sender::new(State::Connecting),
        }
    }

    /// A connection tells its state; none if it is no longer one of the client's.
    /// There is one connection more.
    pub(super) fn add(&self, connection: u64) {
        self.change(|states| drop(states.insert(connection, State::Connecting)));
    }

    /// A connection tells its state.
    pub(super) fn tell(&self, connection: u64, state: State) {
        self.change(|states| {
            // One that was removed may not know yet.
            if let Some(told) = states.get_mut(&connection) {
                *told = state;
            }
        });
    }

    /// There is one connection less.
    pub(super) fn remove(&self, connection: u64) {
        self.change(|states| drop(states.remove(&connection)));
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<u64, State>)) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut states);
        if let Some(worst) = states.values().max_by_key(|state| state.weight()) {
            self.told.send_replace(worst.clone());
        }
    }

    pub(super) fn watch(&self) -> watch::Receiver<State> {
        self.told.subscribe()
    }
}
