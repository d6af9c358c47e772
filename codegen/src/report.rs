//! Differences between releases, written down: as text, Markdown, JSON, or a page.
//!
//! Names and texts come from servers' documents, which may be hostile: each form escapes
//! them.

mod escape;
mod json;
mod markdown;
mod page;
mod text;

use std::collections::BTreeSet;

pub use json::json;
pub use markdown::{markdown, tasks};
pub use page::page;
pub use text::{brief, diff, text};

use crate::diff::{Bindings, Bump, Change, Diff, Happened, Item, Kind};
use crate::spec::{Server, Spec};

/// What happened from release to release.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The releases, oldest first.
    pub releases: Vec<Release>,
    /// What happened between each and the next: one fewer than there are releases.
    pub steps: Vec<Step>,
}

/// A release that is compared.
#[derive(Clone, Debug)]
pub struct Release {
    /// What the user called it.
    pub input: String,
    /// The server.
    pub server: Server,
    /// The paths of its endpoints.
    pub endpoints: BTreeSet<String>,
}

impl Release {
    /// The release that a spec is of.
    #[must_use]
    pub fn of(input: &str, spec: &Spec) -> Self {
        Self {
            input: input.to_owned(),
            server: spec.server.clone(),
            endpoints: spec.endpoints.keys().cloned().collect(),
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.server.name, self.server.version)
    }
}

/// From one release to the next.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What differs.
    pub diff: Diff,
    /// What it means for the bindings; none if they can't be generated from both.
    pub bindings: Option<Bindings>,
    /// Whether the corrections of both were applied first.
    pub corrected: bool,
}

impl Step {
    /// Which part of the bindings' version has to grow: found from their code if it can be
    /// generated, by rule if not.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let rule = self.diff.bump();
        // Constants and documentation differ where programs can name no difference.
        let least = rule.min(Bump::Patch);
        self.bindings
            .as_ref()
            .map_or(rule, |bindings| bindings.bump.max(least))
    }

    /// Whether it breaks callers or programs.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.diff.breaks_callers() || self.bump() == Bump::Major
    }
}

/// What a bump means, in words.
fn verdict(bump: Bump) -> String {
    match bump {
        Bump::None => "none: the bindings stay as they are".to_owned(),
        bump => format!(
            "{} (while they are 0.x: {})",
            bump.name(),
            bump.before_one().name()
        ),
    }
}

/// `12 added, 3 changed, 1 removed` of a kind; none if nothing happened.
fn tally(diff: &Diff, kind: Kind) -> Option<String> {
    let parts: Vec<String> = [Happened::Added, Happened::Changed, Happened::Removed]
        .into_iter()
        .map(|happened| (diff.count(kind, happened), happened))
        .filter(|(count, _)| *count > 0)
        .map(|(count, happened)| format!("{count} {}", happened.name()))
        .collect();
    (!parts.is_empty()).then(|| format!("{}: {}", kind.plural(), parts.join(", ")))
}

/// The fact that a change is about, where its place does not tell it.
fn about(change: &Change) -> Option<&'static str> {
    use crate::diff::Aspect;

    Some(match change.aspect {
        Aspect::Field
        | Aspect::Presence
        | Aspect::Type
        | Aspect::Null
        | Aspect::Limit => return None,
        Aspect::Format => "format",
        Aspect::Value => "value",
        Aspect::Member => "member",
        Aspect::Alternatives => "needs",
        Aspect::Default => "default",
        Aspect::Deprecated => "deprecated",
        Aspect::Condition => "condition",
        Aspect::Body => "body",
        Aspect::Credential => "credential",
        Aspect::Permission => "permission",
        Aspect::Internal => "internal",
        Aspect::Get => "GET",
        Aspect::Form => "sent as a form",
        Aspect::RateLimit => "rate limit",
        Aspect::Role => "only for",
        Aspect::Cache => "cached for",
        Aspect::Error => "error",
        Aspect::Event => "event",
        Aspect::Message => "message",
        Aspect::Shared => "subscribed to",
        Aspect::Backfill => "backfill",
    })
}

/// What a change or item means: `major, breaks callers`.
fn meaning(bump: Bump, breaks_callers: bool) -> String {
    if breaks_callers {
        format!("{}, breaks callers", bump.name())
    } else {
        bump.name().to_owned()
    }
}

/// The items of a kind to which something happened.
fn items(diff: &Diff, kind: Kind, happened: Happened) -> impl Iterator<Item = &Item> {
    let wanted = move |item: &&Item| item.kind == kind && item.happened == happened;
    diff.items.iter().filter(wanted)
}
