//! The way back from the server's page.

use std::fmt;

use misskey_api::Secret;

use super::attempt::Begun;
use super::error::{ErrorCode, Told};
use crate::callback::{self as way, Returned};

/// What a token is given for, once, to whom has the attempt.
pub struct Code(pub(crate) Secret);

/// Why a callback brought no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It is not the callback of this attempt, but somebody else's, or nobody's: go on waiting.
    #[error(transparent)]
    Way(#[from] way::CallbackError),
    /// It does not say, or not rightly, that it comes from the server that was asked: another
    /// may try to get hold of the code. Begin anew.
    #[error(
        "the callback does not come from {issuer}, which was asked; \
         send no code anywhere, and begin anew"
    )]
    Issuer {
        /// The server that was asked.
        issuer: String,
    },
    /// The user has denied access.
    #[error("the user denied access")]
    Denied,
    /// The server refuses what was asked for.
    #[error("the server refuses what was asked for: {0}")]
    Refused(Told),
}

impl CallbackError {
    /// Whether it is this attempt's, and so the end of it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Way(_))
    }
}

pub(crate) fn read(begun: &Begun, url_or_query: &str) -> Result<Code, CallbackError> {
    let returned = Returned::new(url_or_query);
    returned.verify("state", begun.state.expose())?;
    match returned.get("iss")? {
        Some(issuer) if issuer == begun.issuer => {}
        None if !begun.tells_issuer => {}
        _ => {
            return Err(CallbackError::Issuer {
                issuer: begun.issuer.clone(),
            });
        }
    }
    if let Some(error) = returned.get("error")? {
        let told = Told::new(error, returned.get("error_description")?);
        return Err(match told.code {
            ErrorCode::AccessDenied => CallbackError::Denied,
            _ => CallbackError::Refused(told),
        });
    }
    Ok(Code(returned.one("code")?.into()))
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}
