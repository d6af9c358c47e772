//! Why a check brought neither a token nor the word that there is none yet.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
#[cfg(feature = "client")]
use misskey_api::TransportError;

use super::session::Session;
use crate::answer::Answer;

/// Why a check brought neither a token nor the word that there is none yet.
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
///     // Gives the session back unless the token may be lost, and the error if it may.
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
pub enum CheckError {
    /// Nothing was sent: asking again is safe.
    #[cfg(feature = "client")]
    NotSent(NotSent),
    /// The server, or something before it, said no: asking again is safe.
    Refused(Refused),
    /// It is unknown whether the server gave the token away, so it may be lost. Begin a new
    /// session, unless there is reason to ask again all the same.
    OutcomeUnknown(OutcomeUnknown),
}

/// The server could not be reached, so the check had no effect.
#[cfg(feature = "client")]
#[derive(Debug)]
pub struct NotSent {
    session: Session,
    error: TransportError,
}

/// The server, or something before it, answered with a redirect or with a client error. The
/// token, if there is one, is still to be had.
#[derive(Debug)]
pub struct Refused {
    session: Session,
    answer: Box<Answer>,
}

/// The check was sent, but what came back does not tell what became of it: no answer in time,
/// a connection that broke, an answer that can't be read, or a failure of the server.
///
/// If the user had allowed access, the server may have given the token away, and never gives
/// it again: **the token may be lost**. It is then of no use to anybody, but stays in the
/// user's list of apps until it is revoked there.
#[derive(Debug)]
pub struct OutcomeUnknown {
    session: Session,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    #[cfg(feature = "client")]
    Transport(TransportError),
    Answer(Box<Answer>, &'static str),
}

impl CheckError {
    /// The session, where asking again is safe.
    ///
    /// # Errors
    /// If the token may be lost.
    pub fn into_session(self) -> Result<Session, OutcomeUnknown> {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(error) => Ok(error.into_session()),
            Self::Refused(error) => Ok(error.into_session()),
            Self::OutcomeUnknown(error) => Err(error),
        }
    }

    /// What was answered instead, if anything was.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(_) => None,
            Self::Refused(error) => Some(error.answer()),
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
}

#[cfg(feature = "client")]
impl NotSent {
    pub(crate) fn new(session: Session, error: TransportError) -> Self {
        Self { session, error }
    }

    /// The session, to ask again when the server can be reached.
    pub fn into_session(self) -> Session {
        self.session
    }
}

impl Refused {
    pub(crate) fn new(session: Session, answer: Answer) -> Self {
        Self {
            session,
            answer: Box::new(answer),
        }
    }

    /// What was answered.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// How long to wait before the next check, if the answer says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer.retry_after
    }

    /// The session, to ask again once the reason is gone.
    pub fn into_session(self) -> Session {
        self.session
    }
}

impl OutcomeUnknown {
    #[cfg(feature = "client")]
    pub(crate) fn transport(session: Session, error: TransportError) -> Self {
        Self {
            session,
            cause: Cause::Transport(error),
        }
    }

    pub(crate) fn answer_of(
        session: Session,
        answer: Answer,
        reason: &'static str,
    ) -> Self {
        Self {
            session,
            cause: Cause::Answer(Box::new(answer), reason),
        }
    }

    /// What was answered, if anything was.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match &self.cause {
            #[cfg(feature = "client")]
            Cause::Transport(_) => None,
            Cause::Answer(answer, _) => Some(answer),
        }
    }

    /// Whether there was no answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.cause {
            #[cfg(feature = "client")]
            Cause::Transport(error) => error.is_timeout(),
            Cause::Answer(..) => false,
        }
    }

    /// The session all the same, to ask again.
    ///
    /// The risk is to wait for ever: if the server gave the token away, every further check is
    /// [`Check::Pending`](super::Check::Pending), just as if the user had not decided yet. So
    /// ask once or twice, with time between, and then have the user begin a new session. It
    /// makes sense after a 502 while a server restarts; after a timeout it seldom does.
    pub fn into_session_anyway(self) -> Session {
        self.session
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "client")]
            Self::NotSent(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::OutcomeUnknown(error) => error.fmt(f),
        }
    }
}

#[cfg(feature = "client")]
impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the check at {} was not sent and can be repeated: {}",
            self.session.server().host(),
            self.error
        )
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the check at {} was refused with {}",
            self.session.server().host(),
            self.answer
        )
    }
}

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the outcome of the check at {} is unknown and the token may be lost; \
             begin a new session: ",
            self.session.server().host()
        )?;
        match &self.cause {
            #[cfg(feature = "client")]
            Cause::Transport(error) => error.fmt(f),
            Cause::Answer(answer, reason) => write!(f, "{reason}: {answer}"),
        }
    }
}

impl std::error::Error for CheckError {}
#[cfg(feature = "client")]
impl std::error::Error for NotSent {}
impl std::error::Error for Refused {}
impl std::error::Error for OutcomeUnknown {}

#[cfg(feature = "client")]
impl From<NotSent> for CheckError {
    fn from(error: NotSent) -> Self {
        Self::NotSent(error)
    }
}

impl From<Refused> for CheckError {
    fn from(error: Refused) -> Self {
        Self::Refused(error)
    }
}

impl From<OutcomeUnknown> for CheckError {
    fn from(error: OutcomeUnknown) -> Self {
        Self::OutcomeUnknown(error)
    }
}
