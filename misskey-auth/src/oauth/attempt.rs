//! One attempt to sign in over OAuth.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use misskey_api::{Secret, Server};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::callback::{self, CallbackError, Code};
use super::exchange::Exchange;
use super::metadata::{self, Metadata};
use super::request::InvalidRequest;
use crate::call;
use crate::random;
use crate::stored;

/// One attempt to sign in: good for one answer of the user, and for one token.
///
/// It can't be cloned, so that its code can't be sent twice by accident. With serde it is one text
/// with all that it needs. Keep that as you keep tokens, and tie it to the browser that began it.
#[must_use]
pub struct Attempt(Box<Begun>);

/// Apart, so that results and errors that hold an attempt are small.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begun {
    #[serde(with = "stored::server")]
    pub(crate) server: Server,
    pub(crate) issuer: String,
    pub(crate) tells_issuer: bool,
    pub(crate) token: Url,
    pub(crate) client_id: Url,
    pub(crate) redirect: Url,
    pub(crate) permissions: Vec<String>,
    pub(crate) state: Secret,
    pub(crate) verifier: Secret,
    page: Url,
}

impl Attempt {
    pub(crate) fn new(
        metadata: &Metadata,
        client_id: &Url,
        redirect: &Url,
        permissions: Vec<String>,
    ) -> Result<Self, InvalidRequest> {
        let (state, verifier) = (random::secret()?, random::secret()?);
        // Told now, since no exchange could be sent.
        call::uri(&metadata.token)?;
        let mut page = metadata.authorization.clone();
        page.query_pairs_mut()
            .append_pair("client_id", client_id.as_str())
            .append_pair("redirect_uri", redirect.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", &permissions.join(" "))
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(Self(Box::new(Begun {
            server: metadata.server.clone(),
            issuer: metadata.issuer.clone(),
            tells_issuer: metadata.tells_issuer,
            token: metadata.token.clone(),
            client_id: client_id.clone(),
            redirect: redirect.clone(),
            permissions,
            state: state.into(),
            verifier: verifier.into(),
            page,
        })))
    }

    /// The server of the account.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.0.server
    }

    /// The page where the user decides. The code for the token comes back to the redirect.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.page
    }

    /// The code with which a browser came back, if it is the one of this attempt and the user
    /// has allowed access. Takes the whole URL, its path with the query, or the query alone.
    ///
    /// # Errors
    /// If the callback is of another attempt ([`Way`](CallbackError::Way): go on waiting) or comes
    /// from another server, if the user has denied access, or if the server refuses the request.
    pub fn callback(&self, url_or_query: &str) -> Result<Code, CallbackError> {
        callback::read(&self.0, url_or_query)
    }

    /// The call that trades the code for the token.
    pub fn exchange(self, code: Code) -> Exchange {
        Exchange::new(self.0, code)
    }
}

/// What a server remembers of the secret with which the code is claimed: PKCE's S256.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("server", &self.0.server)
            .field("client_id", &self.0.client_id.as_str())
            .field("permissions", &self.0.permissions)
            .finish_non_exhaustive()
    }
}

impl Serialize for Attempt {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        stored::write(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Attempt {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let begun: Begun = stored::read(deserializer)?;
        for url in [&begun.token, &begun.page] {
            metadata::own(&begun.server, "kept", url.as_str())
                .map_err(|_| stored::unread())?;
        }
        call::uri(&begun.token).map_err(|_| stored::unread())?;
        Ok(Self(Box::new(begun)))
    }
}

#[cfg(test)]
mod tests {
    use super::challenge;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
