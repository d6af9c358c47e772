//! Files of servers, as they come.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{Request, Response};
use tokio::io::AsyncWriteExt as _;
use tokio::time;
use url::Url;

use crate::body::Body;
use crate::called::Called;
use crate::client::Client;
use crate::error::{Error, Failure, Untyped};
use crate::received::{self, Received};
use crate::server;
use crate::transport::{self, TransportError};

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// How much of an error page is read, in bytes.
const EXCERPT: usize = 4096;

/// A file on its way.
///
/// [`Client::download`] begins one. Dropping it ends the download.
#[derive(Debug)]
pub struct Download {
    called: Called,
    body: Body,
    size: Option<u64>,
    media_type: Option<String>,
    received: u64,
    limit: u64,
    timeout: Duration,
}

impl Client {
    /// Begins to download a file of at most `limit` bytes, such as the `url` of a `DriveFile`, an
    /// emoji or an avatar.
    ///
    /// Files are often on another host than the server, so the token is never sent. Up to 5
    /// redirects are followed; all addresses must be https, or on the server itself. The
    /// client's timeout applies to the beginning of the response and then to each part. Its limit
    /// on the size of answers does not apply, and nothing is retried.
    ///
    /// ```
    /// # use misskey_api::Client;
    /// # use misskey_test_server::{Reply, TestServer};
    /// #
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).build()?;
    /// # let url = format!("{}/files/tea", server.base_url());
    /// # server.respond("/files/tea", Reply::text(200, "text/plain", "green"));
    /// let download = client.download(&url, 10 << 20).await?;
    /// assert_eq!(download.media_type(), Some("text/plain"));
    /// assert_eq!(download.bytes().await?, b"green");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the address is not allowed, there is no response, the response is not the file, or the
    /// file is announced as larger than `limit`.
    pub async fn download(&self, url: &str, limit: u64) -> Result<Download, Error> {
        let called = Called::File(server::without_secrets(url).into());
        let begun = self.begin_download(&called, url, limit).await;
        begun.map_err(Untyped::typed)
    }

    async fn begin_download(
        &self,
        called: &Called,
        url: &str,
        limit: u64,
    ) -> Result<Download, Untyped> {
        let local = |reason: String| Untyped::invalid(called.clone(), &reason);
        let mut url = Url::parse(url).map_err(|error| {
            local(format!("it is not the address of a file: {error}"))
        })?;
        for _ in 0..=REDIRECTS {
            if url.scheme() != "https" && !self.address().has(url.as_str()) {
                return Err(local(format!(
                    "{} is neither reached over https nor on {}",
                    url.host_str().unwrap_or_default(),
                    self.address()
                )));
            }
            let response = self.ask_for_file(called, &url).await?;
            let Some(next) = redirect(&response, &url) else {
                return self.checked(called, response, limit).await;
            };
            url = next;
        }
        Err(local(format!("there are more than {REDIRECTS} redirects")))
    }

    async fn ask_for_file(
        &self,
        called: &Called,
        url: &Url,
    ) -> Result<Response<Body>, Untyped> {
        let request = Request::get(url.as_str())
            .header(ACCEPT, "*/*")
            .header(USER_AGENT, self.user_agent().clone())
            .body(Body::empty())
            .map_err(|error| Untyped::invalid(called.clone(), &error.to_string()))?;
        let carried =
            time::timeout(self.timeout(), self.transport().carry(request)).await;
        carried
            .unwrap_or_else(|_| Err(late(self.timeout())))
            .map_err(|error| {
                let error = error.of_host(server::host(url));
                Untyped::new(called.clone(), Failure::Transport(error))
            })
    }

    async fn checked(
        &self,
        called: &Called,
        response: Response<Body>,
        limit: u64,
    ) -> Result<Download, Untyped> {
        let (parts, body) = response.into_parts();
        let header = |name| parts.headers.get(name)?.to_str().ok();
        if !parts.status.is_success() {
            let excerpt = body.beginning(EXCERPT, self.timeout()).await;
            let received = Received {
                called,
                status: parts.status,
                headers: &parts.headers,
                body: received::text(&excerpt),
                token: None,
            };
            return Err(received.refused());
        }
        let download = Download {
            called: called.clone(),
            body,
            size: header(CONTENT_LENGTH).and_then(|size| size.parse().ok()),
            media_type: header(CONTENT_TYPE).map(str::to_owned),
            received: 0,
            limit,
            timeout: self.timeout(),
        };
        if download.size.is_some_and(|size| size > limit) {
            return Err(download.too_large());
        }
        Ok(download)
    }
}

impl Download {
    /// The file's size in bytes, if the server says so. It does not for a compressed response.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The file's media type, as the server sees it: `image/png`.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The next part; `None` after the last.
    ///
    /// # Errors
    /// If no part comes in time, the connection breaks, or the file is larger than the limit.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.next().await.map_err(Untyped::typed)
    }

    /// The whole file, in memory.
    ///
    /// # Errors
    /// As those of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Writes the whole file to a path, and returns its size in bytes. A file that is there is
    /// replaced; after a failure, what was written so far stays.
    ///
    /// # Errors
    /// As those of [`chunk`](Self::chunk), and if the file can't be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let called = self.called.clone();
        let failed = |error: std::io::Error| {
            let reason = format!("{} can't be written: {error}", path.display());
            Error::new(called.clone(), Failure::Local(reason))
        };
        let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        Ok(self.received)
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Untyped> {
        let chunk = match time::timeout(self.timeout, self.body.chunk()).await {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(error)) => {
                let reason = transport::chain(&*error);
                return Err(self.failed(TransportError::broken(reason)));
            }
            Err(_) => return Err(self.failed(late(self.timeout))),
        };
        let length = chunk.as_ref().map_or(0, Bytes::len);
        self.received += u64::try_from(length).unwrap_or(u64::MAX);
        if self.received > self.limit {
            return Err(self.too_large());
        }
        Ok(chunk)
    }

    fn too_large(&self) -> Untyped {
        let reason = format!("it has more than {} bytes", self.limit);
        self.failed(TransportError::too_large(reason))
    }

    fn failed(&self, error: TransportError) -> Untyped {
        Untyped::new(self.called.clone(), Failure::Transport(error))
    }
}

fn late(limit: Duration) -> TransportError {
    TransportError::timeout(format!("none within {limit:?}"))
}

/// Where an answer leads.
fn redirect(response: &Response<Body>, from: &Url) -> Option<Url> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    from.join(location).ok()
}
