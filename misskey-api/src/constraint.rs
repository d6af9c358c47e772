//! Limits that a request must keep to.

use std::fmt;

/// A limit that a request must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Constraint {
    /// Where: `poll.choices[]`, in which `[]` is any element and `{}` any value of a map;
    /// empty for the request itself.
    pub path: &'static str,
    /// What must hold there, if there is anything, and not null.
    pub rule: Rule,
    /// Parameters, by path: where one of them is there, and not null, it need not hold.
    pub unless: &'static [&'static str],
}

impl Constraint {
    pub(crate) const fn new(path: &'static str, rule: Rule) -> Self {
        Self {
            path,
            rule,
            unless: &[],
        }
    }

    pub(crate) const fn unless(self, unless: &'static [&'static str]) -> Self {
        Self { unless, ..self }
    }
}

/// What must hold at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The least and the greatest number of characters (Unicode code points) of a text.
    Length(Option<u64>, Option<u64>),
    /// The least and the greatest number.
    Range(Option<f64>, Option<f64>),
    /// The least and the greatest number of a list's elements.
    Elements(Option<u64>, Option<u64>),
    /// No element is there twice.
    Unique,
    /// A text matches a regular expression (ECMA-262, with the flag `u`).
    Pattern(&'static str),
    /// One of the parameters at these paths is there, and not null.
    AnyOf(&'static [&'static str]),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(least, most) => {
                range(f, least.as_ref(), most.as_ref(), " characters")
            }
            Self::Range(least, most) => range(f, least.as_ref(), most.as_ref(), ""),
            Self::Elements(least, most) => {
                range(f, least.as_ref(), most.as_ref(), " elements")
            }
            Self::Unique => f.write_str("no element twice"),
            Self::Pattern(pattern) => write!(f, "matches `{pattern}`"),
            Self::AnyOf(paths) => write!(f, "one of {} is there", paths.join(", ")),
        }
    }
}

fn range<T: PartialEq + fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    least: Option<&T>,
    most: Option<&T>,
    unit: &str,
) -> fmt::Result {
    match (least, most) {
        (Some(least), Some(most)) if least == most => write!(f, "{least}{unit}"),
        (Some(least), Some(most)) => write!(f, "{least} to {most}{unit}"),
        (Some(least), None) => write!(f, "at least {least}{unit}"),
        (None, Some(most)) => write!(f, "at most {most}{unit}"),
        (None, None) => write!(f, "any number of{unit}"),
    }
}
