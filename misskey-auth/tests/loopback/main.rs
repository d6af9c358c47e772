//! Signing in with a browser that comes back to this machine, against the in-process server.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test's helpers may stop at the first surprise, as the test may"
)]

mod browser;
mod chromium;
mod elsewhere;
mod failure;
mod hostile;
mod support;
mod ways;
