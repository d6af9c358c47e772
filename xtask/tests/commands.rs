//! The commands, run as a user runs them.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for a test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir()
            .join(format!("misskey-xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// All files of a folder with their bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(next) else {
            continue;
        };
        for entry in entries.map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                files.insert(
                    entry.path().strip_prefix(folder).unwrap().to_path_buf(),
                    fs::read(entry.path()).unwrap(),
                );
            }
        }
    }
    files
}

fn generated() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../misskey-api/src/generated")
}

#[test]
fn the_committed_bindings_are_what_the_spec_says() {
    let output = xtask(&["gen", "--check"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains("nothing changed"));
    assert!(text(&output).contains("436 endpoints, 70 entities"));
}

#[test]
fn generating_twice_gives_the_same_bytes_as_are_committed() {
    let folder = Folder::new("twice");
    for name in ["one", "two"] {
        let output = xtask(&["gen", "--out", path(&folder.join(name))]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    }
    let one = tree(&folder.join("one"));
    assert!(one == tree(&folder.join("two")));
    assert!(one == tree(&generated()));
}

#[test]
fn check_notices_what_was_edited_deleted_and_added_and_writes_nothing() {
    let folder = Folder::new("check");
    let out = folder.join("out");
    xtask(&["gen", "--out", path(&out)]);
    let check = || xtask(&["gen", "--check", "--out", path(&out)]);
    assert_eq!(check().status.code(), Some(0));

    let file = out.join("endpoints/notes.rs");
    let original = fs::read_to_string(&file).unwrap();
    let edits: [(&str, &dyn Fn()); 4] = [
        ("differs in line", &|| {
            fs::write(&file, original.replace("pub text", "pub words")).unwrap();
        }),
        ("is missing", &|| fs::remove_file(&file).unwrap()),
        ("is left over", &|| {
            fs::write(out.join("endpoints/extra.rs"), "").unwrap();
        }),
        ("differs in line", &|| {
            fs::write(out.join("MANIFEST"), "edited").unwrap();
        }),
    ];
    for (told, edit) in edits {
        edit();
        let edited = tree(&out);
        let output = check();
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(text(&output).contains(told), "{}", text(&output));
        assert!(
            text(&output).contains("repair: cargo xtask gen --out"),
            "{}",
            text(&output)
        );
        assert!(tree(&out) == edited, "a check writes nothing");
        let repaired = xtask(&["gen", "--out", path(&out)]);
        assert_eq!(repaired.status.code(), Some(0), "{}", text(&repaired));
        assert_eq!(check().status.code(), Some(0));
    }
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let folder = Folder::new("foreign");
    fs::write(folder.join("lib.rs"), "mine").unwrap();
    let output = xtask(&["gen", "--out", path(&folder.0)]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert_eq!(tree(&folder.0).len(), 1);
}

const SMALL: &str = r#"{
    "info": { "title": "Misskey API", "version": "1.0.0" },
    "components": { "schemas": { "Note": { "type": "object", "properties": { "id": { "type": "string", "format": "id" } } } } },
    "paths": { "/notes/show": { "post": {
        "description": "**Credential required**: *No*",
        "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "NOTE" } } } } }
    } } }
}"#;

fn small() -> String {
    SMALL.replace("NOTE", "#/components/schemas/Note")
}

#[test]
fn importing_twice_changes_nothing_and_a_change_is_one_file() {
    let folder = Folder::new("import");
    let (document, spec) = (folder.join("api.json"), folder.join("spec"));
    fs::write(&document, small()).unwrap();
    let import = || xtask(&["import", path(&document), "--spec", path(&spec)]);
    assert_eq!(import().status.code(), Some(0));
    let before = tree(&spec);
    assert!(text(&import()).contains("nothing changed"));
    assert!(tree(&spec) == before);

    fs::write(&document, small().replace("*No*", "*Yes*")).unwrap();
    assert!(text(&import()).contains("0 added, 1 changed, 0 removed"));
    fs::write(&document, small().replace("/notes/show", "/notes/x/show")).unwrap();
    assert!(text(&import()).contains("1 added, 0 changed, 1 removed"));

    let out = folder.join("out");
    let output = xtask(&["gen", "--spec", path(&spec), "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(out.join("endpoints/notes/x.rs").exists());
}

#[test]
fn documents_of_several_releases_become_one_spec() {
    let folder = Folder::new("releases");
    let (old, new) = (folder.join("old.json"), folder.join("new.json"));
    let (spec, out) = (folder.join("spec"), folder.join("out"));
    fs::write(&old, small().replace("/notes/show", "/notes/gone")).unwrap();
    fs::write(&new, small().replace("1.0.0", "1.1.0")).unwrap();
    let import = |documents: [&Path; 2]| {
        let [one, other] = documents.map(path);
        xtask(&["import", one, other, "--spec", path(&spec)])
    };
    for (documents, told) in [
        (
            [&new, &old],
            "release 1.0.0 comes after 1.1.0, but is older",
        ),
        ([&old, &old], "there are two documents of release 1.0.0"),
    ] {
        let output = import(documents.map(PathBuf::as_path));
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(text(&output).contains(told), "{}", text(&output));
        assert!(!spec.exists());
    }
    let output = import([&old, &new]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(
        text(&output).contains("new in 1.1.0: 1 endpoints"),
        "{}",
        text(&output)
    );
    let output = xtask(&["gen", "--spec", path(&spec), "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let notes = fs::read_to_string(out.join("endpoints/notes.rs")).unwrap();
    assert!(notes.contains("Seen since Misskey 1.1.0"), "{notes}");
    assert!(notes.contains("Seen until Misskey 1.0.0"), "{notes}");
}

#[test]
fn any_server_is_generated_without_a_file_written_by_hand() {
    let folder = Folder::new("any");
    for version in ["4.6.0-cp", "2025.3.1-fork.2", "any text"] {
        let (document, spec) = (folder.join("api.json"), folder.join("spec"));
        fs::write(&document, small().replace("1.0.0", version)).unwrap();
        let imported = xtask(&["import", path(&document), "--spec", path(&spec)]);
        assert_eq!(imported.status.code(), Some(0), "{}", text(&imported));
        let out = folder.join("out");
        let output = xtask(&["gen", "--spec", path(&spec), "--out", path(&out)]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert!(!text(&output).contains("warning"), "{}", text(&output));
    }
}

#[test]
fn facts_are_imported_on_their_own_and_stay() {
    let folder = Folder::new("facts");
    let (document, spec) = (folder.join("api.json"), folder.join("spec"));
    fs::write(&document, small()).unwrap();
    let facts = [
        (
            "--meta",
            "meta.json",
            r#"{"notes/show":{"limit":{"duration":3600000,"max":5},"requireCredential":false}}"#,
        ),
        (
            "--permissions",
            "permissions.json",
            r#"[{"name":"read:account","grantable":true,"since":null,"used_by":1}]"#,
        ),
        (
            "--availability",
            "availability.json",
            r#"{"endpoints":{"notes/show":{"first":"1.0.0","last":"1.0.0"}}}"#,
        ),
        (
            "--traffic",
            "traffic.jsonl",
            r#"{"endpoint":"notes/show","status":200,"response":{"b":1,"id":"x"}}"#,
        ),
    ];
    let spec_path = path(&spec).to_owned();
    assert_eq!(
        xtask(&["import", path(&document), "--spec", &spec_path])
            .status
            .code(),
        Some(0)
    );
    for (option, name, content) in facts {
        fs::write(folder.join(name), content).unwrap();
        let output = xtask(&[
            "import",
            option,
            path(&folder.join(name)),
            "--spec",
            &spec_path,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert!(
            text(&output).contains("0 added, 1 changed, 0 removed"),
            "{option}: {}",
            text(&output)
        );
    }
    let webhooks = "{\n  \"user\": {\n    \"note\": null\n  },\n  \"system\": {}\n}\n";
    fs::write(spec.join("webhooks.json"), webhooks).unwrap();
    let before = tree(&spec);
    xtask(&["import", path(&document), "--spec", &spec_path]);
    assert!(
        tree(&spec) == before,
        "a document does not touch what it does not tell"
    );
}

#[test]
fn a_spec_without_webhooks_is_given_ours_and_one_with_them_keeps_its_own() {
    let folder = Folder::new("webhooks");
    let (document, spec) = (folder.join("api.json"), folder.join("spec"));
    fs::write(&document, small()).unwrap();
    xtask(&["import", path(&document), "--spec", path(&spec)]);
    let told = |out: &str| {
        let out = folder.join(out);
        let output = xtask(&["gen", "--spec", path(&spec), "--out", path(&out)]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        fs::read_to_string(out.join("webhooks").join("user.rs")).unwrap()
    };
    assert!(told("ours").contains("    Renote("));
    fs::write(spec.join("webhooks.json"), r#"{"user":{"waved":null}}"#).unwrap();
    let own = told("own");
    assert!(
        own.contains("    Waved,") && !own.contains("Renote"),
        "{own}"
    );
}

#[test]
fn what_is_wrong_with_a_document_is_told_with_its_places_and_nothing_is_written() {
    let folder = Folder::new("wrong");
    let (document, spec) = (folder.join("api.json"), folder.join("spec"));
    let deep = format!(
        "{}{{}}{}",
        r#"{"type":"array","items":"#.repeat(10_000),
        "}".repeat(10_000)
    );
    for (broken, told) in [
        (
            small().replace("\"object\"", "\"strange\""),
            "/components/schemas/Note/type",
        ),
        (
            small().replace("/notes/show", "/../x"),
            "can't be an endpoint's path",
        ),
        (
            small().replace("\"Note\"", r#""foo\"; evil!()""#),
            "can't name a type",
        ),
        (
            small().replace("{ \"type\": \"string\", \"format\": \"id\" }", &deep),
            "not readable as JSON",
        ),
        ("<html></html>".to_owned(), "not readable as JSON"),
    ] {
        fs::write(&document, broken).unwrap();
        let output = xtask(&["import", path(&document), "--spec", path(&spec)]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(
            text(&output).contains(told),
            "{told} is not in {}",
            text(&output)
        );
        assert!(!text(&output).contains("panicked"), "{}", text(&output));
        assert!(!spec.exists());
    }
}

#[test]
fn a_correction_that_matches_nothing_stops_the_generation_with_its_line() {
    let folder = Folder::new("correction");
    let (document, spec, out) = (
        folder.join("api.json"),
        folder.join("spec"),
        folder.join("out"),
    );
    fs::write(&document, small()).unwrap();
    xtask(&["import", path(&document), "--spec", path(&spec)]);
    let correction = "\n\n[[correction]]\nentity = 'Note'\nat = '/properties/gone'\nremove = true\nwhy = 'x'\nevidence = 'x'\n";
    fs::write(spec.join("corrections.toml"), correction).unwrap();
    let output = xtask(&["gen", "--spec", path(&spec), "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).contains("corrections.toml line 3"),
        "{}",
        text(&output)
    );
    assert!(!out.exists());
}

#[test]
fn calls_that_cant_be_understood_exit_with_2_and_show_the_help() {
    for arguments in [
        &["generate"][..],
        &["gen", "--chekc"],
        &["import"],
        &["import", "--spec"],
        &["ci", "nothing"],
    ] {
        let output = xtask(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            text(&output)
        );
        assert!(text(&output).contains("Exit codes"), "{arguments:?}");
    }
    assert_eq!(
        xtask(&["import", "/nowhere/api.json"]).status.code(),
        Some(1)
    );
    assert_eq!(xtask(&["help"]).status.code(), Some(0));
}
