//! The way back from a consent page to the app.

/// Schemes to which no page sends a browser.
const REFUSED: [&str; 6] = ["javascript", "file", "data", "mailto", "tel", "vbscript"];

/// Sets a parameter in the query of a callback URL, leaving the rest of it, fragment included,
/// in its place. `None` when this is no URL, or one of a scheme that is refused.
pub(crate) fn with_param(callback: &str, name: &str, value: &str) -> Option<String> {
    let (scheme, _) = callback.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !is_scheme(&scheme) || REFUSED.contains(&scheme.as_str()) {
        return None;
    }
    let (url, fragment) = split_before(callback, '#');
    let (path, query) = split_before(url, '?');
    let query = set(query.trim_start_matches('?'), name, value);
    Some(format!("{}?{query}{fragment}", with_root(&scheme, path)))
}

fn is_scheme(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(allowed)
}

/// The text from the separator on stays in the second half.
fn split_before(text: &str, separator: char) -> (&str, &str) {
    text.split_at(text.find(separator).unwrap_or(text.len()))
}

/// `https://app.example` has a path all the same: the root.
fn with_root(scheme: &str, path: &str) -> String {
    let authority = path
        .split_once("://")
        .map_or("", |(_, authority)| authority);
    let is_web = matches!(scheme, "http" | "https");
    let root = if is_web && !authority.contains('/') {
        "/"
    } else {
        ""
    };
    format!("{path}{root}")
}

fn set(query: &str, name: &str, value: &str) -> String {
    let kept =
        form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other != name);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept).append_pair(name, value).finish()
}

#[cfg(test)]
mod tests {
    use super::with_param;

    #[test]
    fn the_session_joins_whatever_query_there_is() {
        let cases = [
            (
                "https://app.example/back",
                "https://app.example/back?session=s%2F1",
            ),
            ("https://app.example", "https://app.example/?session=s%2F1"),
            (
                "https://app.example/back?a=1&b=x%20y",
                "https://app.example/back?a=1&b=x+y&session=s%2F1",
            ),
            (
                "https://app.example/back?session=old",
                "https://app.example/back?session=s%2F1",
            ),
            (
                "https://app.example/back#top",
                "https://app.example/back?session=s%2F1#top",
            ),
            ("my-app://callback", "my-app://callback?session=s%2F1"),
        ];
        for (callback, expected) in cases {
            assert_eq!(
                with_param(callback, "session", "s/1").as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn a_scheme_that_is_no_way_back_is_refused() {
        for callback in [
            "javascript:alert(1)",
            "JavaScript:x",
            "data:,x",
            "mailto:a@b",
            "/back",
            "1x:y",
        ] {
            assert_eq!(with_param(callback, "session", "s"), None, "{callback}");
        }
    }
}
