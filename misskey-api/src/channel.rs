//! Channels of the streaming API: what can be subscribed to.

use std::mem;

use serde::ser::{Serialize, Serializer};

use crate::decode::Decode;
use crate::generated::permission::Permission;

/// A channel of the streaming API: its value is a subscription.
///
/// The generated types in [`channels`](crate::channels) implement it. For a channel that they
/// lack, implement it for a type of your own.
pub trait Channel: Serialize {
    /// What it tells.
    type Event: Decode + Serialize;
    /// What can be said to it.
    type Message: Serialize;
    /// What is known of it.
    const META: &'static ChannelMeta;
}

/// What is known of a channel.
#[derive(Debug)]
#[non_exhaustive]
pub struct ChannelMeta {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether subscribers need a credential.
    pub credential: bool,
    /// The permission that the token of an app needs.
    pub permission: Option<Permission>,
    /// Whether one connection can have it only once.
    pub shared: bool,
    /// The names of the events that it tells.
    pub events: &'static [&'static str],
    /// The path of the endpoint that has what was missed.
    pub backfill: Option<&'static str>,
    /// The first release that has it; the earliest that is known of may not be the first.
    pub since: Option<&'static str>,
    /// The last release that has it; none if the newest has it.
    pub until: Option<&'static str>,
}

impl ChannelMeta {
    /// Of a channel of which only the name is known: anybody can subscribe to it, any number
    /// of times over one connection, and what was missed can't be fetched.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            credential: false,
            permission: None,
            shared: false,
            events: &[],
            backfill: None,
            since: None,
            until: None,
        }
    }

    /// Whether subscribers need a credential.
    #[must_use]
    pub const fn credential(mut self, credential: bool) -> Self {
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

    /// Whether one connection can have it only once.
    #[must_use]
    pub const fn shared(mut self, shared: bool) -> Self {
        self.shared = shared;
        self
    }

    /// The path of the endpoint that has what was missed.
    #[must_use]
    pub const fn backfill(mut self, path: &'static str) -> Self {
        self.backfill = Some(path);
        self
    }
}

/// What can be said to a channel that takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMessage {}

impl Serialize for NoMessage {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}
