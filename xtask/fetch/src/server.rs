//! Asking a server, and following it as far as is safe.

use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use crate::address;
use crate::body;
use crate::error::Error;

/// How many redirects are followed.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A server's document. All of it, redirects and body too, has to be there in time.
pub(crate) async fn document(url: Url, timeout: Duration) -> Result<Vec<u8>, Error> {
    let client = client().map_err(Error::Client)?;
    let mut asked = url;
    match tokio::time::timeout(timeout, follow(&client, &mut asked)).await {
        Ok(result) => result,
        Err(_) => Err(Error::Silent {
            url: asked,
            timeout,
        }),
    }
}

fn client() -> Result<Client, reqwest::Error> {
    // Fails if one is installed, and then there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("misskey-fetch/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(Policy::none())
        // A document is taken as it is: other programs in this workspace unpack theirs.
        .no_gzip()
        // What is fetched depends on the address alone, not on the environment.
        .no_proxy()
        // A server may close a connection just when a redirect would use it again.
        .pool_max_idle_per_host(0)
        .build()
}

/// Follows redirects within the server; `url` is always the one that is being asked.
async fn follow(client: &Client, url: &mut Url) -> Result<Vec<u8>, Error> {
    for _ in 0..=MAX_REDIRECTS {
        let answer = ask(client, url).await?;
        match answer.status().as_u16() {
            200 => return body::read(url, answer).await,
            301 | 302 | 303 | 307 | 308 => *url = target(url, &answer)?,
            status => {
                let url = url.clone();
                return Err(Error::Status { url, status });
            }
        }
    }
    Err(Error::Circle { url: url.clone() })
}

async fn ask(client: &Client, url: &Url) -> Result<Response, Error> {
    let request = client
        .get(url.clone())
        .header(ACCEPT, "application/json")
        // So that the limit of size is one of what is read.
        .header(ACCEPT_ENCODING, "identity");
    request.send().await.map_err(|source| {
        let url = url.clone();
        if source.is_connect() {
            Error::Connect { url, source }
        } else {
            Error::Broken { url, source }
        }
    })
}

fn target(url: &Url, answer: &Response) -> Result<Url, Error> {
    let location = answer.headers().get(LOCATION);
    let to = location
        .and_then(|location| url.join(location.to_str().ok()?).ok())
        .ok_or_else(|| Error::Nowhere {
            url: url.clone(),
            status: answer.status().as_u16(),
        })?;
    if address::is_same_server(url, &to) {
        return Ok(to);
    }
    Err(Error::Elsewhere {
        url: url.clone(),
        to: Box::new(to),
    })
}
