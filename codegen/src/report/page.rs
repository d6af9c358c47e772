//! For a browser.
use super::Report;
/// A report as a page.
#[must_use]
pub fn page(_report: &Report) -> String { String::new() }
