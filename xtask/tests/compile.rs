//! What is generated from odd documents compiles.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Map, Value, json};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All documents of the traps in one: what they name begins with the trap's number.
fn all_traps() -> Value {
    let folder = repository().join("codegen/tests/fixtures/traps");
    let (mut schemas, mut paths) = (Map::new(), Map::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let number = &path.file_name().unwrap().to_str().unwrap()[..2];
        let mut document: Value =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        // The names of forks are the trap: they stay as they are.
        let (prefix, folder) = match number {
            "20" => (String::new(), String::new()),
            _ => (format!("T{number}"), format!("/t{number}")),
        };
        rename(&mut document, &prefix);
        let take =
            |value: &mut Value| value.as_object_mut().map(std::mem::take).unwrap();
        for (name, schema) in take(&mut document["components"]["schemas"]) {
            schemas.insert(format!("{prefix}{name}"), schema);
        }
        for (path, item) in take(&mut document["paths"]) {
            paths.insert(format!("{folder}{path}"), item);
        }
    }
    json!({
        "info": { "title": "Misskey API", "version": "1.0.0" },
        "components": { "schemas": schemas },
        "paths": paths,
    })
}

/// Puts a prefix before the names that references have.
fn rename(value: &mut Value, prefix: &str) {
    const START: &str = "#/components/schemas/";
    match value {
        Value::Object(object) => object.values_mut().for_each(|one| rename(one, prefix)),
        Value::Array(list) => list.iter_mut().for_each(|one| rename(one, prefix)),
        Value::String(text) if text.starts_with(START) => {
            text.insert_str(START.len(), prefix);
        }
        _ => {}
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        copy(&from.join(&name), &to.join(&name));
    }
}

/// A workspace of the bindings alone, without what is generated.
fn workspace(folder: &Path) {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let members = r#"members = ["misskey-api", "misskey-api/test-server"]"#;
    let (before, rest) = manifest.split_once("members = [").unwrap();
    let (_, rest) = rest.split_once("\ndefault-members = [").unwrap();
    let (_, rest) = rest.split_once(']').unwrap();
    // What is said of other packages is of no use here.
    let (rest, _) = rest.split_once("[profile.dev.package]").unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        format!("{before}{members}{rest}"),
    )
    .unwrap();
    for name in [
        "Cargo.lock",
        "misskey-api/Cargo.toml",
        "misskey-api/examples",
        "misskey-api/src",
        "misskey-api/test-server",
    ] {
        copy(&repository().join(name), &folder.join(name));
    }
    fs::remove_dir_all(folder.join("misskey-api/src/generated")).unwrap();
}

fn xtask(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn what_is_generated_from_the_traps_compiles_without_a_warning() {
    // Always the same: cargo keeps what it compiled by the path.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let _ = fs::remove_dir_all(&folder);
    workspace(&folder);
    let (document, spec) = (folder.join("api.json"), folder.join("spec"));
    fs::write(&document, all_traps().to_string()).unwrap();
    let (document, spec) = (document.to_str().unwrap(), spec.to_str().unwrap());
    let out = folder.join("misskey-api/src/generated");
    xtask(&["import", document, "--spec", spec]);
    xtask(&["gen", "--spec", spec, "--out", out.to_str().unwrap()]);

    // The dependencies are compiled already where this test was.
    let target = Path::new(env!("CARGO_BIN_EXE_xtask"))
        .ancestors()
        .nth(2)
        .unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--package", "misskey-api", "--lib"])
        .args([
            "--no-default-features",
            "--features",
            "dispatch,samples,streaming",
        ])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let text = text(&output);
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("--> "), "{text}");
    fs::remove_dir_all(&folder).unwrap();
}
