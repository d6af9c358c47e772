//! `cargo xtask diff`, run as a user runs it.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

mod browser;
mod common;
mod page;

use std::fs;
use std::process::Command;

use common::{Folder, taking, text};
use serde_json::Value;

/// A folder with two documents: an endpoint goes, another comes, a third changes.
fn two_releases(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.document(
        "1.0.0",
        &[("notes/old", taking("a")), ("ping", taking("a"))],
    );
    folder.document(
        "2.0.0",
        &[("notes/new", taking("a")), ("ping", taking("b"))],
    );
    folder
}

#[test]
fn two_documents_are_compared() {
    let folder = two_releases("documents");
    let output = folder.diff(&["1.0.0.json", "2.0.0.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    for line in [
        "Misskey 1.0.0 -> Misskey 2.0.0",
        "endpoints: 1 added, 1 changed, 1 removed",
        "callers: breaks some",
        "bindings: major (while they are 0.x: minor)",
        "  - notes/old  [major, breaks callers]",
        "      - request.a: string, optional  [major, breaks callers]",
    ] {
        assert!(text(&output).contains(line), "{line}:\n{}", text(&output));
    }
}

#[test]
fn the_exit_code_tells_what_was_asked_for() {
    let folder = two_releases("codes");
    let code = |arguments: &[&str]| folder.diff(arguments).status.code();
    let (old, new) = ("1.0.0.json", "2.0.0.json");
    assert_eq!(code(&[old, new]), Some(0));
    assert_eq!(code(&[old, new, "--fail-on", "breaking"]), Some(1));
    assert_eq!(code(&[old, new, "--fail-on", "any"]), Some(1));
    assert_eq!(code(&[old, old, "--fail-on", "any"]), Some(0));
    assert_eq!(code(&[old]), Some(2));
    assert_eq!(code(&[old, new, "--format", "picture"]), Some(2));
    assert_eq!(code(&[old, new, "--fail-on", "rain"]), Some(2));
    assert_eq!(code(&[old, new, "--unknown"]), Some(2));
}

#[test]
fn several_releases_are_steps_of_one_document() {
    let folder = two_releases("steps");
    folder.document("3.0.0", &[("ping", taking("b"))]);
    let output =
        folder.diff(&["1.0.0.json", "2.0.0.json", "3.0.0.json", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["releases"][2]["version"], "3.0.0");
    assert_eq!(json["steps"][1]["from"], 1);
    assert_eq!(json["steps"][1]["bump"], "major");
    assert_eq!(json["steps"][1]["bumpBeforeOne"], "minor");
    assert_eq!(json["steps"][1]["items"][0]["name"], "notes/new");
    let markdown = folder.diff(&["1.0.0.json", "2.0.0.json", "--format", "markdown"]);
    assert!(text(&markdown).starts_with("# Misskey 1.0.0 to Misskey 2.0.0"));
}

fn git(folder: &Folder, arguments: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=tester",
            "-c",
            "user.email=tester@localhost",
        ])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn revisions_are_compared_with_folders_and_documents() {
    let folder = two_releases("revisions");
    git(&folder, &["init", "--quiet"]);
    folder.xtask("import", &["1.0.0.json", "--spec", "spec"]);
    git(&folder, &["add", "spec", "1.0.0.json"]);
    git(&folder, &["commit", "--quiet", "--message", "one"]);
    git(&folder, &["tag", "v1"]);
    folder.xtask("import", &["2.0.0.json", "--spec", "spec"]);
    git(&folder, &["commit", "--quiet", "--all", "--message", "two"]);
    for (old, new) in [
        ("v1", "HEAD"),
        ("HEAD~1", "spec"),
        ("v1:spec", "2.0.0.json"),
        ("v1:1.0.0.json", "HEAD:spec/"),
    ] {
        let output = folder.diff(&[old, new]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert!(
            text(&output).contains("- notes/old"),
            "{old} {new}: {}",
            text(&output)
        );
    }
}

#[test]
fn what_is_wrong_is_told_with_the_input_and_the_place() {
    let folder = two_releases("wrong");
    git(&folder, &["init", "--quiet"]);
    fs::write(folder.path("broken.json"), "{").unwrap();
    folder.xtask("import", &["1.0.0.json", "--spec", "spec"]);
    fs::write(folder.path("spec/endpoints/notes.json"), "[]").unwrap();
    for (input, told) in [
        (
            "nowhere",
            "nowhere: there is no such file or folder, and no revision `nowhere`",
        ),
        ("broken.json", "--> broken.json"),
        ("spec", "--> spec/endpoints/notes.json"),
        ("HEAD", "no revision `HEAD`"),
    ] {
        let output = folder.diff(&["1.0.0.json", input]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(text(&output).contains(told), "{input}: {}", text(&output));
        assert!(
            output.stdout.is_empty(),
            "nothing is told of what was not compared"
        );
    }
}

#[test]
fn a_revision_can_not_be_taken_for_an_option() {
    let folder = two_releases("option");
    git(&folder, &["init", "--quiet"]);
    let harm = folder.path("harm");
    let option = format!("--output={}", harm.display());
    for name in [option.as_str(), "--all", "-h", "--git-dir=/", ":/"] {
        let output = folder.diff(&["--", "1.0.0.json", name]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    }
    assert!(!harm.exists());
}

#[test]
fn corrections_are_applied_where_both_sides_have_them() {
    let folder = two_releases("corrections");
    let correction = "[[correction]]\nendpoint = \"ping\"\nat = \"/request/properties/a\"\nset = { type = \"number\" }\nwhy = \"w\"\nevidence = \"e\"\n";
    for (spec, document) in [("one", "1.0.0.json"), ("two", "1.0.0.json")] {
        folder.xtask("import", &[document, "--spec", spec]);
        fs::write(folder.path(spec).join("corrections.toml"), "").unwrap();
    }
    fs::write(folder.path("two/corrections.toml"), correction).unwrap();
    let changed = text(&folder.diff(&["one", "two"]));
    assert!(
        changed.contains("~ request.a: string -> number"),
        "{changed}"
    );
    // A document has none: what it says is compared with what the other document said.
    let raw = text(&folder.diff(&["1.0.0.json", "two"]));
    assert!(raw.contains("nothing changed"), "{raw}");
}
