//! The generator, from outside: texts in, texts and diagnostics out.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

mod common;
mod corrections;
mod diff;
mod golden;
mod hostile;
mod limits;
mod merging;
mod mutation;
mod open;
mod paging;
mod reading;
mod repeatable;
mod report;
mod samples;
mod traps;
mod webhooks;
mod wording;
mod written;
