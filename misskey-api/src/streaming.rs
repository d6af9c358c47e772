//! The streaming client: what happens on a server, as it happens.
//!
//! [`Client::stream`](crate::Client::stream) sets it up. One client carries any number of
//! subscriptions, over as few connections as servers allow, makes lost connections again, and
//! tells what was missed.
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
//! # What a subscription tells
//! [`Delivery`] is an event of the channel, or word that some are missing. It stands around
//! the channel's own events, which are the same types without streaming, and which a server
//! may extend with any name.
//!
//! Events are read where they are consumed, not by the connection: a slow reader slows down
//! nobody else. What it does not read waits in a queue of its own, with bounds
//! ([`StreamingBuilder::queue`]); beyond them, [`Overflow`] tells which are dropped, and
//! [`Delivery::Lagged`] how many.
//!
//! # What survives what
//! | what happens | what comes of it |
//! |---|---|
//! | the connection is lost, the server restarts | connects again, with growing waits ([`Backoff`]); all channels and captures are asked for again, in order; each subscription is told of a [`Gap`] |
//! | the network goes silent, the machine sleeps | the same, after a silence ([`StreamingBuilder::silence`]) or at once with [`StreamingClient::network_changed`] |
//! | notes come while there is no connection | with [`Opening::backfill`], they are fetched and told in order, each once |
//! | the server does not take the token (401, 403) | final: [`State::Closed`], and an error to all who wait. The client never goes on without the token |
//! | the server does not take a channel | it says nothing; [`Refused`] tells what the reason can be |
//! | a frame can't be read | it is counted and reported to `tracing`; the connection goes on |
//!
//! # What is sent when
//! A channel is open once the server has acknowledged it. What is said to it before that, or
//! while the connection is made again, is held. Dropping a subscription closes its channel.
//!
//! The token goes in the `Authorization` header, so that no log of addresses has it.
//!
//! # How many accounts a machine can carry
//! A connection belongs to one account: 100,000 accounts need as many connections. The page
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
