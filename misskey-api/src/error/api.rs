//! What the server says.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use crate::generated::error::CommonError;

/// An error that the server tells by an id.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiError<E = CommonError> {
    /// Which error it is.
    pub error: E,
    /// The HTTP status.
    pub status: StatusCode,
    /// The server's code, for example `NO_SUCH_NOTE`. Different errors share codes.
    pub code: String,
    /// The server's id, which names the error exactly.
    pub id: String,
    /// Whose fault it is, as the server sees it.
    pub kind: ErrorKind,
    /// The server's explanation, in its own words.
    pub message: String,
    /// More about it: for a wrong parameter which and why.
    pub info: Option<Value>,
    /// How long to wait before the next call, if the server says so.
    pub retry_after: Option<Duration>,
}

/// Whose fault an error is, as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller's.
    Client,
    /// The server's.
    Server,
    /// The caller lacks a permission.
    Permission,
    /// The server does not say, or says something that these bindings don't know.
    Other(String),
}

impl ErrorKind {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "client" => Self::Client,
            "server" => Self::Server,
            "permission" => Self::Permission,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The kind on the wire; empty if the server does not say.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Permission => "permission",
            Self::Other(text) => text,
        }
    }
}
