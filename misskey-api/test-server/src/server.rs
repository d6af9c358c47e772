//! Starting the server, talking to it from the test, stopping it.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    connection,
    miauth::{Decision, Wish},
    record::RecordedRequest,
    reply::Reply,
    router,
    shared::Shared,
    state::State,
};

/// A running server on a port of 127.0.0.1. It stops, and its connections break, when this
/// handle is dropped.
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    token: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
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
        let shared = Arc::new(Shared::new(state));
        let router = router::router(Arc::clone(&shared));
        let task = tokio::spawn(connection::accept(listener, router));
        Ok(Self {
            address,
            token,
            shared,
            task,
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

    /// Every request received so far, in the order in which their bodies were complete.
    /// Nothing is left out, credentials included.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests()
    }

    /// Queues a reply to the next request for an endpoint, whatever that request is: replies win
    /// over all that the server would do by itself, and are taken first in, first out.
    ///
    /// An endpoint is named as in the API, `notes/create` or `miauth/{session}/check`. A name
    /// that begins with a slash is a whole path: `/.well-known/nodeinfo`.
    pub fn respond(&self, endpoint: &str, reply: Reply) {
        self.shared.queue(endpoint, reply);
    }

    /// Lets the user agree to what an app asked for, as pressing the button of the page does,
    /// but without following the callback.
    ///
    /// Takes a MiAuth session id or the token of `auth/session/generate`, or the whole URL of
    /// the page. What a MiAuth app asked for stands in the query of that URL: a bare session id
    /// whose page was never opened grants a token without any permission.
    pub fn grant(&self, session: &str) {
        self.decide(session, Decision::Allow);
    }

    /// Lets the user refuse, of which an app hears nothing: it looks like a user who has not
    /// decided yet. See [`grant`](Self::grant).
    pub fn deny(&self, session: &str) {
        self.decide(session, Decision::Deny);
    }

    /// Makes a token worthless, as its owner does in the list of apps.
    pub fn revoke(&self, token: &str) {
        self.shared.state().revoke(token);
    }

    /// Lets the five minutes pass in which the codes of OAuth are good that were given so far.
    pub fn expire_codes(&self) {
        self.shared.state().expire_codes();
    }

    fn decide(&self, page: &str, decision: Decision) {
        let (session, wish) = Wish::of_page(page);
        self.shared.state().decide(session, &wish, decision);
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The task owns the listener and, through its set, every connection.
        self.task.abort();
    }
}
