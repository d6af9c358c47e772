//! All that the server knows. It is in memory, and each server has its own.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    time::Duration,
};

use serde_json::{Map, Value};

use crate::{
    auth::Token,
    endpoints::moderation::Report,
    entity::{drive_file::DriveFile, note::Note},
    fixture,
    id::IdSource,
    miauth::Attempt,
    oauth::Oauth,
    random::Random,
    shared::Later,
    streaming::Hub,
};

/// What the server knows, and where its new ids and tokens come from.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) base_url: String,
    pub(crate) ids: IdSource,
    pub(crate) random: Random,
    /// The keys of each are in wire order; see [`crate::entity::user`].
    pub(crate) users: Vec<Map<String, Value>>,
    /// In the order of their ids.
    pub(crate) notes: Vec<Note>,
    pub(crate) files: Vec<DriveFile>,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) reports: Vec<Report>,
    /// The ids of those who are moderators.
    pub(crate) moderators: Vec<String>,
    pub(crate) streams: Hub,
    pub(crate) limits: Limits,
    /// None before the server runs.
    pub(crate) later: Option<Later>,
    pub(crate) meta: Map<String, Value>,
    pub(crate) tokens: HashMap<String, Token>,
    pub(crate) apps: Vec<App>,
    /// By the token of the session.
    pub(crate) app_sessions: BTreeMap<String, AppSession>,
    /// By the id of the MiAuth session.
    pub(crate) attempts: BTreeMap<String, Attempt>,
    pub(crate) oauth: Oauth,
}

/// What a test may change about files.
#[derive(Debug)]
pub(crate) struct Limits {
    /// The largest file that a user may store, in bytes: `maxFileSizeMb` of the policies.
    pub(crate) file: u64,
    /// The largest that is read at all: what `meta` calls `maxFileSize`.
    pub(crate) form: u64,
    /// How long it takes to fetch a file from elsewhere; for ever when there is none.
    pub(crate) url_upload: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 30 * 1024 * 1024,
            form: 262_144_000,
            url_upload: Some(Duration::ZERO),
        }
    }
}

/// What a user was told. Users and notes in it are only named.
#[derive(Debug, Clone)]
pub(crate) struct Notification {
    pub(crate) recipient: String,
    pub(crate) content: Value,
}

/// What `app/create` made.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) callback: Option<String>,
    pub(crate) permissions: Vec<String>,
    pub(crate) secret: String,
}

/// What `auth/session/generate` made.
#[derive(Debug, Clone)]
pub(crate) struct AppSession {
    pub(crate) app_id: String,
    /// There as soon as the user has accepted.
    pub(crate) access_token: Option<String>,
}

impl State {
    /// The state from which every server starts, with its own URL in it.
    pub(crate) fn new(base_url: &str) -> io::Result<Self> {
        let mut random = Random::new();
        let mut state = Self {
            base_url: base_url.to_owned(),
            ids: IdSource::new(&mut random),
            random,
            users: fixture::users(base_url)?,
            notes: fixture::notes()?,
            files: Vec::new(),
            notifications: Vec::new(),
            reports: Vec::new(),
            moderators: Vec::new(),
            streams: Hub::new(),
            limits: Limits::default(),
            later: None,
            meta: fixture::meta(base_url)?,
            tokens: HashMap::new(),
            apps: Vec::new(),
            app_sessions: BTreeMap::new(),
            attempts: BTreeMap::new(),
            oauth: Oauth::default(),
        };
        let owner = state.owner();
        let notifications = fixture::notifications()?.into_iter();
        state.notifications = notifications
            .map(|content| Notification {
                recipient: owner.clone(),
                content,
            })
            .collect();
        Ok(state)
    }

    /// The user of the server's first token, and of the tokens that sessions give: the first of
    /// the fixture.
    pub(crate) fn owner(&self) -> String {
        let id = self.users.first().and_then(|user| user.get("id"));
        id.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub(crate) fn note(&self, id: &str) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == id)
    }

    pub(crate) fn note_mut(&mut self, id: &str) -> Option<&mut Note> {
        self.notes.iter_mut().find(|note| note.id == id)
    }

    pub(crate) fn file(&self, id: &str) -> Option<&DriveFile> {
        self.files.iter().find(|file| file.id == id)
    }

    /// Forgets a note, and with it its replies and renotes, as the database of a real server
    /// does.
    pub(crate) fn delete_note(&mut self, id: &str) {
        let is_on = |note: &Note| {
            [&note.reply_id, &note.renote_id]
                .into_iter()
                .flatten()
                .any(|on| on == id)
        };
        let dependent: Vec<String> = self
            .notes
            .iter()
            .filter(|note| is_on(note))
            .map(|note| note.id.clone())
            .collect();
        self.notes.retain(|note| note.id != id);
        for note in dependent {
            self.delete_note(&note);
        }
    }
}
