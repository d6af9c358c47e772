//! What clients say, most of which is answered by silence when it is wrong.

use serde_json::{Map, Value, json};

use super::{channel, hub::Channel, seen::StreamMessage};
use crate::state::State;

/// How many channels a connection can have.
const MOST_CHANNELS: usize = 32;

/// A wish to connect to a channel, well formed.
struct Wish<'a> {
    id: &'a str,
    channel: &'a str,
    params: Map<String, Value>,
    is_acknowledged: bool,
}

impl<'a> Wish<'a> {
    /// Parameters may be absent, but not null; `pong` may be either.
    fn of(body: &'a Value) -> Option<Self> {
        let params = match body.get("params") {
            None => Map::new(),
            Some(params) => params.as_object()?.clone(),
        };
        let is_acknowledged = match body.get("pong") {
            None | Some(Value::Null) => false,
            Some(pong) => pong.as_bool()?,
        };
        Some(Self {
            id: body.get("id")?.as_str()?,
            channel: body.get("channel")?.as_str()?,
            params,
            is_acknowledged,
        })
    }
}

impl State {
    /// Does what a client says, as far as it means anything.
    pub(super) fn hear(&mut self, connection: u64, text: &str) {
        self.streams.messages.push(StreamMessage {
            connection,
            text: text.to_owned(),
        });
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        let body = &message["body"];
        match message["type"].as_str().unwrap_or_default() {
            "connect" => self.connect(connection, body),
            "disconnect" => self.disconnect(connection, body),
            "subNote" | "s" | "sr" => self.capture(connection, body),
            "unsubNote" | "un" => self.release(connection, body),
            "readNotification" => self.read_notifications(connection),
            "channel" | "ch" => self.hear_in_channel(connection, body),
            _ => {}
        }
    }

    fn connect(&mut self, connection: u64, body: &Value) {
        let Some(wish) = Wish::of(body) else {
            return;
        };
        let is_acknowledged = wish.is_acknowledged;
        let Some(serial) = self.add_channel(connection, wish) else {
            return;
        };
        let delay = self.streams.acknowledgement_delay;
        if delay.is_zero() {
            self.enliven(connection, serial, is_acknowledged);
        } else {
            self.later(delay, move |state| {
                state.enliven(connection, serial, is_acknowledged);
            });
        }
    }

    /// Takes a channel in, if nothing speaks against it, and gives its number.
    fn add_channel(&mut self, connection: u64, wish: Wish<'_>) -> Option<u64> {
        let kind = channel::find(wish.channel)?;
        let serial = self.streams.next_serial();
        let found = self.streams.connections.get_mut(&connection)?;
        found.channels.retain(|channel| channel.id != wish.id);
        let is_second = || {
            let mut channels = found.channels.iter();
            kind.is_shared && channels.any(|channel| channel.kind.name == kind.name)
        };
        if found.channels.len() >= MOST_CHANNELS
            || is_second()
            || !kind.admits(found.token.as_ref(), &wish.params)
        {
            return None;
        }
        found.channels.push(Channel {
            id: wish.id.to_owned(),
            kind,
            params: wish.params,
            is_live: false,
            serial,
        });
        Some(serial)
    }

    /// Lets a channel hear of things from now on, unless it is gone by now.
    fn enliven(&mut self, connection: u64, serial: u64, is_acknowledged: bool) {
        let Some(connection) = self.streams.connections.get_mut(&connection) else {
            return;
        };
        let mut channels = connection.channels.iter_mut();
        let Some(channel) = channels.find(|channel| channel.serial == serial) else {
            return;
        };
        channel.is_live = true;
        let frame = json!({ "type": "connected", "body": { "id": channel.id } });
        if is_acknowledged {
            connection.send_json(&frame);
        }
    }

    fn disconnect(&mut self, connection: u64, body: &Value) {
        if let Some(connection) = self.streams.connections.get_mut(&connection) {
            let id = body["id"].as_str();
            connection
                .channels
                .retain(|channel| Some(channel.id.as_str()) != id);
        }
    }

    fn capture(&mut self, connection: u64, body: &Value) {
        let connection = self.streams.connections.get_mut(&connection);
        if let (Some(connection), Some(note)) = (connection, body["id"].as_str()) {
            *connection.captures.entry(note.to_owned()).or_default() += 1;
        }
    }

    fn release(&mut self, connection: u64, body: &Value) {
        let connection = self.streams.connections.get_mut(&connection);
        if let (Some(connection), Some(note)) = (connection, body["id"].as_str()) {
            if let Some(count) = connection.captures.get_mut(note) {
                *count -= 1;
            }
            connection.captures.retain(|_, count| *count > 0);
        }
    }

    fn read_notifications(&mut self, connection: u64) {
        let connection = self.streams.connections.get(&connection);
        let user = connection.and_then(|connection| connection.user());
        if let Some(user) = user.map(str::to_owned) {
            self.publish_to_user(&user, "readAllNotifications", &Value::Null);
        }
    }

    /// The statistics can be asked for what they said before, which is nothing here.
    fn hear_in_channel(&mut self, connection: u64, body: &Value) {
        let Some(connection) = self.streams.connections.get(&connection) else {
            return;
        };
        let mut live = connection.live();
        let Some(channel) = live.find(|channel| body["id"] == channel.id.as_str())
        else {
            return;
        };
        let has_log = matches!(channel.kind.name, "serverStats" | "queueStats");
        if has_log && body["type"] == "requestLog" {
            connection.tell(channel, "statsLog", &json!([]));
        }
    }
}
