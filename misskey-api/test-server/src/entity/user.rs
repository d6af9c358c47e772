//! Users. Each is kept as the most that anyone may see of them, keys in wire order; to show less
//! is to stop earlier.

use serde_json::{Map, Value};

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

    /// Whether the owner of the tokens, who is the only possible viewer, follows a user.
    pub(crate) fn is_followed(&self, id: &str) -> bool {
        self.user(id)
            .is_some_and(|user| user.get("isFollowing") == Some(&Value::Bool(true)))
    }

    /// A user on the wire; null for nobody.
    pub(crate) fn pack_user(&self, id: &str, detail: Detail) -> Value {
        let Some(user) = self.user(id) else {
            return Value::Null;
        };
        let end = detail.ends_before();
        let shown = user
            .iter()
            .take_while(|(key, _)| !end.contains(&key.as_str()));
        let mut shown: Map<String, Value> = shown
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
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
        let detail = match viewer {
            None => Detail::Stranger,
            Some(viewer) if viewer == id => Detail::Own,
            Some(_) => Detail::Full,
        };
        self.pack_user(id, detail)
    }
}
