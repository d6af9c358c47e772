//! The open connections and what they listen to.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Map, Value, json};
use tokio::{
    sync::{mpsc::UnboundedSender, watch},
    task::AbortHandle,
};
use tokio_tungstenite::tungstenite::Message;

use super::{channel::Kind, seen::StreamMessage};
use crate::auth::Token;

/// How often a server pings.
const PING_INTERVAL: Duration = Duration::from_secs(60);

/// All connections, and how the server treats them.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(super) connections: BTreeMap<u64, Connection>,
    pub(super) messages: Vec<StreamMessage>,
    pub(super) ping_interval: Duration,
    pub(super) acknowledgement_delay: Duration,
    pub(super) silence: watch::Sender<bool>,
    last_id: u64,
    last_serial: u64,
}

/// A connection. Its task, and the socket with it, ends when this is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) token: Option<Token>,
    pub(super) channels: Vec<Channel>,
    pub(super) captures: BTreeMap<String, usize>,
    pub(super) outbox: UnboundedSender<Message>,
    pub(super) task: Option<AbortOnDrop>,
}

/// A channel that a connection listens to.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) kind: &'static Kind,
    pub(super) params: Map<String, Value>,
    pub(super) is_live: bool,
    /// Tells it from an earlier one of the same id.
    pub(super) serial: u64,
}

/// Ends a task when it is dropped.
#[derive(Debug)]
pub(super) struct AbortOnDrop(pub(super) AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            connections: BTreeMap::new(),
            messages: Vec::new(),
            ping_interval: PING_INTERVAL,
            acknowledgement_delay: Duration::ZERO,
            silence: watch::Sender::new(false),
            last_id: 0,
            last_serial: 0,
        }
    }

    /// Takes a connection in and gives its number.
    pub(super) fn add(
        &mut self,
        token: Option<Token>,
        outbox: UnboundedSender<Message>,
    ) -> u64 {
        self.last_id += 1;
        let connection = Connection {
            token,
            channels: Vec::new(),
            captures: BTreeMap::new(),
            outbox,
            task: None,
        };
        self.connections.insert(self.last_id, connection);
        self.last_id
    }

    pub(super) fn remove(&mut self, connection: u64) {
        self.connections.remove(&connection);
    }

    /// Breaks all connections without a word. Gives how many there were.
    pub(crate) fn drop_all(&mut self) -> usize {
        std::mem::take(&mut self.connections).len()
    }

    pub(super) fn next_serial(&mut self) -> u64 {
        self.last_serial += 1;
        self.last_serial
    }

    /// Sends a message to every connection. Gives how many there are.
    pub(super) fn send_all(&self, message: &Message) -> usize {
        for connection in self.connections.values() {
            connection.send(message.clone());
        }
        self.connections.len()
    }
}

impl Connection {
    pub(super) fn user(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.user_id.as_str())
    }

    /// The channels that hear of something.
    pub(super) fn live(&self) -> impl Iterator<Item = &Channel> {
        self.channels.iter().filter(|channel| channel.is_live)
    }

    pub(super) fn send(&self, message: Message) {
        // The task may just have ended, and then there is nobody to tell.
        let _ = self.outbox.send(message);
    }

    pub(super) fn send_json(&self, frame: &Value) {
        self.send(Message::text(frame.to_string()));
    }

    /// Tells one of its channels of an event.
    pub(super) fn tell(&self, channel: &Channel, event: &str, body: &Value) {
        let body = json!({ "id": channel.id, "type": event, "body": body });
        self.send_json(&json!({ "type": "channel", "body": body }));
    }
}
