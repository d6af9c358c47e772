//! Looking for what in a request the server would refuse, before it is sent.

use std::fmt;

use regress::Regex;
use serde_json::{Number, Value};

use crate::generated::constraints::CONSTRAINTS;
use crate::meta::Meta;

pub use crate::constraint::{Constraint, Rule};

/// A request that the server would refuse, with all that is wrong with it.
///
/// No text of the request is shown, since it may be secret.
#[derive(Clone, Debug, PartialEq)]
pub struct InvalidRequest {
    path: &'static str,
    violations: Vec<Violation>,
}

impl InvalidRequest {
    /// What is wrong, at least one thing, in the order of the endpoint's limits.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request for {} breaks limits", self.path)?;
        let mut separator = ": ";
        for violation in &self.violations {
            write!(f, "{separator}{violation}")?;
            separator = "; ";
        }
        Ok(())
    }
}

impl std::error::Error for InvalidRequest {}

/// A place in a request that breaks a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    path: String,
    rule: Rule,
    found: Found,
}

impl Violation {
    /// Where: `poll.choices[2]`; empty for the request itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What does not hold there.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// What is there instead.
    #[must_use]
    pub fn found(&self) -> &Found {
        &self.found
    }
}

impl fmt::Display for Violation {
    /// As in `poll.choices: 2 to 10 elements, has 1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}, {}", self.rule, self.found)
    }
}

/// What breaks a rule.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Found {
    /// A text of so many characters, or a list of so many elements.
    Count(u64),
    /// A number.
    Number(Number),
    /// An element that was there before, by its index.
    Again(usize),
    /// A text that does not match.
    NoMatch,
    /// None of what is needed.
    Nothing,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "has {count}"),
            Self::Number(number) => write!(f, "is {number}"),
            Self::Again(index) => write!(f, "has the element {index} twice"),
            Self::NoMatch => f.write_str("does not"),
            Self::Nothing => f.write_str("none is"),
        }
    }
}

impl Meta {
    /// The limits that a request must keep to: those that hold for each request that the
    /// server's document accepts. An endpoint that these bindings lack has none.
    #[must_use]
    pub fn constraints(&self) -> &'static [Constraint] {
        let found = CONSTRAINTS.binary_search_by_key(&self.path, |entry| entry.0);
        found.map_or(&[], |index| CONSTRAINTS[index].1)
    }

    /// Looks for what in a request's JSON breaks the endpoint's limits.
    ///
    /// # Errors
    /// All that does.
    pub fn validate(&self, request: &Value) -> Result<(), InvalidRequest> {
        let mut violations = Vec::new();
        for constraint in self.constraints() {
            check(request, constraint, &mut violations);
        }
        if violations.is_empty() {
            return Ok(());
        }
        Err(InvalidRequest {
            path: self.path,
            violations,
        })
    }
}

fn check(request: &Value, constraint: &Constraint, violations: &mut Vec<Violation>) {
    if constraint.unless.iter().any(|path| is_there(request, path)) {
        return;
    }
    let rule = constraint.rule;
    each(
        request,
        constraint.path,
        &mut String::new(),
        &mut |path, value| {
            if let Some(found) = broken(request, value, rule) {
                violations.push(Violation {
                    path: path.to_owned(),
                    rule,
                    found,
                });
            }
        },
    );
}

/// Whether there is something at a path, and not null.
fn is_there(request: &Value, path: &str) -> bool {
    let mut there = false;
    each(request, path, &mut String::new(), &mut |_, value| {
        there |= !value.is_null();
    });
    there
}

/// Calls `look` with all that stands at a path, and where it stands.
fn each(value: &Value, path: &str, at: &mut String, look: &mut dyn FnMut(&str, &Value)) {
    if path.is_empty() {
        return look(at, value);
    }
    let length = at.len();
    let mut go = |step: &str, inner: &Value, rest: &str| {
        at.push_str(step);
        each(inner, rest, at, look);
        at.truncate(length);
    };
    if let Some(rest) = path.strip_prefix("[]") {
        let elements = value.as_array().into_iter().flatten();
        for (index, inner) in elements.enumerate() {
            go(&format!("[{index}]"), inner, rest);
        }
    } else if let Some(rest) = path.strip_prefix("{}") {
        for (key, inner) in value.as_object().into_iter().flatten() {
            go(&format!("[{}]", Value::from(key.as_str())), inner, rest);
        }
    } else {
        let path = path.strip_prefix('.').unwrap_or(path);
        let (name, rest) =
            path.split_at(path.find(['.', '[', '{']).unwrap_or(path.len()));
        let dot = if length == 0 { "" } else { "." };
        if let Some(inner) = value.get(name) {
            go(&format!("{dot}{name}"), inner, rest);
        }
    }
}

/// What of a value breaks a rule. What is of another type breaks none.
fn broken(request: &Value, value: &Value, rule: Rule) -> Option<Found> {
    match (rule, value) {
        (Rule::Length(least, most), Value::String(text)) => {
            outside(text.chars().count(), least, most)
        }
        (Rule::Elements(least, most), Value::Array(elements)) => {
            outside(elements.len(), least, most)
        }
        (Rule::Range(least, most), Value::Number(number)) => {
            let value = number.as_f64()?;
            let is_within = least.is_none_or(|least| least <= value)
                && most.is_none_or(|most| value <= most);
            (!is_within).then(|| Found::Number(number.clone()))
        }
        (Rule::Unique, Value::Array(elements)) => {
            let is_again = |&index: &usize| elements[..index].contains(&elements[index]);
            (0..elements.len()).find(is_again).map(Found::Again)
        }
        (Rule::Pattern(pattern), Value::String(text)) => {
            // The generator leaves out what is no expression.
            let regex = Regex::with_flags(pattern, "u").ok()?;
            regex.find(text).is_none().then_some(Found::NoMatch)
        }
        (Rule::AnyOf(paths), Value::Object(_)) => {
            let is_any = paths.iter().any(|path| is_there(request, path));
            (!is_any).then_some(Found::Nothing)
        }
        _ => None,
    }
}

fn outside(count: usize, least: Option<u64>, most: Option<u64>) -> Option<Found> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let is_within = least.is_none_or(|least| least <= count)
        && most.is_none_or(|most| count <= most);
    (!is_within).then_some(Found::Count(count))
}
