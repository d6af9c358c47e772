//! What an app asks a user for.

use misskey_api::Server;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;
use uuid::Uuid;

use super::session::{InvalidSession, Session};
use crate::callback::{self, InvalidCallback};
use crate::permissions::{InvalidPermissions, Permissions, asks_for_permissions};
use crate::random::{self, NoRandom};

/// What needs no escape in a query, whatever reads it.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same for permissions, with what separates them and their parts.
const PERMISSIONS: &AsciiSet = &VALUE.remove(b',').remove(b':');

/// What an app asks a user for: who it is, what it wants to do, and where to go afterwards.
///
/// Only the server is required. The user sees the name and the icon.
///
/// ```
/// use misskey_api::endpoints::notes;
/// use misskey_auth::{Url, calls, miauth::Request, server};
///
/// let session = Request::new(&server("misskey.example")?)
///     .name("My app")
///     .callback(Url::parse("https://app.example/back")?)
///     .calls(&calls!(notes::Create))
///     .start()?;
/// assert_eq!(
///     session.url().as_str(),
///     format!(
///         "https://misskey.example/miauth/{}?name=My%20app\
///          &callback=https%3A%2F%2Fapp.example%2Fback&permission=write:notes",
///         session.id(),
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Request {
    server: Server,
    name: Option<String>,
    icon: Option<Url>,
    callback: Option<Url>,
    permissions: Permissions,
}

/// Why there can be no session for a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The icon is not to be had over http or https.
    #[error(
        "the icon has the scheme `{scheme}`, which browsers show no images from; use https"
    )]
    Icon {
        /// The scheme.
        scheme: String,
    },
    /// No server sends a browser to the callback.
    #[error(transparent)]
    Callback(#[from] InvalidCallback),
    /// The permissions can't be asked for.
    #[error(transparent)]
    Permissions(#[from] InvalidPermissions),
    /// The system has no random number for the session's id.
    #[error(transparent)]
    Random(#[from] NoRandom),
    /// The server's address is one that HTTP can't carry.
    /// Or the id that it is to have is no UUID.
    #[error(transparent)]
    Session(#[from] InvalidSession),
}

impl Request {
    /// Begins a request for access to an account on that server.
    pub fn new(server: &Server) -> Self {
        Self {
            server: server.clone(),
            name: None,
            icon: None,
            callback: None,
            permissions: Permissions::default(),
        }
    }

    /// The app's name, in any script. The user reads it on the page, and later in the list of apps
    /// with access.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The address of the app's picture, http or https.
    pub fn icon(mut self, icon: Url) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Where the browser goes once the user has allowed access: a page of the app's, or an
    /// address with a scheme of its own such as `myapp://signed-in`. The server adds the
    /// parameter `session`; see [`Session::verify_callback`]. It never goes there if the user
    /// denies access.
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

    /// Begins a session: an attempt with an id of its own, good for one answer of the user.
    /// Nothing is sent yet.
    ///
    /// Every attempt needs its own session, so a request can be cloned, a session can't.
    ///
    /// # Errors
    /// If a server would refuse the request, or is known to drop a part of it, or if the system
    /// gives no random number.
    pub fn start(&self) -> Result<Session, InvalidRequest> {
        self.start_with(random::uuid()?)
    }

    /// The same with an id that was made elsewhere. It must be a random UUID that was never
    /// used before: a server ignores what an id is asked for a second time, and who can guess
    /// it can fetch the token.
    ///
    /// # Errors
    /// As [`start`](Self::start), and if the id is not a UUID.
    pub fn start_as(&self, id: &str) -> Result<Session, InvalidRequest> {
        self.start_with(Uuid::try_parse(id).map_err(|_| InvalidSession::Id)?)
    }

    fn start_with(&self, id: Uuid) -> Result<Session, InvalidRequest> {
        let query = self.query()?;
        Ok(Session::new(&self.server, id, query.as_deref())?)
    }

    /// The query of the page, in the order of the protocol's description.
    fn query(&self) -> Result<Option<String>, InvalidRequest> {
        let permissions = self.permissions.names()?.join(",");
        let mut parts = Vec::new();
        if let Some(name) = &self.name {
            parts.push(parameter("name", name, VALUE));
        }
        if let Some(icon) = &self.icon {
            check_icon(icon)?;
            parts.push(parameter("icon", icon.as_str(), VALUE));
        }
        if let Some(address) = &self.callback {
            callback::check(address, &["session"])?;
            parts.push(parameter("callback", address.as_str(), VALUE));
        }
        if !permissions.is_empty() {
            parts.push(parameter("permission", &permissions, PERMISSIONS));
        }
        Ok((!parts.is_empty()).then(|| parts.join("&")))
    }
}

fn parameter(name: &str, value: &str, plain: &'static AsciiSet) -> String {
    format!("{name}={}", utf8_percent_encode(value, plain))
}

fn check_icon(icon: &Url) -> Result<(), InvalidRequest> {
    match icon.scheme() {
        "https" | "http" => Ok(()),
        scheme => Err(InvalidRequest::Icon {
            scheme: scheme.to_owned(),
        }),
    }
}
