//! `cargo xtask wire`: recorded traffic through the generated types.
//!
//! The types are in another program, built when this is called: this one must run when
//! they don't compile.

use std::ffi::OsString;
use std::process::Command;

use crate::{Failure, files};

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let passed: Vec<OsString> = arguments.raw_args()?.collect();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = files::repository().join("Cargo.toml");
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--package",
            "misskey-wire",
            "--manifest-path",
        ])
        .arg(manifest)
        .arg("--")
        .args(passed)
        .status()?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => Err(Failure::Usage("see above".to_owned())),
        // The program has said what it found.
        _ => Err(Failure::Failed(String::new())),
    }
}
