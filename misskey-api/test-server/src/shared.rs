//! What the handle in the test and the connections have in common.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    iter::repeat_n,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::runtime::Handle;

use crate::{path::name_of, record::RecordedRequest, reply::Reply, state::State};

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    requests: Mutex<Vec<RecordedRequest>>,
    /// By path.
    replies: Mutex<BTreeMap<String, Replies>>,
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
        self.meanwhile(async move {
            tokio::time::sleep(delay).await;
            if let Some(shared) = shared.upgrade() {
                act(&mut shared.state());
            }
        });
    }

    /// Does something beside all else.
    pub(crate) fn meanwhile(&self, act: impl Future<Output = ()> + Send + 'static) {
        if let Some(later) = &self.later {
            later.runtime.spawn(act);
        }
    }
}

/// What a test wants answered on a path.
#[derive(Debug, Default)]
struct Replies {
    queue: VecDeque<Reply>,
    /// What follows when the queue is empty.
    always: Option<Answer>,
    /// Whether that was given since it was set.
    always_given: bool,
}

impl Replies {
    /// How many were never given.
    fn unused(&self) -> usize {
        let lasting = self.always.is_some() && !self.always_given;
        self.queue.len() + usize::from(lasting)
    }
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

    pub(crate) fn queue(&self, path: String, reply: Reply) {
        let mut replies = lock(&self.replies);
        replies.entry(path).or_default().queue.push_back(reply);
    }

    pub(crate) fn set_always(&self, path: String, answer: Option<Answer>) {
        let mut replies = lock(&self.replies);
        let replies = replies.entry(path).or_default();
        replies.always = answer;
        replies.always_given = false;
    }

    /// The endpoints of what was never given, one for each reply.
    pub(crate) fn unused_replies(&self) -> Vec<String> {
        let replies = lock(&self.replies);
        let names = replies
            .iter()
            .flat_map(|(path, replies)| repeat_n(name_of(path), replies.unused()));
        names.map(str::to_owned).collect()
    }

    /// The answer that is due on a path, if a test has one for it.
    pub(crate) fn due(&self, path: &str) -> Option<Answer> {
        let mut replies = lock(&self.replies);
        let replies = replies.get_mut(path)?;
        let queued = replies
            .queue
            .pop_front()
            .map(|reply| Answer::Reply(Box::new(reply)));
        queued.or_else(|| {
            replies.always_given = true;
            replies.always.clone()
        })
    }
}

/// A test thread that failed while it held a lock leaves data that are whole: each change is
/// made in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
