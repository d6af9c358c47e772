//! App sessions: how apps got tokens before MiAuth, and still can.
//!
//! They are for servers before 12.27.0, and for apps that are registered already; otherwise
//! [`miauth`](crate::miauth) is simpler. An app is registered once on each server and gets a
//! secret, with which it begins a session for each user.
//!
//! ```text
//!   app                                server                             browser
//!    │ POST app/create                   │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ secret                            │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │ POST auth/session/generate        │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ token of the session, url         │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │ url                               │                                   │
//!    ├───────────────────────────────────┼──────────────────────────────────▶│
//!    │                                   │ the user allows access            │
//!    │                                   │◀──────────────────────────────────┤
//!    │                                   │ callback?token=…                  │
//!    │◀──────────────────────────────────┼───────────────────────────────────┤
//!    │ POST auth/session/userkey         │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ accessToken and user, once        │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │                                   │                                   │
//!    ⋮ i = sha256(accessToken + secret)  ⋮                                   ⋮
//! ```
//!
//! 1. [`Registration`] says who asks for what; [`register`](Registration::register) gives an
//!    [`App`]. Keep it with serde: its secret is the app's credential.
//! 2. [`App::begin`] gives a [`Session`]; the user opens [`Session::url`].
//! 3. If the registration had a callback, the browser goes there afterwards, and
//!    [`Session::verify_callback`] tells whether it came from this session.
//! 4. [`Session::check`] fetches the token, once: [`Pending`](crate::once::Check::Pending) until
//!    the user has allowed access, [`Gone`](crate::once::Gone) after it was fetched. The
//!    server does not say when the user has denied access.
//!
//! The token of a grant is ready to call with: it is the hash of what the server gave and the
//! app's secret, which old servers demand and new ones accept.
//!
#![cfg_attr(feature = "client", doc = "```")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! use misskey_api::{Client, endpoints};
//! use misskey_auth::app::{Check, Registration};
//! use misskey_auth::calls;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = misskey_test_server::TestServer::start().await?;
//! let client = Client::builder(server.base_url()).build()?;
//! let app = Registration::new("My app")
//!     .description("Greets you.")
//!     .calls(&calls!(endpoints::I))
//!     .register(&client)
//!     .await?;
//! let session = app.begin(&client).await?;
//! # server.grant(session.url().as_str()); // The user opens the page and allows access.
//! let Check::Granted(grant) = session.check(&client).await? else {
//!     return Err("not allowed yet; ask again later".into());
//! };
//! let me = client.with_token(grant.token).send(endpoints::I::new()).await?;
//! assert_eq!(me.username, "momiji");
//! # Ok(())
//! # }
//! ```
//!
//! Other HTTP clients carry [`Registration::request`], [`App::request`] and
//! [`Session::check_request`].

mod registration;
mod session;

#[cfg(feature = "client")]
pub use registration::RegisterError;
pub use registration::{App, InvalidApp, Registration};
pub use session::{InvalidSession, Session, credential};

/// What a check of a session brings.
pub type Check = crate::once::Check<Session>;
/// Why a check of a session brought neither a token nor the answer that there is none yet.
pub type CheckError = crate::once::CheckError<Session>;
