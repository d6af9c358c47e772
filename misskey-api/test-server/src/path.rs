//! Endpoints as tests name them, and the paths of requests.

use crate::endpoints;

const API: &str = "/api/";

/// The path that requests for an endpoint have. A name that begins with a slash is a path
/// already.
///
/// Panics on what no request can have as its path, since what a test says of it would come to
/// nothing.
#[track_caller]
#[expect(clippy::panic, reason = "a test named what can't be meant")]
pub(crate) fn path_of(endpoint: &str) -> String {
    if let Some(complaint) = complaint(endpoint) {
        panic!("{endpoint:?} is no name of an endpoint: {complaint}");
    }
    if endpoint.starts_with('/') {
        endpoint.to_owned()
    } else {
        format!("{API}{endpoint}")
    }
}

/// The name that has a path.
pub(crate) fn name_of(path: &str) -> &str {
    path.strip_prefix(API).unwrap_or(path)
}

/// What is wrong with a name, and what to write.
fn complaint(name: &str) -> Option<String> {
    let plain = name.trim_matches('/');
    if let Some(rest) = name.strip_prefix("api/") {
        return Some(format!("`/api/` goes before it by itself; write {rest:?}"));
    }
    if name.starts_with('/') && endpoints::find(plain).is_some() {
        return Some(format!(
            "what begins with a slash is a whole path; write {plain:?}"
        ));
    }
    if name.contains("://") {
        return Some("it is a whole URL; write what follows `/api/`".to_owned());
    }
    if let Some(sign) = name.chars().find(|&sign| !is_of_a_path(sign)) {
        return Some(format!(
            "no path has {sign:?} in it; write it as in \"notes/create\""
        ));
    }
    if plain.is_empty() || name.ends_with('/') || name.contains("//") {
        return Some(
            "a part of it is empty; write it as in \"notes/create\"".to_owned(),
        );
    }
    None
}

/// Whether a sign can stand in the path of a request as it is sent.
fn is_of_a_path(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/".contains(sign)
}
