//! New notes, and the many reasons for which there is none.

use serde_json::{Value, json};

use super::Answer;
use crate::{
    call::{Call, texts},
    entity::note::{Note, Poll, Visibility, marked, tags},
    error::{ApiError, Declared},
    state::State,
    timestamp,
};

const NO_SUCH_FILE: &Declared = &Declared::client(
    "NO_SUCH_FILE",
    "b6992544-63e7-67f0-fa7f-32444b1b5306",
    "one of the files is not in your drive",
);
const NO_SUCH_RENOTE_TARGET: &Declared = &Declared::client(
    "NO_SUCH_RENOTE_TARGET",
    "b5c90186-4ab0-49c8-9bba-a1f76c282ba4",
    "the note to renote is not there",
);
const RENOTE_OF_A_RENOTE: &Declared = &Declared::client(
    "CANNOT_RENOTE_TO_A_PURE_RENOTE",
    "fd4cc33e-2a37-48dd-99cc-9b806eb2031a",
    "a bare renote can't be renoted",
);
const RENOTE_OF_THE_UNSEEN: &Declared = &Declared::client(
    "CANNOT_RENOTE_DUE_TO_VISIBILITY",
    "be9529e9-fe72-4de0-ae43-0b363c4938af",
    "a note for few can't be renoted",
);
const NO_SUCH_REPLY_TARGET: &Declared = &Declared::client(
    "NO_SUCH_REPLY_TARGET",
    "749ee0f6-d3da-459a-bf02-282e2da4292c",
    "the note to answer is not there",
);
const REPLY_TO_A_RENOTE: &Declared = &Declared::client(
    "CANNOT_REPLY_TO_A_PURE_RENOTE",
    "3ac74a84-8fd5-4bb0-870f-01804f82ce15",
    "a bare renote can't be answered",
);
const REPLY_TO_THE_UNSEEN: &Declared = &Declared::client(
    "CANNOT_REPLY_TO_AN_INVISIBLE_NOTE",
    "b98980fa-3780-406c-a935-b6d0eeee10d1",
    "the note to answer is not for you",
);
const REPLY_TO_MORE: &Declared = &Declared::client(
    "CANNOT_REPLY_TO_SPECIFIED_VISIBILITY_NOTE_WITH_EXTENDED_VISIBILITY",
    "ed940410-535c-4d5e-bfa3-af798671e93c",
    "a direct note takes direct answers only",
);
const POLL_IN_THE_PAST: &Declared = &Declared::client(
    "CANNOT_CREATE_ALREADY_EXPIRED_POLL",
    "04da457d-b083-4055-9082-955525eda5a5",
    "the poll would be over before it began",
);
const NO_SUCH_CHANNEL: &Declared = &Declared::client(
    "NO_SUCH_CHANNEL",
    "b1653923-5453-4edc-b786-7c4f39bb0bbb",
    "there are no channels here",
);

pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let mut note = draft(call)?;
    check_files(state, &note)?;
    check_renote(state, &mut note)?;
    check_reply(state, &note)?;
    if call.text("channelId").is_some() {
        return Err(NO_SUCH_CHANNEL.into());
    }
    note.mentions = mentions(state, call, &note);
    if note.visibility == Visibility::Specified {
        let added = note
            .mentions
            .iter()
            .filter(|id| !note.visible_user_ids.contains(id));
        let added: Vec<String> = added.cloned().collect();
        note.visible_user_ids.extend(added);
    }
    note.id = state.ids.next();
    state.notes.push(note.clone());
    state.publish_note(&note);
    Ok(Some(
        json!({ "createdNote": state.pack_note(&note, call.viewer()) }),
    ))
}

