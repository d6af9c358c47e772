//! Releases of a server: their order, and what exists from one to another.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Since and until which release something is there, as far as that differs from what
/// holds it.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first release that has it; none if the first of all has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last release that has it; none if the last of all has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl Span {
    /// What is there from a release on.
    #[must_use]
    pub fn since(release: &str) -> Self {
        Self {
            since: Some(release.to_owned()),
            until: None,
        }
    }

    /// Whether it is there in all releases.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// The same, when a later release has it too.
    #[must_use]
    pub fn continued(&self) -> Self {
        Self {
            since: self.since.clone(),
            until: None,
        }
    }

    /// The same, when a release is the last known to have it, unless an earlier one is.
    #[must_use]
    pub fn ended(&self, release: &str) -> Self {
        Self {
            since: self.since.clone(),
            until: self.until.clone().or_else(|| Some(release.to_owned())),
        }
    }
}

/// Compares the names of two releases: the numbers at their beginning, then what follows.
/// A preview (`-alpha.1`, `-beta.2`, `-rc.3`) comes before its release, anything else, such
/// as a fork's own count, after it.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    let (numbers, rest) = split(one);
    let (other_numbers, other_rest) = split(other);
    numbers
        .cmp(&other_numbers)
        .then_with(|| rank(rest).cmp(&rank(other_rest)))
        .then_with(|| natural(rest, other_rest))
}

/// Whether a release's name has an order: it begins with a number.
#[must_use]
pub fn is_ordered(release: &str) -> bool {
    release.starts_with(|first: char| first.is_ascii_digit())
}

/// The numbers at the beginning, and what follows.
fn split(release: &str) -> (Vec<u64>, &str) {
    let end = release
        .find(|one: char| !one.is_ascii_digit() && one != '.')
        .unwrap_or(release.len());
    let (numbers, rest) = release.split_at(end);
    let numbers = numbers.split('.').filter(|part| !part.is_empty());
    // A number that is too long counts as the greatest.
    let numbers = numbers.map(|part| part.parse().unwrap_or(u64::MAX));
    (numbers.collect(), rest)
}

fn rank(rest: &str) -> i8 {
    let word = rest.trim_start_matches('-');
    match word {
        "" => 0,
        _ if ["alpha", "beta", "rc"]
            .iter()
            .any(|one| word.starts_with(one)) =>
        {
            -1
        }
        _ => 1,
    }
}

/// Compares texts with the numbers within them as numbers.
fn natural(one: &str, other: &str) -> Ordering {
    let digits = |text: &str| -> (String, Vec<u64>) {
        let words = text.split(|one: char| !one.is_ascii_digit());
        let numbers = words.filter_map(|word| word.parse().ok()).collect();
        (text.replace(|one: char| one.is_ascii_digit(), ""), numbers)
    };
    digits(one).cmp(&digits(other)).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_in_the_order_in_which_they_come_out() {
        let ordered = [
            "4.6.0",
            "4.6.0-cp",
            "2024.11.0",
            "2025.3.1",
            "2025.3.1-pari.2",
            "2025.3.1-pari.10",
            "2025.10.0-alpha.1",
            "2025.10.0-beta.0",
            "2025.10.0",
            "2025.11.0",
        ];
        for pair in ordered.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        for odd in ["", "any text", "9999999999999999999999.1", "1..2", "é.1"] {
            assert_eq!(compare(odd, odd), Ordering::Equal);
        }
        assert!(!is_ordered("develop"));
    }
}
