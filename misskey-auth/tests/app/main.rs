//! App sessions over real sockets, against the in-process server.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod failure;
mod registration;
mod session;
mod support;
