//! What can go wrong: what, where, and what to do about it.

use std::error::Error as _;
use std::time::Duration;

use url::Url;

use crate::address::shown;
use crate::body::MAX_BYTES;
use crate::server::MAX_REDIRECTS;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The call can't be understood.
    #[error("{0}")]
    Call(#[from] lexopt::Error),
    /// `--timeout` is not a number of seconds.
    #[error("`{0}` is no time: name a number of seconds from above 0 to 86400")]
    Timeout(String),
    /// The address is refused; it is not shown, since it may hold a password.
    #[error("the server's address is refused: {why}; write it as https://HOST")]
    Address { why: &'static str },
    /// This machine can't do it.
    #[error("can't fetch on this machine: {0}")]
    Machine(std::io::Error),
    /// The client can't be made.
    #[error("can't prepare the connection: {}", causes(.0))]
    Client(reqwest::Error),
    /// There is no connection.
    #[error(
        "can't connect to {}: {}; check the name and the network (proxy variables are not heeded: behind a proxy, save the document yourself and import the file)",
        shown(.url), causes(.source)
    )]
    Connect { url: Url, source: reqwest::Error },
    /// There is a connection, but no whole answer.
    #[error(
        "{} broke off: {}; fetch again, or save the document yourself and import the file",
        shown(.url), causes(.source)
    )]
    Broken { url: Url, source: reqwest::Error },
    /// All of the time is gone.
    #[error(
        "{} gave no whole answer within {} s; try later, or give it more with --timeout SECONDS",
        shown(.url), .timeout.as_secs_f64()
    )]
    Silent { url: Url, timeout: Duration },
    /// An answer that is no document.
    #[error(
        "{} answered with status {status}; {}",
        shown(.url), advice(*.status)
    )]
    Status { url: Url, status: u16 },
    /// A redirect that leads nowhere.
    #[error(
        "{} redirects with status {status} without saying where to; check the address",
        shown(.url)
    )]
    Nowhere { url: Url, status: u16 },
    /// A redirect to another server.
    #[error(
        "{} redirects to another server, {}, which is not followed; if that is the one you mean, name it",
        shown(.url), shown(.to)
    )]
    Elsewhere { url: Url, to: Box<Url> },
    /// Redirects without an end.
    #[error(
        "{} still redirects after {MAX_REDIRECTS} times; check the address",
        shown(.url)
    )]
    Circle { url: Url },
    /// A web page.
    #[error(
        "{} answered with a web page; its operator may have switched the API document off: ask for it, or save it from a server of the same version and import the file",
        shown(.url)
    )]
    Page { url: Url },
    /// Something else.
    #[error(
        "{} answered with something that is not a JSON object; check that this is a server's /api.json",
        shown(.url)
    )]
    NotJson { url: Url },
    /// A compressed body, though none was asked for.
    #[error(
        "{} sent the document encoded although that was not asked for; save it yourself and import the file",
        shown(.url)
    )]
    Encoded { url: Url },
    /// A body beyond the limit.
    #[error(
        "{} sent more than {MAX_BYTES} bytes; check that this is a server's /api.json",
        shown(.url)
    )]
    TooLarge { url: Url },
}

/// What an answer's status asks for.
fn advice(status: u16) -> &'static str {
    match status {
        204 | 404 | 410 => {
            "there is no API document: check the address; its operator may have switched the document off"
        }
        401 | 403 | 451 => {
            "it does not give its API document to this program: save it yourself and import the file"
        }
        429 | 500.. => "try later",
        _ => "check that this is a Misskey server",
    }
}

/// An error's causes, but for those that only say that a request failed: the message and
/// the address stand in front of them already.
fn causes(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        texts.push(cause.to_string());
        next = cause.source();
    }
    texts.retain(|text| !text.starts_with("client error ("));
    if texts.is_empty() {
        return "the request can't be sent".to_owned();
    }
    texts.join(": ")
}
