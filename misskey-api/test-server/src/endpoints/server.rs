//! What the server tells of itself.

use serde_json::{Value, json};

use super::{Answer, ENDPOINTS};
use crate::{call::Call, emoji, state::State, timestamp};

pub(super) fn ping(_: &mut State, _: &Call) -> Answer {
    Ok(Some(json!({ "pong": timestamp::now() })))
}

/// Without detail the answer ends before what only the detailed one has.
pub(super) fn meta(state: &mut State, call: &Call) -> Answer {
    let has_detail = call.flag("detail", true);
    let shown = state
        .meta
        .iter()
        .take_while(|(key, _)| has_detail || *key != "cacheRemoteFiles");
    let shown = shown.map(|(key, value)| (key.clone(), value.clone()));
    Ok(Some(Value::Object(shown.collect())))
}

/// What this server has, and not what it imitates: clients decide by this list.
pub(super) fn endpoints(_: &mut State, _: &Call) -> Answer {
    let names = ENDPOINTS.iter().map(|endpoint| Value::from(endpoint.name));
    Ok(Some(names.collect()))
}

pub(super) fn emojis(state: &mut State, _: &Call) -> Answer {
    Ok(Some(json!({ "emojis": emoji::all(&state.base_url) })))
}

pub(super) fn stats(state: &mut State, _: &Call) -> Answer {
    let is_local = |id: &str| !state.is_remote(id);
    let local_notes = state
        .notes
        .iter()
        .filter(|note| is_local(&note.user_id))
        .count();
    let ids = state.users.iter().filter_map(|user| user["id"].as_str());
    let local_users = ids.filter(|id| is_local(id)).count();
    Ok(Some(json!({
        "notesCount": state.notes.len(),
        "originalNotesCount": local_notes,
        "usersCount": state.users.len(),
        "originalUsersCount": local_users,
        "instances": state.users.len() - local_users,
        "driveUsageLocal": 0,
        "driveUsageRemote": 0,
    })))
}

pub(super) fn online_users_count(state: &mut State, _: &Call) -> Answer {
    let online = state
        .users
        .iter()
        .filter(|user| user["onlineStatus"] == "online");
    Ok(Some(json!({ "count": online.count() })))
}
