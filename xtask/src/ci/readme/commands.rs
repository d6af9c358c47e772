//! The commands that documents show.

use std::collections::BTreeSet;

use crate::{Failure, files};

/// A command that a document shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Where it stands: `README.md:20`.
    pub(super) place: String,
    /// Without the `$` before it and the comment after it.
    pub(super) line: String,
}

/// The commands of some files of the repository, each where it stands first.
pub(super) fn all(documents: &[String]) -> Result<Vec<Shown>, Failure> {
    let mut shown = Vec::new();
    for document in documents {
        let text = files::read(&files::repository().join(document))?;
        shown.extend(of(document, &text));
    }
    let mut seen = BTreeSet::new();
    shown.retain(|command| seen.insert(command.line.clone()));
    Ok(shown)
}

fn of(document: &str, text: &str) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut is_within = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("```") {
            is_within = line == "```console";
        } else if let (true, Some(command)) = (is_within, line.strip_prefix("$ ")) {
            shown.push(Shown {
                place: format!("{document}:{}", index + 1),
                line: without_comment(command),
            });
        }
    }
    shown
}

fn without_comment(command: &str) -> String {
    let (command, _) = command.split_once(" #").unwrap_or((command, ""));
    command.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn only_what_stands_after_a_dollar_in_a_console_block_is_a_command() {
        let text = "$ not this\n\
                    ```console\n\
                    $ cargo xtask gen      # a comment\n\
                    what it prints\n\
                    $ cargo test -- a#b\n\
                    ```\n\
                    $ nor this\n\
                    ```text\n\
                    $ nor that\n\
                    ```\n";
        let shown: Vec<_> = of("A.md", text)
            .into_iter()
            .map(|command| (command.place, command.line))
            .collect();
        let command = |place: &str, line: &str| (place.to_owned(), line.to_owned());
        assert_eq!(
            shown,
            [
                command("A.md:3", "cargo xtask gen"),
                command("A.md:5", "cargo test -- a#b")
            ]
        );
    }
}
