//! Every way for an app to get a token of a Misskey account.
//!
//! | way | since | good for | what it needs |
//! |---|---|---|---|
//! | [`miauth`] | 12.27.0 | nearly every app | nothing |
//! | [`oauth`] | 2023.9.0 | apps that want to be told of denied access, and of what the token may do | a page of the app's on the web |
//! | [`app`] | always | older servers, and apps that are registered already | a registration at each server |
//!
//! [`ways`] asks a server which of them it offers. In each the user decides in a browser. A
//! program without a page to come back to lets [`loopback`] do it all: it takes the best way,
//! opens the browser, and waits on this machine. [`store`] keeps the tokens.
//!
#![cfg_attr(feature = "reqwest", doc = "```")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use misskey_api::endpoints::{self, notes};
//! use misskey_api::{Client, PermissionSet, permissions};
//! use misskey_auth::miauth::{Check, Request};
//! use misskey_auth::server;
//!
//! /// What the app needs follows from what it calls.
//! const NEEDED: PermissionSet = permissions!(endpoints::I, notes::Create);
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let garden = misskey_test_server::TestServer::start().await?;
//! # let address = &garden.base_url();
//! # let wait_for_the_user = |page: &url::Url| garden.grant(page.as_str());
//! # if false {
//! let address = "misskey.example";
//! # }
//! let client = Client::builder(server(address)?).build()?;
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
//! types keep a program from doing so by accident: see [`once`].
//!
//! # What is asked for
//!
//! Permissions are computed from what the app calls ([`calls!`]), taken from
//! [`permissions!`](misskey_api::permissions), or named, for forks. What no app can be given is an
//! error with the reason, before anybody is sent to a browser.
//!
//! # What is shown nowhere
//!
//! `Debug` and `Display` of everything here, errors included, show neither tokens nor secrets nor
//! whole session ids: who knows the id of a session can fetch its token. What there is to be
//! shown, sent or kept has them: addresses of pages, requests, and the serde forms of sessions.
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `reqwest` | yes | the transport that a client has if nothing is said; implies `client` |
//! | `client` | yes | carries calls with [`misskey_api`]'s `Client`; without it, any other HTTP client can carry them |
//! | `loopback` | yes | [`loopback`]: sign-in for programs without a page of their own; implies `client` |
//! | `keyring` | no | `store::KeyringStore`: the system's keyring. On Linux it speaks to the Secret Service over D-Bus, and needs no C library for it |

// The docs speak of the client also where it is left out.
#![cfg_attr(
    not(all(feature = "client", feature = "loopback")),
    allow(rustdoc::broken_intra_doc_links)
)]

pub mod app;
#[cfg(feature = "loopback")]
pub mod loopback;
pub mod miauth;
pub mod oauth;
pub mod once;
pub mod store;
pub mod ways;

mod answer;
mod call;
mod callback;
mod host;
mod permissions;
#[cfg(feature = "client")]
mod race;
mod random;
mod said;
mod stored;
#[cfg(feature = "client")]
mod wait;

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
