//! What an app may be allowed to do, put together before anybody is asked.

use std::fmt;

use misskey_api::{Demand, Permission, PermissionSet};

/// The permissions that an app asks for, in the order in which they were said, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Permissions {
    names: Vec<String>,
    calls: Vec<Demand>,
}

/// Why permissions can't be asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPermissions {
    /// No token of an app can hold these permissions.
    #[error(
        "no token of an app can hold {}; leave out what needs it",
        listed(permissions)
    )]
    NotGrantable {
        /// All of them.
        permissions: Vec<Permission>,
    },
    /// No token of an app can call these endpoints or open these channels, whatever is asked for.
    #[error("no token of an app can use {}; leave them out", listed(barred))]
    NotCallable {
        /// All of them.
        barred: Vec<NotCallable>,
    },
    /// A text that is no permission, or more than one.
    #[error(
        "{permission:?} is not the name of a permission; \
         give one at a time, without blanks, commas and control characters"
    )]
    Name {
        /// The text.
        permission: String,
    },
}

/// An endpoint that no token of an app can call, or a channel that none can open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotCallable {
    /// The endpoint's path, or the channel's name.
    pub name: &'static str,
    /// Why.
    pub reason: Barrier,
}

/// Why no token of an app can call an endpoint or open a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Barrier {
    /// It is internal: for the server's own pages alone.
    Internal,
    /// It needs a credential and has no permission that an app could be given.
    NoPermission,
    /// Apps are not given its permission.
    NotGrantable(Permission),
}

/// The endpoints that an app calls and the channels that it opens, for
/// [`calls`](crate::miauth::Request::calls) of a request. Unlike
/// [`permissions!`](misskey_api::permissions), it also finds those that no app can use.
///
/// ```
/// use misskey_api::endpoints::{i, notes};
/// use misskey_auth::calls;
///
/// let called = calls!(notes::Create, i::Notifications);
/// assert_eq!(called.map(|demand| demand.name), ["notes/create", "i/notifications"]);
/// ```
///
/// What is neither an endpoint nor a channel does not compile:
///
/// ```compile_fail,E0277
/// misskey_auth::calls!(String);
/// ```
#[macro_export]
macro_rules! calls {
    ($($named:ty),* $(,)?) => {
        [$(<$named as $crate::misskey_api::Demands<_>>::DEMAND),*]
    };
}

/// The functions by which a builder with a field `permissions` is told what to ask for.
macro_rules! asks_for_permissions {
    () => {
        /// Asks for permissions, on top of those asked for so far, in the server's order.
        ///
        /// [`permissions!`](misskey_api::permissions) computes them from what the app calls.
        pub fn permissions(mut self, permissions: misskey_api::PermissionSet) -> Self {
            self.permissions.add_set(permissions);
            self
        }

        /// Asks for a permission by its name, for servers that have more than these bindings
        /// know. A server that does not know it silently drops it.
        pub fn permission(mut self, permission: impl AsRef<str>) -> Self {
            self.permissions.add(permission.as_ref());
            self
        }

        /// Asks for what these endpoints and channels need: see [`calls!`](crate::calls). Those
        /// that no app can use are an error before anybody is asked, with the reason.
        pub fn calls(mut self, named: &[misskey_api::Demand]) -> Self {
            self.permissions.add_calls(named);
            self
        }
    };
}

pub(crate) use asks_for_permissions;

impl Permissions {
    /// Adds what these bindings know, in the server's order.
    pub(crate) fn add_set(&mut self, set: PermissionSet) {
        for permission in set.iter() {
            self.add(permission.as_str());
        }
    }

    /// Adds one by its name.
    pub(crate) fn add(&mut self, name: &str) {
        if !self.names.iter().any(|one| one == name) {
            self.names.push(name.to_owned());
        }
    }

    /// Adds what these endpoints and channels need.
    pub(crate) fn add_calls(&mut self, named: &[Demand]) {
        for demand in named {
            self.add_set(demand.permissions);
        }
        self.calls.extend_from_slice(named);
    }

    /// All of them by name, if an app can be given each.
    pub(crate) fn names(&self) -> Result<&[String], InvalidPermissions> {
        if let Some(name) = self.names.iter().find(|name| !is_name(name)) {
            return Err(InvalidPermissions::Name {
                permission: name.clone(),
            });
        }
        let barred: Vec<NotCallable> = self.calls.iter().filter_map(barred).collect();
        if !barred.is_empty() {
            return Err(InvalidPermissions::NotCallable { barred });
        }
        let refused: Vec<Permission> = self
            .names
            .iter()
            .map(|name| Permission::from(name.as_str()))
            .filter(|permission| !permission.is_grantable())
            .collect();
        if refused.is_empty() {
            Ok(&self.names)
        } else {
            Err(InvalidPermissions::NotGrantable {
                permissions: refused,
            })
        }
    }
}

fn is_name(text: &str) -> bool {
    let is_foreign = |one: char| one.is_whitespace() || one.is_control() || one == ',';
    !text.is_empty() && !text.contains(is_foreign)
}

fn barred(demand: &Demand) -> Option<NotCallable> {
    let mut permissions = demand.permissions.iter();
    let reason = if demand.internal {
        Barrier::Internal
    } else if demand.credential && demand.permissions.is_empty() {
        Barrier::NoPermission
    } else {
        let refused = permissions.find(|permission| !permission.is_grantable());
        Barrier::NotGrantable(refused?.clone())
    };
    Some(NotCallable {
        name: demand.name,
        reason,
    })
}

impl fmt::Display for NotCallable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.reason)
    }
}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal => f.write_str("internal to the server"),
            Self::NoPermission => f.write_str("it has no permission to ask for"),
            Self::NotGrantable(name) => write!(f, "apps are not given {name}"),
        }
    }
}

fn listed(things: &[impl fmt::Display]) -> String {
    let names: Vec<String> = things.iter().map(|one| format!("`{one}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use misskey_api::endpoints::Ping;
    use misskey_api::{Demands as _, Meta};

    use super::*;

    fn refused(internal: bool, permission: Option<Permission>) -> Vec<NotCallable> {
        let meta = Meta::new("ping").internal(internal);
        let meta = match permission {
            Some(permission) => meta.permission(permission),
            None => meta,
        };
        let meta: &'static Meta = Box::leak(Box::new(meta));
        let mut asked = Permissions::default();
        asked.add_calls(&[Demand::of_endpoint(meta), Ping::DEMAND]);
        match asked.names() {
            Err(InvalidPermissions::NotCallable { barred }) => barred,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_no_app_can_call_is_told_with_the_reason() {
        let ungrantable = Permission::ReadAdminStream;
        for (endpoints, shown) in [
            (refused(true, None), "ping (internal to the server)"),
            (
                refused(false, None),
                "ping (it has no permission to ask for)",
            ),
            (
                refused(false, Some(ungrantable)),
                "ping (apps are not given read:admin:stream)",
            ),
        ] {
            assert_eq!(endpoints.len(), 1);
            assert_eq!(endpoints[0].to_string(), shown);
        }
    }
}
