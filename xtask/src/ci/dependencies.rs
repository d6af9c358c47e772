//! What the bindings depend on without their default features: types, and the part that does
//! no I/O.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::{Failure, files};

/// What does I/O, or runs what does.
const DOES_IO: &[&str] = &[
    "async-std",
    "h2",
    "hyper",
    "mio",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tokio-tungstenite",
    "tungstenite",
    "ureq",
];

/// Shows the crates, and whether none of them does I/O.
pub(super) fn check() -> Result<bool, Failure> {
    let crates = crates()?;
    let names: Vec<&str> = crates.iter().map(String::as_str).collect();
    println!("{} crates: {}", names.len(), names.join(", "));
    let wrong: Vec<&str> = names
        .into_iter()
        .filter(|name| DOES_IO.contains(name))
        .collect();
    if !wrong.is_empty() {
        println!(
            "misskey-api without default features depends on {}",
            wrong.join(", ")
        );
    }
    Ok(wrong.is_empty())
}

fn crates() -> Result<BTreeSet<String>, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--package", "misskey-api", "--no-default-features"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(files::repository())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(Failure::Failed("`cargo tree` fails".to_owned()));
    }
    let tree = String::from_utf8_lossy(&output.stdout);
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    Ok(tree.lines().filter_map(first).collect())
}
