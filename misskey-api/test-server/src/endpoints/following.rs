//! Who follows whom.

use serde_json::json;

use super::Answer;
use crate::{
    call::Call,
    entity::{object, user::Detail},
    error::Declared,
    state::State,
};

const NO_SUCH_USER: &Declared = &Declared::client(
    "NO_SUCH_USER",
    "fcd2eef9-a9b2-4c4f-8624-038099e90aa5",
    "there is nobody with this id to follow",
);
const SELF: &Declared = &Declared::client(
    "FOLLOWEE_IS_YOURSELF",
    "26fbe7bb-a331-4857-af17-205b426669a9",
    "nobody follows themselves",
);
const ALREADY_FOLLOWING: &Declared = &Declared::client(
    "ALREADY_FOLLOWING",
    "35387507-38c7-4cb9-9197-300b93783fa0",
    "you follow this user already",
);

/// Follows a user at once, and tells both of them. Ties between two others than the owner are
/// told, but not kept.
pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let (user, other) = (call.user()?, call.required("userId")?);
    if user == other {
        return Err(SELF.into());
    }
    state.user(&other).ok_or(NO_SUCH_USER)?;
    if state.follows(&user, &other) {
        return Err(ALREADY_FOLLOWING.into());
    }
    state.tie(&user, &other);
    let followed = state.pack_profile(&other, Some(&user));
    state.publish_to_user(&user, "follow", &followed);
    let follower = state.pack_user(&user, Detail::Lite);
    state.publish_to_user(&other, "followed", &follower);
    state.notify(&other, &user, "follow", object(json!({})));
    Ok(Some(state.pack_user(&other, Detail::Lite)))
}
