//! What a server's document does not tell: limits, roles, cache times, who can hold a
//! permission, and since which release something exists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The facts from outside the document, each part a file in `spec/facts/`.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Limits, roles and cache times by endpoint.
    pub endpoints: BTreeMap<String, EndpointFacts>,
    /// The permissions that the server knows, in its own order.
    pub permissions: Vec<PermissionFact>,
    /// Since and until which release something exists.
    pub availability: Availability,
    /// The order in which servers send the fields of an object, by place.
    pub order: BTreeMap<String, Vec<String>>,
}

/// What the document does not tell of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointFacts {
    /// How often it may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<RateLimit>,
    /// For how long an anonymous GET may be cached, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_sec: Option<u32>,
    /// Whether it answers GET too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_get: bool,
    /// Whether only moderators may call it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_moderator: bool,
    /// Whether only administrators may call it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_admin: bool,
    /// The role policy that the caller's roles must grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_role_policy: Option<String>,
    /// Whether accounts that have moved are refused.
    #[serde(default, skip_serializing_if = "is_false")]
    pub prohibit_moved: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// How often an endpoint may be called by one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// The window, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// The calls in a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The least time between two calls, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_interval: Option<u64>,
    /// The counter, where endpoints share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A permission that the server knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PermissionFact {
    /// The permission, for example `write:notes`.
    pub name: String,
    /// Whether an app's token can hold it.
    pub grantable: bool,
    /// The first release that knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// The first and the last release that has something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// The first release that has it, of those that were looked at.
    pub first: String,
    /// The last release that has it.
    pub last: String,
}

/// Since and until which release something exists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Availability {
    /// The releases that were looked at, oldest first.
    #[serde(default)]
    pub releases: Vec<String>,
    /// The releases that were looked at for endpoints, oldest first.
    #[serde(default)]
    pub endpoint_releases: Vec<String>,
    /// Endpoints by path.
    #[serde(default)]
    pub endpoints: BTreeMap<String, Lifetime>,
    /// Permissions by name.
    #[serde(default)]
    pub permissions: BTreeMap<String, Lifetime>,
    /// Notification types by name.
    #[serde(default)]
    pub notification_types: BTreeMap<String, Lifetime>,
    /// Streaming channels by name.
    #[serde(default)]
    pub channels: BTreeMap<String, Lifetime>,
    /// Streaming events by channel and name.
    #[serde(default)]
    pub channel_events: BTreeMap<String, Lifetime>,
    /// Kinds of moderation log entries by name.
    #[serde(default)]
    pub moderation_log_types: BTreeMap<String, Lifetime>,
}
