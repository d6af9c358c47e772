//! The types against the facts that they are made from: what `spec/` says, corrected, is
//! what they must read, keep and write.
//!
//! `cargo test -p misskey-wire -- --nocapture` shows how much was tried.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests stop at the first surprise, and show what they counted"
)]

mod committed;
#[path = "../../src/compare.rs"]
mod compare;
mod coverage;
mod limits;
mod mutation;
mod place;
mod random;
mod requests;
mod sample;
mod shape;
mod subject;
mod table;
mod trial;
mod validator;
mod webhooks;
