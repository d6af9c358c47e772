//! What a server says of its OAuth.

use http::{Response, StatusCode};
use misskey_api::Server;
#[cfg(feature = "client")]
use misskey_api::{Client, TransportError};
use serde_json::Value;
use url::Url;

use crate::answer::Answer;
use crate::call::{self, InvalidAddress};

/// Where servers put it.
const PATH: &str = "/.well-known/oauth-authorization-server";

/// What a server says of its OAuth, checked as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    pub(crate) server: Server,
    pub(crate) issuer: String,
    pub(crate) authorization: Url,
    pub(crate) token: Url,
    scopes: Option<Vec<String>>,
    pub(crate) tells_issuer: bool,
}

/// Why a server's OAuth can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The server has no OAuth: it answers with a page that does not exist, or with a page for
    /// people. Releases before 2023.9.0 don't have it, nor do some forks; use
    /// [`miauth`](crate::miauth).
    #[error("{host} offers no OAuth; use MiAuth ({answer})")]
    NotOffered {
        /// The server's host.
        host: String,
        /// What was answered.
        answer: Box<Answer>,
    },
    /// The server, or something in front of it, did not answer the question: it failed, was asked
    /// too often, or redirects, which is not followed.
    #[error("{host} does not say whether it offers OAuth: {answer}")]
    Unavailable {
        /// The server's host.
        host: String,
        /// What was answered.
        answer: Box<Answer>,
    },
    /// The server's OAuth is not one that is safe to use.
    #[error("the OAuth of {host} can't be used: {reason}; use MiAuth")]
    Invalid {
        /// The server's host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// There was no answer.
    #[cfg(feature = "client")]
    #[error("can't ask whether there is OAuth: {0}; check the address, and try again")]
    Transport(TransportError),
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
}

impl Metadata {
    /// Asks a server whether it has OAuth, and at which addresses.
    ///
    /// # Errors
    /// If there is no answer, or the server has no OAuth that can be used.
    #[cfg(feature = "client")]
    pub async fn discover(client: &Client) -> Result<Self, DiscoveryError> {
        let server = client.address();
        let response = client.carry(Self::request(server)?).await;
        let response = response.map_err(DiscoveryError::Transport)?;
        Self::read(server, &response)
    }

    /// The request that asks for it, for any HTTP client.
    ///
    /// # Errors
    /// If the server's address is one that HTTP can't carry.
    pub fn request(server: &Server) -> Result<http::Request<Vec<u8>>, InvalidAddress> {
        Ok(call::get_json(&call::address(server, PATH)?))
    }

    /// What the answer to [`request`](Self::request) says.
    ///
    /// # Errors
    /// As [`discover`](Self::discover), for an answer that came.
    pub fn read(
        server: &Server,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<Self, DiscoveryError> {
        let status = response.status();
        let host = server.host();
        let answer = Box::new(Answer::new(response, &[]));
        let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
        if status.is_redirection() || status.is_server_error() || busy.contains(&status)
        {
            return Err(DiscoveryError::Unavailable { host, answer });
        }
        let document = serde_json::from_slice(response.body().as_ref());
        match document {
            Ok(Value::Object(document)) if status.is_success() => {
                let document = Value::Object(document);
                Self::of(server, &document)
                    .map_err(|reason| DiscoveryError::Invalid { host, reason })
            }
            _ => Err(DiscoveryError::NotOffered { host, answer }),
        }
    }

    /// Takes the document apart.
    fn of(server: &Server, document: &Value) -> Result<Self, String> {
        let issuer = text(document, "issuer")?;
        // The document speaks for whose address it was found at, and for nobody else.
        if own(server, "issuer", issuer)?.path() != "/" {
            return Err("`issuer` has a path".to_owned());
        }
        let address = |name| own(server, name, text(document, name)?);
        includes(document, "response_types_supported", "code")?;
        includes(document, "grant_types_supported", "authorization_code")?;
        includes(document, "code_challenge_methods_supported", "S256")?;
        let tells = document.get("authorization_response_iss_parameter_supported");
        Ok(Self {
            server: server.clone(),
            issuer: issuer.to_owned(),
            authorization: address("authorization_endpoint")?,
            token: address("token_endpoint")?,
            scopes: texts(document, "scopes_supported"),
            tells_issuer: tells == Some(&Value::Bool(true)),
        })
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The permissions that the server knows, if it says so.
    #[must_use]
    pub fn permissions(&self) -> Option<&[String]> {
        self.scopes.as_deref()
    }
}

/// An address at the server itself: elsewhere codes and tokens would be told to strangers.
pub(crate) fn own(server: &Server, name: &str, text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("`{name}`: {error}"))?;
    if url.origin() != server.url().origin() {
        let host = url.host_str().unwrap_or("nowhere");
        let server = server.host();
        return Err(format!("`{name}` leads to {host}, away from {server}"));
    }
    if url.fragment().is_some() {
        return Err(format!("`{name}` has a fragment"));
    }
    Ok(url)
}

fn text<'a>(document: &'a Value, name: &str) -> Result<&'a str, String> {
    let text = document.get(name).and_then(Value::as_str);
    text.ok_or_else(|| format!("`{name}` is missing"))
}

fn texts(document: &Value, name: &str) -> Option<Vec<String>> {
    let list = document.get(name)?.as_array()?.iter();
    Some(list.filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Whether a list has a value, if the list is there.
fn includes(document: &Value, name: &str, value: &str) -> Result<(), String> {
    match texts(document, name) {
        Some(list) if !list.iter().any(|one| one == value) => {
            Err(format!("`{name}` lacks `{value}`"))
        }
        _ => Ok(()),
    }
}
