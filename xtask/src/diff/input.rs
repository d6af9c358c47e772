//! What can be compared: a spec's folder, a document, a server, or a revision.

use std::collections::BTreeMap;
use std::path::Path;

use misskey_codegen::corrections::{self, Enforcement};
use misskey_codegen::diagnostic::{Diagnostics, Severity};
use misskey_codegen::document;
use misskey_codegen::modelling::Modelling;
use misskey_codegen::repeatable::{self, Repeatable};
use misskey_codegen::spec::{self, Spec};

use super::revision;
use crate::{Failure, fetch, files};

/// An input, read.
pub(crate) struct Input {
    /// What the user called it.
    pub(crate) name: String,
    /// The facts, as they are stated.
    pub(crate) spec: Spec,
    /// The text of its corrections, if it has any.
    pub(super) corrections: Option<String>,
    /// The text of its choices, if it has any.
    modelling: Option<String>,
    /// The text of its rules on what may be called twice, if it has any.
    rules: Option<String>,
    /// Its other files, some of which corrections name.
    files: BTreeMap<String, String>,
}

/// What was found under an input's name.
pub(super) enum Found {
    /// A document's text.
    Document(String),
    /// The files of a folder, by path relative to it.
    Folder(BTreeMap<String, String>),
}

/// The files of a spec.
pub(super) const EXTENSIONS: [&str; 2] = ["json", "toml"];

impl Input {
    /// Reads an input. What is there as a file or folder is that; a server at an address
    /// is asked; anything else is a revision.
    pub(crate) fn read(name: &str) -> Result<Self, Failure> {
        let path = Path::new(name);
        let found = if path.is_dir() && !path.join("spec.json").exists() {
            // Not to read a large folder for nothing: the error is that of an empty one.
            Found::Folder(BTreeMap::new())
        } else if path.is_dir() {
            Found::Folder(files::read_tree(path, &EXTENSIONS)?)
        } else if path.exists() {
            Found::Document(files::read(path)?)
        } else if fetch::is_address(name) {
            Found::Document(fetch::read(path, None)?)
        } else {
            revision::find(name)?
        };
        match found {
            Found::Document(text) => Self::document(name, &text),
            Found::Folder(files) => Self::folder(name, files),
        }
    }

    fn document(name: &str, text: &str) -> Result<Self, Failure> {
        let mut diagnostics = Diagnostics::new();
        let document = document::read(name, text, &mut diagnostics);
        refuse(name, None, &diagnostics)?;
        Ok(Self {
            name: name.to_owned(),
            spec: Spec {
                server: document.server,
                endpoints: document.endpoints,
                entities: document.entities,
                common_errors: document.common_errors,
                ..Spec::default()
            },
            corrections: None,
            modelling: None,
            rules: None,
            files: BTreeMap::new(),
        })
    }

    fn folder(name: &str, mut files: BTreeMap<String, String>) -> Result<Self, Failure> {
        let corrections = files.remove("corrections.toml");
        let modelling = files.remove("modelling.toml");
        let rules = files.remove(repeatable::FILE);
        let mut diagnostics = Diagnostics::new();
        let spec = spec::from_files(&files, &mut diagnostics);
        refuse(name, Some("/"), &diagnostics)?;
        Ok(Self {
            name: name.to_owned(),
            spec,
            corrections,
            modelling,
            rules,
            files,
        })
    }

    /// The facts with the input's own corrections.
    pub(super) fn corrected(&self) -> Result<Spec, Failure> {
        let mut spec = self.spec.clone();
        if let Some(text) = &self.corrections {
            let mut diagnostics = Diagnostics::new();
            corrections::apply(
                "corrections.toml",
                text,
                &self.files,
                // Those of an old revision may have been for another reading.
                Enforcement::AsFarAsTheyFit,
                &mut spec,
                &mut diagnostics,
            );
            refuse(&self.name, Some("/"), &diagnostics)?;
        }
        Ok(spec)
    }

    /// Its choices, or else those of what it is compared with, or ours.
    pub(super) fn modelling(&self, other: &Self) -> Result<Modelling, Failure> {
        let mut diagnostics = Diagnostics::new();
        let ours = |name| files::read(&files::repository().join("spec").join(name));
        let (name, text) = match (&self.modelling, &other.modelling) {
            (Some(own), _) => (&self.name, own.clone()),
            (None, Some(text)) => (&other.name, text.clone()),
            (None, None) => (&self.name, ours("modelling.toml")?),
        };
        let rules = match self.rules.as_ref().or(other.rules.as_ref()) {
            Some(text) => text.clone(),
            None => ours(repeatable::FILE)?,
        };
        let mut modelling = Modelling::read("modelling.toml", &text, &mut diagnostics);
        modelling.rules = Repeatable::read(repeatable::FILE, &rules, &mut diagnostics);
        refuse(name, Some("/"), &diagnostics)?;
        Ok(modelling)
    }
}

/// Shows what is wrong with an input, and fails if anything is. In a folder, files are
/// named below its name.
fn refuse(
    name: &str,
    separator: Option<&str>,
    diagnostics: &Diagnostics,
) -> Result<(), Failure> {
    let errors = diagnostics
        .all()
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let mut count = 0;
    for error in errors {
        let mut error = error.clone();
        if let Some(separator) = separator {
            let folder = name.trim_end_matches('/');
            error.file = format!("{folder}{separator}{}", error.file);
        }
        eprintln!("{error}\n");
        count += 1;
    }
    if count == 0 {
        return Ok(());
    }
    let noun = if count == 1 { "error" } else { "errors" };
    Err(Failure::Failed(format!(
        "{count} {noun} in {name}; nothing was compared"
    )))
}
