//! The program that measures what the bindings do at run time, `misskey-bench`. It is one of
//! its own, since this one must build without the bindings.

use std::ffi::OsStr;
use std::process::Stdio;

use serde::de::DeserializeOwned;

use crate::{Failure, files};

/// What it tells of a measurement.
pub(super) fn report<T: DeserializeOwned>(
    measurement: &str,
    runs: usize,
) -> Result<T, Failure> {
    report_with(measurement, runs, &[])
}

/// The same, of a measurement that takes more arguments.
pub(super) fn report_with<T: DeserializeOwned>(
    measurement: &str,
    runs: usize,
    arguments: &[&OsStr],
) -> Result<T, Failure> {
    let output = super::cargo()
        .args(["run", "--quiet", "--release", "--package", "misskey-bench"])
        .args(["--", measurement, "--runs", &runs.to_string()])
        .args(arguments)
        .current_dir(files::repository())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(Failure::Failed("`misskey-bench` fails".to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::Failed(format!("`misskey-bench` can't be understood: {error}"))
    })
}
