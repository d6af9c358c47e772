//! What is published: it can be built of what is in the packages alone, and they hold what
//! belongs in them.

use std::ffi::OsString;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::outcome::Outcome;
use super::tool;
use crate::{Failure, files};

/// In the order in which they are published.
pub(super) const PUBLISHED: &[&str] =
    &["misskey-test-server", "misskey-api", "misskey-auth"];

/// What no package may lack.
const NEEDED: &[&str] = &["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

pub(super) fn check() -> Result<Outcome, Failure> {
    for package in PUBLISHED {
        let files = tool::output(tool::cargo().args([
            "package",
            "--quiet",
            "--list",
            "--allow-dirty",
            "--package",
            package,
        ]))?;
        let wrong = wrong(&files);
        if !wrong.is_empty() {
            println!("{package}: {}", wrong.join("; "));
            return Ok(Outcome::Failed);
        }
        println!("{package}: {} files", files.lines().count());
    }
    let builds = files::repository().join("target").join("packages");
    files::remove_folder(&builds)?;
    let built = build(&builds.join(new_name()));
    files::remove_folder(&builds)?;
    Ok(Outcome::of(built?))
}

/// Packed together they are built of each other's packages, not of the folders.
///
/// Cargo unpacks a package once for each folder that it is built in, and does not look whether
/// it has changed since: so the folder has to be one that never was there before.
fn build(folder: &Path) -> Result<bool, Failure> {
    let mut command = tool::cargo();
    command.args(["package", "--locked", "--allow-dirty", "--target-dir"]);
    command.arg(folder);
    for package in PUBLISHED {
        command.args(["--package", package]);
    }
    Ok(command.status()?.success())
}

/// The name of a folder that no earlier run had.
fn new_name() -> OsString {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_nanos().to_string().into()
}

/// What is wrong with a package's list of files.
fn wrong(files: &str) -> Vec<String> {
    let missing = NEEDED
        .iter()
        .filter(|name| !files.lines().any(|file| file == **name))
        .map(|name| format!("{name} is missing"));
    let needless = files
        .lines()
        .filter(|file| file.starts_with("tests/"))
        .map(|file| format!("{file} is of no use to users"));
    missing.chain(needless).collect()
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn a_package_has_its_licences_and_no_tests() {
        let files = "Cargo.toml\nLICENSE-APACHE\nLICENSE-MIT\nREADME.md\nsrc/lib.rs\n";
        assert!(wrong(files).is_empty());
        assert_eq!(
            wrong("Cargo.toml\nLICENSE-APACHE\nREADME.md\ntests/client.rs\n"),
            [
                "LICENSE-MIT is missing",
                "tests/client.rs is of no use to users"
            ]
        );
    }
}
