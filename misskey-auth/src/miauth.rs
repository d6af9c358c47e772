//! MiAuth: the user lets the app in on a page of the server, and the app fetches a token.
//!
//! Servers have it since 12.27.0, apps need not be registered, and nearly every app is best served
//! by it.
//!
//! ```text
//!   app                                server                             browser
//!    │ url: a fresh session id, who, where to, which permissions             │
//!    ├───────────────────────────────────┼──────────────────────────────────▶│
//!    │                                   │ GET miauth/SESSION?…              │
//!    │                                   │◀──────────────────────────────────┤
//!    │                                   │ the user allows access            │
//!    │                                   │◀──────────────────────────────────┤
//!    │ callback?session=…                │                                   │
//!    │◀──────────────────────────────────┼───────────────────────────────────┤
//!    │ POST api/miauth/SESSION/check     │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ token and user, once              │                                   │
//!    │◀──────────────────────────────────┤                                   │
//! ```
//!
//! 1. [`Request`] says who asks for what; [`start`](Request::start) makes a [`Session`] of it
//!    with an id that was never used before.
//! 2. The user opens [`Session::url`] in a browser and presses a button.
//! 3. If the request had a [`callback`](Request::callback), the browser goes there afterwards,
//!    but only if the user allowed access. [`Session::verify_callback`] tells whether it came
//!    back from this very session. Without a callback, ask the user to say when it is done.
//! 4. [`Session::check`] fetches the token; [`Session::wait`] asks again and again until it is
//!    there.
//!
//! # What is refused before the user is asked
//!
//! [`start`](Request::start) fails, with the reason, for permissions that no token of an app can
//! hold, for endpoints that no app can call ([`calls!`](crate::calls)), for texts that are no
//! permissions, and for callbacks to which no server sends a browser. Permissions that a server
//! does not know are not told: it drops them.
//!
//! # What a server does not tell
//!
//! - Whether the user has not decided yet, has denied access, or the token is already
//!   fetched: all of it is [`Check::Pending`]. Stop asking after a while.
//! - Which permissions it granted. It drops names that it does not know without a word, so a
//!   call may still be refused with `PERMISSION_DENIED`.
//! - How long the token is good for: until the user revokes it.
//!
//! # A token comes once
//!
//! A server hands the token out with the first check after the user agreed, and never again.
//! If that answer is lost, so is the token. A check therefore takes the session, and gives it
//! back where asking again can do no harm; see [`CheckError`] for the rest. To drop the
//! future of [`Session::check`] before it is done is to lose the answer, too: limit the time
//! with the client's own timeout.
//!
//! # Across restarts and processes
//!
//! A session can be written down with serde, as one text, and read again; or its
//! [`id`](Session::id) be kept, and [`Session::resume`] used. Keep either as you keep tokens:
//! who knows the id can fetch the token. A service that signs many users in should keep the
//! session with the browser that began it (in a signed cookie, for instance), so that nobody
//! can be led into finishing a sign-in that somebody else began.
//!
//! # With any HTTP client
//!
//! ```
//! use misskey_api::Server;
//! use misskey_auth::miauth::{Check, Request};
//!
//! let server: Server = "misskey.example".parse()?;
//! let session = Request::new(&server).name("My app").start()?;
//!
//! let request = session.check_request();
//! assert_eq!(request.method(), "POST");
//! assert_eq!(request.body(), b"{}");
//!
//! let response = http::Response::new(r#"{"ok":false}"#);
//! assert!(matches!(session.check_response(&response)?, Check::Pending(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod request;
mod session;

pub use request::{InvalidRequest, Request};
pub use session::{InvalidSession, Session};

/// What a check of a session brings.
pub type Check = crate::once::Check<Session>;
/// Why a check of a session brought neither a token nor the word that there is none yet. It is
/// never [`Gone`](crate::once::Gone): a server does not tell.
pub type CheckError = crate::once::CheckError<Session>;
