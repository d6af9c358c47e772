//! Signing in to programs that have no page of their own: the browser comes back to this machine.
//!
//! [`SignIn::run`] asks the server which ways to a token it offers, takes the best, opens the
//! browser, and waits on a port of 127.0.0.1 until it comes back. The browser then shows a small
//! page, in the user's language, that says how the sign-in ended. Only the browser that comes back
//! from this very session counts: others get a page too, and change nothing.
//!
//! ```text
//!   program                            browser                            server
//!    │ a port of 127.0.0.1               │                                   │
//!    │ opens the page                    │                                   │
//!    ├──────────────────────────────────▶│ the user allows access            │
//!    │                                   ├──────────────────────────────────▶│
//!    │                                   │ go to http://127.0.0.1:PORT/…     │
//!    │                                   │◀──────────────────────────────────┤
//!    │ GET /callback?session=…           │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │ fetches the token                 │                                   │
//!    ├───────────────────────────────────┼──────────────────────────────────▶│
//!    │                                   │                                   │
//!    │◀──────────────────────────────────┼───────────────────────────────────┤
//!    │ "You can close this window."      │                                   │
//!    ├──────────────────────────────────▶│                                   │
//! ```
//!
//! ```no_run
//! use misskey_api::{Client, endpoints};
//! use misskey_auth::loopback::SignIn;
//! use misskey_auth::{calls, server};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder(server("misskey.example")?).build()?;
//! let signed_in = SignIn::new(&client, "My program")
//!     .calls(&calls!(endpoints::I, endpoints::notes::Create))
//!     .run()
//!     .await?;
//! let client = client.with_token(signed_in.token);
//! # Ok(())
//! # }
//! ```
//!
//! # Testing
//!
//! `misskey-test-server` plays server, user and browser: its `TestServer::grant` presses the button
//! of the page and comes back, its `deny` presses the other one.
//!
#![cfg_attr(feature = "reqwest", doc = "```")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! # use misskey_api::{Client, endpoints};
//! # use misskey_auth::calls;
//! # use misskey_auth::loopback::SignIn;
//! # use misskey_test_server::TestServer;
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = TestServer::start().await?;
//! let client = Client::builder(server.base_url()).build()?;
//! let sign_in = SignIn::new(&client, "My program").calls(&calls!(endpoints::I));
//! let signed_in = sign_in.show(|page| server.grant(page.as_str())).run().await?;
//! assert_eq!(signed_in.account().ok_or("nobody")?.username, "momiji");
//! # Ok(())
//! # }
//! ```
//!
//! # What does not come back
//!
//! Only OAuth tells a user who denies access from one who does nothing: the other ways end with
//! [`SignInError::TimedOut`]. Before that they ask once more, in case the user has allowed access
//! and only the browser failed to come back. A browser on another machine can't come back at all:
//! for that there is [`SignIn::elsewhere`], which asks the server again and again.
//!
//! # OAuth
//!
//! OAuth needs a page of the app's on the web, which names the way back with its port. So publish
//! a page with the redirect `http://127.0.0.1:PORT/callback` and pass both to
//! [`SignIn::published`]. Without it, OAuth is not used.

mod attend;
mod language;
mod listener;
mod page;
mod sign_in;
mod signed_in;

use std::io;

use url::Url;

pub use sign_in::SignIn;
pub use signed_in::{SignInError, SignedIn, Who};

/// Where the browser comes back to.
const CALLBACK: &str = "/callback";

/// Opens the user's browser, without a shell.
///
/// # Errors
/// If there is no browser, or the address is not http or https: others would open other programs.
pub fn open_browser(page: &Url) -> io::Result<()> {
    if !matches!(page.scheme(), "https" | "http") {
        let reason = "only addresses of the web are opened in a browser";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    open::that_detached(page.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_opened() {
        for text in ["file:///etc/passwd", "javascript:alert(1)", "myapp:x"] {
            let refused = open_browser(&Url::parse(text).unwrap()).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{text}");
        }
    }
}
