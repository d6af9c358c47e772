//! Where in a JSON text something is wrong.
//!
//! A decode error passes outwards through every object and list that it happened in,
//! and each adds its own step: the path costs nothing while all goes well. On the way
//! it travels in the error's message, since serde's errors carry nothing else.

use serde::de;

/// A step into a JSON value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'a> {
    /// An object's value.
    Key(&'a str),
    /// A list's element.
    Index(usize),
}

/// Adds the step that an error came through.
#[cold]
pub(crate) fn through<E: de::Error>(step: Step<'_>, error: &E) -> E {
    E::custom(join(step, &error.to_string()))
}

/// A step as it stands in a path.
pub(crate) fn shown(step: Step<'_>) -> String {
    match step {
        Step::Key(key) if is_plain(key) => format!(".{key}"),
        Step::Key(key) => format!("[{}]", serde_json::Value::from(key)),
        Step::Index(index) => format!("[{index}]"),
    }
}

fn join(step: Step<'_>, message: &str) -> String {
    let mut path = format!("${}", shown(step));
    match message.strip_prefix('$') {
        Some(rest) => path.push_str(rest),
        None => {
            path.push_str(": ");
            path.push_str(message);
        }
    }
    path
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_' || one == '-')
}

/// Takes a message apart into the path and what was wrong there.
pub(crate) fn split(message: &str) -> (String, String) {
    if !message.starts_with('$') {
        return ("$".to_owned(), message.to_owned());
    }
    let mut quoted = false;
    let mut escaped = false;
    for (offset, character) in message.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ':' if !quoted => {
                let (path, reason) = message.split_at(offset);
                return (path.to_owned(), reason.trim_start_matches(": ").to_owned());
            }
            _ => {}
        }
    }
    (message.to_owned(), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_joined_from_the_inside_and_taken_apart_again() {
        let inner = join(Step::Key("a: \"b\""), "broken: badly");
        let outer = join(Step::Key("files"), &join(Step::Index(3), &inner));
        assert_eq!(
            split(&outer),
            (
                "$.files[3][\"a: \\\"b\\\"\"]".to_owned(),
                "broken: badly".to_owned()
            )
        );
        assert_eq!(split("broken"), ("$".to_owned(), "broken".to_owned()));
    }
}
