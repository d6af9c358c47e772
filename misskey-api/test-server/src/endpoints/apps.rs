//! Apps of the old kind: registered first, let in by session.

use serde_json::{Value, json};

use super::Answer;
use crate::{
    call::Call,
    entity::user::Detail,
    error::Declared,
    permission,
    state::{App, AppSession, State},
};

const SECRET_LENGTH: usize = 32;

const NO_SUCH_APP: &Declared = &Declared::client(
    "NO_SUCH_APP",
    "92f93e63-428e-4f2f-a5a4-39e1407fe998",
    "no app has this secret",
);
const NO_APP_OF_SESSION: &Declared = &Declared::client(
    "NO_SUCH_APP",
    "fcab192a-2c5a-43b7-8ad8-9b7054d8d40d",
    "no app has this secret",
);
const NO_SUCH_SESSION: &Declared = &Declared::client(
    "NO_SUCH_SESSION",
    "5b5a1503-8bc8-4bd0-8054-dc189e8cdcb3",
    "the app has no such session",
);
const PENDING_SESSION: &Declared = &Declared::client(
    "PENDING_SESSION",
    "8c8a4145-02cc-4cca-8e66-29ba60445a8e",
    "the user has not accepted yet",
);

pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let mut permissions: Vec<String> = Vec::new();
    for name in call.texts("permission").unwrap_or_default() {
        let name = permission::modernised(&name);
        if !permissions.contains(&name) {
            permissions.push(name);
        }
    }
    let app = App {
        id: state.ids.next(),
        name: call.required("name")?,
        callback: call.text("callbackUrl").map(str::to_owned),
        permissions,
        secret: state.random.token(SECRET_LENGTH),
    };
    let answer = pack(&app);
    state.apps.push(app);
    Ok(Some(answer))
}

pub(super) fn generate_session(state: &mut State, call: &Call) -> Answer {
    let app_id = app_id(state, call).ok_or(NO_SUCH_APP)?;
    let token = state.random.uuid();
    let url = format!("{}/auth/{token}", state.base_url);
    let session = AppSession {
        app_id,
        access_token: None,
    };
    state.app_sessions.insert(token.clone(), session);
    Ok(Some(json!({ "token": token, "url": url })))
}

/// Gives the token of a session away, after which the session is gone.
pub(super) fn userkey(state: &mut State, call: &Call) -> Answer {
    let app_id = app_id(state, call).ok_or(NO_APP_OF_SESSION)?;
    let token = call.required("token")?;
    let session = state
        .app_sessions
        .get(&token)
        .filter(|session| session.app_id == app_id);
    let access_token = session.ok_or(NO_SUCH_SESSION)?.access_token.clone();
    let access_token = access_token.ok_or(PENDING_SESSION)?;
    state.app_sessions.remove(&token);
    let user = state.pack_user(&state.owner(), Detail::Stranger);
    Ok(Some(json!({ "accessToken": access_token, "user": user })))
}

fn app_id(state: &State, call: &Call) -> Option<String> {
    let secret = call.text("appSecret")?;
    let app = state.apps.iter().find(|app| app.secret == secret)?;
    Some(app.id.clone())
}

fn pack(app: &App) -> Value {
    json!({
        "id": app.id,
        "name": app.name,
        "callbackUrl": app.callback,
        "permission": app.permissions,
        "secret": app.secret,
    })
}

impl State {
    /// The app that waits in a session.
    pub(crate) fn app_of_session(&self, token: &str) -> Option<App> {
        let session = self.app_sessions.get(token)?;
        self.apps
            .iter()
            .find(|app| app.id == session.app_id)
            .cloned()
    }

    /// Lets the user accept, once.
    pub(crate) fn accept_app(&mut self, token: &str) {
        let Some(app) = self.app_of_session(token) else {
            return;
        };
        let session = self.app_sessions.get(token);
        if session.is_none_or(|session| session.access_token.is_some()) {
            return;
        }
        let access_token = self.legacy_token(app.permissions, &app.secret);
        if let Some(session) = self.app_sessions.get_mut(token) {
            session.access_token = Some(access_token);
        }
    }
}
