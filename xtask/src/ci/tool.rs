//! The programs that steps call: cargo, and what it is extended by.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, files};

/// The cargo that this was started by, in the repository's folder.
pub(super) fn cargo() -> Command {
    let mut command = Command::new(program());
    command
        .current_dir(files::repository())
        // `cargo run` sets it for this program; cargo-machete takes it for its own.
        .env_remove("CARGO_PKG_NAME");
    command
}

/// A line for the shell, which finds cargo by itself.
pub(super) fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]).env_remove("CARGO_PKG_NAME");
    command
}

/// Whether a command line of cargo succeeds. Its output is shown.
pub(super) fn succeeds(line: &str) -> Result<bool, Failure> {
    Ok(cargo().args(line.split_whitespace()).status()?.success())
}

/// What a command that has to succeed prints.
pub(super) fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(Failure::Failed(format!("`{command:?}` fails")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Why `cargo NAME` can't be called, if it is not installed.
pub(super) fn missing(name: &str) -> Option<String> {
    let file = format!("cargo-{name}{}", std::env::consts::EXE_SUFFIX);
    let is_there = |folder: &Path| folder.join(&file).is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::env::split_paths(&path).any(|folder| is_there(&folder));
    (!installed).then(|| {
        format!("no cargo-{name} here: `cargo install --locked cargo-{name}` brings it")
    })
}

fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
