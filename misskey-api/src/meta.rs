//! What is known of an endpoint beside what it takes and answers.

use std::mem;

use crate::generated::permission::Permission;

/// What is known of an endpoint.
///
/// For an endpoint of your own, [`new`](Self::new) takes its path, and what differs from the
/// most careful is said:
///
/// ```
/// use misskey_api::{Meta, Permission};
///
/// const META: Meta = Meta::new("kitchen/teas")
///     .permission(Permission::ReadAccount)
///     .reads(true);
/// assert!(META.repeatable);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Meta {
    /// The path below `/api/`.
    pub path: &'static str,
    /// Whether callers need a credential.
    pub credential: Credential,
    /// The permission that the token of an app needs.
    pub permission: Option<Permission>,
    /// Whether the tokens of apps are refused in any case.
    pub internal: bool,
    /// Whose accounts may call it.
    pub role: Role,
    /// The role policy that must grant it, for example `canInvite`.
    pub role_policy: Option<&'static str>,
    /// How often an account may call it, unless its roles say otherwise.
    pub rate_limit: Option<RateLimit>,
    /// Whether it answers GET too.
    pub get: bool,
    /// For how many seconds the answer to an anonymous GET may be kept.
    pub cache_seconds: Option<u64>,
    /// Whether it is sent as a form with files.
    pub multipart: bool,
    /// Whether it only reads: a call leaves nothing behind.
    pub reads: bool,
    /// Whether calling it twice does no harm: it only reads, or two calls leave the same as
    /// one and are answered alike. A call that is not repeatable must not be sent again by
    /// itself when nobody knows what became of it.
    pub repeatable: bool,
    /// The first release that has it; the earliest that is known of may not be the first.
    pub since: Option<&'static str>,
    /// The last release that has it; none if the newest has it.
    pub until: Option<&'static str>,
    /// The parameter that every request of this type has, where a path has two types of
    /// requests: `users/show` answers with a list if asked by `userIds`.
    pub told_by: Option<&'static str>,
    /// The parameters for which absent and null are the same.
    pub null_is_absent: &'static [&'static str],
}

impl Meta {
    /// Of an endpoint of which only the path below `/api/` is known.
    ///
    /// Nothing is taken for granted: callers need a credential; it is asked by POST, with
    /// JSON; and a call may have an effect that a second one would add to, so that none is
    /// sent again by itself. No limit and no release is known.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        Self {
            path,
            credential: Credential::Required,
            permission: None,
            internal: false,
            role: Role::Any,
            role_policy: None,
            rate_limit: None,
            get: false,
            cache_seconds: None,
            multipart: false,
            reads: false,
            repeatable: false,
            since: None,
            until: None,
            told_by: None,
            null_is_absent: &[],
        }
    }

    /// Whether callers need a credential.
    #[must_use]
    pub const fn credential(mut self, credential: Credential) -> Self {
        self.credential = credential;
        self
    }

    /// The permission that the token of an app needs.
    #[must_use]
    pub const fn permission(mut self, permission: Permission) -> Self {
        // A constant function drops nothing that might have to be dropped.
        mem::forget(self.permission.replace(permission));
        self
    }

    /// Whether the tokens of apps are refused in any case.
    #[must_use]
    pub const fn internal(mut self, internal: bool) -> Self {
        self.internal = internal;
        self
    }

    /// Whose accounts may call it.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The role policy that must grant it.
    #[must_use]
    pub const fn role_policy(mut self, policy: &'static str) -> Self {
        self.role_policy = Some(policy);
        self
    }

    /// How often an account may call it.
    #[must_use]
    pub const fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Whether it answers GET too.
    #[must_use]
    pub const fn get(mut self, get: bool) -> Self {
        self.get = get;
        self
    }

    /// For how many seconds the answer to an anonymous GET may be kept.
    #[must_use]
    pub const fn cache_seconds(mut self, seconds: u64) -> Self {
        self.cache_seconds = Some(seconds);
        self
    }

    /// Whether it is sent as a form with files.
    #[must_use]
    pub const fn multipart(mut self, multipart: bool) -> Self {
        self.multipart = multipart;
        self
    }

    /// Whether it only reads; then it is repeatable too.
    #[must_use]
    pub const fn reads(mut self, reads: bool) -> Self {
        self.reads = reads;
        self.repeatable = reads || self.repeatable;
        self
    }

    /// Whether calling it twice does no harm.
    #[must_use]
    pub const fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// The first release that has it.
    #[must_use]
    pub const fn since(mut self, release: &'static str) -> Self {
        self.since = Some(release);
        self
    }

    /// The last release that has it.
    #[must_use]
    pub const fn until(mut self, release: &'static str) -> Self {
        self.until = Some(release);
        self
    }

    /// Whether the token of an app can be allowed to call it: if not, only a token that
    /// an account's owner copies by hand can.
    #[must_use]
    pub fn is_grantable(&self) -> bool {
        let barred =
            self.credential == Credential::Required && self.permission.is_none();
        !self.internal
            && !barred
            && self
                .permission
                .as_ref()
                .is_none_or(Permission::is_grantable)
    }
}

/// Whether callers need a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// Callers need none.
    None,
    /// Callers need none; with one the answer differs.
    Optional,
    /// Callers need one.
    Required,
}

/// Whose accounts may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Any.
    Any,
    /// Those of moderators and administrators.
    Moderator,
    /// Those of administrators.
    Administrator,
}

/// How often an endpoint may be called.
///
/// ```
/// use misskey_api::RateLimit;
///
/// // 300 calls an hour, and a second between two.
/// const LIMIT: RateLimit = RateLimit::new().window(300, 3_600_000).min_interval(1000);
/// assert_eq!(LIMIT.max, Some(300));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateLimit {
    /// The window in milliseconds.
    pub window_ms: Option<u64>,
    /// The calls in a window.
    pub max: Option<u32>,
    /// The least time between two calls, in milliseconds.
    pub min_interval_ms: Option<u64>,
    /// The counter, where several endpoints share one.
    pub key: Option<&'static str>,
}

impl RateLimit {
    /// As often as one likes.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            window_ms: None,
            max: None,
            min_interval_ms: None,
            key: None,
        }
    }

    /// No more than so many calls in any window of so many milliseconds.
    #[must_use]
    pub const fn window(mut self, max: u32, milliseconds: u64) -> Self {
        self.max = Some(max);
        self.window_ms = Some(milliseconds);
        self
    }

    /// At least so many milliseconds between two calls.
    #[must_use]
    pub const fn min_interval(mut self, milliseconds: u64) -> Self {
        self.min_interval_ms = Some(milliseconds);
        self
    }

    /// The counter that it shares with other endpoints.
    #[must_use]
    pub const fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }
}
