//! Notifications: kept with users and notes only named, which are put in when they are shown.

use serde_json::{Map, Value, json};

use super::user::Detail;
use crate::{id, state::Notification, state::State};

impl State {
    /// Puts in the user and the note. A note that was deleted takes its key along.
    pub(crate) fn pack_notification(&self, notification: &Value, viewer: &str) -> Value {
        let mut packed = notification.clone();
        let Some(members) = packed.as_object_mut() else {
            return packed;
        };
        if let Some(user) = members.get("userId").and_then(Value::as_str) {
            let user = self.pack_user(user, Detail::Lite);
            members.insert("user".to_owned(), user);
        }
        if let Some(id) = members.get("note").and_then(Value::as_str) {
            match self.note(id).map(|note| self.pack_note(note, Some(viewer))) {
                Some(note) => members.insert("note".to_owned(), note),
                None => members.shift_remove("note"),
            };
        }
        packed
    }

    /// Tells a local user what another did, at once and in the list; nobody is told of what
    /// they did themselves.
    pub(crate) fn notify(
        &mut self,
        recipient: &str,
        user: &str,
        kind: &str,
        details: Map<String, Value>,
    ) {
        if recipient == user || self.is_remote(recipient) {
            return;
        }
        let id = self.ids.next();
        let mut content = json!({
            "id": id,
            "createdAt": id::created_at(&id),
            "type": kind,
            "userId": user,
            "user": null,
        });
        if let Some(members) = content.as_object_mut() {
            members.extend(details);
        }
        let packed = self.pack_notification(&content, recipient);
        self.notifications.push(Notification {
            recipient: recipient.to_owned(),
            content,
        });
        self.publish_to_user(recipient, "notification", &packed);
    }
}
