//! Notes: how they are kept, who may read them, and what they look like on the wire.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{drive_file::FileDetail, user::Detail};
use crate::{call::texts, id, state::State, timestamp};

/// A note as it is kept; the rest is worked out when it is shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) text: Option<String>,
    pub(crate) cw: Option<String>,
    pub(crate) visibility: Visibility,
    pub(crate) visible_user_ids: Vec<String>,
    pub(crate) local_only: bool,
    pub(crate) reaction_acceptance: Option<String>,
    pub(crate) reply_id: Option<String>,
    pub(crate) renote_id: Option<String>,
    pub(crate) file_ids: Vec<String>,
    pub(crate) mentions: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) poll: Option<Poll>,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) uri: Option<String>,
}

/// Who may read a note, from all to few.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Visibility {
    #[default]
    Public,
    Home,
    Followers,
    Specified,
}

impl Visibility {
    pub(crate) fn parse(name: &str) -> Self {
        match name {
            "home" => Self::Home,
            "followers" => Self::Followers,
            "specified" => Self::Specified,
            _ => Self::Public,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Home => "home",
            Self::Followers => "followers",
            Self::Specified => "specified",
        }
    }
}

/// A poll; no endpoint here votes, so nobody has.
#[derive(Debug, Clone)]
pub(crate) struct Poll {
    pub(crate) choices: Vec<String>,
    pub(crate) multiple: bool,
    pub(crate) expires_at: Option<i64>,
}

/// One user's reaction to a note.
#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) reaction: String,
}

impl Note {
    /// Reads a note of the fixture, in which what is usual is left out.
    pub(crate) fn from_fixture(fixture: &Value) -> Self {
        let text = |key: &str| fixture[key].as_str().map(str::to_owned);
        let mut note = Self {
            id: text("id").unwrap_or_default(),
            user_id: text("userId").unwrap_or_default(),
            text: text("text"),
            visibility: Visibility::parse(
                fixture["visibility"].as_str().unwrap_or_default(),
            ),
            visible_user_ids: texts(&fixture["visibleUserIds"]),
            reply_id: text("replyId"),
            renote_id: text("renoteId"),
            mentions: texts(&fixture["mentions"]),
            poll: fixture.get("poll").map(Poll::from_fixture),
            uri: text("uri"),
            ..Self::default()
        };
        note.tags = note.text.as_deref().map(tags).unwrap_or_default();
        let reactions = fixture["reactions"].as_array().into_iter().flatten();
        note.reactions = reactions.map(Reaction::from_fixture).collect();
        note
    }

    /// Whether this passes another note on and adds nothing.
    pub(crate) fn is_pure_renote(&self) -> bool {
        self.renote_id.is_some()
            && self.text.is_none()
            && self.cw.is_none()
            && self.poll.is_none()
            && self.file_ids.is_empty()
            && self.reply_id.is_none()
    }
}

impl Poll {
    fn from_fixture(fixture: &Value) -> Self {
        Self {
            choices: texts(&fixture["choices"]),
            multiple: fixture["multiple"] == true,
            expires_at: fixture["expiresAt"].as_i64(),
        }
    }

    fn pack(&self) -> Value {
        let choice = |text| json!({"text": text, "votes": 0, "isVoted": false});
        json!({
            "multiple": self.multiple,
            "expiresAt": self.expires_at.map(timestamp::format),
            "choices": self.choices.iter().map(choice).collect::<Vec<_>>(),
        })
    }
}

impl Reaction {
    fn from_fixture(fixture: &Value) -> Self {
        let text = |key: &str| fixture[key].as_str().unwrap_or_default().to_owned();
        Self {
            id: text("id"),
            user_id: text("userId"),
            reaction: text("reaction"),
        }
    }
}

/// The hashtags of a text, in lower case.
pub(crate) fn tags(text: &str) -> Vec<String> {
    marked(text, '#').map(str::to_lowercase).collect()
}

/// The words of a text that begin with a mark, without it and without what ends a sentence.
pub(crate) fn marked(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    let marked = words.filter_map(move |word| word.strip_prefix(mark));
    let bare =
        marked.map(|word| word.trim_end_matches(['.', ',', ':', ';', '!', '?', ')']));
    bare.filter(|word| !word.is_empty())
}

impl State {
    /// Whether a viewer may read a note rather than only know that it is there.
    pub(crate) fn may_read(&self, note: &Note, viewer: Option<&str>) -> bool {
        if note.visibility <= Visibility::Home {
            return true;
        }
        let Some(viewer) = viewer else {
            return false;
        };
        if note.user_id == viewer {
            return true;
        }
        match note.visibility {
            Visibility::Followers => {
                self.follows(viewer, &note.user_id) || self.is_to(note, viewer)
            }
            _ => note.visible_user_ids.iter().any(|id| id == viewer),
        }
    }

    /// Whether a note replies to somebody else.
    pub(crate) fn answers_another(&self, note: &Note) -> bool {
        let answered = note.reply_id.as_deref().and_then(|id| self.note(id));
        answered.is_some_and(|answered| answered.user_id != note.user_id)
    }

    fn is_to(&self, note: &Note, user: &str) -> bool {
        let answered = note.reply_id.as_deref().and_then(|id| self.note(id));
        note.mentions.iter().any(|id| id == user)
            || answered.is_some_and(|answered| answered.user_id == user)
    }

