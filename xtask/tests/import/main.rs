//! `cargo xtask import` and `refresh` from servers on this machine, run as a user runs
//! them. How bad answers are told is tested in `xtask/fetch`.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

#[path = "../diff/common.rs"]
mod common;
#[path = "../../fetch/tests/fetch/server.rs"]
mod server;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::{Folder, taking, text};
use serde_json::json;
use server::{Server, answer, write};

/// A server of a version with an endpoint `ping`, which takes one parameter.
fn server(folder: &Folder, version: &str, parameter: &str) -> Server {
    let file = folder.document(version, &[("ping", taking(parameter))]);
    let document = fs::read_to_string(folder.path(&file)).unwrap();
    Server::saying(answer(
        "200 OK",
        &["Content-Type: application/json"],
        &document,
    ))
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(output));
    text(output)
}

fn says(output: &str, lines: &[&str]) {
    for line in lines {
        assert!(output.contains(line), "{line} is not in:\n{output}");
    }
}

fn read(folder: &Folder, file: &str) -> String {
    fs::read_to_string(folder.path(file)).unwrap()
}

#[test]
fn a_fork_is_imported_from_its_server_and_generated() {
    let folder = Folder::new("import-fork");
    let fork = server(&folder, "1.0.0-fork", "colour");
    let address = fork.address();
    let output = done(&folder.xtask("import", &[&address, "--spec", "my-spec"]));
    says(
        &output,
        &[
            "Misskey 1.0.0-fork: 1 endpoints",
            "added, 0 changed, 0 removed in my-spec",
        ],
    );
    done(&folder.xtask("gen", &["--spec", "my-spec", "--out", "my-bindings"]));
    let ping = read(&folder, "my-bindings/endpoints.rs");
    assert!(ping.contains("colour"), "{ping}");
    let again = done(&folder.xtask("import", &[&address, "--spec", "my-spec"]));
    says(&again, &["nothing changed in my-spec"]);
    assert_eq!(again.lines().count(), 1, "{again}");
}

#[test]
fn what_changed_is_told_and_a_dry_run_writes_nothing() {
    let folder = Folder::new("import-dry");
    let (old, new) = (server(&folder, "1.0.0", "a"), server(&folder, "2.0.0", "b"));
    let first = folder.xtask("import", &[&old.address(), "--spec", "spec", "--dry-run"]);
    says(&done(&first), &["a dry run, nothing was written"]);
    assert!(!folder.path("spec").exists());

    done(&folder.xtask("import", &[&old.address(), "--spec", "spec"]));
    let before = read(&folder, "spec/endpoints.json");
    let told = [
        "Misskey 1.0.0 -> Misskey 2.0.0\n",
        "endpoints: 1 changed\n",
        "callers: breaks some\n",
        "breaking:\n  endpoint ping: - request.a: string, optional  [major, breaks callers]\n",
        "0 added, 2 changed, 0 removed in spec",
    ];
    for document in [new.address(), "2.0.0.json".to_owned()] {
        let call = [document.as_str(), "--spec", "spec", "--dry-run"];
        let dry = done(&folder.xtask("import", &call));
        says(&dry, &told);
        assert!(
            dry.ends_with("in spec: a dry run, nothing was written\n"),
            "{dry}"
        );
        assert_eq!(read(&folder, "spec/endpoints.json"), before);
    }
    says(
        &done(&folder.diff(&["spec", &new.address()])),
        &["+ request.b: string, optional"],
    );
    let written = done(&folder.xtask("import", &[&new.address(), "--spec", "spec"]));
    says(&written, &told);
    assert!(
        written.ends_with("0 added, 2 changed, 0 removed in spec\n"),
        "{written}"
    );
    assert_ne!(read(&folder, "spec/endpoints.json"), before);
}

#[test]
fn a_spec_that_can_not_be_read_is_replaced_without_a_comparison() {
    let folder = Folder::new("import-broken");
    let server = server(&folder, "1.0.0", "a");
    fs::create_dir(folder.path("spec")).unwrap();
    fs::write(folder.path("spec/spec.json"), "{").unwrap();
    let output = done(&folder.xtask("import", &[&server.address(), "--spec", "spec"]));
    says(
        &output,
        &[
            "the spec in spec can't be read",
            "1 changed, 0 removed in spec",
        ],
    );
}

#[test]
fn an_address_that_is_refused_or_fails_leaves_the_spec_alone_and_tells_no_password() {
    let folder = Folder::new("import-refused");
    let silent = Server::start(|_, stream| std::mem::drop(stream.peek(&mut [0])));
    let page = Server::saying(answer("200 OK", &["Content-Type: text/html"], "<html>"));
    let not_text = Server::start(|_, stream| {
        write(
            stream,
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{\xff}",
        );
    });
    for (address, told) in [
        (
            "http://misskey.example".to_owned(),
            "plain http is for this machine",
        ),
        (
            "https://me:hidden@misskey.example".to_owned(),
            "a user name or password",
        ),
        (silent.address(), "gave no whole answer within 0.2 s"),
        (page.address(), "answered with a web page"),
        (not_text.address(), "is not UTF-8"),
    ] {
        let call = [address.as_str(), "--spec", "spec", "--timeout", "0.2"];
        let output = folder.xtask("import", &call);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        says(&text(&output), &[told]);
        assert!(!text(&output).contains("hidden"), "{}", text(&output));
        assert!(!folder.path("spec").exists());
    }
}

