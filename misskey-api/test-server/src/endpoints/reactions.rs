//! Reactions to notes.

use serde_json::{Value, json};

use super::Answer;
use crate::{
    call::Call,
    emoji,
    entity::{
        note::{Reaction, Visibility},
        object,
        user::Detail,
    },
    error::Declared,
    id,
    paging::Page,
    state::State,
};

const NO_SUCH_NOTE: &Declared = &Declared::client(
    "NO_SUCH_NOTE",
    "033d0620-5bfe-4027-965d-980b0c85a3ea",
    "there is no note with this id to react to",
);
const NO_NOTE_TO_CLEAR: &Declared = &Declared::client(
    "NO_SUCH_NOTE",
    "764d9fce-f9f2-4a0e-92b1-6ceac9a7ad37",
    "there is no note with this id to take a reaction from",
);
const NOT_REACTED: &Declared = &Declared::client(
    "NOT_REACTED",
    "92f4426d-4196-4125-aa5b-02943e2ec8fc",
    "you have given this note no reaction",
);
const ALREADY_REACTED: &Declared = &Declared::client(
    "ALREADY_REACTED",
    "71efcf98-86d6-4e2b-b2ad-9d032369366b",
    "you have given this reaction already",
);
const REACTION_TO_A_RENOTE: &Declared = &Declared::client(
    "CANNOT_REACT_TO_RENOTE",
    "eaccdc08-ddef-43fe-908f-d108faad57f5",
    "a bare renote takes no reactions",
);

/// What becomes of a custom emoji that is not there.
const FALLBACK: &str = "\u{2764}";

/// A note that is not there has no reactions, which is not an error.
pub(super) fn list(state: &mut State, call: &Call) -> Answer {
    let note = call.text("noteId").and_then(|id| state.note(id));
    let reactions = note
        .map(|note| note.reactions.as_slice())
        .unwrap_or_default();
    let kind = call.text("type");
    let wanted = reactions
        .iter()
        .filter(|given| kind.is_none_or(|kind| given.reaction == kind));
    let page = Page::of(call).take(wanted, |reaction| &reaction.id);
    let packed = page.into_iter().map(|reaction| {
        json!({
            "id": reaction.id,
            "createdAt": id::created_at(&reaction.id),
            "user": state.pack_user(&reaction.user_id, Detail::Lite),
            "type": reaction.reaction,
        })
    });
    Ok(Some(packed.collect()))
}

/// Gives a reaction, in place of another one that the user gave before.
pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let user = call.user()?;
    let reaction = state.normal_form(&call.required("reaction")?, &user);
    let note_id = call.required("noteId")?;
    let id = state.ids.next();
    let viewer = Some(user.as_str());
    let note = state.note(&note_id).ok_or(NO_SUCH_NOTE)?;
    if note.visibility > Visibility::Home && !state.may_read(note, viewer) {
        return Err(NO_SUCH_NOTE.into());
    }
    if note.is_pure_renote() {
        return Err(REACTION_TO_A_RENOTE.into());
    }
    let is_same = |given: &Reaction| given.user_id == user && given.reaction == reaction;
    if note.reactions.iter().any(is_same) {
        return Err(ALREADY_REACTED.into());
    }
    let author = note.user_id.clone();
    state.take_reaction(&note_id, &user);
    let emoji = state.emoji_of(&reaction, &user);
    state.capture_event(
        &note_id,
        "reacted",
        &json!({ "reaction": reaction, "emoji": emoji, "userId": user }),
    );
    if let Some(note) = state.note_mut(&note_id) {
        note.reactions.push(Reaction {
            id,
            user_id: user.clone(),
            reaction: reaction.clone(),
        });
    }
    let details = json!({ "note": note_id, "reaction": reaction });
    state.notify(&author, &user, "reaction", object(details));
    Ok(None)
}

/// Takes the caller's reaction back.
pub(super) fn delete(state: &mut State, call: &Call) -> Answer {
    let user = call.user()?;
    let note_id = call.required("noteId")?;
    state.note(&note_id).ok_or(NO_NOTE_TO_CLEAR)?;
    if state.take_reaction(&note_id, &user) {
        Ok(None)
    } else {
        Err(NOT_REACTED.into())
    }
}

impl State {
    /// What is kept of a reaction. A custom emoji is known by its name and where it is from: the
    /// server's own have no host, and those of users elsewhere are of their servers.
    fn normal_form(&self, reaction: &str, user: &str) -> String {
        let inner = reaction.strip_prefix(':');
        let Some(name) = inner.and_then(|inner| inner.strip_suffix(':')) else {
            let is_empty = reaction.is_empty();
            return if is_empty { FALLBACK } else { reaction }.to_owned();
        };
        let name = name.split_once('@').map_or(name, |(name, _)| name);
        let host = self.user(user).and_then(|user| user["host"].as_str());
        match host {
            Some(host) => format!(":{name}@{host}:"),
            None if emoji::NAMES.contains(&name) => format!(":{name}@.:"),
            None => FALLBACK.to_owned(),
        }
    }

    /// The custom emoji of a reaction in its normal form. Of users elsewhere only the emoji that
    /// their profiles use are known.
    fn emoji_of(&self, reaction: &str, user: &str) -> Value {
        let inner = reaction.strip_prefix(':');
        let emoji = inner.and_then(|inner| inner.strip_suffix(':'));
        let Some((name, host)) = emoji.and_then(|emoji| emoji.split_once('@')) else {
            return Value::Null;
        };
        let url = match host {
            "." => emoji::address(&self.base_url, name).into(),
            _ => self
                .user(user)
                .map_or(Value::Null, |user| user["emojis"][name].clone()),
        };
        match url {
            Value::String(_) => json!({ "name": emoji, "url": url }),
            _ => Value::Null,
        }
    }

    /// Takes a user's reaction from a note; gives whether there was one.
    fn take_reaction(&mut self, note_id: &str, user: &str) -> bool {
        let taken = self.note_mut(note_id).and_then(|note| {
            let mut reactions = note.reactions.iter();
            let place = reactions.position(|given| given.user_id == user)?;
            Some(note.reactions.remove(place))
        });
        if let Some(taken) = &taken {
            let body = json!({ "reaction": taken.reaction, "userId": user });
            self.capture_event(note_id, "unreacted", &body);
        }
        taken.is_some()
    }
}
