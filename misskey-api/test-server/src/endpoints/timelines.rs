//! Timelines, and the notes of one user.

use super::Answer;
use crate::{
    call::Call,
    entity::{note::Note, timeline::Timeline},
    error::{ApiError, Declared},
    paging::Page,
    state::State,
};

const LOCAL_REPLIES_AND_FILES: &Declared = &Declared::client(
    "BOTH_WITH_REPLIES_AND_WITH_FILES",
    "dd9c8400-1cb5-4eef-8a31-200c5f933793",
    "replies and files can't be asked for together",
);
const HYBRID_REPLIES_AND_FILES: &Declared = &Declared::client(
    "BOTH_WITH_REPLIES_AND_WITH_FILES",
    "dfaa3eb7-8002-4cb7-bcc4-1095df46656f",
    "replies and files can't be asked for together",
);
const USER_REPLIES_AND_FILES: &Declared = &Declared::client(
    "BOTH_WITH_REPLIES_AND_WITH_FILES",
    "91c8cb9f-36ed-46e7-9ca2-7df96ed6e222",
    "replies and files can't be asked for together",
);
const NO_SUCH_USER: &Declared = &Declared::client(
    "NO_SUCH_USER",
    "27e494ba-2ac2-48e8-893b-10d4d8c2387b",
    "nobody here has this id",
);

/// The caller's own notes and those of whom they follow.
pub(super) fn home(state: &mut State, call: &Call) -> Answer {
    page(state, call, Timeline::Home)
}

/// Public notes of this server.
pub(super) fn local(state: &mut State, call: &Call) -> Answer {
    check_filters(call, LOCAL_REPLIES_AND_FILES)?;
    page(state, call, Timeline::Local)
}

/// The home timeline and the local one together.
pub(super) fn hybrid(state: &mut State, call: &Call) -> Answer {
    check_filters(call, HYBRID_REPLIES_AND_FILES)?;
    page(state, call, Timeline::Hybrid)
}

/// Public notes of all servers.
pub(super) fn global(state: &mut State, call: &Call) -> Answer {
    page(state, call, Timeline::Global)
}

/// Those notes of a user that the caller may read.
pub(super) fn of_user(state: &mut State, call: &Call) -> Answer {
    check_filters(call, USER_REPLIES_AND_FILES)?;
    let user = call.required("userId")?;
    state.user(&user).ok_or(NO_SUCH_USER)?;
    let with_replies = call.flag("withReplies", false);
    let with_renotes = call.flag("withRenotes", true);
    let with_files = call.flag("withFiles", false);
    list(state, call, |note| {
        note.user_id == user
            && state.may_read(note, call.viewer())
            && (with_replies || !state.answers_another(note))
            && (with_renotes || !note.is_pure_renote())
            && (!with_files || !note.file_ids.is_empty())
    })
}

fn check_filters(call: &Call, error: &'static Declared) -> Result<(), ApiError> {
    if call.flag("withReplies", false) && call.flag("withFiles", false) {
        return Err(error.into());
    }
    Ok(())
}

fn page(state: &State, call: &Call, timeline: Timeline) -> Answer {
    list(state, call, |note| {
        timeline.shows(state, note, call.viewer(), &call.params)
    })
}

fn list(state: &State, call: &Call, shows: impl Fn(&Note) -> bool) -> Answer {
    let wanted = state.notes.iter().filter(|note| shows(note));
    let notes = Page::of(call).take(wanted, |note| &note.id);
    let packed = notes
        .into_iter()
        .map(|note| state.pack_note(note, call.viewer()));
    Ok(Some(packed.collect()))
}
