//! MiAuth over real sockets, against the in-process server.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod callback;
mod check;
mod failure;
mod page;
mod secrecy;
mod stored;
mod support;
mod wait;
