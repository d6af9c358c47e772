//! One attempt to sign in to an app that the server knows.

use std::fmt;
use std::fmt::Write as _;

use http::{Response, Uri};
#[cfg(feature = "client")]
use misskey_api::Client;
use misskey_api::{Secret, Server, Token};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::registration::App;
use super::{Check, CheckError};
use crate::answer::Answer;
use crate::call::{self, InvalidAddress};
use crate::callback::{CallbackError, Returned};
use crate::once::{Call, Grant};
use crate::said::Said;
use crate::stored;
#[cfg(feature = "client")]
use crate::wait::{self, Ask, Patience, Waited};

/// One attempt to sign in: good for one answer of the user, and for one token.
///
/// It can't be cloned, so that its token can't be asked for twice by accident. With serde it is
/// one text with all that it needs, the app's secret among it.
#[must_use]
pub struct Session(Box<Attempt>);

/// Apart, so that results and errors that hold a session are small.
struct Attempt {
    app: App,
    token: Secret,
    page: Url,
    check: Uri,
}

/// Why there is no session, though the server began one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSession {
    /// The page is no address, or not one of the server. It may hold the session's token, so
    /// only its host is told.
    #[error(
        "the server sends the user to a page of {}, which is not its own ({server}); \
         name the server as it names itself",
        host.as_deref().unwrap_or("nowhere")
    )]
    Page {
        /// The server's host.
        server: String,
        /// The page's host, if it has one.
        host: Option<String>,
    },
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Server(#[from] InvalidAddress),
}

impl Session {
    pub(crate) fn new(
        app: &App,
        token: Secret,
        page: &str,
    ) -> Result<Self, InvalidSession> {
        let server = app.server();
        let page = Url::parse(page).ok();
        let host = page.as_ref().and_then(Url::host_str).map(str::to_owned);
        let own = page.filter(|page| page.origin() == server.url().origin());
        let page = own.ok_or_else(|| InvalidSession::Page {
            server: server.host(),
            host,
        })?;
        Ok(Self(Box::new(Attempt {
            check: call::address(server, "/api/auth/session/userkey")?,
            app: app.clone(),
            token,
            page,
        })))
    }

    /// The server of the account.
    #[must_use]
    pub fn server(&self) -> &Server {
        self.0.app.server()
    }

    /// The page where the user decides. Show it to nobody else: the session's token is in it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.page
    }

    /// Whether a browser that came to the callback came from this session: the parameter
    /// `token` is compared in constant time. Takes the whole URL, its path with the query, or
    /// the query alone.
    ///
    /// # Errors
    /// If the parameter is missing, is there more than once, or is of another session.
    pub fn verify_callback(&self, url_or_query: &str) -> Result<(), CallbackError> {
        Returned::new(url_or_query).verify("token", self.0.token.expose())
    }

    /// Fetches the token, if the user has allowed access. It asks once, and never again by itself.
    ///
    /// # Errors
    /// If nothing was sent, the server answered otherwise (the token was fetched before:
    /// [`Gone`](crate::once::Gone)), or it is unknown what became of it, in which case the
    /// token may be lost: see [`CheckError`].
    #[cfg(feature = "client")]
    pub async fn check(self, client: &Client) -> Result<Check, CheckError> {
        match client.carry(self.check_request()).await {
            Ok(response) => self.check_response(&response),
            Err(error) => Err(CheckError::transport(self.call(), self, error)),
        }
    }

    /// Asks again and again until the user has allowed access, the time is up, or `cancelled`
    /// is done, as [`miauth::Session::wait`](crate::miauth::Session::wait) does.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[cfg(feature = "client")]
    pub async fn wait(
        self,
        client: &Client,
        patience: Patience,
        cancelled: impl Future<Output = ()> + Send,
    ) -> Result<Waited<Self>, CheckError> {
        wait::wait(self, client, patience, cancelled).await
    }

    /// The request that fetches the token, for any HTTP client. Its body holds the app's
    /// secret. Send it once.
    #[must_use]
    pub fn check_request(&self) -> http::Request<Vec<u8>> {
        let body = serde_json::json!({
            "appSecret": self.0.app.secret().expose(),
            "token": self.0.token.expose(),
        });
        call::post_json(&self.0.check, body.to_string().into_bytes())
    }

    /// What the answer to [`check_request`](Self::check_request) says.
    ///
    /// # Errors
    /// As [`check`](Self::check), for an answer that came.
    pub fn check_response(
        self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<Check, CheckError> {
        let call = self.call();
        if response.status().is_success() {
            return self.granted(response);
        }
        let answer = Answer::new(response, &self.secrets());
        match answer.code.as_deref() {
            Some("PENDING_SESSION") => Ok(Check::Pending(self)),
            Some("NO_SUCH_SESSION" | "NO_SUCH_APP") => {
                Err(CheckError::gone(call, answer))
            }
            _ => Err(CheckError::answered(call, self, answer)),
        }
    }

    fn granted(
        self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<Check, CheckError> {
        let text = String::from_utf8_lossy(response.body().as_ref());
        let said = Said::read(&text, "accessToken");
        match said.token() {
            Ok(access_token) => Ok(Check::Granted(Grant {
                token: credential(&access_token, self.0.app.secret()),
                user: said.user(&text),
            })),
            Err(reason) => {
                let answer = Answer::without_excerpt(response, &self.secrets());
                Err(CheckError::unreadable(self.call(), self, answer, reason))
            }
        }
    }

    fn secrets(&self) -> [&str; 2] {
        [self.0.token.expose(), self.0.app.secret().expose()]
    }

    fn call(&self) -> Call {
        Call {
            what: "check",
            host: self.server().host(),
        }
    }
}

/// What to call with, of the `accessToken` that a server gave and the app's secret: the SHA-256
/// of both, in hexadecimal.
///
/// ```
/// use misskey_auth::app::credential;
///
/// let token = credential(&"access".into(), &"secret".into());
/// assert_eq!(
///     token.expose(),
///     "fd2969e979b15950d455f5b1468e6d7c814d1319cf82978831e517328801867d",
/// );
/// ```
#[must_use]
pub fn credential(access_token: &Token, secret: &Secret) -> Token {
    let hash = Sha256::new()
        .chain_update(access_token.expose())
        .chain_update(secret.expose())
        .finalize();
    let mut text = String::with_capacity(64);
    for byte in hash {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

#[cfg(feature = "client")]
impl Ask for Session {
    async fn ask(self, client: &Client) -> Result<Check, CheckError> {
        self.check(client).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("server", self.server())
            .finish_non_exhaustive()
    }
}

/// A session as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    app: App,
    token: Secret,
    page: String,
}

impl Serialize for Session {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = Kept {
            app: self.0.app.clone(),
            token: self.0.token.clone(),
            page: self.0.page.to_string(),
        };
        stored::write(&kept, serializer)
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let kept: Kept = stored::read(deserializer)?;
        let session = Self::new(&kept.app, kept.token, &kept.page);
        session.map_err(|_| stored::unread())
    }
}
