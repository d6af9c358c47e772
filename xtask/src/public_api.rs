//! `cargo xtask public-api`: what a program can name of what is written by hand, a line each,
//! so that a commit which changes it shows that it does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lexopt::Arg;
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::surface;

use crate::files::{self, Changes};
use crate::{Failure, report};

/// The crates that users depend on, by name and folder.
const CRATES: [(&str, &str); 3] = [
    ("misskey-api", "misskey-api/src"),
    ("misskey-auth", "misskey-auth/src"),
    ("misskey-test-server", "misskey-api/test-server/src"),
];

/// What is not written by hand, or for its documentation alone.
const LEFT_OUT: [&str; 2] = ["generated/", "generated.rs"];

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let mut check = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("check") => check = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = files::repository().join("docs").join("public-api");
    let before = files::read_tree(&folder, &["txt"])?;
    let after = listings()?;
    let changes = Changes::between(&before, &after);
    for name in changes
        .added
        .iter()
        .chain(&changes.changed)
        .chain(&changes.removed)
    {
        let nothing = String::new();
        let [old, new] = [&before, &after].map(|files| files.get(name));
        println!("{name}:");
        show(old.unwrap_or(&nothing), new.unwrap_or(&nothing));
    }
    if !check {
        return changes.write(&folder, &after);
    }
    if changes.count() == 0 {
        return Ok(());
    }
    Err(Failure::Failed(
        "the public API is not what docs/public-api says\n  repair: cargo xtask public-api"
            .to_owned(),
    ))
}

/// The listings by file name.
fn listings() -> Result<BTreeMap<String, String>, Failure> {
    let mut diagnostics = Diagnostics::new();
    let mut listings = BTreeMap::new();
    for (name, folder) in CRATES {
        let folder: PathBuf = files::repository().join(folder);
        let mut sources = files::read_tree(&folder, &["rs"])?;
        sources.retain(|file, _| !LEFT_OUT.iter().any(|one| file.starts_with(one)));
        let root = name.replace('-', "_");
        let lines = surface::of_files(&root, &sources, &mut diagnostics);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        listings.insert(format!("{name}.txt"), text);
    }
    report::show(&diagnostics)?;
    Ok(listings)
}

/// Prints what came and went, at most so many lines.
fn show(old: &str, new: &str) {
    const MOST: usize = 40;
    let [old, new]: [BTreeSet<&str>; 2] = [old, new].map(|text| text.lines().collect());
    let gone = old.difference(&new).map(|line| format!("- {line}"));
    let came = new.difference(&old).map(|line| format!("+ {line}"));
    let lines: Vec<String> = gone.chain(came).collect();
    for line in lines.iter().take(MOST) {
        println!("  {line}");
    }
    if lines.len() > MOST {
        println!("  and {} more", lines.len() - MOST);
    }
}
