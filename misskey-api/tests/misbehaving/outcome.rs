//! What became of a call.

use std::fmt;
use std::time::Duration;

use misskey_api::Error;
use serde_json::{Value, json};

use crate::call::Kind;

/// What an error says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answer,
    Api(u16),
    NotApi(u16),
    Decode,
    Connect,
    Timeout,
    TooLarge,
    Broken,
    Local,
}

impl Outcome {
    fn of<E>(error: &Error<E>) -> Self {
        let status = error.status().map(|status| status.as_u16());
        let success = error.not_api().map(|answer| answer.status.as_u16());
        if error.api().is_some() {
            Self::Api(status.unwrap())
        } else if let Some(status) = success {
            Self::NotApi(status)
        } else if error.decode().is_some() {
            Self::Decode
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_timeout() {
            Self::Timeout
        } else if error.is_too_large() {
            Self::TooLarge
        } else if error.transport().is_some() {
            Self::Broken
        } else {
            Self::Local
        }
    }

    /// Whether to call again can do no harm, and may help.
    pub(crate) fn is_retryable(&self, kind: Kind) -> bool {
        match self {
            Self::Connect | Self::Api(429) | Self::NotApi(429) => true,
            Self::Timeout | Self::Broken | Self::NotApi(502..=504) => {
                kind.is_repeatable()
            }
            _ => false,
        }
    }

    /// Whether nobody knows what the call did.
    pub(crate) fn is_unknown(&self, kind: Kind) -> bool {
        !kind.is_repeatable()
            && match self {
                Self::Timeout | Self::Broken | Self::TooLarge => true,
                Self::NotApi(status) => matches!(status, 200..=299 | 500..),
                Self::Api(status) => *status >= 500,
                _ => false,
            }
    }

    fn parse(text: &str) -> Option<Self> {
        let (name, status) = text.split_once(' ').unwrap_or((text, "0"));
        let status = status.parse().ok()?;
        Some(match name {
            "answer" => Self::Answer,
            "api" => Self::Api(status),
            "not-api" => Self::NotApi(status),
            "decode" => Self::Decode,
            "connect" => Self::Connect,
            "timeout" => Self::Timeout,
            "too-large" => Self::TooLarge,
            "broken" => Self::Broken,
            "local" => Self::Local,
            _ => return None,
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer => formatter.write_str("answer"),
            Self::Api(status) => write!(formatter, "api {status}"),
            Self::NotApi(status) => write!(formatter, "not-api {status}"),
            Self::Decode => formatter.write_str("decode"),
            Self::Connect => formatter.write_str("connect"),
            Self::Timeout => formatter.write_str("timeout"),
            Self::TooLarge => formatter.write_str("too-large"),
            Self::Broken => formatter.write_str("broken"),
            Self::Local => formatter.write_str("local"),
        }
    }
}

/// All that is looked at after a call.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) outcome: Outcome,
    pub(crate) is_retryable: bool,
    pub(crate) is_outcome_unknown: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) milliseconds: u64,
    /// How much more memory there was at the peak than before; none where it can't be measured.
    pub(crate) kibibytes: Option<u64>,
    /// The error as it is shown.
    text: String,
}

impl Seen {
    pub(crate) fn of<T, E: fmt::Debug>(result: &Result<T, Error<E>>) -> Self {
        let error = result.as_ref().err();
        Self {
            outcome: error.map_or(Outcome::Answer, Outcome::of),
            is_retryable: error.is_some_and(Error::is_retryable),
            is_outcome_unknown: error.is_some_and(Error::is_outcome_unknown),
            retry_after: error.and_then(Error::retry_after),
            attempts: error.map_or(1, Error::attempts),
            milliseconds: 0,
            kibibytes: None,
            text: error.map(ToString::to_string).unwrap_or_default(),
        }
    }

    /// The outcome, and what an application would do about it.
    pub(crate) fn summary(&self) -> String {
        let mut summary = self.outcome.to_string();
        if self.is_retryable {
            summary += ", again";
        }
        if self.is_outcome_unknown {
            summary += ", unknown";
        }
        summary
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "outcome": self.outcome.to_string(),
            "isRetryable": self.is_retryable,
            "isOutcomeUnknown": self.is_outcome_unknown,
            "retryAfter": self.retry_after.map(|wait| wait.as_secs()),
            "attempts": self.attempts,
            "milliseconds": self.milliseconds,
            "kibibytes": self.kibibytes,
            "text": self.text,
        })
    }

    pub(crate) fn from_json(json: &Value) -> Option<Self> {
        Some(Self {
            outcome: Outcome::parse(json["outcome"].as_str()?)?,
            is_retryable: json["isRetryable"].as_bool()?,
            is_outcome_unknown: json["isOutcomeUnknown"].as_bool()?,
            retry_after: json["retryAfter"].as_u64().map(Duration::from_secs),
            attempts: u32::try_from(json["attempts"].as_u64()?).ok()?,
            milliseconds: json["milliseconds"].as_u64()?,
            kibibytes: json["kibibytes"].as_u64(),
            text: json["text"].as_str()?.to_owned(),
        })
    }
}
