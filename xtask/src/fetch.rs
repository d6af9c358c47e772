//! Documents by name: a file, or a server that is asked.
//!
//! What speaks TLS is another program, built when a server is named: this one is built by
//! everybody who calls `cargo xtask gen`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, files};

/// Whether a name is an address: it begins with a scheme. `misskey.example` is a file.
pub(crate) fn is_address(name: &str) -> bool {
    let scheme = name.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|one| one.is_ascii_alphanumeric() || "+-.".contains(one))
    })
}

/// The text of a file, or of the document of the server at an address. `timeout` is a
/// number of seconds as the user wrote it.
pub(crate) fn read(name: &Path, timeout: Option<&str>) -> Result<String, Failure> {
    match name.to_str() {
        Some(address) if is_address(address) => document(address, timeout),
        _ => files::read(name),
    }
}

fn document(address: &str, timeout: Option<&str>) -> Result<String, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--quiet", "--package", "misskey-fetch"])
        .arg("--manifest-path")
        .arg(files::repository().join("Cargo.toml"))
        .arg("--");
    if let Some(seconds) = timeout {
        command.arg(format!("--timeout={seconds}"));
    }
    let output = command
        .args(["--", address])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        // The program has said why.
        return Err(Failure::Failed(String::new()));
    }
    String::from_utf8(output.stdout).map_err(|error| {
        Failure::Failed(format!(
            "the document of {address} is not UTF-8: {}; check that this is a server's /api.json",
            error.utf8_error()
        ))
    })
}
