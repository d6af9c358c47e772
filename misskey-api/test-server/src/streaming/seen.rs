//! What a test sees of the connections.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// An open connection to the streaming API.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stream {
    /// A number of its own: connections are counted from 1 as they come.
    pub id: u64,
    /// The name of the user whose credential it has; none for anonymous ones.
    pub username: Option<String>,
    /// What it is connected to, in the order of connecting.
    pub channels: Vec<StreamChannel>,
    /// How many captures there are of each note, by its id.
    pub captures: BTreeMap<String, usize>,
}

impl Stream {
    /// The channel with this id, which the client chose.
    #[must_use]
    pub fn channel(&self, id: &str) -> Option<&StreamChannel> {
        self.channels.iter().find(|channel| channel.id == id)
    }
}

/// A channel that a connection listens to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StreamChannel {
    /// What the client calls it.
    pub id: String,
    /// What it is, such as `homeTimeline`.
    pub name: String,
    /// The parameters that came with it.
    pub params: Map<String, Value>,
    /// Whether it has been acknowledged: before, it hears of nothing.
    pub is_live: bool,
}

/// A text that a client sent, whatever is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamMessage {
    /// The number of the connection, as [`Stream::id`].
    pub connection: u64,
    /// The text as it arrived.
    pub text: String,
}

impl StreamMessage {
    /// The text as JSON; `null` when it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}