    /// A note with what it answers or passes on.
    pub(crate) fn pack_note(&self, note: &Note, viewer: Option<&str>) -> Value {
        let mut packed = self.pack_bare_note(note);
        packed.insert("clippedCount".to_owned(), 0.into());
        self.add_other_notes(&mut packed, note, viewer);
        if let Some(poll) = &note.poll {
            packed.insert("poll".to_owned(), poll.pack());
        }
        let mine = note
            .reactions
            .iter()
            .find(|reaction| Some(reaction.user_id.as_str()) == viewer);
        if let Some(mine) = mine {
            packed.insert("myReaction".to_owned(), mine.reaction.clone().into());
        }
        self.hidden_from(viewer, note, packed)
    }

    fn add_other_notes(
        &self,
        packed: &mut Map<String, Value>,
        note: &Note,
        viewer: Option<&str>,
    ) {
        if let Some(reply) = note.reply_id.as_deref().and_then(|id| self.note(id)) {
            let reply = self.hidden_from(viewer, reply, self.pack_bare_note(reply));
            packed.insert("reply".to_owned(), reply);
        }
        if let Some(renote) = note.renote_id.as_deref().and_then(|id| self.note(id)) {
            packed.insert("renote".to_owned(), self.pack_note(renote, viewer));
        }
    }

    /// What is shown of every note, wherever it stands.
    fn pack_bare_note(&self, note: &Note) -> Map<String, Value> {
        let mut packed = Map::new();
        let mut put = |key: &str, value: Value| {
            packed.insert(key.to_owned(), value);
        };
        put("id", note.id.clone().into());
        put("createdAt", id::created_at(&note.id).into());
        put("userId", note.user_id.clone().into());
        put("user", self.pack_user(&note.user_id, Detail::Lite));
        put("text", note.text.clone().into());
        put("cw", note.cw.clone().into());
        put("visibility", note.visibility.name().into());
        put("localOnly", note.local_only.into());
        put(
            "reactionAcceptance",
            note.reaction_acceptance.clone().into(),
        );
        if note.visibility == Visibility::Specified {
            put("visibleUserIds", note.visible_user_ids.clone().into());
        }
        put(
            "renoteCount",
            self.count(|other| other.renote_id.as_ref() == Some(&note.id)),
        );
        put(
            "repliesCount",
            self.count(|other| other.reply_id.as_ref() == Some(&note.id)),
        );
        put("reactionCount", note.reactions.len().into());
        put("reactions", count_reactions(&note.reactions));
        put("reactionEmojis", json!({}));
        if self.is_remote(&note.user_id) {
            put("emojis", self.emojis_in(note));
        }
        if !note.tags.is_empty() {
            put("tags", note.tags.clone().into());
        }
        put("fileIds", note.file_ids.clone().into());
        put("files", self.attached(note));
        put("replyId", note.reply_id.clone().into());
        put("renoteId", note.renote_id.clone().into());
        if !note.mentions.is_empty() {
            put("mentions", note.mentions.clone().into());
        }
        if let Some(uri) = &note.uri {
            put("uri", uri.clone().into());
            put("url", uri.clone().into());
        }
        if note.poll.is_some() {
            put("hasPoll", true.into());
        }
        packed
    }

    fn count(&self, matches: impl Fn(&Note) -> bool) -> Value {
        self.notes
            .iter()
            .filter(|note| matches(note))
            .count()
            .into()
    }

    fn attached(&self, note: &Note) -> Value {
        let files = note.file_ids.iter().filter_map(|id| self.file(id));
        files
            .map(|file| self.pack_file(file, FileDetail::Attached))
            .collect()
    }

    /// Those of the author's emojis that the text uses.
    fn emojis_in(&self, note: &Note) -> Value {
        let text = note.text.as_deref().unwrap_or_default();
        let known = self
            .user(&note.user_id)
            .and_then(|user| user["emojis"].as_object());
        let used = known
            .into_iter()
            .flatten()
            .filter(|(name, _)| text.contains(&format!(":{name}:")));
        used.map(|(name, url)| (name.clone(), url.clone()))
            .collect::<Map<_, _>>()
            .into()
    }

    /// Takes out of a note what a viewer may not read, and says so.
    fn hidden_from(
        &self,
        viewer: Option<&str>,
        note: &Note,
        mut packed: Map<String, Value>,
    ) -> Value {
        if self.may_read(note, viewer) {
            return packed.into();
        }
        packed.shift_remove("visibleUserIds");
        packed.shift_remove("poll");
        for key in ["text", "cw"] {
            packed.insert(key.to_owned(), Value::Null);
        }
        for key in ["fileIds", "files"] {
            packed.insert(key.to_owned(), json!([]));
        }
        packed.insert("isHidden".to_owned(), true.into());
        packed.into()
    }
}

fn count_reactions(reactions: &[Reaction]) -> Value {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for reaction in reactions {
        *counts.entry(&reaction.reaction).or_default() += 1;
    }
    // In the order in which each was first given.
    let counted = reactions.iter().map(|reaction| reaction.reaction.as_str());
    let counted = counted.map(|name| (name.to_owned(), counts[name].into()));
    counted.collect::<Map<_, _>>().into()
}
