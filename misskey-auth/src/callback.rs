//! The way back from a page of the server to the app.

use subtle::ConstantTimeEq as _;
use url::{Url, form_urlencoded};

/// Schemes to which no server sends a browser.
const REFUSED: [&str; 6] = ["javascript", "file", "data", "mailto", "tel", "vbscript"];

/// Why a browser can't be sent back to an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCallback {
    /// No server sends a browser to a callback with that scheme.
    #[error(
        "the callback has the scheme `{scheme}`, which servers refuse; \
         use https, or a scheme of the app's own such as `myapp`"
    )]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// The callback has a parameter of its own with the name of one that the server adds.
    #[error(
        "the callback has a parameter `{parameter}`, which is one that servers add; \
         choose another name"
    )]
    Parameter {
        /// The name.
        parameter: &'static str,
    },
    /// The callback has a fragment, which no server accepts here.
    #[error("the callback has a fragment; leave out what comes after the `#`")]
    Fragment,
}

/// Why a callback is not the one that is waited for. It may be somebody else's: go on waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// A parameter is missing.
    #[error(
        "the callback has no parameter `{parameter}`; it does not come from the server's page"
    )]
    Missing {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A parameter is there more than once.
    #[error("the callback has more than one parameter `{parameter}`; begin anew")]
    Repeated {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// It is the callback of another attempt to sign in.
    #[error("the callback is of another session; check the session that it belongs to")]
    Other,
}

/// Whether servers send browsers to a callback to which they add these parameters.
pub(crate) fn check(
    callback: &Url,
    added: &[&'static str],
) -> Result<(), InvalidCallback> {
    let scheme = callback.scheme();
    if REFUSED.contains(&scheme) {
        return Err(InvalidCallback::Scheme {
            scheme: scheme.to_owned(),
        });
    }
    // Old servers append theirs, new ones replace what is there.
    let taken = added
        .iter()
        .find(|added| callback.query_pairs().any(|(name, _)| name == **added));
    match taken {
        Some(parameter) => Err(InvalidCallback::Parameter { parameter }),
        None => Ok(()),
    }
}

/// The parameters with which a browser came back.
pub(crate) struct Returned(Vec<(String, String)>);

impl Returned {
    /// Takes what the browser asked for: the whole URL, its path with the query, or the query
    /// alone.
    pub(crate) fn new(url_or_query: &str) -> Self {
        let query = query_of(url_or_query);
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// A parameter that may be missing.
    pub(crate) fn get(
        &self,
        parameter: &'static str,
    ) -> Result<Option<&str>, CallbackError> {
        let mut found = self.0.iter().filter(|(name, _)| name == parameter);
        let value = found.next().map(|(_, value)| value.as_str());
        match found.next() {
            Some(_) => Err(CallbackError::Repeated { parameter }),
            None => Ok(value),
        }
    }

    /// A parameter.
    pub(crate) fn one(&self, parameter: &'static str) -> Result<&str, CallbackError> {
        self.get(parameter)?
            .ok_or(CallbackError::Missing { parameter })
    }

    /// Whether a parameter has this value, which others must not find out by how long it takes.
    pub(crate) fn verify(
        &self,
        parameter: &'static str,
        value: &str,
    ) -> Result<(), CallbackError> {
        let returned = self.one(parameter)?;
        if bool::from(returned.as_bytes().ct_eq(value.as_bytes())) {
            Ok(())
        } else {
            Err(CallbackError::Other)
        }
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
    const MISSING: CallbackError = CallbackError::Missing {
        parameter: "session",
    };
    const REPEATED: CallbackError = CallbackError::Repeated {
        parameter: "session",
    };

    fn verify(text: &str) -> Result<(), CallbackError> {
        Returned::new(text).verify("session", ID)
    }

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
            assert_eq!(verify(&text.replace("ID", ID)), Ok(()), "{text}");
        }
    }

    #[test]
    fn other_callbacks_are_refused() {
        let another = "c1f6d42b-468b-4fd2-8274-e58abdedef6e";
        for (text, error) in [
            ("", MISSING),
            ("https://app.example/back", MISSING),
            ("https://app.example/session=ID", MISSING),
            ("https://app.example/back#session=ID", MISSING),
            ("/session=ID", MISSING),
            ("Session=ID", MISSING),
            ("session=", CallbackError::Other),
            ("session", CallbackError::Other),
            ("session=ANOTHER", CallbackError::Other),
            ("session=ID%00", CallbackError::Other),
            ("session=IDx", CallbackError::Other),
            ("session=ID&session=ID", REPEATED),
            ("session=ANOTHER&session=ID", REPEATED),
        ] {
            let text = text.replace("ID", ID).replace("ANOTHER", another);
            assert_eq!(verify(&text), Err(error), "{text}");
        }
    }
}
