//! Guides: a page for each thing that an app does. The front page lists them in reading order.
//!
//! All examples run as tests against a server inside the test. The lines that start it and
//! build `client` are hidden here; an app names the host of its server and a token instead.

#[doc = include_str!("guide/first_bot.md")]
pub mod first_bot {}
#[doc = include_str!("guide/timelines.md")]
pub mod timelines {}
#[doc = include_str!("guide/files.md")]
pub mod files {}
#[doc = include_str!("guide/sign_in.md")]
pub mod sign_in {}
#[cfg(feature = "streaming")]
#[doc = include_str!("guide/events.md")]
pub mod events {}
#[doc = include_str!("guide/errors.md")]
pub mod errors {}
#[doc = include_str!("guide/other_servers.md")]
pub mod other_servers {}
#[doc = include_str!("guide/testing.md")]
pub mod testing {}
