//! What servers say is wrong.

use std::fmt;

/// An error's name in OAuth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// `access_denied`: the user does not want it.
    AccessDenied,
    /// `invalid_request`: something is missing, or there twice.
    InvalidRequest,
    /// `invalid_scope`: the server knows none of the permissions.
    InvalidScope,
    /// `invalid_client`: the app is not known.
    InvalidClient,
    /// `invalid_grant`: the code was used before, is too old, or belongs to somebody else.
    InvalidGrant,
    /// `unauthorized_client`: the app may not do that.
    UnauthorizedClient,
    /// `unsupported_response_type`: the server gives no codes.
    UnsupportedResponseType,
    /// `unsupported_grant_type`: the server takes no codes.
    UnsupportedGrantType,
    /// `server_error`: the server failed.
    ServerError,
    /// `temporarily_unavailable`: the server has too much to do.
    TemporarilyUnavailable,
    /// Another.
    Other(String),
}

/// An error that the server sent the browser back with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// Its name.
    pub code: ErrorCode,
    /// What the server says about it, on one line.
    pub description: Option<String>,
}

/// The names of those that have one.
const NAMES: [(&str, ErrorCode); 10] = [
    ("access_denied", ErrorCode::AccessDenied),
    ("invalid_request", ErrorCode::InvalidRequest),
    ("invalid_scope", ErrorCode::InvalidScope),
    ("invalid_client", ErrorCode::InvalidClient),
    ("invalid_grant", ErrorCode::InvalidGrant),
    ("unauthorized_client", ErrorCode::UnauthorizedClient),
    (
        "unsupported_response_type",
        ErrorCode::UnsupportedResponseType,
    ),
    ("unsupported_grant_type", ErrorCode::UnsupportedGrantType),
    ("server_error", ErrorCode::ServerError),
    ("temporarily_unavailable", ErrorCode::TemporarilyUnavailable),
];

impl ErrorCode {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if let Self::Other(name) = self {
            return name;
        }
        let found = NAMES.iter().find(|(_, code)| code == self);
        found.map_or("", |(name, _)| name)
    }
}

impl From<&str> for ErrorCode {
    fn from(name: &str) -> Self {
        let found = NAMES.iter().find(|(one, _)| *one == name);
        found.map_or_else(|| Self::Other(clean(name)), |(_, code)| code.clone())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Told {
    pub(crate) fn new(code: &str, description: Option<&str>) -> Self {
        Self {
            code: code.into(),
            description: description.map(clean),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.code)?;
        match &self.description {
            Some(description) => write!(f, ": {description}"),
            None => Ok(()),
        }
    }
}

/// What came through a browser: of bounded length, and on one line.
fn clean(text: &str) -> String {
    let shown = text.chars().take(200);
    shown
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect()
}
