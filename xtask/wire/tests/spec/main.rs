//! The types against the facts that they are made from: what `spec/` says, corrected, is
//! what they must read, keep and write.
//!
//! Each suite says how much it tried.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise, and show what they counted"
)]

use std::fmt;
use std::io::{self, Write as _};

/// Says what was counted, also where the output of tests that pass is not shown.
macro_rules! tell {
    ($($text:tt)*) => {
        crate::tell(format_args!($($text)*))
    };
}

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
mod samples;
mod shape;
mod subject;
mod table;
mod trial;
mod validator;
mod webhooks;

fn tell(text: fmt::Arguments<'_>) {
    // Where nobody can be told, the tests go on.
    let _ = writeln!(io::stdout(), "\n{text}");
}
