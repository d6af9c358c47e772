//! What is not as it should be, and where.

use crate::path;
use crate::secret::Token;

/// A text that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct DecodeError {
    path: String,
    reason: String,
}

impl DecodeError {
    #[cold]
    pub(crate) fn from_message(message: &str) -> Self {
        let (path, reason) = path::split(message);
        Self {
            path,
            reason: without_text(reason),
        }
    }

    /// Without a credential that a server may have put into a key.
    pub(crate) fn redacted(self, token: &Token) -> Self {
        Self {
            path: token.redact(&self.path),
            reason: token.redact(&self.reason),
        }
    }

    /// Where: `$` is the whole, `$[3].user.name` a field in an element.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Parsers quote the text that they did not expect. It may be a secret.
pub(crate) fn without_text(reason: String) -> String {
    match reason.split_once("string \"") {
        Some((before, quoted)) => {
            let after = quoted.rsplit_once('"').map_or("", |(_, after)| after);
            format!("{before}a string{after}")
        }
        None => reason,
    }
}
