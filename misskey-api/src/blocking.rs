//! The client for programs without async.
//!
//! It has what [`crate::Client`] has, and waits. All that is not about waiting is set on the
//! other one: this one is made of it.
//!
//! ```
//! use misskey_api::blocking;
//! use misskey_api::endpoints::notes;
//! # use misskey_test_server::TestServer;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
//! # let server = runtime.block_on(TestServer::start())?;
//! # let (host, token) = (server.base_url(), server.token());
//! let client = blocking::Client::new(misskey_api::Client::builder(&host).token(token).build()?)?;
//! let note = client.send(notes::Create::new().text("Hello"))?.created_note;
//! assert_eq!(client.send(notes::Show::new(&note.id))?, note);
//! # Ok(())
//! # }
//! ```
//!
//! Calls are carried out on a thread of the client's own, which its clones share. So they may
//! be made from anywhere, async code included, where they block the thread that makes them; but
//! not from what that thread runs itself, such as an upload's
//! [`on_progress`](crate::Upload::on_progress): such a call would wait for itself for ever.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};

use self::worker::Worker;
use crate::client::Detailed;
use crate::decode::Decode;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::paging::Paged;
use crate::raw::RawCall;
use crate::retry::Retry;
use crate::secret::Token;
use crate::server::Server;
use crate::server_info::ServerInfo;
use crate::transport::TransportError;

mod download;
mod pages;
mod worker;

pub use self::download::Download;
pub use self::pages::Pages;

/// A client of one server that waits for its answers.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    worker: Arc<Worker>,
}

impl Client {
    /// The same client, for programs without async.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn new(client: crate::Client) -> io::Result<Self> {
        Ok(Self {
            client,
            worker: Arc::new(Worker::start()?),
        })
    }

    fn with(&self, client: crate::Client) -> Self {
        Self {
            client,
            worker: Arc::clone(&self.worker),
        }
    }

    /// Where the server is.
    #[must_use]
    pub fn address(&self) -> &Server {
        self.client.address()
    }

    /// What the server says of itself; see [`crate::Client::server`].
    ///
    /// # Errors
    /// If the server does not tell its endpoints, or gives no answer.
    pub fn server(&self) -> Result<ServerInfo, Error> {
        let client = self.client.clone();
        self.worker
            .wait(async move { client.server().await.cloned() })
            .unwrap_or_else(|stopped| Err(stopped.at("endpoints")))
    }

    /// The same client in the name of someone else.
    #[must_use]
    pub fn with_token(&self, token: impl Into<Token>) -> Self {
        self.with(self.client.with_token(token))
    }

    /// The same client in nobody's name.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        self.with(self.client.anonymous())
    }

    /// The same client with another limit on the time of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with(self.client.with_timeout(timeout))
    }

    /// The same client, trying again at other times.
    #[must_use]
    pub fn with_retry(&self, retry: Retry) -> Self {
        self.with(self.client.with_retry(retry))
    }

    /// The same client with another limit on the size of an answer.
    #[must_use]
    pub fn with_response_limit(&self, bytes: usize) -> Self {
        self.with(self.client.with_response_limit(bytes))
    }

    /// The same client with another strictness.
    #[must_use]
    pub fn with_strict(&self, strict: bool) -> Self {
        self.with(self.client.with_strict(strict))
    }

    /// Calls an endpoint; see [`crate::Client::send`].
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub fn send<E>(&self, request: E) -> Result<E::Response, Error<E::Error>>
    where
        E: Endpoint + Send + 'static,
        E::Response: Send,
        E::Error: Send,
    {
        self.send_detailed(request).map(|detailed| detailed.answer)
    }

    /// Calls an endpoint, and gives what came with the answer; see
    /// [`crate::Client::send_detailed`].
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub fn send_detailed<E>(
        &self,
        request: E,
    ) -> Result<Detailed<E::Response>, Error<E::Error>>
    where
        E: Endpoint + Send + 'static,
        E::Response: Send,
        E::Error: Send,
    {
        let client = self.client.clone();
        self.worker
            .wait(async move { client.send_detailed(request).await })
            .unwrap_or_else(|stopped| Err(stopped.at(E::META.path)))
    }

    /// Calls any endpoint by its name; see [`crate::Client::send_raw`].
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub fn send_raw<T: Decode + Send + 'static>(
        &self,
        call: RawCall,
    ) -> Result<T, Error> {
        self.send_raw_detailed(call).map(|detailed| detailed.answer)
    }

    /// Calls any endpoint by its name, and gives what came with the answer.
    ///
    /// # Errors
    /// What the server answers instead, an answer of another shape, or no answer.
    pub fn send_raw_detailed<T: Decode + Send + 'static>(
        &self,
        call: RawCall,
    ) -> Result<Detailed<T>, Error> {
        let client = self.client.clone();
        let path = call.called().path().to_owned();
        self.worker
            .wait(async move { client.send_raw_detailed(call).await })
            .unwrap_or_else(|stopped| Err(stopped.at(&path)))
    }

    /// Walks through all that an endpoint lists; see [`crate::Client::pages`].
    #[must_use]
    pub fn pages<E>(&self, request: E) -> Pages<E>
    where
        E: Paged + Send + 'static,
        E::Item: Send,
        E::Error: Send,
    {
        Pages::new(self.client.pages(request), Arc::clone(&self.worker))
    }

    /// Uploads a file unless the account's drive has it already; see
    /// [`crate::Client::upload_once`].
    ///
    /// # Errors
    /// What the server answers, or that the file can't be read.
    pub fn upload_once<E>(&self, request: E) -> Result<E::Response, Error<E::Error>>
    where
        E: Endpoint + Send + Sync + 'static,
        E::Response: Send,
        E::Error: Send,
    {
        let client = self.client.clone();
        self.worker
            .wait(async move { client.upload_once(request).await })
            .unwrap_or_else(|stopped| Err(stopped.at(E::META.path)))
    }

    /// Begins to download a file of at most so many bytes; see [`crate::Client::download`].
    ///
    /// # Errors
    /// If the address is none that may be asked, there is no answer, or it is not the file.
    pub fn download(&self, url: &str, limit: u64) -> Result<Download, Error> {
        let client = self.client.clone();
        let url = url.to_owned();
        let download = self
            .worker
            .wait(async move { client.download(&url, limit).await })
            .unwrap_or_else(|stopped| Err(stopped.at("download")))?;
        Ok(Download::new(download, Arc::clone(&self.worker)))
    }

    /// Sends an HTTP request to the server and receives the whole response; see
    /// [`crate::Client::carry`].
    ///
    /// # Errors
    /// If the request goes to somebody else, or there is no response within the limits.
    pub fn carry(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let client = self.client.clone();
        self.worker
            .wait(async move { client.carry(request).await })
            .unwrap_or_else(|stopped| Err(stopped.into()))
    }
}
