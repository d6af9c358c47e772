//! What the generated types make of notes, beside ours.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::super::program;
use crate::{Failure, files};

/// What reads with the generated types.
const DECODER: &str = include_str!("decoder.rs");
/// What it shares with the program that reads with ours.
const SHARED: [&str; 2] = ["clock.rs", "kept.rs"];

/// What `misskey-bench` tells.
#[derive(Deserialize)]
pub(super) struct Report {
    pub(super) bytes: usize,
    /// Megabytes by second of processor time, by run; none where the other refuses the text.
    pub(super) ours: Vec<f64>,
    pub(super) peer: Vec<f64>,
    pub(super) sets: Vec<Set>,
}

/// Notes of one kind, and how they came through.
#[derive(Deserialize)]
pub(super) struct Set {
    pub(super) name: String,
    pub(super) ours: Kept,
    pub(super) peer: Kept,
}

#[derive(Deserialize)]
pub(super) struct Kept {
    pub(super) whole: usize,
    pub(super) in_part: usize,
    pub(super) refused: usize,
}

impl Kept {
    pub(super) fn in_words(&self) -> String {
        let counts = [
            (self.whole, "kept"),
            (self.in_part, "kept in part"),
            (self.refused, "refused"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        told.join(", ")
    }
}

/// Builds the program that reads with the generated types, and measures both in turn.
pub(super) fn measure(
    folder: &Path,
    dependency: &str,
    traffic: &Path,
    runs: usize,
) -> Result<Report, Failure> {
    let program = build(&folder.join("decoder"), dependency)?;
    let notes = folder.join("recorded.jsonl");
    fs::write(&notes, recorded(traffic)?)?;
    let arguments = [
        "--program".as_ref(),
        program.as_os_str(),
        "--notes".as_ref(),
        notes.as_os_str(),
    ];
    program::report_with("openapi", runs, &arguments)
}

fn build(folder: &Path, dependency: &str) -> Result<PathBuf, Failure> {
    let sources = folder.join("src");
    fs::create_dir_all(&sources)?;
    let shared = files::repository().join("xtask").join("bench").join("src");
    for name in SHARED {
        fs::copy(shared.join(name), sources.join(name))?;
    }
    fs::write(sources.join("main.rs"), DECODER)?;
    let manifest = format!(
        "[package]\nname = \"decoder\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}\nserde = \"1\"\nserde_json = \"1\"\n\n\
         [target.'cfg(unix)'.dependencies]\n\
         nix = {{ version = \"0.31\", features = [\"time\"] }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // What the crate alone costs was measured there: most of it is built already.
    let target = folder.with_file_name("openapi").join("target");
    let output = super::super::cargo()
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(&target)
        .current_dir(folder)
        .output()?;
    if output.status.success() {
        let name = format!("decoder{}", std::env::consts::EXE_SUFFIX);
        return Ok(target.join("release").join(name));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Failed(format!(
        "what reads with the generated types does not compile: {}",
        said.trim_end()
    )))
}

/// The notes among recorded answers, one a line: objects that count their renotes.
fn recorded(traffic: &Path) -> Result<String, Failure> {
    let mut notes = String::new();
    for line in fs::read_to_string(traffic)?.lines() {
        let exchange: Value = serde_json::from_str(line).map_err(|error| {
            Failure::Failed(format!("{}: {error}", traffic.display()))
        })?;
        let answers = match &exchange["response"] {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        let has = |note: &Value, name| note.get(name).is_some();
        for note in answers {
            if exchange["status"] == 200 && has(note, "renoteCount") && has(note, "text")
            {
                notes.push_str(&format!("{note}\n"));
            }
        }
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_happened_to_notes_is_told() {
        let kept = Kept {
            whole: 0,
            in_part: 2,
            refused: 1,
        };
        assert_eq!(kept.in_words(), "2 kept in part, 1 refused");
    }
}
