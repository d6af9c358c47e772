//! Names of accounts: `momiji`, `@sora@far.example`.

use std::fmt;
use std::str::FromStr;

/// The name of an account: of this server, or of another with its host.
///
/// It is read as people write it, with or without an `@` or `acct:` before it, and written as
/// a mention. Names and hosts are compared as they stand; servers take no account of case in
/// either. A host in another script is written as it is, or as `xn--…`.
///
/// With the feature `helpers`, `users::Show::by_acct` asks for the account of a name, notes tell
/// the names that they mention (`Note::mentioned`), and users theirs (`acct`).
///
/// ```
/// use misskey_api::Acct;
///
/// let local: Acct = "@momiji".parse()?;
/// assert_eq!(local, Acct::local("momiji")?);
/// let remote: Acct = "acct:sora@far.example".parse()?;
/// assert_eq!((remote.username(), remote.host()), ("sora", Some("far.example")));
/// assert_eq!(remote.to_string(), "@sora@far.example");
/// assert!("@so ra".parse::<Acct>().is_err());
/// # Ok::<(), misskey_api::InvalidAcct>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acct {
    username: String,
    host: Option<String>,
}

/// What is no account's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an account's name; write it as `@name` or `@name@host`")]
pub struct InvalidAcct(String);

impl Acct {
    /// An account of the server itself.
    ///
    /// # Errors
    /// If the name has other characters than letters, digits, `_`, `-` and `.`, or none.
    pub fn local(username: &str) -> Result<Self, InvalidAcct> {
        Self::new(username, None)
    }

    /// An account of another server.
    ///
    /// # Errors
    /// If the name is none, or the host has what no host has.
    pub fn remote(username: &str, host: &str) -> Result<Self, InvalidAcct> {
        Self::new(username, Some(host))
    }

    fn new(username: &str, host: Option<&str>) -> Result<Self, InvalidAcct> {
        if is_username(username) && host.is_none_or(is_host) {
            return Ok(Self::trusted(username, host));
        }
        let host = host.map(|host| format!("@{host}")).unwrap_or_default();
        Err(InvalidAcct(format!("@{username}{host}")))
    }

    /// One that is known to be well formed, or that a server calls so.
    pub(crate) fn trusted(username: &str, host: Option<&str>) -> Self {
        Self {
            username: username.to_owned(),
            host: host.map(str::to_owned),
        }
    }

    /// The name without the host.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The host, of accounts of other servers.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }
}

/// Names on other servers can have what those here can't: `.` and `-`.
fn is_username(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn is_host(host: &str) -> bool {
    let is_part = |part: char| part.is_alphanumeric() || "-.:".contains(part);
    host.starts_with(char::is_alphanumeric) && host.chars().all(is_part)
}

impl FromStr for Acct {
    type Err = InvalidAcct;

    fn from_str(text: &str) -> Result<Self, InvalidAcct> {
        let trimmed = text.trim();
        let name = trimmed.strip_prefix("acct:").unwrap_or(trimmed);
        let name = name.strip_prefix('@').unwrap_or(name);
        let (username, host) = match name.split_once('@') {
            Some((username, host)) => (username, Some(host)),
            None => (name, None),
        };
        Self::new(username, host).map_err(|_| InvalidAcct(text.to_owned()))
    }
}

impl fmt::Display for Acct {
    /// As a mention: `@momiji`, `@sora@far.example`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.username)?;
        match &self.host {
            Some(host) => write!(f, "@{host}"),
            None => Ok(()),
        }
    }
}
