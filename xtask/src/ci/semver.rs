//! Whether the version says enough of what changed since the last release.
//!
//! The spec tells what its changes ask for (`cargo xtask diff`), cargo-semver-checks sees
//! what a program can name.

use std::process::Command;

use serde_json::Value;

use super::outcome::Outcome;
use super::{package, tool};
use crate::{Failure, files};

/// A bump of a version, the smallest first. Below 1.0 what breaks takes the minor part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bump {
    None,
    Patch,
    Minor,
    Major,
}

impl Bump {
    fn named(name: &str) -> Option<Self> {
        [Self::None, Self::Patch, Self::Minor, Self::Major]
            .into_iter()
            .find(|bump| bump.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What a change of the version says; nothing if it is not a newer one.
    fn between(old: [u32; 3], new: [u32; 3]) -> Self {
        let Some(place) = (0..3).find(|&place| old[place] != new[place]) else {
            return Self::None;
        };
        if new < old {
            return Self::None;
        }
        let leading = old.iter().position(|&number| number != 0).unwrap_or(0);
        match place {
            _ if place <= leading => Self::Major,
            _ if place == leading + 1 => Self::Minor,
            _ => Self::Patch,
        }
    }
}

pub(super) fn check() -> Result<Outcome, Failure> {
    let Some(tag) = last_tag() else {
        return Ok(Outcome::skipped(
            "there is no release (tag v…) to compare with",
        ));
    };
    let version = env!("CARGO_PKG_VERSION");
    let (Some(old), Some(new)) = (numbers(&tag[1..]), numbers(version)) else {
        return Ok(Outcome::skipped(format!(
            "{tag} and {version} are not both of the form 1.2.3"
        )));
    };
    let stated = Bump::between(old, new);
    let predicted = predicted(&tag)?;
    println!(
        "since {tag}: the version says {}, the spec {}",
        stated.name(),
        predicted.name()
    );
    let Some(allowed) = allowed(stated, predicted) else {
        println!("{version} is not enough: see `cargo xtask diff {tag} spec`");
        return Ok(Outcome::Failed);
    };
    if let Some(why) = tool::missing("semver-checks") {
        return Ok(Outcome::PassedInPart(format!(
            "{why}; only the spec was looked at"
        )));
    }
    compare(&tag, allowed).map(Outcome::of)
}

/// How much may have changed of what a program can name; `None` if the version says less
/// than the spec.
///
/// What breaks programs takes a new version at once, so that nobody overlooks it. For all
/// else the version is raised when a release is made: until then it says nothing.
fn allowed(stated: Bump, predicted: Bump) -> Option<Bump> {
    let is_enough = match stated {
        Bump::None => predicted < Bump::Major,
        _ => predicted <= stated,
    };
    // There is no release of no change: what is left is that nothing may break.
    is_enough.then(|| stated.max(predicted).max(Bump::Patch))
}

/// The newest release that this one comes from.
fn last_tag() -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"])
        .current_dir(files::repository())
        .output()
        .ok()?;
    let tag = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && tag.starts_with('v')).then_some(tag)
}

/// What the changes of the spec ask for.
fn predicted(tag: &str) -> Result<Bump, Failure> {
    let report = tool::output(
        tool::cargo().args(["xtask", "diff", tag, "spec", "--format", "json"]),
    )?;
    told(&report)
        .ok_or_else(|| Failure::Failed("`cargo xtask diff` tells no bump".to_owned()))
}

/// The greatest bump that a report tells.
fn told(report: &str) -> Option<Bump> {
    let report: Value = serde_json::from_str(report).ok()?;
    let steps = report["steps"].as_array()?;
    let bumps = steps.iter().filter_map(|step| step["bump"].as_str());
    bumps.filter_map(Bump::named).max()
}

/// Whether what a program can name changed no more than the bump says.
fn compare(tag: &str, allowed: Bump) -> Result<bool, Failure> {
    let packages: String = package::PUBLISHED
        .iter()
        .map(|package| format!(" --package {package}"))
        .collect();
    let kind = allowed.name();
    tool::succeeds(&format!(
        "semver-checks{packages} --all-features --baseline-rev {tag} --release-type {kind}"
    ))
}

fn numbers(version: &str) -> Option<[u32; 3]> {
    let numbers: Option<Vec<u32>> =
        version.split('.').map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{Bump, allowed, numbers, told};

    fn between(old: &str, new: &str) -> Option<Bump> {
        Some(Bump::between(numbers(old)?, numbers(new)?))
    }

    #[test]
    fn below_one_what_breaks_takes_the_minor_part() {
        assert_eq!(between("0.1.0", "0.2.0"), Some(Bump::Major));
        assert_eq!(between("0.1.0", "0.1.1"), Some(Bump::Minor));
        assert_eq!(between("0.1.0", "1.0.0"), Some(Bump::Major));
    }

    #[test]
    fn from_one_on_each_part_has_its_meaning() {
        assert_eq!(between("1.2.3", "2.0.0"), Some(Bump::Major));
        assert_eq!(between("1.2.3", "1.3.0"), Some(Bump::Minor));
        assert_eq!(between("1.2.3", "1.2.4"), Some(Bump::Patch));
        assert_eq!(between("1.2.3", "1.2.3"), Some(Bump::None));
    }

    #[test]
    fn an_older_version_says_nothing() {
        assert_eq!(between("1.2.3", "1.1.9"), Some(Bump::None));
    }

    #[test]
    fn what_breaks_takes_a_new_version_at_once_and_all_else_when_a_release_is_made() {
        use Bump::{Major, Minor, Patch};
        for (stated, predicted, expected) in [
            (Bump::None, Bump::None, Some(Patch)),
            (Bump::None, Minor, Some(Minor)),
            (Bump::None, Major, None),
            (Patch, Minor, None),
            (Minor, Major, None),
            (Minor, Patch, Some(Minor)),
            (Major, Bump::None, Some(Major)),
            (Major, Major, Some(Major)),
        ] {
            let found = allowed(stated, predicted);
            assert_eq!(found, expected, "{stated:?} {predicted:?}");
        }
    }

    #[test]
    fn the_greatest_bump_of_a_report_counts() {
        let report = r#"{"steps":[{"bump":"minor"},{"bump":"none"}]}"#;
        assert_eq!(told(report), Some(Bump::Minor));
        assert_eq!(told(r#"{"steps":[]}"#), None);
        assert_eq!(told("no report"), None);
    }

    #[test]
    fn versions_before_a_release_are_no_numbers() {
        assert_eq!(numbers("1.0.0-rc.1"), None);
    }
}
