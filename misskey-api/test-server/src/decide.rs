//! What the user decides, said by the test.

use crate::{
    callback,
    miauth::{Decision, Wish},
    server::TestServer,
    state::State,
    visitor::Visitor,
};

/// The path of OAuth's page, on which nothing is decided but by its buttons.
const OAUTH_PAGE: &str = "/oauth/authorize";

impl TestServer {
    /// Lets the user agree to what an app asked for, as pressing the button of the page does.
    ///
    /// Takes the whole URL of the page, and then goes back to the app as the user's browser does,
    /// meanwhile, if the callback is on this machine: a program that waits there, such as
    /// `misskey_auth::loopback::SignIn`, goes on. For an app that looks for its cookies in that
    /// browser, take a [`Visitor`], who has them.
    ///
    /// Of MiAuth and `auth/session/generate` it takes the session alone, too, and then goes
    /// nowhere. What a MiAuth app asked for stands in the query of the URL: a bare session id
    /// whose page was never opened grants a token without any permission.
    pub fn grant(&self, page: &str) {
        if is_of_oauth(page) {
            return self.press(page, "Allow");
        }
        let (session, wish) = Wish::of_page(page);
        let mut state = self.state();
        state.decide(session, &wish, Decision::Allow);
        if let Some(back) = way_back(&state, page, session, &wish) {
            state.meanwhile(async move {
                // Whoever waits there notices.
                let _ = Visitor::new().open(&back).await;
            });
        }
    }

    /// Lets the user refuse. An app hears of it over OAuth alone: else it looks like a user who
    /// has not decided yet. See [`grant`](Self::grant).
    pub fn deny(&self, page: &str) {
        if is_of_oauth(page) {
            return self.press(page, "Deny");
        }
        let (session, wish) = Wish::of_page(page);
        self.state().decide(session, &wish, Decision::Deny);
    }

    fn press(&self, page: &str, button: &'static str) {
        let page = page.to_owned();
        self.state().meanwhile(async move {
            let _ = Visitor::new().press(&page, button).await;
        });
    }
}

fn is_of_oauth(page: &str) -> bool {
    let path = page.split('?').next().unwrap_or(page);
    path.ends_with(OAUTH_PAGE)
}

/// Where the browser goes from the page of a session, if there is a browser.
fn way_back(state: &State, page: &str, session: &str, wish: &Wish) -> Option<String> {
    if !page.starts_with("http") {
        return None;
    }
    match state.app_of_session(session) {
        Some(app) => callback::with_param(&app.callback?, "token", session),
        None => callback::with_param(wish.callback.as_deref()?, "session", session),
    }
}
