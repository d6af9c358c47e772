//! Whether what the documentation tells readers to type works.
//!
//! Every line that begins with `$` in a `console` block of any Markdown file is run, in a
//! folder of its own below `target`, unless another step runs just that. What readers have
//! to fill in, and what must not be done here, has a stand-in in the tables of `stand_in`.

mod commands;
mod folder;
mod servers;
mod stand_in;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::outcome::Outcome;
use super::{steps, tool};
use crate::{Failure, files};
use commands::Shown;
use folder::Folder;
use servers::Servers;
use stand_in::Instead;

pub(super) fn check() -> Result<Outcome, Failure> {
    let shown = commands::all(&documents()?)?;
    let mut complaints = examples_without_a_command(&shown)?;
    complaints.extend(stand_in::left_over(&shown));
    let folder = Folder::new()?;
    let servers = Servers::start()?;
    for command in &shown {
        if !follow(command, &folder, &servers)? {
            complaints.push(format!("{}: `{}` fails", command.place, command.line));
        }
    }
    for complaint in &complaints {
        println!("{complaint}");
    }
    Ok(Outcome::of(complaints.is_empty()))
}

/// The Markdown files that are under version control.
fn documents() -> Result<Vec<String>, Failure> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--", "*.md"])
        .current_dir(files::repository());
    Ok(tool::output(&mut git)?.lines().map(str::to_owned).collect())
}

/// Does what a reader would do, or says why not; whether it went well.
fn follow(shown: &Shown, folder: &Folder, servers: &Servers) -> Result<bool, Failure> {
    if let Some(step) = steps::that_runs(&shown.line) {
        println!("{}: run by the step `{step}`", shown.line);
        return Ok(true);
    }
    match stand_in::of(&shown.line, servers) {
        Instead::Nothing(why) => {
            println!("{}: not run: {why}", shown.line);
            Ok(true)
        }
        Instead::Line(line) => run(&shown.line, &line, folder.path()),
    }
}

/// Runs a line as a shell does. What it says is of interest only if it fails.
fn run(shown: &str, line: &str, folder: &Path) -> Result<bool, Failure> {
    let start = Instant::now();
    let output = tool::shell(line)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::Failed(format!("can't start a shell: {error}")))?;
    println!("{shown}: {:.1} s", start.elapsed().as_secs_f64());
    if line != shown {
        println!("  as {line}");
    }
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        print!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.status.success())
}

/// Examples that no command shows how to run.
fn examples_without_a_command(shown: &[Shown]) -> Result<Vec<String>, Failure> {
    let named: BTreeSet<&str> = shown
        .iter()
        .filter_map(|command| {
            let mut words = command.line.split_whitespace();
            words.find(|&word| word == "--example")?;
            words.next()
        })
        .collect();
    let mut missing = Vec::new();
    for package in ["misskey-api", "misskey-api/test-server", "misskey-auth"] {
        let examples = files::repository().join(package).join("examples");
        for entry in fs::read_dir(examples)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if !named.contains(&*name) {
                missing.push(format!("no document shows how to run {}", path.display()));
            }
        }
    }
    Ok(missing)
}
