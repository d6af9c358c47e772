//! Timelines.

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

fn check_filters(call: &Call, error: &'static Declared) -> Result<(), ApiError> {
    if call.flag("withReplies", false) && call.flag("withFiles", false) {
        return Err(error.into());
    }
    Ok(())
}

fn page(state: &State, call: &Call, timeline: Timeline) -> Answer {
    let shows = |note: &&Note| timeline.shows(state, note, call.viewer(), &call.params);
    let wanted = state.notes.iter().filter(shows);
    let notes = Page::of(call).take(wanted, |note| &note.id);
    let packed = notes
        .into_iter()
        .map(|note| state.pack_note(note, call.viewer()));
    Ok(Some(packed.collect()))
}
