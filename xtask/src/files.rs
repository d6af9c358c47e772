//! Folders of text files, read and written as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Failure;

/// The repository's folder.
pub(crate) fn repository() -> PathBuf {
    // The program is built and run in the repository: its own folder is one below.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A file's text; the error names the file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::Failed(format!("can't read {}: {error}", path.display()))
    })
}

/// Removes a folder with all that is in it, if there is one.
pub(crate) fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// All files below a folder with one of the extensions, by path relative to it with `/`.
/// A folder that does not exist has none.
pub(crate) fn read_tree(
    folder: &Path,
    extensions: &[&str],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    collect(folder, "", extensions, &mut files)?;
    Ok(files)
}

fn collect(
    folder: &Path,
    prefix: &str,
    extensions: &[&str],
    files: &mut BTreeMap<String, String>,
) -> Result<(), Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(Failure::Failed(format!(
                "can't read {}: {error}",
                folder.display()
            )));
        }
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), extensions, files)?;
        } else if extensions.iter().any(|&extension| {
            Path::new(&name)
                .extension()
                .is_some_and(|one| one == extension)
        }) {
            files.insert(path, read(&entry.path())?);
        }
    }
    Ok(())
}

/// What a write changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Files that were not there.
    pub(crate) added: Vec<String>,
    /// Files whose text differs.
    pub(crate) changed: Vec<String>,
    /// Files that are left over.
    pub(crate) removed: Vec<String>,
}

impl Changes {
    /// Compares two sets of files.
    pub(crate) fn between(
        before: &BTreeMap<String, String>,
        after: &BTreeMap<String, String>,
    ) -> Self {
        let mut changes = Self::default();
        for (path, text) in after {
            match before.get(path) {
                None => changes.added.push(path.clone()),
                Some(old) if old != text => changes.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        changes.removed = before
            .keys()
            .filter(|path| !after.contains_key(*path))
            .cloned()
            .collect();
        changes
    }

    /// How many files differ.
    pub(crate) fn count(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }

    /// Makes the folder hold the new files.
    pub(crate) fn write(
        &self,
        folder: &Path,
        files: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        for path in self.added.iter().chain(&self.changed) {
            let target = folder.join(path);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&target, &files[path]).map_err(|error| {
                Failure::Failed(format!("can't write {}: {error}", target.display()))
            })?;
        }
        for path in &self.removed {
            fs::remove_file(folder.join(path))?;
            remove_empty_parents(folder, path);
        }
        Ok(())
    }
}

/// Folders that have become empty go too.
fn remove_empty_parents(folder: &Path, path: &str) {
    let mut parent = Path::new(path).parent();
    while let Some(relative) = parent.filter(|relative| !relative.as_os_str().is_empty())
    {
        // Fails where something is left in the folder, and that is right.
        if fs::remove_dir(folder.join(relative)).is_err() {
            return;
        }
        parent = relative.parent();
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.count() == 0 {
            return write!(f, "nothing changed");
        }
        write!(
            f,
            "{} added, {} changed, {} removed",
            self.added.len(),
            self.changed.len(),
            self.removed.len()
        )
    }
}
