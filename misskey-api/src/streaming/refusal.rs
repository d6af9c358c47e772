//! Why a server does not take a subscription. It does not say: it stays silent.

use std::borrow::Cow;
use std::fmt;

use crate::generated::permission::Permission;

/// What is known of a channel that is subscribed to.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: Cow<'static, str>,
    pub(super) credential: bool,
    pub(super) permission: Option<Permission>,
    pub(super) shared: bool,
    pub(super) since: Option<&'static str>,
    pub(super) until: Option<&'static str>,
    /// Whether it takes parameters, which may be wrong.
    pub(super) parameters: bool,
    /// Whether these bindings know it.
    pub(super) known: bool,
}

/// A subscription that the server did not acknowledge. Servers don't say why.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the channel `{channel}` {}", told(.reasons))]
#[non_exhaustive]
pub struct Refused {
    /// The channel's name.
    pub channel: String,
    /// The possible reasons, the likeliest first. There is always one.
    pub reasons: Vec<Refusal>,
}

impl Refused {
    /// The likeliest reason.
    #[must_use]
    pub fn reason(&self) -> &Refusal {
        self.reasons.first().unwrap_or(&Refusal::Silence)
    }
}

/// Why a server may have refused a subscription.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The channel is for accounts, and the client has no token. Nothing was sent.
    CredentialMissing,
    /// The token needs this permission.
    PermissionMissing(Permission),
    /// A connection can have the channel only once, and has it.
    Duplicate,
    /// The connection has more channels than this, which is what servers allow.
    OverTheLimit(usize),
    /// What a parameter names does not exist, or this account may not see it.
    Parameters,
    /// The server does not have the channel.
    UnknownChannel {
        /// The first release that has it, if that is known.
        since: Option<&'static str>,
        /// The last release that has it; none if the newest has it.
        until: Option<&'static str>,
    },
    /// No answer came in time, and nothing that is known explains it. The server may be
    /// slow.
    Silence,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CredentialMissing => {
                f.write_str("is for accounts: give the client a token")
            }
            Self::PermissionMissing(permission) => write!(
                f,
                "needs the permission `{}`: get a token that has it",
                permission.as_str()
            ),
            Self::Duplicate => f.write_str(
                "is there already, and a connection can have it only once: say that it is shared",
            ),
            Self::OverTheLimit(limit) => write!(
                f,
                "is one more than the {limit} that servers allow on a connection"
            ),
            Self::Parameters => f.write_str(
                "has a parameter that names what does not exist or is not for this account",
            ),
            Self::UnknownChannel { since, until } => {
                f.write_str("is not one that the server has")?;
                if let Some(since) = since {
                    write!(f, ": it exists since release {since}")?;
                }
                until.map_or(Ok(()), |until| write!(f, ", until release {until}"))
            }
            Self::Silence => f.write_str("was not acknowledged in time"),
        }
    }
}

fn told(reasons: &[Refusal]) -> String {
    let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    format!("was not taken; perhaps it {}", reasons.join(", or "))
}

/// What is known of a connection that does not acknowledge a channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    pub(super) has_token: bool,
    /// Whether the connection has another channel of that name.
    pub(super) duplicate: bool,
    /// How many channels the connection has.
    pub(super) channels: usize,
}

/// What servers allow on a connection.
pub(super) const CHANNELS: usize = 32;

/// The permission that a token needs in any case, or there would be no connection.
const TO_CONNECT: &str = "read:account";

/// Why the server may have said nothing.
pub(super) fn diagnose(facts: &Facts, circumstances: Circumstances) -> Refused {
    let mut reasons = Vec::new();
    if facts.credential && !circumstances.has_token {
        reasons.push(Refusal::CredentialMissing);
    }
    if circumstances.channels > CHANNELS {
        reasons.push(Refusal::OverTheLimit(CHANNELS));
    }
    if circumstances.duplicate && (facts.shared || !facts.known) {
        reasons.push(Refusal::Duplicate);
    }
    if let Some(permission) = &facts.permission
        && circumstances.has_token
        && permission.as_str() != TO_CONNECT
    {
        reasons.push(Refusal::PermissionMissing(permission.clone()));
    }
    let unknown = Refusal::UnknownChannel {
        since: facts.since,
        until: facts.until,
    };
    if !facts.known {
        reasons.push(unknown.clone());
    }
    if facts.parameters {
        reasons.push(Refusal::Parameters);
    }
    if facts.known {
        reasons.push(unknown);
    }
    reasons.push(Refusal::Silence);
    Refused {
        channel: facts.name.to_string(),
        reasons,
    }
}
