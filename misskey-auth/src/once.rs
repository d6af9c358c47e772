//! Calls that bring a token once: what they bring, and what may have become of the token if they
//! bring none.
//!
//! A server hands a token out with one answer and never again. If that answer is lost, so is the
//! token. So such a call takes what it asks with (`S`: a session, a code) and gives it back only
//! where asking again can do no harm.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
#[cfg(feature = "client")]
use misskey_api::TransportError;
use misskey_api::entities::UserDetailedNotMe;
use misskey_api::{DecodeError, Token};

use crate::answer::Answer;

/// What a check brings.
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
    /// Whose token it is, as others see the account; or what in the server's description of
    /// the account these bindings can't read, which does not make the token worse. The
    /// endpoint `i` tells more, and tells it again.
    pub user: Result<Box<UserDetailedNotMe>, DecodeError>,
}

/// Why a call brought neither a token nor the word that there is none yet.
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
    /// The server, or something before it, said no: asking again is safe.
    Refused(Refused<S>),
    /// The server said that there is no token to be had: it was fetched before, too much time
    /// has passed, or it was never this app's. Asking again is of no use.
    Gone(Gone),
    /// It is unknown whether the server gave the token away, so it may be lost. Begin anew,
    /// unless there is reason to ask again all the same.
    OutcomeUnknown(OutcomeUnknown<S>),
}

/// The server could not be reached, or the client is one of another server: the call had no
/// effect.
#[cfg(feature = "client")]
#[derive(Debug)]
pub struct NotSent<S> {
    call: Call,
    session: S,
    error: TransportError,
}

/// The server, or something before it, answered with a redirect or with a client error. The
/// token, if there is one, is still to be had.
#[derive(Debug)]
pub struct Refused<S> {
    call: Call,
    session: S,
    answer: Box<Answer>,
}

/// There is no token to be had any more: begin anew.
#[derive(Debug)]
pub struct Gone {
    call: Call,
    answer: Box<Answer>,
}

/// The call was sent, but what came back does not tell what became of it: no answer in time,
/// a connection that broke, an answer that can't be read, or a failure of the server.
///
/// If the user had allowed access, the server may have given the token away, and never gives
/// it again: **the token may be lost**. It is then of no use to anybody, but stays in the
/// user's list of apps until it is revoked there.
#[derive(Debug)]
pub struct OutcomeUnknown<S> {
    call: Call,
    session: S,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    #[cfg(feature = "client")]
    Transport(TransportError),
    Answer(Box<Answer>, &'static str),
}

/// Which call it was, and of whom, for messages.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) what: &'static str,
    pub(crate) host: String,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} at {}", self.what, self.host)
    }
}

impl<S> CheckError<S> {
    #[cfg(feature = "client")]
    pub(crate) fn transport(call: Call, session: S, error: TransportError) -> Self {
        if error.is_unsent() {
            NotSent {
                call,
                session,
                error,
            }
            .into()
        } else {
            let cause = Cause::Transport(error);
            OutcomeUnknown {
                call,
                session,
                cause,
            }
            .into()
        }
    }

    pub(crate) fn gone(call: Call, answer: Answer) -> Self {
        let answer = Box::new(answer);
        Self::Gone(Gone { call, answer })
    }

    /// An answer that tells of no success, and not that there is no token.
    pub(crate) fn answered(call: Call, session: S, answer: Answer) -> Self {
        if answer.status.is_server_error() {
            // From the server after it gave the token away, or from a proxy that lost it.
            let reason = "the server may have failed after it gave the token away";
            return Self::unreadable(call, session, answer, reason);
        }
        let answer = Box::new(answer);
        Refused {
            call,
            session,
            answer,
        }
        .into()
    }

    /// An answer that tells of success and can't be read.
    pub(crate) fn unreadable(
        call: Call,
        session: S,
        answer: Answer,
        reason: &'static str,
    ) -> Self {
        let cause = Cause::Answer(Box::new(answer), reason);
        OutcomeUnknown {
            call,
            session,
            cause,
        }
        .into()
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

#[cfg(feature = "client")]
impl<S> NotSent<S> {
    /// Why it was not sent.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }

    /// The session, to ask again when the server can be reached.
    pub fn into_session(self) -> S {
        self.session
    }
}

impl<S> Refused<S> {
    /// What was answered.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// How long to wait before the next call, if the answer says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer.retry_after
    }

    /// The session, to ask again once the reason is gone.
    pub fn into_session(self) -> S {
        self.session
    }
}

impl Gone {
    /// What was answered.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The server's code: `NO_SUCH_SESSION` or `NO_SUCH_APP` of app sessions, `invalid_grant`
    /// and the like of OAuth.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.answer.code.as_deref()
    }
}

impl<S> OutcomeUnknown<S> {
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
    /// The risk is to wait for ever: if the server of a MiAuth session gave the token away,
    /// every further check is [`Check::Pending`], just as if the user had not decided yet. So
    /// ask once or twice, with time between, and then have the user begin anew. It makes sense
    /// after a 502 while a server restarts; after a timeout it seldom does. With OAuth never
    /// do: a code that comes twice makes servers revoke the token.
    pub fn into_session_anyway(self) -> S {
        self.session
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

#[cfg(feature = "client")]
impl<S> fmt::Display for NotSent<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (call, error) = (&self.call, &self.error);
        write!(f, "{call} was not sent and can be repeated: {error}")
    }
}

impl<S> fmt::Display for Refused<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was refused with {}", self.call, self.answer)
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (call, answer) = (&self.call, &self.answer);
        let code = self.code().unwrap_or("no code");
        write!(
            f,
            "{call} brought {code}: there is no token to be had; begin anew: {answer}"
        )
    }
}

impl<S> fmt::Display for OutcomeUnknown<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the outcome of {} is unknown and the token may be lost; begin anew: ",
            self.call
        )?;
        match &self.cause {
            #[cfg(feature = "client")]
            Cause::Transport(error) => error.fmt(f),
            Cause::Answer(answer, reason) => write!(f, "{reason}: {answer}"),
        }
    }
}

impl<S: fmt::Debug> std::error::Error for CheckError<S> {}
#[cfg(feature = "client")]
impl<S: fmt::Debug> std::error::Error for NotSent<S> {}
impl<S: fmt::Debug> std::error::Error for Refused<S> {}
impl std::error::Error for Gone {}
impl<S: fmt::Debug> std::error::Error for OutcomeUnknown<S> {}

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
