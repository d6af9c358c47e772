//! Channels of the streaming API: what can be subscribed to.

use serde::ser::{Serialize, Serializer};

use crate::decode::Decode;
use crate::generated::permission::Permission;

/// A channel of the streaming API: its value is a subscription.
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

/// What can be said to a channel that takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMessage {}

impl Serialize for NoMessage {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}
