//! What became of a call that brought no token.

use std::fmt;
use std::time::Duration;

#[cfg(feature = "client")]
use misskey_api::TransportError;

use crate::answer::Answer;

/// The server could not be reached, or the client is one of another server: the call had no
/// effect.
#[cfg(feature = "client")]
#[derive(Debug)]
pub struct NotSent<S> {
    call: Call,
    session: S,
    error: Box<TransportError>,
}

/// The server, or something in front of it, answered with a redirect or with a client error. The
/// token, if there is one, can still be fetched.
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

/// The call was sent, but what came back does not say what became of it: no answer in time, a
/// broken connection, an answer that can't be read, or a failure of the server.
///
/// If the user had allowed access, the server may have handed the token out, and does not do so
/// again: **the token may be lost**. It is then of no use to anybody, but stays in the
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
    Transport(Box<TransportError>),
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

#[cfg(feature = "client")]
impl<S> NotSent<S> {
    pub(super) fn new(call: Call, session: S, error: TransportError) -> Self {
        Self {
            call,
            session,
            error: Box::new(error),
        }
    }

    /// Why it was not sent.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }

    /// The session, to ask again when the server can be reached.
    #[must_use]
    pub fn into_session(self) -> S {
        self.session
    }
}

impl<S> Refused<S> {
    pub(super) fn new(call: Call, session: S, answer: Answer) -> Self {
        Self {
            call,
            session,
            answer: Box::new(answer),
        }
    }

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
    #[must_use]
    pub fn into_session(self) -> S {
        self.session
    }
}

impl Gone {
    pub(super) fn new(call: Call, answer: Answer) -> Self {
        let answer = Box::new(answer);
        Self { call, answer }
    }

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
    #[cfg(feature = "client")]
    pub(super) fn transport(call: Call, session: S, error: TransportError) -> Self {
        Self {
            call,
            session,
            cause: Cause::Transport(Box::new(error)),
        }
    }

    pub(super) fn answered(
        call: Call,
        session: S,
        answer: Answer,
        reason: &'static str,
    ) -> Self {
        Self {
            call,
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
    /// The risk is to wait for ever: if the server of a MiAuth session has handed the token out,
    /// every further check is [`Pending`](super::Check::Pending), just as if the user had not decided yet. So
    /// ask once or twice, with time between, and then have the user begin anew. It makes sense
    /// after a 502 while a server restarts; after a timeout it seldom does. Never do it with
    /// OAuth: a server that gets a code twice revokes the token.
    #[must_use]
    pub fn into_session_anyway(self) -> S {
        self.session
    }
}

#[cfg(feature = "client")]
impl<S> fmt::Display for NotSent<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The error names the host.
        let (what, error) = (self.call.what, &self.error);
        write!(f, "the {what} was not sent and can be repeated: {error}")
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
        let lost = "is unknown and the token may be lost; begin anew";
        match &self.cause {
            #[cfg(feature = "client")]
            Cause::Transport(error) => {
                // The error names the host.
                let what = self.call.what;
                write!(f, "the outcome of the {what} {lost}: {error}")
            }
            Cause::Answer(answer, reason) => {
                let call = &self.call;
                write!(f, "the outcome of {call} {lost}: {reason}: {answer}")
            }
        }
    }
}

#[cfg(feature = "client")]
impl<S: fmt::Debug> std::error::Error for NotSent<S> {}
impl<S: fmt::Debug> std::error::Error for Refused<S> {}
impl std::error::Error for Gone {}
impl<S: fmt::Debug> std::error::Error for OutcomeUnknown<S> {}
