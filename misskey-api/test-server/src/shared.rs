//! What the handle in the test and the connections have in common.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{record::RecordedRequest, reply::Reply, state::State};

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    requests: Mutex<Vec<RecordedRequest>>,
    replies: Mutex<HashMap<String, VecDeque<Reply>>>,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self {
            state: Mutex::new(state),
            requests: Mutex::default(),
            replies: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn record(&self, request: RecordedRequest) {
        lock(&self.requests).push(request);
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.requests).clone()
    }

    pub(crate) fn queue(&self, endpoint: &str, reply: Reply) {
        let path = path_of(endpoint);
        lock(&self.replies)
            .entry(path)
            .or_default()
            .push_back(reply);
    }

    /// Takes the reply that is due on a path, if a test queued one.
    pub(crate) fn queued(&self, path: &str) -> Option<Reply> {
        lock(&self.replies).get_mut(path)?.pop_front()
    }
}

fn path_of(endpoint: &str) -> String {
    if endpoint.starts_with('/') {
        endpoint.to_owned()
    } else {
        format!("/api/{endpoint}")
    }
}

/// A test thread that failed while it held a lock leaves data that are whole: each change is
/// made in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
