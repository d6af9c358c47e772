//! The way back from the page to the app.

use subtle::ConstantTimeEq as _;
use url::{Url, form_urlencoded};

/// Why a callback is not one of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// There is no parameter `session`.
    #[error(
        "the callback has no parameter `session`; it does not come from a MiAuth page"
    )]
    Missing,
    /// There is more than one parameter `session`.
    #[error("the callback has more than one parameter `session`; begin a new session")]
    Repeated,
    /// It is the callback of another session.
    #[error("the callback is of another session; check the session that it belongs to")]
    Other,
}

/// Whether the parameter `session` is this id.
pub(crate) fn verify(id: &str, url_or_query: &str) -> Result<(), CallbackError> {
    let query = query_of(url_or_query);
    let mut sessions =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "session");
    let (_, session) = sessions.next().ok_or(CallbackError::Missing)?;
    if sessions.next().is_some() {
        return Err(CallbackError::Repeated);
    }
    if bool::from(session.as_bytes().ct_eq(id.as_bytes())) {
        Ok(())
    } else {
        Err(CallbackError::Other)
    }
}

/// The query of a URL or of a path; of a query, itself.
fn query_of(text: &str) -> String {
    // A query has no colon before its first equals sign, and so is no URL.
    if let Ok(url) = Url::parse(text) {
        return url.query().unwrap_or_default().to_owned();
    }
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let query = if text.starts_with('/') {
        text.split_once('?').map_or("", |(_, query)| query)
    } else {
        text.strip_prefix('?').unwrap_or(text)
    };
    query.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "c1f6d42b-468b-4fd2-8274-e58abdedef6f";

    #[test]
    fn a_callback_may_come_as_a_url_a_path_or_a_query() {
        for text in [
            "https://app.example/back?session=ID",
            "https://app.example/back?a=1&session=ID&b=2#session=other",
            "myapp://callback?session=ID",
            "myapp:callback?session=ID",
            "/back?a=https://b.example/&session=ID",
            "?session=ID",
            "session=ID",
            "session=ID#fragment",
            "session=ID&next=/a?b=1",
            "next=https://b.example/a?b=1&session=ID",
            "%73ession=ID",
        ] {
            assert_eq!(verify(ID, &text.replace("ID", ID)), Ok(()), "{text}");
        }
    }

    #[test]
    fn other_callbacks_are_refused() {
        let another = "c1f6d42b-468b-4fd2-8274-e58abdedef6e";
        for (text, error) in [
            ("", CallbackError::Missing),
            ("https://app.example/back", CallbackError::Missing),
            ("https://app.example/session=ID", CallbackError::Missing),
            (
                "https://app.example/back#session=ID",
                CallbackError::Missing,
            ),
            ("/session=ID", CallbackError::Missing),
            ("Session=ID", CallbackError::Missing),
            ("session=", CallbackError::Other),
            ("session", CallbackError::Other),
            ("session=ANOTHER", CallbackError::Other),
            ("session=ID%00", CallbackError::Other),
            ("session=IDx", CallbackError::Other),
            ("session=ID&session=ID", CallbackError::Repeated),
            ("session=ANOTHER&session=ID", CallbackError::Repeated),
        ] {
            let text = text.replace("ID", ID).replace("ANOTHER", another);
            assert_eq!(verify(ID, &text), Err(error), "{text}");
        }
    }
}