#[test]
fn a_host_alone_is_a_file() {
    let folder = Folder::new("import-host");
    let output = folder.xtask("import", &["misskey.example", "--spec", "spec"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    says(&text(&output), &["can't read misskey.example"]);
}

#[test]
fn refreshing_imports_generates_and_writes_what_changed() {
    let folder = Folder::new("import-refresh");
    let (old, new) = (server(&folder, "1.0.0", "a"), server(&folder, "2.0.0", "b"));
    let refresh = |server: &Server| {
        let address = server.address();
        let options = ["--spec", "spec", "--out", "out", "--body", "body.md"];
        done(&folder.xtask("refresh", &[&[address.as_str()], &options[..]].concat()));
        read(&folder, "body.md")
    };
    assert_eq!(
        refresh(&old),
        "The first import: 1 endpoints, 0 entities.\n"
    );
    let body = refresh(&new);
    says(
        &body,
        &["# Misskey 1.0.0 to Misskey 2.0.0\n", "`request.b` added"],
    );
    let call = ["--check", "--spec", "spec", "--out", "out"];
    done(&folder.xtask("gen", &call));
    says(&refresh(&new), &["- Nothing changed.\n"]);
    assert_eq!(folder.xtask("refresh", &[]).status.code(), Some(2));
}

#[test]
fn what_nobody_has_decided_makes_a_draft_that_says_so() {
    let folder = Folder::new("import-draft");
    let refresh = |document: &str| {
        let options = ["--spec", "spec", "--out", "out", "--body", "body.md"];
        done(&folder.xtask("refresh", &[&[document], &options[..]].concat()))
    };
    folder.document("1.0.0", &[("ping", taking("a"))]);
    folder.document("2.0.0", &[("ping", taking("a")), ("pong", taking("b"))]);
    refresh("1.0.0.json");
    fs::write(
        folder.path("spec/repeatable.toml"),
        "[[rule]]\npaths = [\"ping\"]\nclass = \"reads\"\nreason = \"it changes nothing\"\n",
    )
    .unwrap();
    says(&refresh("2.0.0.json"), &["1 thing left to do by hand"]);
    let body = read(&folder, "body.md");
    says(&body, &["- [ ] repeatable.toml", "pong"]);
    let pong = read(&folder, "out/endpoints.rs");
    assert!(pong.contains("repeatable: false"), "{pong}");
    let refused = folder.xtask("gen", &["--check", "--spec", "spec", "--out", "out"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
}

#[test]
fn a_range_that_is_extended_is_the_one_that_is_imported_at_once() {
    let folder = Folder::new("import-extend");
    let file =
        |version, parameter| folder.document(version, &[("ping", taking(parameter))]);
    let (old, middle) = (file("2025.1.0", "old"), file("2025.2.0", "middle"));
    let newest = server(&folder, "2025.3.0", "new");
    let newest = newest.address();
    let all = [&*old, &middle, &newest, "--spec", "at-once"];
    done(&folder.xtask("import", &all));
    done(&folder.xtask("import", &[&old, &middle, "--spec", "extended"]));
    // What holds several releases goes on to.
    let refresh = [&*newest, "--spec", "extended", "--out", "out"];
    done(&folder.xtask("refresh", &refresh));
    for file in ["spec.json", "endpoints.json"] {
        assert_eq!(
            read(&folder, &format!("extended/{file}")),
            read(&folder, &format!("at-once/{file}"))
        );
    }
    let ping = read(&folder, "out/endpoints.rs");
    for parameter in ["old", "middle", "new"] {
        assert!(ping.contains(&format!("`{parameter}`")), "{ping}");
    }
    let again = done(&folder.xtask("refresh", &refresh));
    says(&again, &["nothing changed in extended"]);
    let older = folder.xtask("import", &[&middle, "--extend", "--spec", "extended"]);
    assert_eq!(older.status.code(), Some(1));
    says(
        &text(&older),
        &["release 2025.2.0 comes after 2025.3.0, but is older"],
    );
}

#[test]
fn a_body_is_as_long_as_a_pull_requests_may_be() {
    let folder = Folder::new("import-long");
    let choosing = |count| {
        let value = |number| format!("{}-{number}", "long".repeat(20));
        let values: Vec<String> = (0..count).map(value).collect();
        json!({ "type": "object", "properties": { "a": { "type": "string", "enum": values } } })
    };
    folder.document("1.0.0", &[("ping", choosing(1))]);
    folder.document("2.0.0", &[("ping", choosing(800))]);
    for version in ["1.0.0.json", "2.0.0.json"] {
        let call = [version, "--spec=spec", "--out=out", "--body=body.md"];
        done(&folder.xtask("refresh", &call));
    }
    let body = read(&folder, "body.md");
    assert!(body.len() <= 60_000, "{}", body.len());
    assert!(body.ends_with("tells all of it.\n"), "{body}");
}

#[test]
fn the_workflow_takes_what_users_write_from_the_environment_alone() {
    let workflow =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/workflows/refresh.yml");
    let text = fs::read_to_string(workflow).unwrap();
    let mut in_script = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let key = line.trim_start().trim_start_matches("- ");
        if key.starts_with("run:") {
            in_script = Some(indent);
            assert!(!key.contains("${{"), "{line}");
        } else if in_script.is_some_and(|script| indent <= script && !line.is_empty()) {
            in_script = None;
        }
        assert!(in_script.is_none() || !line.contains("${{"), "{line}");
    }
    assert!(text.contains("cargo xtask refresh"));
}

#[test]
fn the_commands_are_built_without_the_bindings_and_without_tls() {
    let output =
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "tree",
                "--package=xtask",
                "--edges=normal,build",
                "--prefix=none",
            ])
            .args(["--offline", "--locked"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
    let tree = done(&output);
    assert!(tree.contains("misskey-codegen v"), "{tree}");
    for name in ["misskey-api v", "misskey-fetch v", "rustls v", "reqwest v"] {
        assert!(!tree.contains(name), "{name} is in:\n{tree}");
    }
}
