//! Which notes a timeline shows, in pages and in streams alike.

use serde_json::{Map, Value};

use super::note::{Note, Visibility};
use crate::state::State;

/// The timelines that any user has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Timeline {
    Home,
    Local,
    Hybrid,
    Global,
}

impl Timeline {
    /// Whether a note is on this timeline of a viewer, with the filters `withReplies`,
    /// `withRenotes` and `withFiles` among the parameters.
    pub(crate) fn shows(
        self,
        state: &State,
        note: &Note,
        viewer: Option<&str>,
        params: &Map<String, Value>,
    ) -> bool {
        let flag = |name: &str, default: bool| {
            params.get(name).and_then(Value::as_bool).unwrap_or(default)
        };
        self.holds(state, note, viewer, flag("withReplies", false))
            && (flag("withRenotes", true) || !note.is_pure_renote())
            && (!flag("withFiles", false) || !note.file_ids.is_empty())
    }

    fn holds(
        self,
        state: &State,
        note: &Note,
        viewer: Option<&str>,
        with_replies: bool,
    ) -> bool {
        let is_public = note.visibility == Visibility::Public;
        let is_aside = is_aside(state, note, viewer);
        match self {
            Self::Home => !is_aside && is_near(state, note, viewer),
            Self::Local => {
                is_public
                    && !state.is_remote(&note.user_id)
                    && (with_replies || !is_aside)
            }
            Self::Hybrid => {
                Self::Home.holds(state, note, viewer, with_replies)
                    || Self::Local.holds(state, note, viewer, with_replies)
            }
            Self::Global => is_public,
        }
    }
}

/// Whether a note is the viewer's own or of someone whom they follow, and for them to read.
fn is_near(state: &State, note: &Note, viewer: Option<&str>) -> bool {
    viewer.is_some_and(|viewer| {
        note.user_id == viewer || state.follows(viewer, &note.user_id)
    }) && state.may_read(note, viewer)
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
