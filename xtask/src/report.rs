//! Showing diagnostics.

use misskey_codegen::diagnostic::{Diagnostics, Severity};

use crate::Failure;

/// Prints what was found, errors last. Fails if anything stops the work.
pub(crate) fn show(diagnostics: &Diagnostics) -> Result<(), Failure> {
    for severity in [Severity::Warning, Severity::Error] {
        for one in diagnostics
            .all()
            .iter()
            .filter(|one| one.severity == severity)
        {
            eprintln!("{one}\n");
        }
    }
    let count = diagnostics.errors().count();
    if count == 0 {
        return Ok(());
    }
    let noun = if count == 1 { "error" } else { "errors" };
    Err(Failure::Failed(format!(
        "{count} {noun}; nothing was written"
    )))
}
