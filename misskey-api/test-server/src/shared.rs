//! What the handle in the test and the connections have in common.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::runtime::Handle;

use crate::{record::RecordedRequest, reply::Reply, state::State};

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    requests: Mutex<Vec<RecordedRequest>>,
    replies: Mutex<HashMap<String, Replies>>,
}

/// How the state comes back to itself after a while.
#[derive(Debug)]
pub(crate) struct Later {
    shared: Weak<Shared>,
    runtime: Handle,
}

impl State {
    /// Does something after a while, unless the server is gone by then.
    pub(crate) fn later(
        &self,
        delay: Duration,
        act: impl FnOnce(&mut Self) + Send + 'static,
    ) {
        let Some(later) = &self.later else {
            return;
        };
        let shared = Weak::clone(&later.shared);
        later.runtime.spawn(async move {
            tokio::time::sleep(delay).await;
            if let Some(shared) = shared.upgrade() {
                act(&mut shared.state());
            }
        });
    }
}

/// What a test wants answered on a path.
#[derive(Debug, Default)]
struct Replies {
    queue: VecDeque<Reply>,
    /// What follows when the queue is empty.
    always: Option<Answer>,
}

/// What a request is given.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// The same, whatever the request is.
    Reply(Box<Reply>),
    /// What a function makes of the request.
    Function(Function),
}

/// A function of a test's.
#[derive(Clone)]
pub(crate) struct Function(Arc<dyn Fn(&RecordedRequest) -> Reply + Send + Sync>);

impl Function {
    pub(crate) fn new(
        function: impl Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(function))
    }

    pub(crate) fn call(&self, request: &RecordedRequest) -> Reply {
        (self.0)(request)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}

impl Shared {
    /// Must be called on a Tokio runtime, on which what is to happen later happens.
    pub(crate) fn new(mut state: State) -> Arc<Self> {
        Arc::new_cyclic(|shared| {
            state.later = Some(Later {
                shared: Weak::clone(shared),
                runtime: Handle::current(),
            });
            Self {
                state: Mutex::new(state),
                requests: Mutex::default(),
                replies: Mutex::default(),
            }
        })
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
        let mut replies = lock(&self.replies);
        replies.entry(path).or_default().queue.push_back(reply);
    }

    pub(crate) fn set_always(&self, endpoint: &str, answer: Option<Answer>) {
        let path = path_of(endpoint);
        lock(&self.replies).entry(path).or_default().always = answer;
    }

    /// The answer that is due on a path, if a test has one for it.
    pub(crate) fn due(&self, path: &str) -> Option<Answer> {
        let mut replies = lock(&self.replies);
        let replies = replies.get_mut(path)?;
        let queued = replies
            .queue
            .pop_front()
            .map(|reply| Answer::Reply(Box::new(reply)));
        queued.or_else(|| replies.always.clone())
    }
}

pub(crate) fn path_of(endpoint: &str) -> String {
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
