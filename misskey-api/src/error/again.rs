//! What a failed call may have done, and whether to call again.

use http::StatusCode;

use super::{Error, Failure};

impl<E> Error<E> {
    /// Whether nobody knows if the call had its effect, in whole or in part.
    ///
    /// That is so if the endpoint does more than [read](crate::Meta::reads), the request may have
    /// reached the server, and no answer says what came of it: none came in time, the connection
    /// broke, a gateway answered in the server's place, or the server failed on the way (status
    /// 500). Calling again may do it twice, unless [`is_retryable`](Self::is_retryable) says
    /// that this does no harm; it is safe to look first.
    ///
    /// If this is false, the call had no effect, with one exception: an answer that could not be
    /// read ([`decode`](Self::decode)) comes after the effect. A call by name that is marked as
    /// repeatable ([`RawCall`](crate::RawCall)) counts as one that only reads.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        if self.inner.called.reads() {
            return false;
        }
        match self.failure() {
            Failure::Api(error) => !is_refusal(error.status),
            Failure::NotApi(answer) => !is_refusal(answer.status),
            Failure::Decode(..) | Failure::Local(_) => false,
            #[cfg(feature = "client")]
            Failure::Transport(error) => !error.is_unsent(),
            #[cfg(feature = "client")]
            Failure::Pages(_) => false,
        }
    }

    /// Whether the same call may succeed later, and repeating it does no harm: there were too
    /// many calls; the server could not be reached, or did nothing with the request; or the
    /// endpoint may be called twice ([`Meta::repeatable`](crate::Meta)), and the answer was lost
    /// or came from a gateway (status 502, 503, 504).
    ///
    /// The client has already tried again as often as its `Retry` allows.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let repeatable = self.inner.called.repeatable();
        match self.failure() {
            Failure::Decode(..) | Failure::Local(_) => false,
            #[cfg(feature = "client")]
            Failure::Transport(error) => {
                error.is_transient() && (repeatable || error.is_unsent())
            }
            #[cfg(feature = "client")]
            Failure::Pages(_) => false,
            Failure::Api(_) => self.is_rate_limited(),
            Failure::NotApi(answer) => {
                self.is_rate_limited()
                    || (repeatable && matches!(answer.status.as_u16(), 502..=504))
            }
        }
    }
}

/// Whether a status says that nothing was done.
fn is_refusal(status: StatusCode) -> bool {
    status.is_redirection() || status.is_client_error()
}
