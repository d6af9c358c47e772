//! What differs between two specs, whom it breaks, and what it means for the bindings.
//!
//! [`compare`] lists differences as facts: endpoints, entities, channels, permissions and
//! errors that came or went, and what changed within those that stayed. Each difference
//! answers two questions:
//!
//! - *Does it break callers?* ([`Change::breaks_callers`]) Whether a call that worked can
//!   fail, or an answer that was understood can be missed, by a program that was built for
//!   the old server and talks to the new one. Bindings are open, so what is only added to
//!   answers breaks none.
//! - *What does it mean for the bindings' version?* ([`Change::bump`]) By the rules below.
//!   [`bindings`] finds the exact answer from the generated code of both.
//!
//! | what | request | answer |
//! |---|---|---|
//! | field added | minor; required: major | minor |
//! | field removed, other type | major | major |
//! | required to optional or back | major: `new` differs | major: `Option` or not |
//! | null added or removed | major | major, unless it could be absent before and after |
//! | text of an enumeration, member of a union added | minor | minor |
//! | the same removed | major | major |
//! | limits, default, deprecation, formats without a type | patch | patch |
//!
//! Endpoints, entities, channels, permissions, events and errors are minor when they are
//! added and major when they are removed. Credential, permission of a call, internal, GET,
//! rate limit and roles are constants: patch, although they may break callers.

mod bindings;
mod channel;
mod endpoint;
mod ground;
mod notation;
mod object;
mod reach;
mod rest;
mod shape;
mod union;

use serde::Serialize;

pub use bindings::{Bindings, Difference, bindings};
pub use ground::common_ground;

use crate::spec::{Server, Spec};

/// Which part of a version has to grow, by Semantic Versioning from 1.0.0 on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing has to be released.
    #[default]
    None,
    /// Nothing that a program can name changes.
    Patch,
    /// Something is added.
    Minor,
    /// Programs may have to be edited.
    Major,
}

impl Bump {
    /// Its name: `none`, `patch`, `minor`, `major`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The part that grows while the version is 0.x, as Cargo has it: what breaks takes
    /// the minor part, all else the patch.
    #[must_use]
    pub fn before_one(self) -> Self {
        match self {
            Self::Major => Self::Minor,
            Self::Minor => Self::Patch,
            other => other,
        }
    }
}

/// What happened to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Happened {
    /// Only the new one has it.
    Added,
    /// Both have it, and it is not the same.
    Changed,
    /// Only the old one had it.
    Removed,
}

impl Happened {
    /// Its name: `added`, `changed`, `removed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// What kind of thing an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An endpoint, named by its path.
    Endpoint,
    /// A component schema.
    Entity,
    /// A channel of the streaming API, or what is told without a subscription.
    Channel,
    /// A permission.
    Permission,
    /// An error that any endpoint may give, named by its code.
    Error,
}

impl Kind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::Endpoint,
        Self::Entity,
        Self::Channel,
        Self::Permission,
        Self::Error,
    ];

    /// Its name: `endpoint`, `entity`, `channel`, `permission`, `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Entity => "entity",
            Self::Channel => "channel",
            Self::Permission => "permission",
            Self::Error => "error",
        }
    }

    /// Its name for several: `endpoints`, `entities`, …
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoints",
            Self::Entity => "entities",
            Self::Channel => "channels",
            Self::Permission => "permissions",
            Self::Error => "errors",
        }
    }
}

