//! How much of the code the tests run: of all of it, and of what is written by hand.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::outcome::Outcome;
use super::tool;
use crate::Failure;

/// The programs of LLVM that cargo-llvm-cov calls, by the variables that name them.
const PROGRAMS: &[(&str, &str)] =
    &[("LLVM_COV", "llvm-cov"), ("LLVM_PROFDATA", "llvm-profdata")];

/// Runs all tests once, and tells the share of lines that they reach.
pub(super) fn check() -> Result<Outcome, Failure> {
    if let Some(why) = tool::missing("llvm-cov") {
        return Ok(Outcome::Skipped(why));
    }
    if !has_programs()? {
        return Ok(Outcome::skipped(
            "no llvm-cov and llvm-profdata here: `rustup component add llvm-tools` brings \
             them; LLVM_COV and LLVM_PROFDATA name others, of the version that \
             `rustc --version --verbose` tells",
        ));
    }
    // What earlier runs recorded would count too.
    let run = tool::succeeds("llvm-cov clean --profraw-only")?
        && tool::succeeds("llvm-cov --no-report --workspace --all-features")?;
    if !run {
        return Ok(Outcome::Failed);
    }
    let all = lines("")?;
    let by_hand = lines(" --ignore-filename-regex /generated/")?;
    println!(
        "lines that tests run: {all:.1} %; of those written by hand: {by_hand:.1} %"
    );
    Ok(Outcome::Passed)
}

fn has_programs() -> Result<bool, Failure> {
    if PROGRAMS
        .iter()
        .all(|(variable, _)| std::env::var_os(variable).is_some())
    {
        return Ok(true);
    }
    let sysroot = tool::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let targets = Path::new(sysroot.trim()).join("lib").join("rustlib");
    let mut folders = std::fs::read_dir(targets)?.flatten();
    Ok(folders.any(|folder| {
        PROGRAMS.iter().all(|(_, name)| {
            let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            folder.path().join("bin").join(file).is_file()
        })
    }))
}

/// The share of lines that were run, in percent.
fn lines(options: &str) -> Result<f64, Failure> {
    let line = format!("llvm-cov report --json --summary-only{options}");
    let report = tool::output(tool::cargo().args(line.split_whitespace()))?;
    percent(&report).ok_or_else(|| {
        Failure::Failed(format!("what `cargo {line}` says is not understood"))
    })
}

fn percent(report: &str) -> Option<f64> {
    let report: Value = serde_json::from_str(report).ok()?;
    report["data"][0]["totals"]["lines"]["percent"].as_f64()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn the_share_of_lines_is_read_from_the_report() {
        let report =
            r#"{"data":[{"totals":{"lines":{"count":8,"covered":6,"percent":75.0}}}]}"#;
        assert_eq!(percent(report), Some(75.0));
        assert_eq!(percent("no report"), None);
    }
}
