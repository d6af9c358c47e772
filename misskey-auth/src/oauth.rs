//! OAuth 2.0: the user lets the app in on a page of the server, and the app trades a code for a
//! token.
//!
//! Servers have had it since 2023.9.0. Unlike with [`miauth`](crate::miauth), the app learns when
//! the user denies access, and which permissions the token has; and a stolen code is of no use to
//! the thief. In return the app needs a page of its own on the web that all servers can open
//! ([`ClientPage`] writes it), since the page's address is the app's id.
//!
//! ```text
//!   app                                server                             browser
//!    │ GET .well-known/oauth-…           │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ where its pages are               │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │ url: who, where to, which permissions, state, hash of a secret        │
//!    ├───────────────────────────────────┼──────────────────────────────────▶│
//!    │                                   │ GET oauth/authorize?…             │
//!    │                                   │◀──────────────────────────────────┤
//!    │ GET the app's page: is the way    │                                   │
//!    │ back one of its own?              │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │                                   │ the user allows or denies access  │
//!    │                                   │◀──────────────────────────────────┤
//!    │ redirect?code=…&state=…&iss=…, or ?error=access_denied&…              │
//!    │◀──────────────────────────────────┼───────────────────────────────────┤
//!    │ POST oauth/token: code, secret    │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ token and its permissions, once   │                                   │
//!    │◀──────────────────────────────────┤                                   │
//! ```
//!
//! 1. Publish a [`ClientPage`] over https. Its address is the app's `client_id`.
//! 2. [`Metadata::discover`] asks a server whether it has OAuth:
//!    [`NotOffered`](DiscoveryError::NotOffered) if not, before any user is sent there.
//! 3. [`Request`] says who asks for what; [`start`](Request::start) makes an [`Attempt`] of it,
//!    with secrets that were never used before. The user opens [`Attempt::url`].
//! 4. The browser comes back in any case. [`Attempt::callback`] verifies `state` (the browser is
//!    the one that began) and `iss` (the answer is that server's), and gives the [`Code`].
//! 5. [`Attempt::exchange`] makes an [`Exchange`] of both, and [`Exchange::send`] a [`Grant`].
//!    A code is valid for five minutes and for one exchange. A server that gets it twice revokes
//!    the token, so nothing here sends it twice: see [`ExchangeError`].
//!
//! ```
//! use misskey_api::endpoints::notes;
//! use misskey_auth::oauth::{Metadata, Request};
//! use misskey_auth::{Url, calls, server};
//!
//! let server = server("misskey.example")?;
//! // What `Metadata::request` brings:
//! let response = http::Response::new(
//!     r#"{"issuer":"https://misskey.example",
//!         "authorization_endpoint":"https://misskey.example/oauth/authorize",
//!         "token_endpoint":"https://misskey.example/oauth/token",
//!         "code_challenge_methods_supported":["S256"],
//!         "authorization_response_iss_parameter_supported":true}"#,
//! );
//! let metadata = Metadata::read(&server, &response)?;
//!
//! let client_id = Url::parse("https://app.example/")?;
//! let redirect = Url::parse("https://app.example/back")?;
//! let attempt = Request::new(&client_id, &redirect)
//!     .calls(&calls!(notes::Create))
//!     .start(&metadata)?;
//! assert!(attempt.url().as_str().starts_with("https://misskey.example/oauth/authorize?"));
//!
//! // Somebody else's callback ends nothing.
//! assert!(attempt.callback("/back?code=x&state=y&iss=https://evil.example").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Not in it
//!
//! Servers have no refresh tokens, no expiry, no introspection and no revocation over OAuth: a
//! token is valid until its owner revokes it.

mod attempt;
mod callback;
mod client_page;
mod error;
mod exchange;
mod metadata;
mod request;

pub use attempt::Attempt;
pub use callback::{CallbackError, Code};
pub use client_page::ClientPage;
#[cfg(feature = "loopback")]
pub(crate) use client_page::escaped;
pub use error::{ErrorCode, Told};
pub use exchange::{Exchange, Grant};
pub use metadata::{DiscoveryError, Metadata};
pub use request::{InvalidRequest, Request};

/// Why an exchange brought no token. It can be repeated only if nothing was sent, or if something
/// other than OAuth refused it; all of OAuth's own errors are [`Gone`](crate::once::Gone).
pub type ExchangeError = crate::once::CheckError<Exchange>;
