//! OAuth 2.0 over real sockets, against the in-process server.

#![expect(
    clippy::unwrap_used,
    reason = "a test's helpers may stop at the first surprise, as the test may"
)]

mod callback;
mod discovery;
mod exchange;
mod request;
mod secrecy;
mod support;
mod ways;
