//! OAuth 2.0 over real sockets, against the in-process server.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod callback;
mod discovery;
mod exchange;
mod request;
mod secrecy;
mod support;
mod ways;
