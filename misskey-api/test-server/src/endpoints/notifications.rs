//! Notifications.

use serde_json::Value;

use super::Answer;
use crate::{call::Call, entity::user::Detail, paging::Page, state::State};

pub(super) fn list(state: &mut State, call: &Call) -> Answer {
    let included = call.texts("includeTypes");
    let excluded = call.texts("excludeTypes").unwrap_or_default();
    let wanted = state.notifications.iter().filter(|notification| {
        let is_one_of =
            |types: &Vec<String>| types.iter().any(|name| notification["type"] == *name);
        included.as_ref().is_none_or(is_one_of) && !is_one_of(&excluded)
    });
    let id = |notification: &&Value| {
        notification["id"].as_str().unwrap_or_default().to_owned()
    };
    let wanted = wanted.map(|notification| (id(&notification), notification));
    let page = Page::of(call).take(wanted, |(id, _)| id);
    let packed = page
        .into_iter()
        .map(|(_, notification)| pack(state, call, notification.clone()));
    Ok(Some(packed.collect()))
}

/// Puts in the user and the note, which the fixture only names. A note that was deleted takes
/// its key along.
fn pack(state: &State, call: &Call, mut notification: Value) -> Value {
    let Some(members) = notification.as_object_mut() else {
        return notification;
    };
    if let Some(user) = members.get("userId").and_then(Value::as_str) {
        let user = state.pack_user(user, Detail::Lite);
        members.insert("user".to_owned(), user);
    }
    if let Some(id) = members.get("note").and_then(Value::as_str) {
        match state
            .note(id)
            .map(|note| state.pack_note(note, call.viewer()))
        {
            Some(note) => members.insert("note".to_owned(), note),
            None => members.shift_remove("note"),
        };
    }
    notification
}
