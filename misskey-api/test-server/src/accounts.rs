//! Users from the side of the test: their tokens, and what they do without HTTP.

use serde_json::Value;

use crate::{
    api,
    auth::Token,
    endpoints,
    error::{ApiError, Declared, UNKNOWN_API_ENDPOINT},
    input::Input,
    server::TestServer,
    state::State,
};

const NO_SUCH_USER: &Declared = &Declared::client(
    "AUTHENTICATION_FAILED",
    "b0a7f5f8-dc2f-4171-b91f-de88ad238e14",
    "there is no user of this name; those on other servers are named with their host",
);

/// The users, who are named as in the API: `kaede`, or `sora@far.example` on another server.
impl TestServer {
    /// Makes a native token of a user; none when there is no such user.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// let kaede = server.token_of("kaede").expect("she is in the fixture");
    /// assert_ne!(kaede, server.token());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn token_of(&self, username: &str) -> Option<String> {
        let mut state = self.state();
        let user = state.user_called(username)?;
        Some(state.native_token_of(user))
    }

    /// Makes the token of an app with these permissions; none when there is no such user.
    #[must_use]
    pub fn app_token(&self, username: &str, permissions: &[&str]) -> Option<String> {
        let permissions = permissions.iter().map(|name| (*name).to_owned());
        let mut state = self.state();
        let user = state.user_called(username)?;
        Some(state.app_token_of(user, permissions.collect()))
    }

    /// Suspends a user, whose tokens are refused from now on. Connections stay.
    pub fn suspend(&self, username: &str) {
        let mut state = self.state();
        let id = state.user_called(username).unwrap_or_default();
        let mut users = state.users.iter_mut();
        if let Some(user) = users.find(|user| user["id"] == id.as_str()) {
            user.insert("isSuspended".to_owned(), true.into());
        }
    }

    /// Makes a user a moderator, who may see and resolve what others report.
    pub fn make_moderator(&self, username: &str) {
        let mut state = self.state();
        if let Some(id) = state.user_called(username) {
            state.moderators.push(id);
        }
    }

    /// Calls an endpoint as a user, without HTTP and all that it takes: parameters are checked
    /// and events published as ever, but no request is recorded and no queued reply taken.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # use serde_json::json;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// let note = json!({"text": "Hello @momiji", "visibility": "home"});
    /// let created = server.act_as("kaede", "notes/create", note);
    /// assert!(created.is_ok_and(|created| created["createdNote"]["text"] == "Hello @momiji"));
    ///
    /// let missing = server.act_as("kaede", "notes/show", json!({"noteId": "none"}));
    /// assert!(missing.is_err_and(|error| error["code"] == "NO_SUCH_NOTE"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What a server would put under `error`: also when there is no such user or endpoint.
    pub fn act_as(
        &self,
        username: &str,
        endpoint: &str,
        params: Value,
    ) -> Result<Value, Value> {
        let mut state = self.state();
        let answer = act(&mut state, username, endpoint, params);
        answer.map_err(|error| error.pack())
    }
}

fn act(
    state: &mut State,
    username: &str,
    endpoint: &str,
    params: Value,
) -> Result<Value, ApiError> {
    let endpoint = endpoints::find(endpoint).ok_or(UNKNOWN_API_ENDPOINT)?;
    let user_id = state.user_called(username).ok_or(NO_SUCH_USER)?;
    let token = Token {
        user_id,
        permissions: None,
    };
    let input = Input {
        params,
        ..Input::default()
    };
    let answer = api::perform(state, endpoint, input, Some(token))?;
    Ok(answer.unwrap_or_default())
}

impl State {
    /// The id of a user named `name` or `name@host`.
    fn user_called(&self, account: &str) -> Option<String> {
        match account.split_once('@') {
            Some((username, host)) => self.user_named(username, Some(host)),
            None => self.user_named(account, None),
        }
    }
}
