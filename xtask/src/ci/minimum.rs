//! The oldest toolchain that is promised to do (`rust-version`).

use std::process::Command;

use serde_json::Value;

use super::outcome::Outcome;
use super::tool;
use crate::{Failure, files};

/// What dependencies ask for is looked at anywhere; the tests run where rustup has the
/// toolchain.
pub(super) fn check() -> Result<Outcome, Failure> {
    let metadata = metadata()?;
    let packages = metadata["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let Some(minimum) = packages
        .iter()
        .find(|package| package["name"] == "misskey-api")
        .and_then(|package| package["rust_version"].as_str())
    else {
        println!("misskey-api states no minimum toolchain (rust-version in Cargo.toml)");
        return Ok(Outcome::Failed);
    };
    let newer = asking_for_more(packages, minimum);
    if !newer.is_empty() {
        println!("more than Rust {minimum} is needed by {}", newer.join(", "));
        return Ok(Outcome::Failed);
    }
    if !has_toolchain(minimum) {
        return Ok(Outcome::PassedInPart(format!(
            "no toolchain {minimum} here: only what dependencies ask for was looked at"
        )));
    }
    let status = Command::new("rustup")
        .args(["run", minimum, "cargo", "test", "--workspace"])
        .current_dir(files::repository())
        // Those of the toolchain that this was started by.
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .env_remove("RUSTUP_TOOLCHAIN")
        .status()?;
    Ok(Outcome::of(status.success()))
}

fn metadata() -> Result<Value, Failure> {
    let text = tool::output(tool::cargo().args([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--all-features",
    ]))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::Failed(format!("`cargo metadata` is not understood: {error}"))
    })
}

/// The packages that state a newer toolchain.
fn asking_for_more<'a>(packages: &'a [Value], minimum: &str) -> Vec<&'a str> {
    packages
        .iter()
        .filter(|package| {
            package["rust_version"]
                .as_str()
                .is_some_and(|version| numbers(version) > numbers(minimum))
        })
        .filter_map(|package| package["name"].as_str())
        .collect()
}

/// `1.89` and `1.89.0` are the same.
fn numbers(version: &str) -> [u32; 3] {
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(version.split('.')) {
        *number = part.parse().unwrap_or(0);
    }
    numbers
}

fn has_toolchain(version: &str) -> bool {
    Command::new("rustup")
        .args(["toolchain", "list"])
        .output()
        .is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout)
                .lines()
                .any(|line| line.starts_with(&format!("{version}-")))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::asking_for_more;

    #[test]
    fn packages_that_ask_for_a_newer_toolchain_are_named() {
        let packages = [
            json!({"name": "same", "rust_version": "1.89.0"}),
            json!({"name": "older", "rust_version": "1.9"}),
            json!({"name": "newer", "rust_version": "1.89.1"}),
            json!({"name": "silent", "rust_version": null}),
        ];
        assert_eq!(asking_for_more(&packages, "1.89"), ["newer"]);
    }
}
