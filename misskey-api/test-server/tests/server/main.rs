//! The server as its clients see it: over sockets, byte by byte.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod accounts;
mod apps;
mod calls;
mod client;
mod drive;
mod faults;
mod lifecycle;
mod miauth;
mod notes;
mod oauth;
mod replies;
mod server_facts;
mod timelines;
