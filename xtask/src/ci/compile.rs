//! Whether compiling the bindings costs no more than is known.

use super::outcome::Outcome;
use crate::{Failure, bench};

pub(super) fn check() -> Result<Outcome, Failure> {
    let worse = bench::compile_regressions()?;
    for one in &worse {
        println!("{one}");
    }
    Ok(Outcome::of(worse.is_empty()))
}
