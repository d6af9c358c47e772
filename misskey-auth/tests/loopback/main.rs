//! Signing in with a browser that comes back to this machine, against the in-process server.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod browser;
mod chromium;
mod elsewhere;
mod failure;
mod hostile;
mod support;
mod ways;
