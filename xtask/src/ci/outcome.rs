//! What came of a step.

use std::fmt;

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// Passed, but not all of it could be looked at here: what was not, and why.
    PassedInPart(String),
    Failed,
    /// Nothing was looked at: why.
    Skipped(String),
}

impl Outcome {
    pub(super) fn of(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }

    pub(super) fn skipped(why: impl Into<String>) -> Self {
        Self::Skipped(why.into())
    }

    /// `passed`, `FAILED` or `skipped`.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Passed | Self::PassedInPart(_) => "passed",
            Self::Failed => "FAILED",
            Self::Skipped(_) => "skipped",
        }
    }

    /// What is to be known beside the word; empty if nothing is.
    pub(super) fn notice(&self) -> &str {
        match self {
            Self::Passed | Self::Failed => "",
            Self::PassedInPart(notice) | Self::Skipped(notice) => notice,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())?;
        match self.notice() {
            "" => Ok(()),
            notice => write!(formatter, "; notice: {notice}"),
        }
    }
}
