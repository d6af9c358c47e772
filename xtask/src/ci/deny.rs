//! `cargo deny`, as far as the network lets it.

use super::outcome::Outcome;
use super::tool;
use crate::Failure;

/// Advisories are in a database that is fetched; all else is known offline.
pub(super) fn check() -> Result<Outcome, Failure> {
    if let Some(why) = tool::missing("deny") {
        return Ok(Outcome::Skipped(why));
    }
    if !tool::succeeds("deny --all-features check bans licenses sources")? {
        return Ok(Outcome::Failed);
    }
    if !tool::succeeds("deny fetch db")? {
        return Ok(Outcome::PassedInPart(
            "the advisory database can't be reached: advisories were not looked at"
                .to_owned(),
        ));
    }
    tool::succeeds("deny --all-features check --disable-fetch advisories")
        .map(Outcome::of)
}
