//! Ways for an app to get a token of a Misskey account.
//!
//! [`miauth`] is the one for nearly every app: servers have it since 12.27.0, apps need not
//! be registered, and the user decides in a browser.
//!
#![cfg_attr(feature = "client", doc = "```")]
#![cfg_attr(not(feature = "client"), doc = "```ignore")]
//! use misskey_api::endpoints::{self, notes};
//! use misskey_api::{Client, PermissionSet, permissions};
//! use misskey_auth::miauth::{Check, Request};
//!
//! /// What the app needs follows from what it calls.
//! const NEEDED: PermissionSet = permissions!(endpoints::I, notes::Create);
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = misskey_test_server::TestServer::start().await?;
//! # let address = &server.base_url();
//! # let wait_for_the_user = |page: &url::Url| server.grant(page.as_str());
//! # if false {
//! let address = "misskey.example";
//! # }
//! let client = Client::builder(address).build()?;
//! let session = Request::new(client.address())
//!     .name("My app")
//!     .permissions(NEEDED)
//!     .start()?;
//!
//! println!("Please allow access: {}", session.url());
//! wait_for_the_user(session.url());
//!
//! let client = match session.check(&client).await? {
//!     Check::Granted(grant) => client.with_token(grant.token), // Keep it: it comes once.
//!     Check::Pending(_session) => return Err("not allowed yet; ask again later".into()),
//! };
//! println!("Hello, {}", client.send(endpoints::I::new()).await?.username);
//! # Ok(())
//! # }
//! ```
//!
//! # What is never done for you
//!
//! A server gives a token away **once**. So nothing here asks it again by itself, and the
//! types keep a program from doing so by accident: see [`miauth::CheckError`].
//!
//! # What is shown nowhere
//!
//! `Debug` and `Display` of everything here, errors included, show neither tokens nor whole
//! session ids: who knows the id of a session can fetch its token. What there is to be shown,
//! sent or kept has them: [`miauth::Session`]'s address, id, request and serde form.
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `client` | yes | carries calls with [`misskey_api`]'s `Client`; without it, any other HTTP client can carry them |

// The docs speak of the client also where it is left out.
#![cfg_attr(not(feature = "client"), allow(rustdoc::broken_intra_doc_links))]

mod answer;
pub mod app;
mod call;
mod callback;
mod host;
#[cfg(feature = "loopback")]
pub mod loopback;
pub mod miauth;
pub mod oauth;
pub mod once;
mod permissions;
#[cfg(feature = "client")]
mod race;
mod random;
mod said;
pub mod store;
mod stored;
#[cfg(feature = "client")]
mod wait;

pub mod ways;

pub use answer::Answer;
pub use call::InvalidAddress;
pub use callback::{CallbackError, InvalidCallback};
pub use host::{InvalidHost, server};
/// What this crate is built on, in the version that it is built on.
pub use misskey_api;
pub use permissions::{Barrier, InvalidPermissions, NotCallable};
pub use random::NoRandom;
pub use url::Url;
#[cfg(feature = "client")]
pub use wait::{Patience, Waited};
