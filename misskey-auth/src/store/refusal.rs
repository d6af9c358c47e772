//! Why a call was refused to a token.

use std::fmt;

use misskey_api::Error;

/// Why a call was refused: for its token, or for the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The token is not one of the server's, or its owner has taken it back: sign in anew.
    Revoked,
    /// The token lacks the permission that the call needs: sign in anew, and ask for it.
    Permission,
    /// No app can make the call.
    Internal,
    /// The account is suspended.
    Suspended,
    /// The account has moved to another server, and can only read here.
    Moved,
}

impl Refusal {
    /// What an error of a call says about its token; `None` if it is about something else.
    #[must_use]
    pub fn of<E>(error: &Error<E>) -> Option<Self> {
        match error.api()?.code.as_str() {
            "AUTHENTICATION_FAILED" => Some(Self::Revoked),
            "PERMISSION_DENIED" => Some(Self::Permission),
            "ACCESS_DENIED" => Some(Self::Internal),
            "YOUR_ACCOUNT_SUSPENDED" => Some(Self::Suspended),
            "YOUR_ACCOUNT_MOVED" => Some(Self::Moved),
            _ => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Revoked => "the token is no longer good; sign in anew",
            Self::Permission => {
                "the token lacks a permission; sign in anew and ask for it"
            }
            Self::Internal => "no app can make this call",
            Self::Suspended => "the account is suspended",
            Self::Moved => "the account has moved to another server",
        })
    }
}
