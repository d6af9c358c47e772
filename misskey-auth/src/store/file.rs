//! Accounts in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Account, AccountId, Store, StoreError};
use crate::random;

/// Keeps accounts in a file that only its owner can read.
///
/// The file is JSON. A new version is written beside it and then put in its place, so that the file
/// is whole whatever happens, and programs that write at the same time wait for each other (by a
/// lock on another file beside it). On Unix the file has mode 600 and a folder that is made for it
/// 700, and a file that others can read is refused; elsewhere the folder's rights count.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

/// What is in the file.
#[derive(Default, Serialize, Deserialize)]
struct Content {
    accounts: Vec<Account>,
}

impl FileStore {
    /// The store in a file, which is named itself, and not its folder. Neither of them has to
    /// exist.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Content, StoreError> {
        self.check_kind()?;
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Content::default());
            }
            Err(error) => return Err(self.failed("read", error)),
        };
        self.check_mode(&file)?;
        let text = io::read_to_string(&mut file);
        let text = text.map_err(|error| self.failed("read", error))?;
        // The message of a parser may hold a value.
        serde_json::from_str(&text).map_err(|error| StoreError::Damaged {
            place: self.path.display().to_string(),
            reason: format!("line {}, column {}", error.line(), error.column()),
        })
    }

    /// Changes what is in the file, while no one else does.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Content) -> T,
    ) -> Result<T, StoreError> {
        // Before anything is made beside it.
        self.check_kind()?;
        self.make_folder()?;
        let lock = self.beside(".lock");
        let lock = private().create(true).open(&lock).and_then(|file| {
            file.lock()?;
            Ok(file)
        });
        // Let go when it is dropped.
        let _lock = lock.map_err(|error| self.failed("locked", error))?;
        let mut content = self.read()?;
        let changed = change(&mut content);
        content.accounts.sort_by_key(|account| account.id.key());
        self.write(&content)?;
        Ok(changed)
    }

    /// Writes beside the file, and puts it in place.
    fn write(&self, content: &Content) -> Result<(), StoreError> {
        let failed = |error| self.failed("written", error);
        let text =
            serde_json::to_vec_pretty(content).map_err(|error| failed(error.into()))?;
        let name = random::secret().map_err(|error| failed(io::Error::other(error)))?;
        let beside = self.beside(&format!(".{name}"));
        let written = write_whole(&beside, &text)
            .and_then(|()| fs::rename(&beside, &self.path))
            .and_then(|()| sync_folder(&self.path));
        if written.is_err() {
            // It may not be there at all.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(failed)
    }

    fn make_folder(&self) -> Result<(), StoreError> {
        let folder = self.path.parent().filter(|one| !one.as_os_str().is_empty());
        let Some(folder) = folder else {
            return Ok(());
        };
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(folder)
            .map_err(|error| self.failed("written", error))
    }

    /// A file whose name begins with that of the store.
    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(suffix);
        self.path.with_file_name(name)
    }

    /// Whether a file is there, or nothing: what else there is may be as open as it is for a
    /// reason.
    fn check_kind(&self) -> Result<(), StoreError> {
        match fs::metadata(&self.path) {
            Ok(found) if found.is_dir() => {
                let path = self.path.clone();
                Err(StoreError::Folder { path })
            }
            Ok(found) if !found.is_file() => {
                let reason =
                    io::Error::other("it is not a regular file; name one that is");
                Err(self.failed("used", reason))
            }
            // Whoever opens it tells what is wrong.
            _ => Ok(()),
        }
    }

    #[cfg(unix)]
    fn check_mode(&self, file: &File) -> Result<(), StoreError> {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = file
            .metadata()
            .map_err(|error| self.failed("read", error))?;
        let mode = metadata.permissions().mode() & 0o777;
        #[expect(clippy::verbose_bit_mask, reason = "modes are read as octal digits")]
        let is_private = mode & 0o077 == 0;
        if is_private {
            return Ok(());
        }
        let path = self.path.clone();
        Err(StoreError::Exposed { path, mode })
    }

    #[cfg(not(unix))]
    fn check_mode(&self, _file: &File) -> Result<(), StoreError> {
        Ok(())
    }

    fn failed(&self, action: &'static str, reason: io::Error) -> StoreError {
        StoreError::File {
            path: self.path.clone(),
            action,
            reason,
        }
    }
}

impl Store for FileStore {
    fn save(&self, account: &Account) -> Result<(), StoreError> {
        self.change(|content| {
            content.accounts.retain(|one| one.id != account.id);
            content.accounts.push(account.clone());
        })
    }

    fn load(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        let accounts = self.read()?.accounts;
        Ok(accounts.into_iter().find(|account| account.id == *id))
    }

    fn remove(&self, id: &AccountId) -> Result<bool, StoreError> {
        if self.load(id)?.is_none() {
            return Ok(false);
        }
        self.change(|content| {
            let before = content.accounts.len();
            content.accounts.retain(|account| account.id != *id);
            content.accounts.len() < before
        })
    }

    fn list(&self) -> Result<Vec<AccountId>, StoreError> {
        let accounts = self.read()?.accounts;
        Ok(accounts.into_iter().map(|account| account.id).collect())
    }
}

/// How files are opened that only their owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn write_whole(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Makes sure that the new name of a file outlives a power cut.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|one| !one.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
