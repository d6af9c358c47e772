//! What is wrong with an input, where, and what to do about it.

use std::fmt;

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Generation goes on; the result is less exact than it could be.
    Warning,
    /// Generation stops after all errors have been collected.
    Error,
}

/// One finding about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the work.
    pub severity: Severity,
    /// The file as it was named by the caller.
    pub file: String,
    /// Where in the file: a JSON pointer, or `line N`.
    pub place: String,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}: {}\n  --> {}", self.message, self.file)?;
        if !self.place.is_empty() {
            write!(f, " {}", self.place)?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// The findings of one run, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// No findings yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports something that stops the work.
    pub fn error(&mut self, place: &Place<'_>, message: impl Into<String>, help: &str) {
        self.add(Severity::Error, place, &message.into(), help);
    }

    /// Reports something that makes the result less exact.
    pub fn warning(
        &mut self,
        place: &Place<'_>,
        message: impl Into<String>,
        help: &str,
    ) {
        self.add(Severity::Warning, place, &message.into(), help);
    }

    fn add(&mut self, severity: Severity, place: &Place<'_>, message: &str, help: &str) {
        self.list.push(Diagnostic {
            severity,
            file: printable(place.file),
            place: printable(&place.pointer),
            message: printable(message),
            help: (!help.is_empty()).then(|| help.to_owned()),
        });
    }

    /// Whether anything found stops the work.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// What stops the work.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list
            .iter()
            .filter(|one| one.severity == Severity::Error)
    }

    /// All findings.
    #[must_use]
    pub fn all(&self) -> &[Diagnostic] {
        &self.list
    }
}

/// Text from a document as it may be shown in a terminal: control characters
/// escaped, and bounded in length.
pub(crate) fn printable(text: &str) -> String {
    const LIMIT: usize = 300;
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LIMIT {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A place in a file: the file's name and a JSON pointer into it.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The file as the caller named it.
    pub file: &'a str,
    /// The JSON pointer, or `line N`, or nothing for the whole file.
    pub pointer: String,
}

impl<'a> Place<'a> {
    /// The whole file.
    #[must_use]
    pub fn root(file: &'a str) -> Self {
        Self {
            file,
            pointer: String::new(),
        }
    }

    /// A line of a file that is not JSON.
    #[must_use]
    pub fn line(file: &'a str, line: usize) -> Self {
        Self {
            file,
            pointer: format!("line {line}"),
        }
    }

    /// The place one key or index further down.
    #[must_use]
    pub fn at(&self, key: impl fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        Self {
            file: self.file,
            pointer: format!("{}/{key}", self.pointer),
        }
    }
}
