//! What the tests share: folders, small servers' documents, and the command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A folder of its own for a test, gone afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir()
            .join(format!("misskey-xtask-diff-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a document of a server with these endpoints.
    pub(crate) fn document(&self, version: &str, paths: &[(&str, Value)]) -> String {
        let file = format!("{version}.json");
        let items = paths.iter().map(|(path, request)| {
            let item = json!({ "post": {
                "description": "**Credential required**: *No*",
                "requestBody": { "content": { "application/json": { "schema": request } } },
                "responses": { "204": {} },
            } });
            (format!("/{path}"), item)
        });
        let document = json!({
            "info": { "title": "Misskey API", "version": version },
            "paths": Value::Object(items.collect()),
        });
        fs::write(self.0.join(&file), document.to_string()).unwrap();
        file
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs the command within the folder.
    pub(crate) fn diff(&self, arguments: &[&str]) -> Output {
        run(&self.0, "diff", arguments)
    }

    pub(crate) fn xtask(&self, command: &str, arguments: &[&str]) -> Output {
        run(&self.0, command, arguments)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(folder: &Path, command: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg(command)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

pub(crate) fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A request with an optional parameter.
pub(crate) fn taking(name: &str) -> Value {
    json!({ "type": "object", "properties": { name: { "type": "string" } } })
}
