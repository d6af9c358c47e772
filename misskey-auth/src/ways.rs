//! Which ways to a token a server offers.
//!
//! ```text
//!   app                                server
//!    │ GET .well-known/oauth-…           │
//!    ├──────────────────────────────────▶│
//!    │ a document: OAuth                 │  from 2023.9.0
//!    │◀──────────────────────────────────┤
//!    │ POST meta                         │
//!    ├──────────────────────────────────▶│
//!    │ features.miauth, or the version   │  from 12.27.0
//!    │◀──────────────────────────────────┤
//!    │ POST endpoints                    │
//!    ├──────────────────────────────────▶│
//!    │ app/create: app sessions          │  always
//!    │◀──────────────────────────────────┤
//! ```
//!
#![cfg_attr(feature = "client", doc = "```")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! use misskey_api::Client;
//! use misskey_auth::ways::{Way, Ways};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = misskey_test_server::TestServer::start().await?;
//! let client = Client::builder(server.base_url()).build()?;
//! let ways = Ways::ask(&client).await?;
//! assert!(ways.offers(Way::Oauth) && ways.offers(Way::MiAuth));
//! // An app without a page of its own on the web can't use OAuth.
//! assert_eq!(ways.best(false), Some(Way::MiAuth));
//! assert_eq!(ways.best(true), Some(Way::Oauth));
//! # Ok(())
//! # }
//! ```

use std::fmt;

use http::Response;
use misskey_api::Server;
#[cfg(feature = "client")]
use misskey_api::{Client, TransportError};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::{self, InvalidAddress};
use crate::oauth::{DiscoveryError, Metadata};

/// The first release with MiAuth.
const MIAUTH: [u64; 3] = [12, 27, 0];

/// A way to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Way {
    /// OAuth 2.0: see [`oauth`](crate::oauth).
    Oauth,
    /// MiAuth: see [`miauth`](crate::miauth).
    MiAuth,
    /// App sessions: see [`app`](crate::app).
    AppSession,
}

/// The ways to a token that a server offers.
#[derive(Clone, Debug)]
pub struct Ways {
    oauth: Option<Metadata>,
    miauth: bool,
    app_session: bool,
    version: Option<String>,
}

/// Why it is not known which ways a server offers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaysError {
    /// What answers is not a Misskey server.
    #[error("{host} does not answer as a Misskey server does: {answer}")]
    NotMisskey {
        /// The server's host.
        host: String,
        /// What was answered.
        answer: Box<Answer>,
    },
    /// The server did not say whether it has OAuth.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// There was no answer.
    #[cfg(feature = "client")]
    #[error(
        "can't ask which ways to sign in there are: {0}; check the address, and try again"
    )]
    Transport(TransportError),
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
}

impl Ways {
    /// Asks a server, with three requests and without a token.
    ///
    /// # Errors
    /// If it does not answer, or not as a Misskey server does. That its OAuth can't be used is
    /// no error: then it offers none.
    #[cfg(feature = "client")]
    pub async fn ask(client: &Client) -> Result<Self, WaysError> {
        let server = client.address();
        let oauth = match Metadata::discover(client).await {
            Ok(metadata) => Some(metadata),
            Err(DiscoveryError::NotOffered { .. } | DiscoveryError::Invalid { .. }) => {
                None
            }
            Err(error) => return Err(error.into()),
        };
        let meta = client.carry(Self::meta_request(server)?).await;
        let meta = meta.map_err(WaysError::Transport)?;
        let endpoints = client.carry(Self::endpoints_request(server)?).await;
        let endpoints = endpoints.map_err(WaysError::Transport)?;
        Self::read(server, oauth, &meta, &endpoints)
    }

    /// The request for what the server says of itself, for any HTTP client.
    ///
    /// # Errors
    /// If the server's address is one that HTTP can't carry.
    pub fn meta_request(
        server: &Server,
    ) -> Result<http::Request<Vec<u8>>, InvalidAddress> {
        let address = call::address(server, "/api/meta")?;
        let body = json!({"detail": true}).to_string();
        Ok(call::post_json(&address, body.into_bytes()))
    }

    /// The request for the list of what the server has, for any HTTP client.
    ///
    /// # Errors
    /// If the server's address is one that HTTP can't carry.
    pub fn endpoints_request(
        server: &Server,
    ) -> Result<http::Request<Vec<u8>>, InvalidAddress> {
        let address = call::address(server, "/api/endpoints")?;
        Ok(call::post_json(&address, b"{}".to_vec()))
    }

