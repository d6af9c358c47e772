//! Requests in the messages of assertions, without credentials.

use std::fmt;

use serde_json::Value;

use super::RecordedRequest;

/// What is not shown of a body, in lower case.
const CREDENTIALS: &[&str] = &["i", "sw", "credential", "auth", "code", "clientsecret"];

/// How much of a body is shown, in characters.
const SHOWN: usize = 400;

impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        let body = match self.json() {
            Value::Null if self.length == 0 => return Ok(()),
            Value::Null => format!("({} bytes)", self.length),
            mut body => {
                hide(&mut body);
                body.to_string()
            }
        };
        match body.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, " {}…", &body[..end]),
            None => write!(f, " {body}"),
        }
    }
}

/// Requests, a line each.
pub(crate) struct Listed<'a>(pub(crate) &'a [RecordedRequest]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(" none");
        }
        self.0
            .iter()
            .try_for_each(|request| write!(f, "\n  {request}"))
    }
}

fn hide(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_credential(name) {
                    *value = "…".into();
                } else {
                    hide(value);
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(hide),
        _ => {}
    }
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let holds = |part: &&str| name.contains(part);
    CREDENTIALS.contains(&name.as_str())
        || ["token", "password", "secret"].iter().any(holds)
}
