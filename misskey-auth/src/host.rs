//! Servers as people type them.

use misskey_api::{InvalidServer, Server};
use url::Url;

/// Why a text names no server that is safe to sign in at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidHost {
    /// There is nothing.
    #[error("no server was named; type its address, such as misskey.example")]
    Empty,
    /// There is a character that can't be seen, or that is read otherwise than it looks.
    #[error(
        "the server's address has a blank, a backslash or a control character in it; \
         type it anew"
    )]
    Character,
    /// There is a name before the host: `https://misskey.io@evil.example` leads to
    /// `evil.example`.
    #[error("there is a name and an `@` before the host; type the host alone")]
    UserInfo,
    /// Plain http leads to another machine.
    #[error(
        "http://{host} would show the token to others on the way; type https://{host}"
    )]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// The rest of what an address can't be.
    #[error(transparent)]
    Server(#[from] InvalidServer),
}

/// Reads a server's address as people type or paste it: `misskey.example`, the address of any
/// of its pages, in any script, with a port if need be. What comes after the host is dropped.
///
/// The scheme is https, and plain http on this machine alone. A service that lets anybody type
/// should refuse those that its own network alone can reach.
///
/// ```
/// use misskey_auth::server;
///
/// for typed in ["misskey.example", " https://Misskey.Example/ ", "misskey.example/@alice?a=b"] {
///     assert_eq!(server(typed)?.to_string(), "https://misskey.example/");
/// }
/// assert_eq!(server("森.example:8443")?.host(), "xn--32v.example:8443");
/// assert!(server("http://misskey.example").is_err());
/// assert!(server("https://misskey.example@evil.example/").is_err());
/// # Ok::<(), misskey_auth::InvalidHost>(())
/// ```
///
/// # Errors
/// If it names no host, or one that it is not safe to sign in at.
pub fn server(typed: &str) -> Result<Server, InvalidHost> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(InvalidHost::Empty);
    }
    // Parsers of addresses drop some of these, and take a backslash for a slash.
    if typed.contains(|one: char| {
        one.is_whitespace() || one.is_control() || one == '\\' || is_invisible(one)
    }) {
        return Err(InvalidHost::Character);
    }
    let (scheme, rest) = match typed.split_once("://") {
        // A scheme comes first: `misskey.example/?to=https://…` has none.
        Some((scheme, rest))
            if scheme.bytes().all(|one| one.is_ascii_alphanumeric()) =>
        {
            (scheme, rest)
        }
        _ => ("https", typed),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if host.contains('@') {
        return Err(InvalidHost::UserInfo);
    }
    let address = format!("{scheme}://{host}");
    match (Server::new(&address), Server::over_plain_http(&address)) {
        (Err(_), Ok(server)) => Err(InvalidHost::PlainHttp {
            host: server.host(),
        }),
        (server, _) => Ok(server?),
    }
}

/// Whether a character takes no space, or turns the direction of what is beside it.
fn is_invisible(one: char) -> bool {
    matches!(one, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a URL is safe to send secrets to: https, or plain http on this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    let mut origin = url.clone();
    origin.set_path("");
    origin.set_query(None);
    origin.set_fragment(None);
    // A text without a scheme of the web would be taken for a host.
    matches!(url.scheme(), "https" | "http") && Server::new(origin.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_as_people_type_it() {
        for (typed, read) in [
            ("misskey.example", "https://misskey.example/"),
            ("MISSKEY.example/", "https://misskey.example/"),
            ("\thttps://misskey.example/\n", "https://misskey.example/"),
            ("misskey.example:8443", "https://misskey.example:8443/"),
            ("https://misskey.example:443", "https://misskey.example/"),
            (
                "misskey.example/settings?to=https://a.example/",
                "https://misskey.example/",
            ),
            (
                "https://misskey.example/@alice#x",
                "https://misskey.example/",
            ),
            ("森.example/森", "https://xn--32v.example/"),
            ("xn--32v.example", "https://xn--32v.example/"),
            ("http://localhost:3000/", "http://localhost:3000/"),
            ("http://[::1]:3000/about", "http://[::1]:3000/"),
        ] {
            assert_eq!(server(typed).unwrap().to_string(), read, "{typed}");
        }
    }

    #[test]
    fn who_types_plain_http_is_told_what_to_type() {
        for typed in ["http://misskey.example/@alice", " HTTP://Misskey.Example "] {
            assert_eq!(
                server(typed).unwrap_err().to_string(),
                "http://misskey.example would show the token to others on the way; \
                 type https://misskey.example"
            );
        }
    }

    #[test]
    fn what_is_not_safe_is_refused_without_what_may_be_secret() {
        for typed in [
            "",
            "  ",
            "/",
            "https://",
            "http://misskey.example",
            "ftp://misskey.example",
            "javascript:alert(1)",
            "javascript://misskey.example/%0Aalert(1)",
            "https:misskey.example",
            "https:\\\\misskey.example",
            "misskey.exa\tmple",
            "misskey.example evil.example",
            "misskey\u{202e}.example",
            "mis\u{200b}skey.example",
            "https://misskey.example@evil.example",
            "alice:secret@misskey.example",
            "@alice@misskey.example",
            "misskey.example:port",
            "misskey.example:99999",
            "mis%00skey.example",
            "mis<key.example",
        ] {
            let refused = server(typed).unwrap_err().to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
