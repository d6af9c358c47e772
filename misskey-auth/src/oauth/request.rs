//! What an app asks a user for over OAuth.

use url::Url;

use super::attempt::Attempt;
use super::metadata::Metadata;
use crate::call::InvalidAddress;
use crate::callback::{self, InvalidCallback};
use crate::host;
use crate::permissions::{InvalidPermissions, Permissions, asks_for_permissions};
use crate::random::NoRandom;

/// What servers add to a redirect.
const ADDED: [&str; 6] = [
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
];

/// What an app asks a user for: who it is, what it wants to do, and where to go afterwards.
#[derive(Clone, Debug)]
#[must_use]
pub struct Request {
    client_id: Url,
    redirect: Url,
    permissions: Permissions,
}

/// Why there can be no attempt for a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The client's address is not one that a server opens.
    #[error("{client_id} can't be the id of an app: {reason}")]
    ClientId {
        /// The address.
        client_id: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// No server sends a browser to the redirect.
    #[error(transparent)]
    Redirect(#[from] InvalidCallback),
    /// The permissions can't be asked for.
    #[error(transparent)]
    Permissions(#[from] InvalidPermissions),
    /// No permission is asked for, which servers refuse.
    #[error("no permission is asked for, which servers refuse; ask for one at least")]
    NoPermission,
    /// The server knows none of the permissions, which it would refuse.
    #[error(
        "the server knows none of the permissions that are asked for ({})",
        permissions.join(", ")
    )]
    UnknownPermissions {
        /// The permissions.
        permissions: Vec<String>,
    },
    /// The system has no random number.
    #[error(transparent)]
    Random(#[from] NoRandom),
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
}

impl Request {
    /// Begins a request of the app that this page describes. The page must name the redirect,
    /// letter by letter: see [`ClientPage`](super::ClientPage).
    pub fn new(client_id: &Url, redirect: &Url) -> Self {
        Self {
            client_id: client_id.clone(),
            redirect: redirect.clone(),
            permissions: Permissions::default(),
        }
    }

    asks_for_permissions!();

    /// Asks for all that was put together elsewhere.
    #[cfg(feature = "loopback")]
    pub(crate) fn all_permissions(mut self, permissions: Permissions) -> Self {
        self.permissions = permissions;
        self
    }

    /// Begins an attempt to sign in. Nothing is sent yet, and every attempt needs its own.
    ///
    /// # Errors
    /// If a server would refuse the request; and if the system has no random number.
    pub fn start(&self, metadata: &Metadata) -> Result<Attempt, InvalidRequest> {
        check_client_id(&self.client_id)?;
        callback::check(&self.redirect, &ADDED)?;
        if self.redirect.fragment().is_some() {
            return Err(InvalidCallback::Fragment.into());
        }
        let permissions = self.permissions.names()?.to_vec();
        if permissions.is_empty() {
            return Err(InvalidRequest::NoPermission);
        }
        let known = |name| {
            let supported = metadata.permissions();
            supported.is_none_or(|supported| supported.contains(name))
        };
        if !permissions.iter().any(known) {
            return Err(InvalidRequest::UnknownPermissions { permissions });
        }
        Attempt::new(metadata, &self.client_id, &self.redirect, permissions)
    }
}

/// What servers demand of the address of an app's page.
fn check_client_id(url: &Url) -> Result<(), InvalidRequest> {
    let reason = if !url.username().is_empty() || url.password().is_some() {
        "it has a user name or password"
    } else if url.fragment().is_some() {
        "it has a fragment"
    } else if !host::is_safe(url) {
        "it is not https"
    } else {
        return Ok(());
    };
    Err(InvalidRequest::ClientId {
        client_id: url.host_str().unwrap_or(url.scheme()).to_owned(),
        reason,
    })
}