    /// What the answers to [`Metadata::request`], [`meta_request`](Self::meta_request) and
    /// [`endpoints_request`](Self::endpoints_request) say together.
    ///
    /// # Errors
    /// If `meta` is not answered as a Misskey server does.
    pub fn read(
        server: &Server,
        oauth: Option<Metadata>,
        meta: &Response<impl AsRef<[u8]>>,
        endpoints: &Response<impl AsRef<[u8]>>,
    ) -> Result<Self, WaysError> {
        let described = json(meta).filter(|meta| meta.get("version").is_some());
        let described = described.ok_or_else(|| WaysError::NotMisskey {
            host: server.host(),
            answer: Box::new(Answer::new(meta, &[])),
        })?;
        let version = described.get("version").and_then(Value::as_str);
        let named = described
            .pointer("/features/miauth")
            .and_then(Value::as_bool);
        let listed = json(endpoints);
        let listed = listed.as_ref().and_then(Value::as_array);
        Ok(Self {
            oauth,
            miauth: named.unwrap_or_else(|| version.is_some_and(has_miauth)),
            // A server that does not tell is one of those that are old enough.
            app_session: listed
                .is_none_or(|list| list.iter().any(|one| one == "app/create")),
            version: version.map(str::to_owned),
        })
    }

    /// Whether the server offers a way.
    #[must_use]
    pub fn offers(&self, way: Way) -> bool {
        match way {
            Way::Oauth => self.oauth.is_some(),
            Way::MiAuth => self.miauth,
            Way::AppSession => self.app_session,
        }
    }

    /// The best way that the server offers: OAuth, which says most, if the app has a page of its
    /// own on the web; otherwise MiAuth, or else app sessions.
    #[must_use]
    pub fn best(&self, has_page: bool) -> Option<Way> {
        let ways = [Way::Oauth, Way::MiAuth, Way::AppSession];
        let mut usable = ways
            .into_iter()
            .filter(|way| has_page || *way != Way::Oauth);
        usable.find(|way| self.offers(*way))
    }

    /// What the server says of its OAuth, if it has one that can be used.
    #[must_use]
    pub fn oauth(&self) -> Option<&Metadata> {
        self.oauth.as_ref()
    }

    /// The server's version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Oauth => "OAuth",
            Self::MiAuth => "MiAuth",
            Self::AppSession => "app session",
        })
    }
}

fn json(response: &Response<impl AsRef<[u8]>>) -> Option<Value> {
    if !response.status().is_success() {
        return None;
    }
    serde_json::from_slice(response.body().as_ref()).ok()
}

/// Whether a release is young enough, by its number: forks may add anything after it.
fn has_miauth(version: &str) -> bool {
    let mut parts = [0; 3];
    let numbers = version.split(|one: char| !one.is_ascii_digit());
    for (part, number) in parts.iter_mut().zip(numbers) {
        *part = number.parse().unwrap_or(0);
    }
    parts >= MIAUTH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(meta: &str, endpoints: &str) -> Result<Ways, WaysError> {
        let server = "misskey.example".parse().unwrap();
        Ways::read(
            &server,
            None,
            &Response::new(meta),
            &Response::new(endpoints),
        )
    }

    #[test]
    fn the_switch_tells_and_else_the_version() {
        for (meta, offered) in [
            (r#"{"version":"2026.5.4","features":{"miauth":true}}"#, true),
            (
                r#"{"version":"2026.5.4","features":{"miauth":false}}"#,
                false,
            ),
            (r#"{"version":"12.27.0"}"#, true),
            (r#"{"version":"12.119.2-fork"}"#, true),
            (r#"{"version":"12.26.9","features":{}}"#, false),
            (r#"{"version":"11.37.1"}"#, false),
        ] {
            let ways = ways(meta, r#"["app/create"]"#).unwrap();
            assert_eq!(ways.offers(Way::MiAuth), offered, "{meta}");
            let best = if offered {
                Way::MiAuth
            } else {
                Way::AppSession
            };
            assert_eq!(ways.best(true), Some(best));
        }
    }

    #[test]
    fn a_server_may_offer_nothing() {
        let ways = ways(r#"{"version":"10.0.0"}"#, "[]").unwrap();
        assert_eq!(ways.best(true), None);
    }

    #[test]
    fn what_is_no_misskey_is_told() {
        for meta in ["<html></html>", "[]", "{}", ""] {
            let error = ways(meta, "[]").unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("misskey.example does not answer")
            );
        }
    }
}
