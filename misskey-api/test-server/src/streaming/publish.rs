//! Who is told of what.

use serde_json::{Map, Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::hub::{Channel, Connection, Hub};
use crate::{
    entity::{
        note::{Note, Visibility},
        object,
        timeline::Timeline,
    },
    state::State,
};

impl Hub {
    /// Tells all live channels that fit of an event. Gives how many there were.
    pub(super) fn publish(
        &self,
        fits: impl Fn(&Connection, &Channel) -> bool,
        event: &str,
        body: &Value,
    ) -> usize {
        let mut told = 0;
        for connection in self.connections.values() {
            for channel in connection
                .live()
                .filter(|channel| fits(connection, channel))
            {
                connection.tell(channel, event, body);
                told += 1;
            }
        }
        told
    }

    /// Tells everyone who captured a note what became of it. Gives how many connections did.
    pub(super) fn publish_capture(&self, note: &str, kind: &str, body: &Value) -> usize {
        let connections = self.connections.values();
        let capturing = connections.filter(|open| open.captures.contains_key(note));
        let body = json!({ "id": note, "type": kind, "body": body });
        let frame = json!({ "type": "noteUpdated", "body": body }).to_string();
        let message = Message::text(frame);
        capturing
            .map(|connection| connection.send(message.clone()))
            .count()
    }
}

impl State {
    /// Tells the connections of a user of something that concerns the user alone.
    pub(crate) fn publish_to_user(&self, user: &str, event: &str, body: &Value) {
        self.publish_to(user, "main", event, body);
    }

    /// The same for what concerns the drive of a user.
    pub(crate) fn publish_to_drive(&self, user: &str, event: &str, body: &Value) {
        self.publish_to(user, "drive", event, body);
    }

    fn publish_to(&self, user: &str, name: &str, event: &str, body: &Value) {
        let fits = |connection: &Connection, channel: &Channel| {
            connection.user() == Some(user) && channel.kind.name == name
        };
        self.streams.publish(fits, event, body);
    }

    /// Tells everyone who captured a note what became of it.
    pub(crate) fn capture_event(&self, note: &str, kind: &str, body: &Value) {
        self.streams.publish_capture(note, kind, body);
    }

    /// Puts a new note on the timelines that are listened to, and tells those whom it concerns.
    pub(crate) fn publish_note(&mut self, note: &Note) {
        for connection in self.streams.connections.values() {
            let viewer = connection.user();
            for channel in connection.live() {
                if self.is_shown(note, viewer, channel) {
                    let body = self.pack_for_timeline(note, viewer);
                    connection.tell(channel, "note", &body);
                }
            }
        }
        self.tell_concerned(note);
    }

    fn is_shown(&self, note: &Note, viewer: Option<&str>, channel: &Channel) -> bool {
        let timeline = match channel.kind.name {
            "homeTimeline" => Timeline::Home,
            "localTimeline" => Timeline::Local,
            "hybridTimeline" => Timeline::Hybrid,
            "globalTimeline" => Timeline::Global,
            "hashtag" => return is_tagged(note, &channel.params),
            _ => return false,
        };
        timeline.shows(self, note, viewer, &channel.params)
    }

    /// A note as streams show it, with a member that pages don't have.
    fn pack_for_timeline(&self, note: &Note, viewer: Option<&str>) -> Value {
        let mut packed = object(self.pack_note(note, viewer));
        let before = packed.keys().position(|key| key == "reactionEmojis");
        let place = before.map_or(packed.len(), |before| before + 1);
        packed.shift_insert(place, "reactionAndUserPairCache".to_owned(), json!([]));
        packed.into()
    }

    /// Whoever is answered also counts as mentioned, but is notified once.
    fn tell_concerned(&mut self, note: &Note) {
        let author_of = |id: &Option<String>| {
            let note = id.as_deref().and_then(|id| self.note(id));
            note.map(|note| note.user_id.clone())
        };
        let answered = author_of(&note.reply_id);
        let renoted = author_of(&note.renote_id);
        for user in note.mentions.iter().filter(|user| **user != note.user_id) {
            self.tell_of_note(user, "mention", note);
            if answered.as_ref() != Some(user) {
                self.notify_of_note(user, "mention", note);
            }
        }
        for user in answered.iter().filter(|user| **user != note.user_id) {
            self.tell_of_note(user, "reply", note);
            self.notify_of_note(user, "reply", note);
        }
        for user in renoted.iter().filter(|user| **user != note.user_id) {
            self.tell_of_note(user, "renote", note);
            let is_bare = note.is_pure_renote();
            self.notify_of_note(user, if is_bare { "renote" } else { "quote" }, note);
        }
    }

    fn tell_of_note(&self, user: &str, event: &str, note: &Note) {
        let packed = self.pack_note(note, Some(user));
        self.publish_to_user(user, event, &packed);
    }

    fn notify_of_note(&mut self, user: &str, kind: &str, note: &Note) {
        let details = json!({ "note": note.id });
        self.notify(user, &note.user_id, kind, object(details));
    }
}

/// Whether a note that anyone may read has all tags of one of the groups.
fn is_tagged(note: &Note, params: &Map<String, Value>) -> bool {
    let has = |tag: &Value| {
        let tag = tag.as_str().unwrap_or_default().to_lowercase();
        note.tags.contains(&tag)
    };
    let groups = params.get("q").and_then(Value::as_array);
    let mut groups = groups.into_iter().flatten().filter_map(Value::as_array);
    note.visibility <= Visibility::Home && groups.any(|tags| tags.iter().all(has))
}
