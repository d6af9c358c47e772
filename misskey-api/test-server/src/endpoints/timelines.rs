//! Timelines.

use super::Answer;
use crate::{
    call::Call,
    entity::note::{Note, Visibility},
    error::Declared,
    paging::Page,
    state::State,
};

const REPLIES_AND_FILES: &Declared = &Declared::client(
    "BOTH_WITH_REPLIES_AND_WITH_FILES",
    "dd9c8400-1cb5-4eef-8a31-200c5f933793",
    "replies and files can't be asked for together",
);

/// The caller's own notes and those of whom they follow.
pub(super) fn home(state: &mut State, call: &Call) -> Answer {
    let user = call.user()?;
    let is_near = |note: &Note| note.user_id == user || state.is_followed(&note.user_id);
    let is_for_me = |note: &Note| is_near(note) && state.may_read(note, Some(&user));
    page(state, call, |note| {
        is_for_me(note) && !is_aside(state, note, Some(&user))
    })
}

/// Public notes of this server.
pub(super) fn local(state: &mut State, call: &Call) -> Answer {
    let with_replies = call.flag("withReplies", false);
    if with_replies && call.flag("withFiles", false) {
        return Err(REPLIES_AND_FILES.into());
    }
    page(state, call, |note| {
        note.visibility == Visibility::Public
            && !state.is_remote(&note.user_id)
            && (with_replies || !is_aside(state, note, call.viewer()))
    })
}

/// Public notes of all servers.
pub(super) fn global(state: &mut State, call: &Call) -> Answer {
    page(state, call, |note| note.visibility == Visibility::Public)
}

fn page(state: &State, call: &Call, belongs: impl Fn(&Note) -> bool) -> Answer {
    let with_renotes = call.flag("withRenotes", true);
    let only_files = call.flag("withFiles", false);
    let wanted = state.notes.iter().filter(|note| {
        belongs(note)
            && (with_renotes || !note.is_pure_renote())
            && (!only_files || !note.file_ids.is_empty())
    });
    let notes = Page::of(call).take(wanted, |note| &note.id);
    let packed = notes
        .into_iter()
        .map(|note| state.pack_note(note, call.viewer()));
    Ok(Some(packed.collect()))
}

/// Whether a note is part of a conversation that is not the viewer's.
fn is_aside(state: &State, note: &Note, viewer: Option<&str>) -> bool {
    let answered = note.reply_id.as_deref().and_then(|id| state.note(id));
    answered.is_some_and(|answered| {
        let others = [note.user_id.as_str(), answered.user_id.as_str()];
        answered.user_id != note.user_id
            && !viewer.is_some_and(|viewer| others.contains(&viewer))
    })
}
