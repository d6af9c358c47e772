//! What is run in place of what readers type, and why.

use super::commands::Shown;
use super::servers::Servers;

/// What is done instead of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// This line; often it is the same.
    Line(String),
    /// Nothing: why.
    Nothing(&'static str),
}

/// Whole commands that are not run as they stand: what is run instead, and why.
const LINES: &[(&str, Option<&str>, &str)] = &[
    (
        "cargo xtask public-api",
        Some("cargo xtask public-api --check"),
        "it would write into the repository",
    ),
    ("cargo xtask ci", None, "this is a part of it"),
    (
        "cargo xtask bench",
        Some("cargo xtask bench gen --runs 1"),
        "all measurements take long, and want a machine that does nothing else",
    ),
    (
        "cargo run -p misskey-auth --example login -- misskey.example \
         --permissions write:notes,read:account",
        None,
        "it waits for a user with a browser; without arguments it brings its own",
    ),
    (
        "cargo run -p misskey-test-server --example serve",
        Some("cargo run -p misskey-test-server --example serve -- --until-stdin-ends"),
        "it serves until it is killed",
    ),
];

/// Words that readers replace by their own, and what they are here.
fn word<'a>(word: &'a str, servers: &'a Servers) -> &'a str {
    match word {
        "https://misskey.example" | "https://your.server" => &servers.of_a_document,
        "misskey.example" => &servers.for_clients,
        "TOKEN" => &servers.token,
        // There may be no tag, and little history.
        "v0.1.0" | "HEAD~3" => "HEAD",
        "v0.1.0:fork/spec" | "HEAD:fork/spec" => "HEAD:spec",
        same => same,
    }
}

pub(super) fn of(line: &str, servers: &Servers) -> Instead {
    match LINES.iter().find(|(shown, ..)| *shown == line) {
        Some((_, None, why)) => Instead::Nothing(why),
        Some((_, Some(instead), _)) => Instead::Line((*instead).to_owned()),
        None => {
            let words = line.split_whitespace().map(|one| word(one, servers));
            let line = words.collect::<Vec<_>>().join(" ");
            Instead::Line(into_the_folder(line))
        }
    }
}

/// What would write into the repository writes into the folder that it is run in.
fn into_the_folder(mut line: String) -> String {
    let is = |name: &str| {
        line.starts_with(&format!("cargo xtask {name} "))
            || line == format!("cargo xtask {name}")
    };
    let has = |option: &str| line.split_whitespace().any(|word| word == option);
    let imports = (is("import") || is("refresh")) && !has("--spec");
    let generates = (is("gen") || is("refresh")) && !has("--out") && !has("--check");
    if imports {
        line.push_str(" --spec imported");
    }
    if generates {
        line.push_str(" --out bindings");
    }
    line
}

/// Lines of the table that no document shows any more.
pub(super) fn left_over(shown: &[Shown]) -> impl Iterator<Item = String> {
    LINES
        .iter()
        .map(|(line, ..)| *line)
        .filter(|line| !shown.iter().any(|command| command.line == *line))
        .map(|line| format!("`{line}` has a stand-in, but no document shows it"))
}

#[cfg(test)]
mod tests {
    use super::into_the_folder;

    #[test]
    fn what_would_write_into_the_repository_writes_beside_it() {
        for (line, expected) in [
            ("cargo xtask gen", "cargo xtask gen --out bindings"),
            ("cargo xtask gen --check", "cargo xtask gen --check"),
            (
                "cargo xtask import A --extend",
                "cargo xtask import A --extend --spec imported",
            ),
            (
                "cargo xtask import A --spec mine",
                "cargo xtask import A --spec mine",
            ),
            (
                "cargo xtask refresh A",
                "cargo xtask refresh A --spec imported --out bindings",
            ),
            ("cargo xtask diff A B", "cargo xtask diff A B"),
        ] {
            assert_eq!(into_the_folder(line.to_owned()), expected);
        }
    }
}
