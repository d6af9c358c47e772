//! The own account.

use serde_json::Value;

use super::Answer;
use crate::{
    auth::Token, call::Call, entity::user::Detail, schema, state::State, timestamp,
};

pub(super) fn show(state: &mut State, call: &Call) -> Answer {
    own(state, call)
}

/// Parameters are called as the keys of the account that they set: a null clears, and what is
/// absent stays.
pub(super) fn update(state: &mut State, call: &Call) -> Answer {
    let id = call.user()?;
    let now = timestamp::format(timestamp::now());
    if let Some(user) = state
        .users
        .iter_mut()
        .find(|user| user["id"] == id.as_str())
    {
        let params = call.params.iter();
        for (key, value) in params.filter(|(key, _)| schema::declares("i/update", key)) {
            if let Some(member) = user.get_mut(key) {
                *member = value.clone();
            }
        }
        user.insert("updatedAt".to_owned(), Value::from(now));
    }
    let account = state.pack_account(&id, Detail::Own);
    state.publish_to_user(&id, "meUpdated", &account);
    own(state, call)
}

/// The user in person also sees the address and the keys.
fn own(state: &State, call: &Call) -> Answer {
    let is_native = call.token.as_ref().is_some_and(Token::is_native);
    let detail = if is_native { Detail::Full } else { Detail::Own };
    Ok(Some(state.pack_account(&call.user()?, detail)))
}
