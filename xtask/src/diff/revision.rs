//! Revisions: what git has of a spec or document.
//!
//! git is only asked to read. Revisions are resolved to the name of a commit first, so
//! that nothing that a user names can be taken for an option.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use misskey_codegen::document::MAX_BYTES;

use super::input::{EXTENSIONS, Found};
use crate::Failure;

/// Where a revision's spec is, if no path is named.
const USUAL_PATH: &str = "spec";

/// What a revision has: `REV` is its `spec/`, `REV:PATH` a folder or document of it.
pub(super) fn find(name: &str) -> Result<Found, Failure> {
    let (revision, path) = name.split_once(':').unwrap_or((name, USUAL_PATH));
    let path = path.trim_end_matches('/');
    let commit = commit(name, revision)?;
    let entries = entries(name, &commit, path)?;
    let mut texts = texts(name, &entries)?;
    if let [only] = entries.as_slice()
        && only.path == path
    {
        return Ok(Found::Document(texts.remove(path).unwrap_or_default()));
    }
    let within = texts.into_iter().filter_map(|(file, text)| {
        let file = if path.is_empty() {
            file.as_str()
        } else {
            file.strip_prefix(path)?.strip_prefix('/')?
        };
        Some((file.to_owned(), text))
    });
    Ok(Found::Folder(within.collect()))
}

/// A file of a commit.
struct Entry {
    object: String,
    path: String,
}

fn git() -> Command {
    let mut git = Command::new("git");
    // Reading must neither write nor reach for the network.
    git.env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null());
    git
}

fn failed(name: &str, why: &str) -> Failure {
    Failure::Failed(format!("{name}: {why}"))
}

fn unavailable(name: &str, error: &std::io::Error) -> Failure {
    failed(
        name,
        &format!("there is no such file or folder, and git can't be asked: {error}"),
    )
}

/// The full name of a revision's commit.
fn commit(name: &str, revision: &str) -> Result<String, Failure> {
    let output = git()
        .args(["rev-parse", "--verify", "--quiet", "--end-of-options"])
        .arg(format!("{revision}^{{commit}}"))
        .output()
        .map_err(|error| unavailable(name, &error))?;
    let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_name =
        !commit.is_empty() && commit.bytes().all(|one| one.is_ascii_hexdigit());
    if output.status.success() && is_name {
        return Ok(commit);
    }
    Err(failed(
        name,
        &format!("there is no such file or folder, and no revision `{revision}` here"),
    ))
}

/// The files of a commit at a path and below, of those that a spec is made of.
fn entries(name: &str, commit: &str, path: &str) -> Result<Vec<Entry>, Failure> {
    let mut command = git();
    // Paths are taken as they are, and from the top.
    command.arg("--literal-pathspecs");
    command.args(["ls-tree", "-r", "-z", "--full-tree", commit]);
    if !path.is_empty() {
        command.args(["--", path]);
    }
    let output = command
        .output()
        .map_err(|error| unavailable(name, &error))?;
    let listing = String::from_utf8_lossy(&output.stdout);
    let entries: Vec<Entry> = listing
        .split('\0')
        .filter_map(entry)
        .filter(|entry| entry.path == path || has_extension(&entry.path))
        .collect();
    if !output.status.success() || entries.is_empty() {
        let why = format!("the revision has no file at `{path}`, or git can't show it");
        return Err(failed(name, &why));
    }
    Ok(entries)
}

/// `MODE TYPE OBJECT<tab>PATH`; only plain files, no links.
fn entry(line: &str) -> Option<Entry> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    (mode.starts_with("100") && kind == "blob").then(|| Entry {
        object: object.to_owned(),
        path: path.to_owned(),
    })
}

fn has_extension(path: &str) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|one| EXTENSIONS.iter().any(|&known| one == known))
}

/// The texts of files by path, from one call of git.
fn texts(name: &str, entries: &[Entry]) -> Result<BTreeMap<String, String>, Failure> {
    let mut child = git()
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| unavailable(name, &error))?;
    let (asks, answers) = (child.stdin.take(), child.stdout.take());
    let read = thread::scope(|scope| {
        // Asked from another thread: git answers before all is asked.
        scope.spawn(move || {
            let mut asks = asks?;
            for entry in entries {
                // If git has ended, reading tells.
                writeln!(asks, "{}", entry.object).ok()?;
            }
            Some(())
        });
        let mut answers = BufReader::new(answers?);
        let text = |entry: &Entry| Some((entry.path.clone(), answer(&mut answers)?));
        entries.iter().map(text).collect::<Option<BTreeMap<_, _>>>()
    });
    let ended = child.wait()?;
    match read {
        Some(texts) if ended.success() => Ok(texts),
        _ => Err(failed(
            name,
            "git did not give all files as text of a bearable size",
        )),
    }
}

/// `OBJECT blob SIZE`, a line break, the bytes, a line break.
fn answer(answers: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    answers.by_ref().take(200).read_line(&mut head).ok()?;
    let size: usize = head.trim_end().rsplit_once(" blob ")?.1.parse().ok()?;
    if size > MAX_BYTES {
        return None;
    }
    let mut bytes = vec![0; size + 1];
    answers.read_exact(&mut bytes).ok()?;
    bytes.truncate(size);
    String::from_utf8(bytes).ok()
}
