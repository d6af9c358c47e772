//! Guides: a page for each thing that an app does. The front page lists them in reading order.
//!
//! All examples run as tests against a server inside the test. The lines that start it and
//! build `client` are hidden here; an app names the host of its server and a token instead.
//!
//! A guide is there whether its feature is chosen or not; where it is not, links to what it adds
//! lead to the table of features.

#[cfg(any(not(doctest), feature = "helpers"))]
#[doc = include_str!("guide/first_bot.md")]
pub mod first_bot {}
#[doc = include_str!("guide/timelines.md")]
pub mod timelines {}
#[doc = include_str!("guide/files.md")]
pub mod files {}
#[doc = include_str!("guide/sign_in.md")]
pub mod sign_in {}
#[cfg(any(not(doctest), feature = "streaming"))]
#[doc = include_str!("guide/events.md")]
#[doc = ""]
#[cfg_attr(
    feature = "streaming",
    doc = "[`Client::stream`]: crate::Client::stream\n\
           [`channels`]: crate::channels\n\
           [`streaming`]: crate::streaming\n\
           [`Unauthorized`]: crate::streaming::StreamingError::Unauthorized\n\
           [`Refused`]: crate::streaming::Refused\n\
           [`connect`]: crate::streaming::StreamingBuilder::connect\n\
           [`patience`]: crate::streaming::StreamingBuilder::patience\n\
           [`start`]: crate::streaming::StreamingBuilder::start"
)]
#[cfg_attr(
    not(feature = "streaming"),
    doc = "[`Client::stream`]: crate#features\n\
           [`channels`]: crate#features\n\
           [`streaming`]: crate#features\n\
           [`Unauthorized`]: crate#features\n\
           [`Refused`]: crate#features\n\
           [`connect`]: crate#features\n\
           [`patience`]: crate#features\n\
           [`start`]: crate#features"
)]
pub mod events {}
#[cfg(any(not(doctest), all(feature = "helpers", feature = "webhook")))]
#[doc = include_str!("guide/webhooks.md")]
#[doc = ""]
#[cfg_attr(
    feature = "webhook",
    doc = "[`Receiver`]: crate::webhook::Receiver\n[`webhook`]: crate::webhook"
)]
#[cfg_attr(
    not(feature = "webhook"),
    doc = "[`Receiver`]: crate#features\n[`webhook`]: crate#features"
)]
pub mod webhooks {}
#[doc = include_str!("guide/errors.md")]
pub mod errors {}
#[doc = include_str!("guide/other_servers.md")]
pub mod other_servers {}
#[doc = include_str!("guide/testing.md")]
pub mod testing {}
