//! What an app asks a user for.

use misskey_api::{Permission, PermissionSet, Server};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;
use uuid::Uuid;

use super::session::{InvalidSession, Session};

/// Schemes to which no server sends a browser.
const REFUSED: [&str; 6] = ["javascript", "file", "data", "mailto", "tel", "vbscript"];

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
/// Nothing has to be said but the server. The user sees the name and the icon.
///
/// ```
/// use misskey_api::{Permission, PermissionSet, Server};
/// use misskey_auth::{Url, miauth::Request};
///
/// let server: Server = "misskey.example".parse()?;
/// let session = Request::new(&server)
///     .name("My app")
///     .callback(Url::parse("https://app.example/back")?)
///     .permissions(PermissionSet::EMPTY.with(&Permission::WriteNotes))
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
    known: PermissionSet,
    named: Vec<String>,
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
    /// No server sends a browser to a callback with that scheme.
    #[error(
        "the callback has the scheme `{scheme}`, which servers refuse; \
         use https, or a scheme of the app's own such as `myapp`"
    )]
    CallbackScheme {
        /// The scheme.
        scheme: String,
    },
    /// The callback has a parameter `session` of its own, and so has the server's answer.
    #[error(
        "the callback has a parameter `session`, which is where servers put the session's id; \
         choose another name"
    )]
    CallbackSession,
    /// No token of an app can hold these permissions.
    #[error(
        "no token of an app can hold {}; leave out what needs it",
        list(permissions)
    )]
    NotGrantable {
        /// All of them.
        permissions: Vec<Permission>,
    },
    /// A text that is no permission, or more than one.
    #[error(
        "{permission:?} is not the name of a permission; \
         give one at a time, without blanks, commas and control characters"
    )]
    Permission {
        /// The text.
        permission: String,
    },
    /// The system has no random number for the session's id.
    #[error("the system gave no random number for the session's id: {reason}")]
    Random {
        /// What the system says.
        reason: String,
    },
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Address(#[from] InvalidSession),
}

impl Request {
    /// Begins a request for access to an account on that server.
    pub fn new(server: &Server) -> Self {
        Self {
            server: server.clone(),
            name: None,
            icon: None,
            callback: None,
            known: PermissionSet::EMPTY,
            named: Vec::new(),
        }
    }

    /// What the app is called, in any script. The user reads it on the page, and later in the
    /// list of apps with access.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Where the app's picture is, over http or https.
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

    /// Asks for permissions, on top of those asked for so far.
    ///
    /// [`permissions!`](misskey_api::permissions) computes them from what the app calls.
    pub fn permissions(mut self, permissions: PermissionSet) -> Self {
        self.known = self.known.union(permissions);
        self
    }

    /// Asks for a permission by its name, for servers that have more than these bindings
    /// know. A server that does not know it drops it without a word.
    pub fn permission(mut self, permission: impl Into<String>) -> Self {
        self.named.push(permission.into());
        self
    }

    /// Begins a session: an attempt with an id of its own, good for one answer of the user.
    /// Nothing is sent yet.
    ///
    /// Every attempt needs its own session, so a request can be cloned, a session can't.
    ///
    /// # Errors
    /// If a server would refuse the request, or drop a part of it that can be told
    /// beforehand; and if the system has no random number.
    pub fn start(&self) -> Result<Session, InvalidRequest> {
        let query = self.query()?;
        Ok(Session::new(&self.server, random_id()?, query.as_deref())?)
    }

    /// The query of the page, in the order of the protocol's description.
    fn query(&self) -> Result<Option<String>, InvalidRequest> {
        let permissions = self.permission_list()?;
        let mut parts = Vec::new();
        if let Some(name) = &self.name {
            parts.push(parameter("name", name, VALUE));
        }
        if let Some(icon) = &self.icon {
            check_icon(icon)?;
            parts.push(parameter("icon", icon.as_str(), VALUE));
        }
        if let Some(callback) = &self.callback {
            check_callback(callback)?;
            parts.push(parameter("callback", callback.as_str(), VALUE));
        }
        if !permissions.is_empty() {
            parts.push(parameter("permission", &permissions, PERMISSIONS));
        }
        Ok((!parts.is_empty()).then(|| parts.join("&")))
    }

    fn permission_list(&self) -> Result<String, InvalidRequest> {
        for permission in &self.named {
            check_name(permission)?;
        }
        let mut names: Vec<&str> = self.known.iter().map(Permission::as_str).collect();
        for permission in &self.named {
            if !names.contains(&permission.as_str()) {
                names.push(permission);
            }
        }
        let refused: Vec<Permission> = names
            .iter()
            .map(|name| Permission::from(*name))
            .filter(|permission| !permission.is_grantable())
            .collect();
        if refused.is_empty() {
            Ok(names.join(","))
        } else {
            Err(InvalidRequest::NotGrantable {
                permissions: refused,
            })
        }
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

fn check_callback(callback: &Url) -> Result<(), InvalidRequest> {
    let scheme = callback.scheme();
    if REFUSED.contains(&scheme) {
        return Err(InvalidRequest::CallbackScheme {
            scheme: scheme.to_owned(),
        });
    }
    // Old servers append theirs, new ones replace what is there.
    if callback.query_pairs().any(|(name, _)| name == "session") {
        return Err(InvalidRequest::CallbackSession);
    }
    Ok(())
}

fn check_name(permission: &str) -> Result<(), InvalidRequest> {
    let is_foreign = |one: char| one.is_whitespace() || one.is_control() || one == ',';
    if permission.is_empty() || permission.contains(is_foreign) {
        return Err(InvalidRequest::Permission {
            permission: permission.to_owned(),
        });
    }
    Ok(())
}

/// A UUID of version 4. `Uuid::new_v4` would panic where the system has no random numbers.
fn random_id() -> Result<Uuid, InvalidRequest> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| InvalidRequest::Random {
        reason: error.to_string(),
    })?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn list(permissions: &[Permission]) -> String {
    let names: Vec<String> =
        permissions.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
