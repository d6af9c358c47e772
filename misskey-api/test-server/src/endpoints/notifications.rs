//! Notifications.

use serde_json::Value;

use super::Answer;
use crate::{call::Call, paging::Page, state::State};

pub(super) fn list(state: &mut State, call: &Call) -> Answer {
    let included = call.texts("includeTypes");
    let excluded = call.texts("excludeTypes").unwrap_or_default();
    let user = call.user()?;
    let own = state
        .notifications
        .iter()
        .filter(|notification| notification.recipient == user);
    let own = own.map(|notification| &notification.content);
    let wanted = own.filter(|notification| {
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
        .map(|(_, notification)| state.pack_notification(notification, &user));
    Ok(Some(packed.collect()))
}
