//! The HTTP requests that this crate makes.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Uri};
use misskey_api::Server;
use url::Url;

use crate::host;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// An address that HTTP can't carry, or not without showing what is secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{host} can't be called: {reason}")]
pub struct InvalidAddress {
    host: String,
    reason: String,
}

/// The address of a path of a server.
pub(crate) fn address(server: &Server, path: &str) -> Result<Uri, InvalidAddress> {
    let mut url = server.url().clone();
    url.set_path(path);
    uri(&url)
}

/// The same of an address that is known. Whatever a client may do elsewhere: who signs in over
/// plain http shows the token to others on the way.
pub(crate) fn uri(url: &Url) -> Result<Uri, InvalidAddress> {
    let invalid = |reason: String| InvalidAddress {
        host: url.host_str().unwrap_or_default().to_owned(),
        reason,
    };
    if !host::is_safe(url) {
        let reason = "plain http would show the token to others on the way; use https";
        return Err(invalid(reason.to_owned()));
    }
    Uri::try_from(url.as_str()).map_err(|error| invalid(error.to_string()))
}

pub(crate) fn post_json(address: &Uri, body: Vec<u8>) -> Request<Vec<u8>> {
    post(address, JSON, body)
}

pub(crate) fn post_form(address: &Uri, form: String) -> Request<Vec<u8>> {
    post(address, FORM, form.into_bytes())
}

fn post(address: &Uri, content_type: HeaderValue, body: Vec<u8>) -> Request<Vec<u8>> {
    let mut request = get_json(address);
    *request.method_mut() = Method::POST;
    *request.body_mut() = body;
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    request
}

pub(crate) fn get_json(address: &Uri) -> Request<Vec<u8>> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = address.clone();
    request.headers_mut().insert(ACCEPT, JSON);
    request
}
