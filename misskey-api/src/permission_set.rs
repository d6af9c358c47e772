//! Sets of permissions, computed when a program is compiled.

use std::fmt;

use crate::generated::permission::Permission;
use crate::meta::Meta;

/// A set of the permissions that these bindings know.
///
/// What an app needs follows from what it calls: see [`permissions!`](crate::permissions).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PermissionSet([u64; 4]);

impl PermissionSet {
    /// No permission.
    pub const EMPTY: Self = Self([0; 4]);

    /// The set with one more. Permissions that these bindings don't know are left out.
    #[must_use]
    pub const fn with(mut self, permission: &Permission) -> Self {
        if let Some(index) = permission.index()
            && index / 64 < self.0.len()
        {
            self.0[index / 64] |= 1 << (index % 64);
        }
        self
    }

    /// The set with what an endpoint asks for.
    #[must_use]
    pub const fn with_endpoint(self, meta: &Meta) -> Self {
        match &meta.permission {
            Some(permission) => self.with(permission),
            None => self,
        }
    }

    /// What is in either.
    #[must_use]
    pub const fn union(mut self, other: Self) -> Self {
        let mut index = 0;
        while index < self.0.len() {
            self.0[index] |= other.0[index];
            index += 1;
        }
        self
    }

    /// Whether a permission is in it.
    #[must_use]
    pub const fn contains(&self, permission: &Permission) -> bool {
        match permission.index() {
            Some(index) if index / 64 < self.0.len() => {
                self.0[index / 64] >> (index % 64) & 1 == 1
            }
            _ => false,
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let mut index = 0;
        while index < self.0.len() {
            if self.0[index] != 0 {
                return false;
            }
            index += 1;
        }
        true
    }

    /// The permissions, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = &'static Permission> {
        let set = *self;
        Permission::ALL
            .iter()
            .filter(move |permission| set.contains(permission))
    }
}

impl<'a> FromIterator<&'a Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = &'a Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Permission::as_str))
            .finish()
    }
}

impl fmt::Display for PermissionSet {
    /// As servers take it: separated by commas, without blanks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, permission) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(permission.as_str())?;
        }
        Ok(())
    }
}

/// The permissions that a program's token needs for the endpoints that it calls and the channels
/// that it subscribes to, as a constant.
///
/// ```
/// use misskey_api::endpoints::{i, notes};
/// use misskey_api::{Permission, PermissionSet, permissions};
///
/// const NEEDED: PermissionSet = permissions!(notes::Create, notes::Timeline, i::Notifications);
///
/// assert!(NEEDED.contains(&Permission::WriteNotes));
/// assert_eq!(NEEDED.to_string(), "read:account,write:notes,read:notifications");
/// ```
///
/// A channel asks for its own permission and for `read:account`, without which no token of an app
/// streams: `permissions!(notes::Create, channels::LocalTimeline)` is
/// `read:account,write:notes`.
///
/// What is neither does not compile:
///
/// ```compile_fail,E0277
/// misskey_api::permissions!(String);
/// ```
#[macro_export]
macro_rules! permissions {
    ($($named:ty),* $(,)?) => {
        $crate::PermissionSet::EMPTY$(
            .union(<$named as $crate::Demands<_>>::DEMAND.permissions)
        )*
    };
}