/// Which fact a [`Change`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Aspect {
    /// A parameter of a request, or a property of an object.
    Field,
    /// Whether a property is required, and whether it may be null.
    Presence,
    /// Whether an element, value or answer may be null.
    Null,
    /// The type.
    Type,
    /// What a text or number means.
    Format,
    /// A text of an enumeration.
    Value,
    /// A member of a union.
    Member,
    /// Which sets of parameters a call needs one of.
    Alternatives,
    /// A limit on length, size or count, or a pattern.
    Limit,
    /// What the server takes for an absent value.
    Default,
    /// Whether it is called deprecated.
    Deprecated,
    /// A rule between fields.
    Condition,
    /// Whether there is an answer's body, or a message's.
    Body,
    /// Whether callers need a credential.
    Credential,
    /// The permission that a token needs; or whether one can hold it.
    Permission,
    /// Whether tokens of apps are refused.
    Internal,
    /// Whether GET is answered.
    Get,
    /// Whether it is sent as a form.
    Form,
    /// How often it may be called.
    RateLimit,
    /// Which accounts may call it.
    Role,
    /// For how long an answer may be cached.
    Cache,
    /// An error of the endpoint.
    Error,
    /// An event of a channel.
    Event,
    /// A message to a channel.
    Message,
    /// Whether a connection can have it only once.
    Shared,
    /// The endpoint that has what was missed.
    Backfill,
}

/// A difference within something that both have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Where: `request.text`, `response[].user`; within an entity `poll.choices[]`.
    /// Empty for the whole.
    pub at: String,
    /// Which fact differs.
    pub aspect: Aspect,
    /// What happened to it.
    pub happened: Happened,
    /// What it was, in short; none if it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is, in short; none if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether programs that were built for the old server can fail with the new one.
    pub breaks_callers: bool,
    /// What it means for the bindings' version, by rule.
    pub bump: Bump,
}

/// Something that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What happened to it.
    pub happened: Happened,
    /// Whether programs that were built for the old server can fail with the new one.
    pub breaks_callers: bool,
    /// What it means for the bindings' version, by rule.
    pub bump: Bump,
    /// What changed within it, if both have it.
    pub changes: Vec<Change>,
}

impl Item {
    fn whole(kind: Kind, name: &str, happened: Happened) -> Self {
        let removed = happened == Happened::Removed;
        // The others only stand for what is said or told elsewhere.
        let called = matches!(kind, Kind::Endpoint | Kind::Channel);
        Self {
            kind,
            name: name.to_owned(),
            happened,
            breaks_callers: removed && called,
            bump: if removed { Bump::Major } else { Bump::Minor },
            changes: Vec::new(),
        }
    }

    fn changed(kind: Kind, name: &str, changes: Vec<Change>) -> Option<Self> {
        let bump = changes.iter().map(|change| change.bump).max()?;
        Some(Self {
            kind,
            name: name.to_owned(),
            happened: Happened::Changed,
            breaks_callers: changes.iter().any(|change| change.breaks_callers),
            bump,
            changes,
        })
    }
}

/// What differs between two specs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The old server.
    pub old: Server,
    /// The new server.
    pub new: Server,
    /// What differs, by kind and name.
    pub items: Vec<Item>,
}

impl Diff {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether programs that were built for the old server can fail with the new one.
    #[must_use]
    pub fn breaks_callers(&self) -> bool {
        self.items.iter().any(|item| item.breaks_callers)
    }

    /// What it means for the bindings' version, by rule.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let bumps = self.items.iter().map(|item| item.bump);
        bumps.max().unwrap_or_default()
    }

    /// How many things of a kind something happened to.
    #[must_use]
    pub fn count(&self, kind: Kind, happened: Happened) -> usize {
        let counted = |item: &&Item| item.kind == kind && item.happened == happened;
        self.items.iter().filter(counted).count()
    }
}

/// Compares two specs. What a server's document can't tell (streaming, permissions that no
/// endpoint asks for, rate limits and roles) is compared where both specs tell it. Tags,
/// the order of fields, and since when something exists are not compared.
#[must_use]
pub fn compare(old: &Spec, new: &Spec) -> Diff {
    let (old, new) = common_ground(old, new);
    let reach = reach::Reach::of(&old, &new);
    let pair = shape::Pair::new(&old, &new);
    let mut items = endpoint::compare(pair);
    items.extend(rest::entities(pair, &reach));
    items.extend(channel::compare(pair));
    items.extend(rest::permissions(&old, &new));
    items.extend(rest::common_errors(&old, &new));
    Diff {
        old: old.server.clone(),
        new: new.server.clone(),
        items,
    }
}
