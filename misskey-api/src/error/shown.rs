//! Errors in words.

use std::fmt;

use super::{Error, Failure};

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.endpoint())?;
        if self.is_unknown_endpoint() {
            self.write_unknown(f)?;
        }
        if self.is_outcome_unknown() {
            f.write_str("whether the call had an effect is not known: ")?;
        }
        match self.failure() {
            Failure::Api(error) => {
                write!(f, "{} {} ({})", error.status.as_u16(), error.code, error.id)?;
                if !error.message.is_empty() {
                    write!(f, ": {}", error.message)?;
                }
                if let Some(info) = &error.info {
                    write!(f, " {info}")?;
                }
                self.write_permission(f, &error.code)
            }
            Failure::NotApi(answer) => {
                write!(f, "status {}", answer.status.as_u16())?;
                if self.inner.called.is_endpoint() {
                    f.write_str(" with an answer that is not the API's")?;
                }
                let kind = answer.content_type.as_deref().unwrap_or("no content type");
                write!(f, " ({kind})")?;
                if let Some(location) = &answer.location {
                    write!(f, ", a redirect to {location}")?;
                }
                if answer.excerpt.is_empty() {
                    write!(f, ", empty")
                } else {
                    write!(f, ": {}", answer.excerpt)
                }
            }
            Failure::Decode(error, excerpt) => {
                write!(
                    f,
                    "the answer is not of the expected shape at {error}; its shape is: {excerpt}"
                )
            }
            Failure::Local(reason) => f.write_str(reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => write!(f, "{error}"),
            #[cfg(feature = "client")]
            Failure::Pages(stuck) => write!(f, "{stuck}"),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("endpoint", &self.endpoint());
        shown.field("attempts", &self.inner.attempts);
        match self.failure() {
            Failure::Api(error) => shown.field("api", error),
            Failure::NotApi(answer) => shown.field("not_api", answer),
            Failure::Decode(error, excerpt) => {
                shown.field("decode", error).field("excerpt", excerpt)
            }
            Failure::Local(reason) => shown.field("local", reason),
            #[cfg(feature = "client")]
            Failure::Transport(error) => shown.field("transport", error),
            #[cfg(feature = "client")]
            Failure::Pages(stuck) => shown.field("stuck", stuck),
        };
        shown.finish()
    }
}

/// What lies behind an error is part of its text, so it is no source: reports that show an error
/// with its sources would say it twice.
impl<E: fmt::Debug> std::error::Error for Error<E> {}

impl<E> Error<E> {
    /// That the server does not know the endpoint, and which releases do.
    fn write_unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server does not know this endpoint")?;
        match (self.since(), self.until()) {
            (Some(since), Some(until)) => {
                write!(f, ", which releases from {since} to {until} have")?;
            }
            (Some(since), None) => write!(f, ", which releases from {since} on have")?,
            (None, Some(until)) => write!(f, ", which releases up to {until} have")?,
            (None, None) => {}
        }
        let kind = self
            .not_api()
            .and_then(|answer| answer.content_type.as_deref());
        if kind.is_some_and(|kind| kind.starts_with("text/html")) {
            f.write_str(", or is not a Misskey server")?;
        }
        f.write_str(": ")
    }

    /// Which permission the token lacks, if that is what is wrong.
    fn write_permission(&self, f: &mut fmt::Formatter<'_>, code: &str) -> fmt::Result {
        let meta = self.inner.called.meta();
        match meta.and_then(|meta| meta.permission.as_ref()) {
            Some(permission) if code == "PERMISSION_DENIED" => {
                write!(f, " (it needs `{permission}`)")
            }
            _ => Ok(()),
        }
    }
}
