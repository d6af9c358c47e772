//! What the bindings depend on without their default features: types, and the part that does
//! no I/O.

use std::collections::BTreeSet;

use super::outcome::Outcome;
use super::tool;
use crate::Failure;

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
pub(super) fn check() -> Result<Outcome, Failure> {
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
    Ok(Outcome::of(wrong.is_empty()))
}

fn crates() -> Result<BTreeSet<String>, Failure> {
    let tree = tool::output(
        tool::cargo()
            .args(["tree", "--package", "misskey-api", "--no-default-features"])
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]),
    )?;
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    Ok(tree.lines().filter_map(first).collect())
}
