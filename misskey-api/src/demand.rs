//! What endpoints and channels demand of a token.

use crate::endpoint::Endpoint;
use crate::meta::{Credential, Meta};
use crate::permission_set::PermissionSet;

#[cfg(feature = "channels")]
use crate::channel::{Channel, ChannelMeta};
#[cfg(feature = "channels")]
use crate::generated::permission::Permission;

/// What calls of an endpoint, or subscriptions to a channel, demand of the token of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Demand {
    /// The endpoint's path below `/api/`, or the channel's name.
    pub name: &'static str,
    /// The permissions that the token needs. Those that these bindings don't know are left out.
    pub permissions: PermissionSet,
    /// Whether nothing goes without a credential.
    pub credential: bool,
    /// Whether the tokens of apps are refused in any case.
    pub internal: bool,
}

impl Demand {
    /// What calls of an endpoint demand.
    #[must_use]
    pub const fn of_endpoint(meta: &'static Meta) -> Self {
        Self {
            name: meta.path,
            permissions: PermissionSet::EMPTY.with_endpoint(meta),
            credential: matches!(meta.credential, Credential::Required),
            internal: meta.internal,
        }
    }

    /// What subscriptions to a channel demand: the channel's own permission, and `read:account`,
    /// without which no token of an app streams at all.
    #[cfg(feature = "channels")]
    #[must_use]
    pub const fn of_channel(meta: &'static ChannelMeta) -> Self {
        let to_connect = PermissionSet::EMPTY.with(&Permission::ReadAccount);
        Self {
            name: meta.name,
            permissions: match &meta.permission {
                Some(permission) => to_connect.with(permission),
                None => to_connect,
            },
            credential: meta.credential,
            internal: false,
        }
    }
}

/// What a program names to say what its token is for: every [`Endpoint`], and every `Channel`.
///
/// [`permissions!`](crate::permissions) reads it. `Kind` is what describes the one or the other,
/// [`Meta`] or `ChannelMeta`; the compiler finds it, so that `Demands<_>` will do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an endpoint nor a channel",
    label = "no type of `misskey_api::endpoints` or `misskey_api::channels`",
    note = "an endpoint of your own implements `misskey_api::Endpoint`, a channel of your own \
            `misskey_api::Channel`"
)]
pub trait Demands<Kind> {
    /// What it demands of the token of an app.
    const DEMAND: Demand;
}

impl<T: Endpoint> Demands<Meta> for T {
    const DEMAND: Demand = Demand::of_endpoint(T::META);
}

#[cfg(feature = "channels")]
impl<T: Channel> Demands<ChannelMeta> for T {
    const DEMAND: Demand = Demand::of_channel(T::META);
}
