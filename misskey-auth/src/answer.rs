//! What a server, or something before it, answers instead of what was asked for.

use std::fmt;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::Value;

/// The most characters of a body that are shown.
const EXCERPT: usize = 200;

/// An answer other than the one that was asked for. No credential is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The error's code, if the server sends one: `RATE_LIMIT_EXCEEDED`, or over OAuth
    /// `invalid_grant`.
    pub code: Option<String>,
    /// The body's media type.
    pub content_type: Option<String>,
    /// Where a redirect leads. Redirects are not followed.
    pub location: Option<String>,
    /// The size of the body in bytes.
    pub size: usize,
    /// The beginning of the body, at most 200 characters on one line; nothing if the body
    /// is empty, or may hold a token.
    pub excerpt: Option<String>,
    /// How long to wait before the next call, if the answer says so: whole seconds.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// Takes an answer that tells of no success apart, without the secrets, wherever they
    /// stand: error pages repeat the path of the request.
    pub(crate) fn new(response: &Response<impl AsRef<[u8]>>, secrets: &[&str]) -> Self {
        let body = response.body().as_ref();
        Self {
            code: code(body).map(|code| redacted(&code, secrets)),
            excerpt: excerpt(body, secrets),
            ..Self::without_excerpt(response, secrets)
        }
    }

    /// The same of an answer that may hold a token.
    pub(crate) fn without_excerpt(
        response: &Response<impl AsRef<[u8]>>,
        secrets: &[&str],
    ) -> Self {
        let headers = response.headers();
        let text = |name| header(headers, &name).map(|text| redacted(text, secrets));
        let seconds =
            header(headers, &RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        Self {
            status: response.status(),
            code: None,
            content_type: text(CONTENT_TYPE),
            location: text(LOCATION),
            size: response.body().as_ref().len(),
            excerpt: None,
            retry_after: seconds.map(Duration::from_secs),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.content_type.as_deref().unwrap_or("no content type");
        let (status, size) = (self.status.as_u16(), self.size);
        write!(f, "status {status} ({kind}, {size} bytes)")?;
        if let Some(location) = &self.location {
            write!(f, ", a redirect to {location}")?;
        }
        match &self.excerpt {
            Some(excerpt) => write!(f, ": {excerpt}"),
            None => Ok(()),
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The code in `{"error":{"code":…}}`, or that of OAuth in `{"error":…}`. The framework's own
/// errors have a text as `error` too, and a number as `statusCode`.
fn code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = body.get("error")?;
    let code = match error {
        Value::String(code) if body.get("statusCode").is_none() => code,
        error => error.get("code")?.as_str()?,
    };
    Some(code.to_owned())
}

fn excerpt(body: &[u8], secrets: &[&str]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.is_empty() || may_hold_token(text) {
        return None;
    }
    // Before it is cut: half a secret would not be found.
    let text = redacted(text, secrets);
    let mut shown: String = text
        .chars()
        .take(EXCERPT)
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect();
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    Some(shown)
}

/// No server gives a token away in an error. Should one do it all the same, it is not shown.
fn may_hold_token(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["token\"", "token\\\"", "token="]
        .iter()
        .any(|name| text.contains(name))
}

fn redacted(text: &str, secrets: &[&str]) -> String {
    let given = secrets.iter().filter(|secret| !secret.is_empty());
    given.fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "c1f6d42b-468b-4fd2-8274-e58abdedef6f";

    fn answer(body: &str) -> Answer {
        let response = Response::builder()
            .status(404)
            .header(CONTENT_TYPE, "application/json")
            .header(LOCATION, format!("/{SECRET}/"))
            .header(RETRY_AFTER, "7")
            .body(body)
            .unwrap();
        Answer::new(&response, &[SECRET])
    }

    #[test]
    fn an_answer_is_kept_but_for_the_secret() {
        let answer = answer(&format!(
            r#"{{"error":{{"code":"NO_{SECRET}","message":"none: {SECRET}"}}}}"#
        ));
        assert_eq!(answer.code.as_deref(), Some("NO_…"));
        assert_eq!(answer.location.as_deref(), Some("/…/"));
        assert_eq!(answer.retry_after, Some(Duration::from_secs(7)));
        let shown = answer.to_string();
        assert!(
            shown.starts_with("status 404 (application/json, "),
            "{shown}"
        );
        assert!(shown.contains("none: …") && !shown.contains(SECRET));
    }

    #[test]
    fn a_long_answer_is_cut_and_keeps_to_one_line() {
        let shown = answer(&format!("a\nb{}{SECRET}", "x".repeat(190)))
            .excerpt
            .unwrap();
        assert!(shown.starts_with("a bx") && shown.ends_with('…'));
        assert!(!shown.contains("c1f6"));
        let shown = answer(&"森".repeat(5000)).excerpt.unwrap();
        assert_eq!(shown.chars().count(), EXCERPT + 1);
    }

    #[test]
    fn what_may_be_a_token_is_not_shown() {
        for body in [
            r#"{"ok":true,"token":"hidden"}"#,
            r#"{"accessToken" : "hidden"}"#,
            r#"{"message":"{\"token\":\"hidden\"}"}"#,
            "access_token=hidden",
        ] {
            assert_eq!(answer(body).excerpt, None, "{body}");
        }
        assert!(answer("Unexpected token < in JSON").excerpt.is_some());
        assert_eq!(answer(" \n").excerpt, None);
    }
}
