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
                error
                    .info
                    .as_ref()
                    .map_or(Ok(()), |info| write!(f, " {info}"))
            }
            Failure::NotApi(answer) => {
                let kind = answer.content_type.as_deref().unwrap_or("no content type");
                write!(
                    f,
                    "status {} with an answer that is not the API's ({kind})",
                    answer.status.as_u16()
                )?;
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

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.failure() {
            Failure::Decode(error, _) => Some(error),
            #[cfg(feature = "client")]
            Failure::Transport(error) => Some(error),
            _ => None,
        }
    }
}

impl<E> Error<E> {
    /// That the server does not know the endpoint, and which releases do.
    fn write_unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server does not know this endpoint")?;
        if let Some(since) = self.since() {
            write!(f, ", which exists since release {since}")?;
        }
        if let Some(until) = self.until() {
            write!(f, ", and until release {until}")?;
        }
        f.write_str(": ")
    }
}
