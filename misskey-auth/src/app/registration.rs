//! Apps that a server knows.

use std::fmt;

use misskey_api::endpoints::app::Create;
#[cfg(feature = "client")]
use misskey_api::endpoints::auth::session::GenerateError;
use misskey_api::endpoints::auth::session::{Generate, GenerateResponse};
#[cfg(feature = "client")]
use misskey_api::{Client, Error};
use misskey_api::{Secret, Server, entities};
use serde::{Deserialize, Serialize};
use url::Url;

use super::session::{InvalidSession, Session};
#[cfg(feature = "client")]
use crate::call;
use crate::callback::{self, InvalidCallback};
use crate::permissions::{InvalidPermissions, Permissions, asks_for_permissions};
use crate::stored;

/// An app that is to be registered: who it is, what it wants to do, where to go afterwards.
#[derive(Clone, Debug)]
#[must_use]
pub struct Registration {
    name: String,
    description: String,
    callback: Option<Url>,
    permissions: Permissions,
}

/// An app that a server knows.
///
/// With serde it is an object with the server's address and the secret. Keep it as you keep
/// tokens: whoever knows the secret can pass for the app.
#[derive(Clone, Serialize, Deserialize)]
pub struct App {
    #[serde(with = "stored::server")]
    server: Server,
    secret: Secret,
}

/// Why an app can't be registered, or is not one that was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidApp {
    /// No server sends a browser to the callback.
    #[error(transparent)]
    Callback(#[from] InvalidCallback),
    /// The permissions can't be asked for.
    #[error(transparent)]
    Permissions(#[from] InvalidPermissions),
    /// The server did not tell the secret of the app that it registered.
    #[error(
        "the server registered the app, but did not send its secret; register it again"
    )]
    NoSecret,
}

/// Why an app is not registered, or has no session.
#[cfg(feature = "client")]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError<E: misskey_api::ErrorEnum + fmt::Debug = misskey_api::CommonError>
{
    /// The registration, or what came of it, is wrong.
    #[error(transparent)]
    App(#[from] InvalidApp),
    /// What the server says of the session is wrong, or it is called over plain http.
    #[error(transparent)]
    Session(#[from] InvalidSession),
    /// The client is not one of the server that knows the app, which must not learn its secret.
    #[error(
        "the app is registered at {app}, but the client calls {client}; use a client of {app}"
    )]
    OtherServer {
        /// Where the app is registered.
        app: String,
        /// Which server the client calls.
        client: String,
    },
    /// The call failed.
    #[error(transparent)]
    Call(Box<Error<E>>),
}

impl Registration {
    /// An app with a name, which the user reads.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: String::new(),
            callback: None,
            permissions: Permissions::default(),
        }
    }

    /// What the app is for. The user may read it.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Where the browser goes once the user has allowed access. The server adds the parameter
    /// `token`; see [`Session::verify_callback`].
    pub fn callback(mut self, callback: Url) -> Self {
        self.callback = Some(callback);
        self
    }

    asks_for_permissions!();

    /// Asks for all that was put together elsewhere.
    #[cfg(feature = "loopback")]
    pub(crate) fn all_permissions(mut self, permissions: Permissions) -> Self {
        self.permissions = permissions;
        self
    }

    /// The request that registers the app, for any HTTP client. [`App::created`] reads what
    /// comes of it.
    ///
    /// # Errors
    /// If a server would refuse the callback, or no app can be given a permission.
    pub fn request(&self) -> Result<Create, InvalidApp> {
        let permissions = self.permissions.names()?;
        let create = Create::new(&self.name, &self.description, permissions);
        let Some(address) = &self.callback else {
            return Ok(create.clear_callback_url());
        };
        callback::check(address, &["token"])?;
        Ok(create.callback_url(address.as_str()))
    }

    /// Registers the app at a server: once is enough for all its users.
    ///
    /// # Errors
    /// As [`request`](Self::request), or if the call fails.
    #[cfg(feature = "client")]
    pub async fn register(&self, client: &Client) -> Result<App, RegisterError> {
        // The answer holds the secret.
        call::uri(client.address().url()).map_err(InvalidSession::Server)?;
        let sent = client.anonymous().send(self.request()?).await;
        let created = sent.map_err(|error| RegisterError::Call(Box::new(error)))?;
        Ok(App::created(client.address(), created)?)
    }
}

impl App {
    /// An app that was registered before, by its secret.
    pub fn new(server: &Server, secret: impl Into<Secret>) -> Self {
        Self {
            server: server.clone(),
            secret: secret.into(),
        }
    }

    /// An app as the server describes it after the registration.
    ///
    /// # Errors
    /// If the secret is not in the description.
    pub fn created(server: &Server, created: entities::App) -> Result<Self, InvalidApp> {
        match created.secret {
            Some(secret) => Ok(Self::new(server, secret)),
            None => Err(InvalidApp::NoSecret),
        }
    }

    /// Where the app is registered.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The app's credential: keep it as you keep tokens.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The request that begins a session, for any HTTP client. [`session`](Self::session)
    /// reads what comes of it.
    pub fn request(&self) -> Generate {
        Generate::new(self.secret.clone())
    }

    /// The session that the server has begun.
    ///
    /// # Errors
    /// If its page is not one of the app's server.
    pub fn session(
        &self,
        generated: GenerateResponse,
    ) -> Result<Session, InvalidSession> {
        Session::new(self, generated.token, &generated.url)
    }

    /// Begins a session: an attempt to sign in, good for one answer of one user. The client must be
    /// one of the app's server; its token plays no part.
    ///
    /// # Errors
    /// If the call fails: with [`GenerateError::NoSuchApp`] if the secret is not that of an app
    /// of this server.
    #[cfg(feature = "client")]
    pub async fn begin(
        &self,
        client: &Client,
    ) -> Result<Session, RegisterError<GenerateError>> {
        if client.address() != &self.server {
            return Err(RegisterError::OtherServer {
                app: self.server.host(),
                client: client.address().host(),
            });
        }
        call::uri(self.server.url()).map_err(InvalidSession::Server)?;
        let sent = client.anonymous().send(self.request()).await;
        let generated = sent.map_err(|error| RegisterError::Call(Box::new(error)))?;
        Ok(self.session(generated)?)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
