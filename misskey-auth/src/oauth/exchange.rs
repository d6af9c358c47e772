//! A code for a token.

use std::fmt;

use http::{Response, Uri};
#[cfg(feature = "client")]
use misskey_api::Client;
use misskey_api::{Permission, Server, Token};
use serde_json::Value;
use url::form_urlencoded;

use super::ExchangeError;
use super::attempt::Begun;
use super::callback::Code;
use super::error::ErrorCode;
use crate::answer::Answer;
use crate::call;
use crate::once::{Call, CheckError};
use crate::said::Said;

/// The call that trades the code for the token. It can be made once.
#[must_use]
pub struct Exchange {
    begun: Box<Begun>,
    code: Code,
}

/// What the server gives for the code.
#[derive(Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The token. It can't be had a second time: keep it before anything else.
    pub token: Token,
    /// What it may do. A server drops permissions that it does not know; see
    /// [`missing`](Self::missing).
    pub permissions: Vec<Permission>,
    asked: Vec<String>,
}

impl Grant {
    /// The permissions that were asked for and not given.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let given = |name: &str| self.permissions.iter().any(|one| one.as_str() == name);
        let asked = self.asked.iter().map(String::as_str);
        asked.filter(|name| !given(name)).collect()
    }
}

impl Exchange {
    pub(crate) fn new(begun: Box<Begun>, code: Code) -> Self {
        Self { begun, code }
    }

    /// The server of the account.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.begun.server
    }

    /// Gets the token. It asks once, and never again by itself.
    ///
    /// # Errors
    /// If nothing was sent, the server gives no token, or it is unknown what became of it, in
    /// which case the token may be lost: see [`ExchangeError`].
    #[cfg(feature = "client")]
    pub async fn send(self, client: &Client) -> Result<Grant, ExchangeError> {
        match client.carry(self.request()).await {
            Ok(response) => self.response(&response),
            Err(error) => Err(CheckError::transport(self.call(), self, error)),
        }
    }

    /// The request that gets the token, for any HTTP client. Its body holds the code and the
    /// attempt's secret. Send it once: a server that sees a code again revokes the token.
    #[must_use]
    pub fn request(&self) -> http::Request<Vec<u8>> {
        let begun = &self.begun;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", self.code.0.expose())
            .append_pair("client_id", begun.client_id.as_str())
            .append_pair("redirect_uri", begun.redirect.as_str())
            .append_pair("code_verifier", begun.verifier.expose())
            .finish();
        // It was tried out when the attempt began.
        let address = call::uri(&begun.token).unwrap_or_else(|_| Uri::default());
        call::post_form(&address, form)
    }

    /// What the answer to [`request`](Self::request) says.
    ///
    /// # Errors
    /// As [`send`](Self::send), for an answer that came.
    pub fn response(
        self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<Grant, ExchangeError> {
        let call = self.call();
        if !response.status().is_success() {
            let answer = Answer::new(response, &self.secrets());
            return Err(match refusal(response) {
                Some(_) => CheckError::gone(call, answer),
                None => CheckError::answered(call, self, answer),
            });
        }
        let text = String::from_utf8_lossy(response.body().as_ref());
        match Said::read(&text, "access_token").token() {
            Ok(token) => Ok(Grant {
                token,
                permissions: scope(&text).unwrap_or_default(),
                asked: self.begun.permissions,
            }),
            Err(reason) => {
                let answer = Answer::without_excerpt(response, &self.secrets());
                Err(CheckError::unreadable(call, self, answer, reason))
            }
        }
    }

    fn secrets(&self) -> [&str; 3] {
        let begun = &self.begun;
        [
            self.code.0.expose(),
            begun.verifier.expose(),
            begun.state.expose(),
        ]
    }

    fn call(&self) -> Call {
        Call {
            what: "exchange of the code",
            host: self.begun.server.host(),
        }
    }
}

/// The error of OAuth itself in an answer that is one: others may come from anywhere, and leave
/// the code as it was.
fn refusal(response: &Response<impl AsRef<[u8]>>) -> Option<ErrorCode> {
    let status = response.status();
    let body: Value = serde_json::from_slice(response.body().as_ref()).ok()?;
    let is_framework = body.get("statusCode").is_some();
    if !matches!(status.as_u16(), 400 | 401) || is_framework {
        return None;
    }
    body.get("error")?.as_str().map(ErrorCode::from)
}

/// The permissions in an answer.
fn scope(text: &str) -> Option<Vec<Permission>> {
    let answer: Value = serde_json::from_str(text).ok()?;
    let scope = answer.get("scope")?.as_str()?;
    let names = scope.split(' ').filter(|name| !name.is_empty());
    Some(names.map(Permission::from).collect())
}

impl ExchangeError {
    /// Which error of OAuth it is, if it is one.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Gone(error) => error.code().map(ErrorCode::from),
            _ => None,
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("server", &self.begun.server)
            .finish_non_exhaustive()
    }
}
