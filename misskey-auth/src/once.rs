//! Calls that bring a token once: what they bring, and what may have become of the token if they
//! bring none.
//!
//! A server hands a token out with one answer and never again. If that answer is lost, so is the
//! token. So such a call takes what it asks with (`S`: a session, a code) and gives it back only
//! where asking again can do no harm.

mod failure;

use std::fmt;

use http::StatusCode;
#[cfg(feature = "client")]
use misskey_api::TransportError;
use misskey_api::entities::UserDetailedNotMe;
use misskey_api::{DecodeError, Token};

pub(crate) use failure::Call;
#[cfg(feature = "client")]
pub use failure::NotSent;
pub use failure::{Gone, OutcomeUnknown, Refused};

use crate::answer::Answer;

/// The outcome of a check.
#[derive(Debug)]
#[must_use]
pub enum Check<S> {
    /// The user has allowed access, and here is the token.
    Granted(Grant),
    /// Not granted yet. Servers don't always tell that from denied, and MiAuth does not even
    /// tell it from gone. Here is the session again, to ask later.
    Pending(S),
}

/// What the server gives once the user has allowed access.
#[derive(Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The token. It can't be had a second time: keep it before anything else.
    pub token: Token,
    /// Whose token it is, as others see the account; or why these bindings can't read the server's
    /// description of the account, which does not affect the token. The endpoint `i` says more,
    /// and can be asked again.
    pub user: Result<Box<UserDetailedNotMe>, DecodeError>,
}

/// Why a call brought neither a token nor the answer that there is none yet.
///
/// The kinds differ in what may have become of the token, and so in whether it is safe to ask
/// again:
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// use misskey_auth::miauth::{Check, CheckError, Session};
///
/// # #[cfg(feature = "client")]
/// # async fn run(session: Session, client: misskey_api::Client) -> Result<(), CheckError> {
/// let again: Session = match session.check(&client).await {
///     Ok(Check::Granted(grant)) => return keep(grant.token),
///     Ok(Check::Pending(session)) => session,
///     // Gives the session back where asking again is safe, and else the error.
///     Err(error) => error.into_session()?,
/// };
/// # #[cfg(feature = "client")]
/// # fn keep(_: misskey_api::Token) -> Result<(), CheckError> { Ok(()) }
/// # let _ = again;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CheckError<S> {
    /// Nothing was sent: asking again is safe.
    #[cfg(feature = "client")]
    NotSent(NotSent<S>),
    /// The server, or something in front of it, refused: asking again is safe.
    Refused(Refused<S>),
    /// The server said that there is no token to be had: it was fetched before, too much time
    /// has passed, or it was never this app's. Asking again is of no use.
    Gone(Gone),
    /// It is unknown whether the server handed the token out, so it may be lost. Begin anew,
    /// unless there is a reason to ask again all the same.
    OutcomeUnknown(OutcomeUnknown<S>),
}

impl<S> CheckError<S> {
    #[cfg(feature = "client")]
    pub(crate) fn transport(call: Call, session: S, error: TransportError) -> Self {
        if error.is_unsent() {
            NotSent::new(call, session, error).into()
        } else {
            OutcomeUnknown::transport(call, session, error).into()
        }
    }

    pub(crate) fn gone(call: Call, answer: Answer) -> Self {
        Self::Gone(Gone::new(call, answer))
    }

    /// An answer that tells of no success, and not that there is no token.
    pub(crate) fn answered(call: Call, session: S, answer: Answer) -> Self {
        if answer.status.is_server_error() {
            // From the server after it gave the token away, or from a proxy that lost it.
            let reason = "the server may have failed after it gave the token away";
            return Self::unreadable(call, session, answer, reason);
        }
        Refused::new(call, session, answer).into()
    }

    /// An answer that tells of success and can't be read.
    pub(crate) fn unreadable(
        call: Call,
        session: S,
        answer: Answer,
        reason: &'static str,
    ) -> Self {
        OutcomeUnknown::answered(call, session, answer, reason).into()
    }

    /// The session, where asking again is safe.
    ///
    /// # Errors
    /// This error again, if the token may be lost, or is gone.
    pub fn into_session(self) -> Result<S, Self> {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(error) => Ok(error.into_session()),
            Self::Refused(error) => Ok(error.into_session()),
            error => Err(error),
        }
    }

    /// What was answered instead, if anything was.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(_) => None,
            Self::Refused(error) => Some(error.answer()),
            Self::Gone(error) => Some(error.answer()),
            Self::OutcomeUnknown(error) => error.answer(),
        }
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(|answer| answer.status)
    }

    /// Whether the token may be lost.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::OutcomeUnknown(_))
    }

    /// Whether the server said that there is no token to be had any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Gone(_))
    }
}

impl<S> fmt::Display for CheckError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::Gone(error) => error.fmt(f),
            Self::OutcomeUnknown(error) => error.fmt(f),
        }
    }
}

impl<S: fmt::Debug> std::error::Error for CheckError<S> {}
#[cfg(feature = "client")]
impl<S> From<NotSent<S>> for CheckError<S> {
    fn from(error: NotSent<S>) -> Self {
        Self::NotSent(error)
    }
}

impl<S> From<Refused<S>> for CheckError<S> {
    fn from(error: Refused<S>) -> Self {
        Self::Refused(error)
    }
}

impl<S> From<OutcomeUnknown<S>> for CheckError<S> {
    fn from(error: OutcomeUnknown<S>) -> Self {
        Self::OutcomeUnknown(error)
    }
}
