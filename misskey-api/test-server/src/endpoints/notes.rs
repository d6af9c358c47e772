//! Single notes.

use serde_json::json;

use super::Answer;
use crate::{call::Call, error::Declared, state::State, timestamp};

const NOTHING_TO_SHOW: &Declared = &Declared::client(
    "NO_SUCH_NOTE",
    "24fcbfc6-2e37-42b6-8388-c29b3861a08d",
    "there is no note with this id",
);
const NOTHING_TO_DELETE: &Declared = &Declared::client(
    "NO_SUCH_NOTE",
    "490be23f-8c1f-4796-819f-94cb4f9d1630",
    "there is no note with this id to delete",
);
const NOT_YOURS: &Declared = &Declared::client(
    "ACCESS_DENIED",
    "fe8d7103-0ea8-4ec3-814d-f8b401dc69e9",
    "this note is someone else's",
);

/// A note that the caller may not read is shown without what it says.
pub(super) fn show(state: &mut State, call: &Call) -> Answer {
    let id = call.required("noteId")?;
    let note = state.note(&id).ok_or(NOTHING_TO_SHOW)?;
    Ok(Some(state.pack_note(note, call.viewer())))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Answer {
    let id = call.required("noteId")?;
    let user = call.user()?;
    let note = state.note(&id).ok_or(NOTHING_TO_DELETE)?;
    if note.user_id != user {
        return Err(NOT_YOURS.into());
    }
    state.delete_note(&id);
    let deleted_at = timestamp::format(timestamp::now());
    state.capture_event(&id, "deleted", &json!({ "deletedAt": deleted_at }));
    Ok(None)
}
