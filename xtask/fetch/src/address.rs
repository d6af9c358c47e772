//! Where a server's document is, and which addresses are refused.

use url::{Host, Url};

use crate::error::Error;

/// Where servers have their document.
const PATH: &str = "/api.json";

/// The document's address: of `https://HOST`, `https://HOST/` or the address itself.
pub(crate) fn document(address: &str) -> Result<Url, Error> {
    let refuse = |why: &'static str| Error::Address { why };
    let mut url =
        Url::parse(address).map_err(|_| refuse("it is not an address on the web"))?;
    if has_credentials(&url) {
        return Err(refuse("it holds a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it has a query or fragment"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(refuse("plain http is for this machine alone: use https"));
        }
        _ => return Err(refuse("it is neither https nor http")),
    }
    if url.path() == "/" {
        url.set_path(PATH);
    }
    Ok(url)
}

/// Whether a redirect may lead from one address to the other: scheme, host and port are
/// the same.
pub(crate) fn is_same_server(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && !has_credentials(other)
}

/// An address as it may be shown: without credentials, and bounded in length. The parser
/// has escaped what is not plain.
pub(crate) fn shown(url: &Url) -> String {
    const LONGEST: usize = 200;

    let mut shown = url.clone();
    // Fails where there can be no credentials, and then there are none.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    let text: String = shown.as_str().chars().take(LONGEST).collect();
    if text.len() < shown.as_str().len() {
        return text + "…";
    }
    text
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
