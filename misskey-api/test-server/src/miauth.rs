//! MiAuth sessions: what an app asked for, and what the user said.

use serde_json::{Value, json};

use crate::{entity::user::Detail, permission, state::State};

/// The user's click.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision {
    Allow,
    Deny,
}

/// A session: it comes into being when its page is opened or decided on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempt {
    permissions: Vec<String>,
    /// There from the grant until it is fetched.
    token: Option<String>,
    granted: bool,
}

/// The query of a consent page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    pub(crate) name: Option<String>,
    pub(crate) callback: Option<String>,
    permission: Option<String>,
}

impl Wish {
    pub(crate) fn parse(query: &str) -> Self {
        let mut wish = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = Some(value.into_owned());
            match name.as_ref() {
                "name" => wish.name = value,
                "callback" => {
                    wish.callback = value.filter(|callback| !callback.is_empty());
                }
                "permission" => wish.permission = value,
                _ => {}
            }
        }
        wish
    }

    /// Takes a session id, or the URL of its page, apart.
    pub(crate) fn of_page(page: &str) -> (&str, Self) {
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        let session = path.rsplit('/').next().unwrap_or(path);
        (session, Self::parse(query))
    }

    /// The permissions that the page will ask the user for.
    pub(crate) fn permissions(&self) -> Option<Vec<String>> {
        self.permission.as_deref().map(permission::grantable)
    }
}

impl State {
    /// Notes what the page of a session asks for.
    pub(crate) fn open_attempt(&mut self, session: &str, wish: &Wish) {
        let attempt = self.attempts.entry(session.to_owned()).or_default();
        if let Some(permissions) = wish.permissions() {
            attempt.permissions = permissions;
        }
    }

    /// Decides on a session of either kind, with what its page asked for.
    pub(crate) fn decide(&mut self, session: &str, wish: &Wish, decision: Decision) {
        let is_app = self.app_sessions.contains_key(session);
        // To deny is to do nothing: the server never hears of it.
        match decision {
            Decision::Allow if is_app => self.accept_app(session),
            Decision::Allow => {
                self.open_attempt(session, wish);
                self.grant_attempt(session);
            }
            Decision::Deny => {}
        }
    }

    fn grant_attempt(&mut self, session: &str) {
        let pending = self
            .attempts
            .get(session)
            .filter(|attempt| !attempt.granted);
        let Some(permissions) = pending.map(|attempt| attempt.permissions.clone())
        else {
            return;
        };
        let token = self.app_token(permissions);
        let attempt = self.attempts.entry(session.to_owned()).or_default();
        attempt.granted = true;
        attempt.token = Some(token);
    }

    /// Gives the token of a session away, once. Whatever else is the matter looks the same.
    pub(crate) fn check(&mut self, session: &str) -> Value {
        let token = self
            .attempts
            .get_mut(session)
            .and_then(|attempt| attempt.token.take());
        let Some(token) = token else {
            return json!({ "ok": false });
        };
        let user = self.pack_user(&self.owner(), Detail::Stranger);
        json!({ "ok": true, "token": token, "user": user })
    }
}
