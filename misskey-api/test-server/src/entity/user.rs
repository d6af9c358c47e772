//! Users. Each is kept as the most that anyone may see of them, keys in wire order; to show less
//! is to stop earlier.

use serde_json::{Map, Value};

use super::object;
use crate::state::State;

/// How much of a user is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// What stands beside a note.
    Lite,
    /// A profile, to someone of whom nothing is known.
    Stranger,
    /// The own account, to an app.
    Own,
    /// The own account in person, or a profile with how it relates to the viewer.
    Full,
}

impl Detail {
    /// The first key that is not shown.
    fn ends_before(self) -> &'static [&'static str] {
        match self {
            Self::Lite => &["url"],
            Self::Stranger => &["twoFactorEnabled", "isFollowing"],
            Self::Own => &["email"],
            Self::Full => &[],
        }
    }
}

impl State {
    pub(crate) fn user(&self, id: &str) -> Option<&Map<String, Value>> {
        self.users.iter().find(|user| user["id"] == id)
    }

    /// Finds a user as names are compared: without regard to case, the local host being none.
    pub(crate) fn user_named(
        &self,
        username: &str,
        host: Option<&str>,
    ) -> Option<String> {
        let same = |value: &Value, text: Option<&str>| match (value.as_str(), text) {
            (Some(value), Some(text)) => value.eq_ignore_ascii_case(text),
            (value, text) => value.is_none() && text.is_none(),
        };
        let is_named = |user: &&Map<String, Value>| {
            same(&user["username"], Some(username)) && same(&user["host"], host)
        };
        let user = self.users.iter().find(is_named)?;
        user["id"].as_str().map(str::to_owned)
    }

    pub(crate) fn is_remote(&self, id: &str) -> bool {
        self.user(id).is_some_and(|user| !user["host"].is_null())
    }

    pub(crate) fn is_suspended(&self, id: &str) -> bool {
        self.user(id)
            .is_some_and(|user| user.get("isSuspended") == Some(&Value::Bool(true)))
    }

    /// Whether one user follows another. What is known of that are the ties of the owner, kept
    /// with those whom they tie.
    pub(crate) fn follows(&self, follower: &str, followed: &str) -> bool {
        let owner = self.owner();
        let (other, tie) = if follower == owner {
            (followed, "isFollowing")
        } else if followed == owner {
            (follower, "isFollowed")
        } else {
            return false;
        };
        self.user(other)
            .is_some_and(|user| user.get(tie) == Some(&Value::Bool(true)))
    }

    /// Lets one user follow another, as far as that is known.
    pub(crate) fn tie(&mut self, follower: &str, followed: &str) {
        let owner = self.owner();
        let (other, tie) = if follower == owner {
            (followed, "isFollowing")
        } else if followed == owner {
            (follower, "isFollowed")
        } else {
            return;
        };
        let mut users = self.users.iter_mut();
        if let Some(user) = users.find(|user| user["id"] == other) {
            user.insert(tie.to_owned(), true.into());
        }
    }

    /// A user on the wire; null for nobody.
    pub(crate) fn pack_user(&self, id: &str, detail: Detail) -> Value {
        let Some(user) = self.user(id) else {
            return Value::Null;
        };
        let mut shown = first_keys(user, detail.ends_before());
        if let Some(count) = shown.get_mut("notesCount") {
            *count = self
                .notes
                .iter()
                .filter(|note| note.user_id == id)
                .count()
                .into();
        }
        shown.into()
    }

    /// A profile as this viewer sees it.
    pub(crate) fn pack_profile(&self, id: &str, viewer: Option<&str>) -> Value {
        match viewer {
            None => self.pack_user(id, Detail::Stranger),
            Some(viewer) if viewer == id => self.pack_account(id, Detail::Own),
            Some(viewer) if viewer == self.owner() => self.pack_user(id, Detail::Full),
            Some(viewer) => self.pack_tied(id, viewer),
        }
    }

    /// An account as its user sees it. Only the owner has settings; those of others look like
    /// hers.
    pub(crate) fn pack_account(&self, id: &str, detail: Detail) -> Value {
        let owner = self.owner();
        if id == owner {
            return self.pack_user(id, detail);
        }
        let settings = object(self.pack_user(&owner, detail)).into_iter();
        let settings = settings.skip_while(|(key, _)| key != "twoFactorEnabled");
        let mut account = object(self.pack_user(id, Detail::Stranger));
        account.extend(settings);
        account.into()
    }

    /// A profile with how it relates to a viewer who is not the owner.
    fn pack_tied(&self, id: &str, viewer: &str) -> Value {
        let mut profile = object(self.pack_user(id, Detail::Stranger));
        let ties = self.user(viewer).into_iter().flatten();
        let ties = ties.skip_while(|(key, _)| *key != "isFollowing");
        profile.extend(ties.map(|(key, value)| (key.clone(), value.clone())));
        profile.insert("isFollowing".to_owned(), self.follows(viewer, id).into());
        profile.insert("isFollowed".to_owned(), self.follows(id, viewer).into());
        profile.into()
    }
}

fn first_keys(user: &Map<String, Value>, end: &[&str]) -> Map<String, Value> {
    let shown = user
        .iter()
        .take_while(|(key, _)| !end.contains(&key.as_str()));
    shown
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
