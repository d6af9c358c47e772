//! How a sign-in ends.

use std::io;

use misskey_api::endpoints::I;
use misskey_api::endpoints::auth::session::GenerateError;
use misskey_api::ids::UserId;
use misskey_api::{Client, Permission, Server, Token};

use crate::store::{Account, AccountId};
use crate::ways::{Way, WaysError};
use crate::{app, miauth, oauth};

/// A user who has allowed access.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignedIn {
    /// The server.
    pub server: Server,
    /// The way that was taken.
    pub way: Way,
    /// The token. It can't be had a second time: keep it before anything else.
    pub token: Token,
    /// Whose account it is. OAuth does not say: then the server is asked, if the token has the
    /// permission `read:account`; otherwise this is `None`.
    pub who: Option<Who>,
    /// What the token may do, which only OAuth says.
    pub permissions: Option<Vec<Permission>>,
}

/// Whose account it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Who {
    /// The user's id, which never changes.
    pub user_id: UserId,
    /// The user's name, without host.
    pub username: String,
}

impl SignedIn {
    /// The account, to keep in a [`Store`](crate::store::Store), if it is known whose it is.
    #[must_use]
    pub fn account(&self) -> Option<Account> {
        let who = self.who.as_ref()?;
        let id = AccountId::new(&self.server, who.user_id.clone());
        Some(Account::new(id, &who.username, self.token.clone()))
    }
}

impl Who {
    /// Asks, with a token of OAuth. Whatever goes wrong must not cost the token.
    pub(super) async fn ask(client: &Client, grant: &oauth::Grant) -> Option<Self> {
        if !grant.permissions.contains(&Permission::ReadAccount) {
            return None;
        }
        let client = client.with_token(grant.token.clone());
        let me = client.send(I::new()).await.ok()?;
        Some(Self {
            user_id: me.id,
            username: me.username,
        })
    }
}

/// Why nobody has signed in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The user has denied access. Only OAuth says so.
    #[error("the user denied access")]
    Denied,
    /// The browser did not come back in time. The user may have denied access.
    #[error("the browser did not come back in time; access may have been denied")]
    TimedOut,
    /// The browser came back, but the server says that access is not granted.
    #[error(
        "the browser came back, but the server has not granted access; sign in anew"
    )]
    NotGranted,
    /// It is not known which ways the server offers.
    #[error(transparent)]
    Ways(#[from] WaysError),
    /// The server offers no way that this program can take, or not the one that was chosen.
    #[error("{host} does not offer {}", way.map_or("any way to sign in".to_owned(), |way| way.to_string()))]
    NoWay {
        /// The server's host.
        host: String,
        /// The way that was chosen.
        way: Option<Way>,
    },
    /// No port can be listened on.
    #[error(
        "can't listen on a port of this machine for the browser to come back to: {0}"
    )]
    Listen(io::Error),
    /// The request for MiAuth is wrong.
    #[error(transparent)]
    MiAuth(#[from] miauth::InvalidRequest),
    /// The request for OAuth is wrong.
    #[error(transparent)]
    Oauth(#[from] oauth::InvalidRequest),
    /// The app could not be registered.
    #[error(transparent)]
    Register(#[from] app::RegisterError),
    /// The app's session could not be begun.
    #[error(transparent)]
    Begin(#[from] app::RegisterError<GenerateError>),
    /// The browser came back with an error, or from another server.
    #[error(transparent)]
    Callback(#[from] oauth::CallbackError),
    /// The token of a MiAuth session could not be fetched.
    #[error(transparent)]
    MiAuthCheck(Box<miauth::CheckError>),
    /// The token of an app session could not be fetched.
    #[error(transparent)]
    AppCheck(Box<app::CheckError>),
    /// The code could not be exchanged for a token.
    #[error(transparent)]
    Exchange(Box<oauth::ExchangeError>),
}