/// The note as far as the parameters alone determine it.
fn draft(call: &Call) -> Result<Note, ApiError> {
    let owned = |param: &str| call.text(param).map(str::to_owned);
    let text = call
        .text("text")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let has_tags = !call.flag("noExtractHashtags", false);
    Ok(Note {
        user_id: call.user()?,
        text: text.map(str::to_owned),
        cw: owned("cw"),
        visibility: Visibility::parse(call.text("visibility").unwrap_or_default()),
        visible_user_ids: call.texts("visibleUserIds").unwrap_or_default(),
        local_only: call.flag("localOnly", false),
        reaction_acceptance: owned("reactionAcceptance"),
        reply_id: owned("replyId"),
        renote_id: owned("renoteId"),
        file_ids: call
            .texts("fileIds")
            .or_else(|| call.texts("mediaIds"))
            .unwrap_or_default(),
        tags: text.filter(|_| has_tags).map(tags).unwrap_or_default(),
        poll: call
            .params
            .get("poll")
            .filter(|poll| poll.is_object())
            .map(poll)
            .transpose()?,
        ..Note::default()
    })
}

fn poll(poll: &Value) -> Result<Poll, ApiError> {
    let now = timestamp::now();
    let expires_at = poll["expiresAt"].as_i64();
    if expires_at.is_some_and(|time| time < now) {
        return Err(POLL_IN_THE_PAST.into());
    }
    let after = poll["expiredAfter"].as_i64();
    Ok(Poll {
        choices: texts(&poll["choices"]),
        multiple: poll["multiple"] == true,
        expires_at: expires_at.or_else(|| after.map(|after| now.saturating_add(after))),
    })
}

fn check_files(state: &State, note: &Note) -> Result<(), ApiError> {
    let is_own = |id: &String| {
        state
            .file(id)
            .is_some_and(|file| file.user_id == note.user_id)
    };
    if note.file_ids.iter().all(is_own) {
        Ok(())
    } else {
        Err(NO_SUCH_FILE.into())
    }
}

/// A renote is seen by no more people than what it passes on.
fn check_renote(state: &State, note: &mut Note) -> Result<(), ApiError> {
    let Some(id) = note.renote_id.as_deref() else {
        return Ok(());
    };
    let target = state.note(id).ok_or(NO_SUCH_RENOTE_TARGET)?;
    if target.is_pure_renote() {
        return Err(RENOTE_OF_A_RENOTE.into());
    }
    let is_own = target.user_id == note.user_id;
    match target.visibility {
        Visibility::Specified => return Err(RENOTE_OF_THE_UNSEEN.into()),
        Visibility::Followers if !is_own => return Err(RENOTE_OF_THE_UNSEEN.into()),
        _ => {}
    }
    note.visibility = note.visibility.max(target.visibility);
    Ok(())
}

fn check_reply(state: &State, note: &Note) -> Result<(), ApiError> {
    let Some(id) = note.reply_id.as_deref() else {
        return Ok(());
    };
    let target = state.note(id).ok_or(NO_SUCH_REPLY_TARGET)?;
    if target.is_pure_renote() {
        return Err(REPLY_TO_A_RENOTE.into());
    }
    if !state.may_read(target, Some(&note.user_id)) {
        return Err(REPLY_TO_THE_UNSEEN.into());
    }
    if target.visibility == Visibility::Specified
        && note.visibility != Visibility::Specified
    {
        return Err(REPLY_TO_MORE.into());
    }
    Ok(())
}

/// Whom the text names and whom it answers, the author never among them.
fn mentions(state: &State, call: &Call, note: &Note) -> Vec<String> {
    let text = note
        .text
        .as_deref()
        .filter(|_| !call.flag("noExtractMentions", false));
    let named = marked(text.unwrap_or_default(), '@').filter_map(|account| {
        let (username, host) = account
            .split_once('@')
            .map_or((account, None), |(name, host)| (name, Some(host)));
        state.user_named(username, host)
    });
    let answered = note.reply_id.as_deref().and_then(|id| state.note(id));
    let mut mentions: Vec<String> = Vec::new();
    for id in named.chain(answered.map(|answered| answered.user_id.clone())) {
        if id != note.user_id && !mentions.contains(&id) {
            mentions.push(id);
        }
    }
    mentions
}
