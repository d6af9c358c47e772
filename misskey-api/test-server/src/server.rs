//! Starting the server, talking to it from the test, stopping it.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    connection,
    path::path_of,
    record::{Listed, RecordedRequest},
    reply::Reply,
    router,
    shared::{Answer, Function, Shared},
    state::State,
};

/// A running server on a port of 127.0.0.1. It stops, and its connections break, when this
/// handle is dropped.
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    token: String,
    shared: Arc<Shared>,
    router: Router,
    /// Accepts connections; none while the server is stopped.
    task: Mutex<Option<JoinHandle<()>>>,
}

impl TestServer {
    /// Binds an unused port and begins to answer, on the Tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// When no port can be bound.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut state = State::new(&format!("http://{address}"))?;
        let token = state.native_token();
        let shared = Shared::new(state);
        let router = router::router(Arc::clone(&shared));
        let task = tokio::spawn(connection::accept(listener, router.clone()));
        Ok(Self {
            address,
            token,
            shared,
            router,
            task: Mutex::new(Some(task)),
        })
    }

    /// Host and port, such as `127.0.0.1:43211`: what a client calls the host of its server.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// The same as a URL without a path, such as `http://127.0.0.1:43211`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A native token of the user `momiji`: 16 characters, and every permission.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Every request received so far, in the order in which their bodies were complete, or were
    /// given up.
    /// Nothing is left out, credentials included.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests()
    }

    /// The requests for an endpoint, as [`requests`](Self::requests) has them. Endpoints are
    /// named as in [`respond`](Self::respond).
    ///
    /// # Panics
    ///
    /// On a name that no endpoint can have, as [`respond`](Self::respond) does.
    #[must_use]
    #[track_caller]
    pub fn requests_to(&self, endpoint: &str) -> Vec<RecordedRequest> {
        let path = path_of(endpoint);
        let mut requests = self.requests();
        requests.retain(|request| request.path == path);
        requests
    }

    /// The one request for an endpoint. It is an assertion also where the request itself is of no
    /// interest.
    ///
    /// ```
    /// # #![deny(unused_must_use)]
    /// # use misskey_test_server::TestServer;
    /// # use std::panic::catch_unwind;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// // … what is tested posts a note …
    /// # let failed = catch_unwind(std::panic::AssertUnwindSafe(|| {
    /// let request = server.only_request_to("notes/create");
    /// assert_eq!(request.json()["text"], "Hello");
    ///
    /// server.only_request_to("notes/create");
    /// # }));
    /// # assert!(failed.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When there was none, or more than one: with all requests that came, without credentials.
    /// On a name that no endpoint can have, as [`respond`](Self::respond) does.
    #[track_caller]
    #[expect(clippy::panic, reason = "it is an assertion")]
    pub fn only_request_to(&self, endpoint: &str) -> RecordedRequest {
        let mut requests = self.requests_to(endpoint);
        match (requests.len(), requests.pop()) {
            (1, Some(request)) => request,
            (count, _) => panic!(
                "expected one request to {endpoint}, there were {count}; all requests:{}",
                Listed(&self.requests())
            ),
        }
    }

    /// Queues a reply to the next request for an endpoint, whatever that request is: replies win
    /// over all that the server would do by itself, and are taken first in, first out.
    ///
    /// An endpoint is named as in the API, `notes/create` or, with the session in its place,
    /// `miauth/{session}/check`. A name that begins with a slash is a whole path:
    /// `/.well-known/nodeinfo`. Any name is taken that an endpoint can have, since forks have
    /// endpoints that this server does not know: [`unused_replies`](Self::unused_replies) tells of
    /// one that is misspelt.
    ///
    /// # Panics
    ///
    /// On a name that no endpoint can have, with what to write: `api/notes/create`,
    /// `/notes/create`, a whole URL, or one with a blank in it.
    #[track_caller]
    pub fn respond(&self, endpoint: &str, reply: Reply) {
        self.shared.queue(path_of(endpoint), reply);
    }

    /// The endpoints of all replies that were set and not given so far, each as often as there
    /// are replies for it, in the order of their paths. One that answers always counts until it
    /// has answered once. A test that ends by asserting that there are none finds out what it
    /// misspelt:
    ///
    /// ```
    /// # use misskey_test_server::{Reply, TestServer};
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// server.respond("note/create", Reply::empty(502));
    /// // … what is tested posts a note, and nobody fails …
    /// assert_eq!(server.unused_replies(), ["note/create"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn unused_replies(&self) -> Vec<String> {
        self.shared.unused_replies()
    }

    /// Gives this reply to every request for an endpoint from now on, once what is queued has
    /// been given. None lets the server answer by itself again.
    ///
    /// ```
    /// # use misskey_test_server::{Reply, TestServer};
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// server.respond_always("notes/create", Reply::empty(502));
    /// server.respond_always("notes/create", None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// On a name that no endpoint can have, as [`respond`](Self::respond) does.
    #[track_caller]
    pub fn respond_always(&self, endpoint: &str, reply: impl Into<Option<Reply>>) {
        self.shared.set_always(
            path_of(endpoint),
            reply.into().map(|reply| Answer::Reply(Box::new(reply))),
        );
    }

    /// Lets a function answer every request for an endpoint from now on, once what is queued has
    /// been given. It takes the place of [`respond_always`](Self::respond_always), and is called
    /// when the request's body is complete; it must not wait.
    ///
    /// ```
    /// # use misskey_test_server::{Reply, TestServer};
    /// # use serde_json::json;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// server.respond_with("notes/show", |request| {
    ///     Reply::json(200, json!({"id": request.json()["noteId"]}))
    /// });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// On a name that no endpoint can have, as [`respond`](Self::respond) does.
    #[track_caller]
    pub fn respond_with(
        &self,
        endpoint: &str,
        function: impl Fn(&RecordedRequest) -> Reply + Send + Sync + 'static,
    ) {
        let answer = Answer::Function(Function::new(function));
        self.shared.set_always(path_of(endpoint), Some(answer));
    }

    /// Takes files up to a size in bytes, which may be beyond what a real server allows. 30 MiB
    /// unless told otherwise; of each no more than the first mebibyte is kept.
    pub fn allow_uploads(&self, largest: u64) {
        let mut state = self.state();
        state.limits.file = largest;
        state.limits.form = state.limits.form.max(largest);
    }

    /// Lets what `drive/files/upload-from-url` was asked for be done, and told on `main`, so
    /// long after the answer; never for none. At once unless told otherwise.
    pub fn finish_url_uploads_after(&self, delay: Option<Duration>) {
        self.state().limits.url_upload = delay;
    }

    /// Makes a token worthless, as its owner does in the list of apps.
    pub fn revoke(&self, token: &str) {
        self.shared.state().revoke(token);
    }

    /// Lets the five minutes pass in which the codes of OAuth are good that were given so far.
    pub fn expire_codes(&self) {
        self.shared.state().expire_codes();
    }

    /// Goes away: nothing listens on the port any more, and all connections break. What the
    /// server knows stays.
    pub async fn stop(&self) {
        self.state().streams.drop_all();
        let task = lock(&self.task).take();
        if let Some(task) = task {
            task.abort();
            // It ends by being aborted, which is an error that was asked for.
            let _ = task.await;
        }
    }

    /// Comes back on the same port, after [`stop`](Self::stop) or in one go.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// server.stop().await;
    /// assert!(tokio::net::TcpStream::connect(server.host()).await.is_err());
    /// server.restart().await?;
    /// assert!(tokio::net::TcpStream::connect(server.host()).await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the port can't be bound again, because another process took it meanwhile.
    pub async fn restart(&self) -> io::Result<()> {
        self.stop().await;
        let listener = TcpListener::bind(self.address).await?;
        let serving = connection::accept(listener, self.router.clone());
        *lock(&self.task) = Some(tokio::spawn(serving));
        Ok(())
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The task owns the listener and, through its set, every connection.
        if let Some(task) = lock(&self.task).take() {
            task.abort();
        }
        self.state().streams.drop_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
