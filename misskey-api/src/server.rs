//! Where a server is.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::acct::Acct;

/// A server, by the address of its site.
///
/// Calls go out over https. Plain http is for servers on this machine alone.
///
/// ```
/// use misskey_api::Server;
///
/// let server: Server = "misskey.example".parse()?;
/// assert_eq!(server.to_string(), "https://misskey.example/");
/// assert_eq!(server, "https://misskey.example/".parse()?);
/// assert!("http://misskey.example".parse::<Server>().is_err());
/// assert!("http://localhost:3000".parse::<Server>().is_ok());
/// # Ok::<(), misskey_api::InvalidServer>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Server(Url);

/// A text that is not the address of a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address:?} is not a server's address: {reason}")]
pub struct InvalidServer {
    address: String,
    reason: String,
}

impl Server {
    /// Reads an address as people write it: `misskey.example`, `https://misskey.example/`,
    /// with a port, in any script.
    ///
    /// # Errors
    /// If it is not an address, has a path, a query or a password, or is plain http to
    /// another machine.
    pub fn new(address: &str) -> Result<Self, InvalidServer> {
        Self::checked(address, false)
    }

    fn checked(address: &str, plain: bool) -> Result<Self, InvalidServer> {
        let refused = |reason: &str| InvalidServer {
            address: without_secrets(address),
            reason: reason.to_owned(),
        };
        let address = address.trim();
        let url = if address.contains("://") {
            Url::parse(address)
        } else {
            Url::parse(&format!("https://{address}"))
        };
        let url = url.map_err(|error| refused(&error.to_string()))?;
        if url.host_str().is_some_and(|host| host.contains("..")) {
            return Err(refused("its host has nothing between two dots"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused(
                "it has a user name or password; pass the token on its own",
            ));
        }
        if !matches!(url.path(), "" | "/")
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(refused("it goes on after the host; name the host alone"));
        }
        match url.scheme() {
            "https" => {}
            "http" if plain || is_loopback(&url) => {}
            "http" => {
                return Err(refused(
                    "plain http would show the token to others on the way; use https, or \
                     `Server::over_plain_http` if they may see it",
                ));
            }
            _ => return Err(refused("the scheme is not https")),
        }
        Ok(Self(url))
    }

    /// The site's address.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The host, and the port if it is not the usual one.
    #[must_use]
    pub fn host(&self) -> String {
        host(&self.0)
    }

    /// A server that is called over plain http, such as `http://192.168.1.5:3000`. **Everybody on
    /// the way can read the token, and everything else.** Use it for machines in the same room
    /// only. Servers on this machine don't need it.
    ///
    /// # Errors
    /// As those of [`new`](Self::new), except for plain http.
    pub fn over_plain_http(address: &str) -> Result<Self, InvalidServer> {
        Self::checked(address, true)
    }

    /// The address of a note's page.
    ///
    /// ```
    /// use misskey_api::{Acct, Server};
    ///
    /// let server: Server = "misskey.example".parse()?;
    /// let page = server.note_page("9s4g2p7k00");
    /// assert_eq!(page.as_str(), "https://misskey.example/notes/9s4g2p7k00");
    /// let page = server.user_page(&"@sora@far.example".parse()?);
    /// assert_eq!(page.as_str(), "https://misskey.example/@sora@far.example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn note_page(&self, id: impl AsRef<str>) -> Url {
        self.page(&["notes", id.as_ref()])
    }

    /// The address of the page of an account, on this server or another.
    #[must_use]
    pub fn user_page(&self, acct: &Acct) -> Url {
        self.page(&[&acct.to_string()])
    }

    fn page(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // An http address always has a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(segments);
        }
        url
    }

    /// Whether an address is on this server.
    #[cfg(feature = "client")]
    pub(crate) fn has(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| url.origin() == self.0.origin())
    }

    /// Whether it is on the machine that this runs on.
    #[cfg(feature = "reqwest")]
    pub(crate) fn is_on_this_machine(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address of an endpoint.
    pub(crate) fn endpoint(&self, path: &str) -> String {
        format!("{}api/{path}", self.0)
    }
}

/// The host, and the port if it is not the usual one.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// An address without what in it may be secret.
pub(crate) fn without_secrets(address: &str) -> String {
    // What comes after the host may be a token.
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match address.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => address.to_owned(),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl TryFrom<&str> for Server {
    type Error = InvalidServer;

    fn try_from(address: &str) -> Result<Self, InvalidServer> {
        Self::new(address)
    }
}

impl TryFrom<&String> for Server {
    type Error = InvalidServer;

    fn try_from(address: &String) -> Result<Self, InvalidServer> {
        Self::new(address)
    }
}

impl TryFrom<String> for Server {
    type Error = InvalidServer;

    fn try_from(address: String) -> Result<Self, InvalidServer> {
        Self::new(&address)
    }
}

impl From<&Self> for Server {
    fn from(server: &Self) -> Self {
        server.clone()
    }
}

impl FromStr for Server {
    type Err = InvalidServer;

    fn from_str(address: &str) -> Result<Self, InvalidServer> {
        Self::new(address)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (written, read) in [
            ("misskey.example", "https://misskey.example/"),
            (" misskey.example:8443 ", "https://misskey.example:8443/"),
            ("HTTPS://Misskey.Example/", "https://misskey.example/"),
            ("みすきー.example", "https://xn--w8jtb5a5b.example/"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000/"),
            ("http://[::1]:3000", "http://[::1]:3000/"),
        ] {
            let server = Server::new(written).map(|server| server.to_string());
            assert!(server.is_ok(), "{written}: {server:?}");
            if !written.starts_with('み') {
                assert_eq!(server.as_deref(), Ok(read));
            }
        }
    }

    #[test]
    fn unsafe_addresses_are_refused_without_showing_what_was_in_them() {
        for written in [
            "",
            "http://misskey.example",
            "ftp://misskey.example",
            "misskey..example",
            "misskey.example/path",
            "https://misskey.example/?i=secret",
            "https://user:secret@misskey.example",
        ] {
            let refused = Server::new(written).unwrap_err();
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
    }
}
