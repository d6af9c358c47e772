//! The folder that commands are run in. It holds what readers would have: documents of
//! servers, recorded traffic, and a spec.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{Failure, files};

/// What readers name documents by, and the release that each is of.
const DOCUMENTS: &[(&str, &str)] = &[
    ("A", "1.0.0"),
    ("B", "2.0.0"),
    ("C", "3.0.0"),
    ("A.json", "1.0.0"),
    ("B.json", "2.0.0"),
    ("C.json", "3.0.0"),
    ("2025.11.1.json", "2025.11.1"),
    ("2026.5.4.json", "2026.5.4"),
];

/// The release of the server that readers name.
pub(super) const SERVED: &str = "2026.6.0";

/// A folder within the repository, so that cargo finds the workspace and its aliases.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// A new one, in place of what is left of the last run.
    pub(super) fn new() -> Result<Self, Failure> {
        let repository = files::repository();
        let path = repository.join("target").join("readme");
        files::remove_folder(&path)?;
        fs::create_dir_all(&path)?;
        for (name, release) in DOCUMENTS {
            fs::write(path.join(name), document(release))?;
        }
        let spec = files::read_tree(&repository.join("spec"), &["json", "toml"])?;
        files::Changes::between(&BTreeMap::new(), &spec)
            .write(&path.join("spec"), &spec)?;
        let corpus = repository.join("xtask").join("wire").join("corpus");
        fs::copy(corpus.join("exchanges.jsonl"), path.join("traffic.jsonl"))?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

/// What a small server of a release says about itself: it has an endpoint that no other has.
pub(super) fn document(release: &str) -> String {
    let endpoint = json!({ "post": {
        "description": "**Credential required**: *No*",
        "responses": { "204": {} },
    } });
    json!({
        "info": { "title": "Misskey API", "version": release },
        "paths": { "/ping": endpoint, format!("/only-{}", release.replace('.', "-")): endpoint },
    })
    .to_string()
}
