//! App sessions over real sockets, against the in-process server.

#![expect(
    clippy::unwrap_used,
    reason = "a test's helpers may stop at the first surprise, as the test may"
)]

mod failure;
mod registration;
mod session;
mod support;
