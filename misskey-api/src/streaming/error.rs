//! What can go wrong with streaming.

use std::sync::Arc;

use crate::decode::DecodeError;
use crate::error::Error;

use super::refusal::Refused;

/// What can go wrong with streaming.
///
/// A lost connection is no error: the client makes a new one, and reports a
/// [`Gap`](super::Gap).
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamingError {
    /// The server rejects the token (status 401): it is no longer good, or it is an app's and
    /// lacks the permission `read:account`, without which no app streams. Signing in anew with the
    /// same permissions helps in the first case alone; [`permissions!`](crate::permissions) of the
    /// channels that you open has what they need.
    ///
    /// The client does not go on without the token: that would give other timelines than those
    /// that were asked for.
    #[error(
        "the server rejects the token (status 401): it is no longer good, or lacks the \
         permission `read:account`; sign in anew, and ask for that permission"
    )]
    Unauthorized,
    /// The server shuts the account out (status 403): it is suspended. A proxy in front of the
    /// server may give the same status.
    #[error("the server shuts the account out (status 403): it is suspended")]
    Forbidden,
    /// [`connect`](super::StreamingBuilder::connect) came to no connection: the server can't be
    /// reached, or none came about in time.
    #[error("no streaming connection to {host}: {reason}")]
    NotConnected {
        /// The server's host, with the port if it is not the usual one.
        host: String,
        /// What was wrong the last time.
        reason: String,
    },
    /// The token can't be sent: it is empty, or has characters that no token has. Nothing was
    /// sent.
    #[error("{reason}")]
    InvalidToken {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// There is no tokio runtime with I/O and time.
    #[error("streaming needs a tokio runtime: call this within one")]
    NoRuntime,
    /// The server refused the subscription, or did not answer.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The program closed the client.
    #[error("the streaming client was closed; set up another")]
    Closed,
    /// The client's own limits allow no more of something.
    #[error("there are {limit} {what} already: {remedy}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        limit: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// A message or the parameters of a channel can't be written as JSON.
    #[error("{what} can't be written as JSON: {reason}")]
    Unwritable {
        /// What it is.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// An event is not of the shape that events have. The subscription goes on.
    #[error("an event of the channel `{channel}` can't be read: {error}")]
    Malformed {
        /// The channel's name.
        channel: String,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// What was missed can't be fetched. The subscription goes on without it.
    #[error("what was missed can't be fetched: {error}")]
    Backfill {
        /// The path of the endpoint.
        path: String,
        /// Why not.
        error: Arc<Error>,
    },
}

impl StreamingError {
    /// Whether the subscription is over, and nothing comes after this error.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Malformed { .. } | Self::Backfill { .. })
    }
}
