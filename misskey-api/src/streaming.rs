//! The streaming client: what happens on a server, as it happens.
//!
//! [`Client::stream`](crate::Client::stream) sets it up. One client carries any number of
//! subscriptions over as few connections as servers allow. It makes lost connections again and
//! says what was missed.
//!
//! ```no_run
//! use misskey_api::channels::{self, home_timeline};
//! use misskey_api::Client;
//! use misskey_api::streaming::Delivery;
//!
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let stream = client.stream().connect().await?;
//! let mut home = stream.open(channels::HomeTimeline::new()).backfill(true).await?;
//! while let Some(told) = home.next().await {
//!     match told? {
//!         Delivery::Event(home_timeline::Event::Note(note)) => {
//!             println!("{}: {}", note.user.username, note.text.unwrap_or_default());
//!         }
//!         Delivery::Gap(gap) => println!("away: {:?}", gap.cause),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a subscription gives
//! A [`Delivery`] is an event of the channel, or the news that some are missing.
//!
//! Events are decoded by their reader, not by the connection, so a slow reader slows down nobody
//! else. What it has not read waits in a queue of its own, with bounds
//! ([`StreamingBuilder::queue`]); beyond them, [`Overflow`] says which events are dropped, and
//! [`Delivery::Lagged`] how many.
//!
//! # What survives what
//! | what happens | what comes of it |
//! |---|---|
//! | the connection is lost, the server restarts | the client reconnects, with growing waits ([`Backoff`]), and opens all channels and captures again, in order; each subscription gets a [`Gap`] |
//! | the network goes silent, the machine sleeps | the same, after a silence ([`StreamingBuilder::silence`]) or at once with [`StreamingClient::network_changed`] |
//! | notes come while there is no connection | with [`Opening::backfill`], they are fetched and given in order, each once |
//! | the server rejects the token (401), or shuts out the account (403) | final: [`State::Closed`], and an error for everybody who waits. The client never goes on without the token |
//! | the server can't be reached the first time | [`StreamingBuilder::connect`] fails at once, unless it was given [`patience`](StreamingBuilder::patience) |
//! | the server refuses a channel | it says nothing; [`Refused`] lists the possible reasons |
//! | a frame can't be read | it is counted and logged with `tracing`; the connection goes on |
//!
//! # What is sent when
//! A channel is open once the server has acknowledged it. Messages to it are held until then, and
//! while the client reconnects. Dropping a subscription closes its channel.
//!
//! The token goes into the `Authorization` header, so that it is in no log of addresses. One that
//! is empty, or has characters that no token has, is refused here.
//!
//! # What a token needs
//! A token made for an app streams only with the permission `read:account`, whichever channels it
//! opens, and some channels ask for another one.
//! [`permissions!(notes::Create, channels::HomeTimeline)`](crate::permissions) computes them from
//! what a program calls and opens.
//!
//! # How many accounts a machine can carry
//! A connection belongs to one account, so 100,000 accounts need 100,000 connections. The page
//! [`scale`] works out what they cost.

mod backfill;
mod backoff;
mod builder;
mod capture;
mod client;
mod connect;
mod connection;
mod delivery;
mod error;
mod feed;
mod frame;
mod opening;
mod pulse;
mod queue;
mod refusal;
#[cfg(doc)]
#[doc = include_str!("streaming/scale.md")]
pub mod scale {}
mod session;
mod state;
mod subscription;

use std::time::{Duration, Instant};

pub use backoff::Backoff;
pub use builder::StreamingBuilder;
pub use capture::{Captured, Captures};
pub use client::StreamingClient;
pub use delivery::{Delivery, Gap, GapCause};
pub use error::StreamingError;
pub use opening::{Opening, OpeningFuture, RawChannel};
pub use queue::Overflow;
pub use refusal::{Refusal, Refused};
pub use state::{State, States};
pub use subscription::{Broadcasts, Subscription};

/// A point in time. They end somewhere, and a server can ask for any wait.
fn later(from: Instant, wait: Duration) -> Instant {
    const AGES: Duration = Duration::from_secs(30 * 365 * 86_400);
    from + wait.min(AGES)
}
