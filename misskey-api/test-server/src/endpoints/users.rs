//! Profiles.

use axum::http::StatusCode;
use serde_json::Value;

use super::Answer;
use crate::{call::Call, error::Declared, state::State};

const NO_SUCH_USER: &Declared = &Declared::client(
    "NO_SUCH_USER",
    "4362f8dc-731f-4ad8-a694-be5a88922a24",
    "nobody here has this id or name",
)
.status(StatusCode::NOT_FOUND);

/// One profile, or as many of a list of ids as there are.
pub(super) fn show(state: &mut State, call: &Call) -> Answer {
    let pack = |id: &str| state.pack_profile(id, call.viewer());
    if let Some(ids) = call.texts("userIds") {
        let found = ids.iter().filter(|id| state.user(id).is_some());
        let profiles: Vec<Value> = found.map(|id| pack(id)).collect();
        return Ok(Some(profiles.into()));
    }
    let id = match (call.text("userId"), call.text("username")) {
        (Some(id), _) => state.user(id).map(|_| id.to_owned()),
        (None, Some(username)) => state.user_named(username, call.text("host")),
        (None, None) => None,
    };
    let id = id.ok_or(NO_SUCH_USER)?;
    Ok(Some(pack(&id)))
}
