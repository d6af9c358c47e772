//! The streaming client over real sockets, against a server that misbehaves on demand.
#![cfg(all(feature = "streaming", feature = "reqwest"))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod backfill;
mod bounds;
mod captures;
mod channels;
mod connecting;
mod random_drops;
mod reconnecting;
mod refusals;
mod support;
