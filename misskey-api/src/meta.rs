//! What is known of an endpoint beside what it takes and answers.

use crate::generated::permission::Permission;

/// What is known of an endpoint.
#[derive(Debug)]
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
pub enum Role {
    /// Any.
    Any,
    /// Those of moderators and administrators.
    Moderator,
    /// Those of administrators.
    Administrator,
}

/// How often an endpoint may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
