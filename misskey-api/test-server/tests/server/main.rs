//! The server as its clients see it: over sockets, byte by byte.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod accounts;
mod apps;
mod calls;
mod client;
mod drive;
mod faults;
mod granting;
mod lifecycle;
mod listener;
mod miauth;
mod naming;
mod notes;
mod oauth;
mod recorded;
mod replies;
mod server_facts;
mod stream_events;
mod stream_faults;
mod streaming;
mod timelines;
