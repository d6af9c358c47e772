//! Keeping tokens: several accounts, each by its server and its user's id.
//!
//! | store | where | |
//! |---|---|---|
//! | [`MemoryStore`] | in the program | for tests, and for programs that ask every time |
//! | [`FileStore`] | in a file that its owner alone can read | for command-line programs |
//! | `KeyringStore` (feature `keyring`) | in the system's keyring | where there is a desktop |
//!
//! Implement [`Store`] for another place, such as a database. All stores block: in an async program,
//! call them in
//! [`spawn_blocking`](https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html).
//!
//! ```text
//!   program                            store                              server
//!    │ save(account)                     │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    ⋮ later                             ⋮                                   ⋮
//!    │ list(), load(id)                  │                                   │
//!    ├──────────────────────────────────▶│                                   │
//!    │ account                           │                                   │
//!    │◀──────────────────────────────────┤                                   │
//!    │ any call                          │                                   │
//!    ├───────────────────────────────────┼──────────────────────────────────▶│
//!    │ AUTHENTICATION_FAILED             │                                   │
//!    │◀──────────────────────────────────┼───────────────────────────────────┤
//!    │ Refusal::of: Revoked; remove(id)  │                                   │
//!    ├──────────────────────────────────▶│                                   │
//! ```
//!
//! ```
//! use misskey_auth::server;
//! use misskey_auth::store::{Account, AccountId, FileStore, Store as _};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join(format!("misskey-auth-{}", std::process::id()));
//! # let path = folder.join("accounts.json");
//! let store = FileStore::new(&path);
//! let id = AccountId::new(&server("misskey.example")?, "9s4g2p7k00");
//! store.save(&Account::new(id.clone(), "alice", "0123456789abcdef"))?;
//!
//! assert_eq!(store.list()?, [id.clone()]);
//! let account = store.load(&id)?.ok_or("not there")?;
//! assert_eq!(account.token.expose(), "0123456789abcdef");
//! # std::fs::remove_dir_all(folder)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Tokens that are no longer good
//!
//! A token is valid until its owner revokes it. [`Refusal::of`] tells that from every other error
//! of a call, and [`Standing::ask`] asks the server.

mod account;
mod file;
#[cfg(feature = "keyring")]
mod keyring;
mod memory;
mod refusal;
#[cfg(feature = "client")]
mod standing;

use std::io;
use std::path::PathBuf;

#[cfg(feature = "keyring")]
pub use self::keyring::KeyringStore;
pub use account::{Account, AccountId};
pub use file::FileStore;
pub use memory::MemoryStore;
pub use refusal::Refusal;
#[cfg(feature = "client")]
pub use standing::Standing;

/// Where accounts are kept.
pub trait Store {
    /// Keeps an account, in place of an earlier one with the same id.
    ///
    /// # Errors
    /// If it can't be kept; then what was kept before is still there.
    fn save(&self, account: &Account) -> Result<(), StoreError>;

    /// An account, if it is kept.
    ///
    /// # Errors
    /// If the store can't be read.
    fn load(&self, id: &AccountId) -> Result<Option<Account>, StoreError>;

    /// Forgets an account, and says whether it was there. The token stays valid until its owner
    /// revokes it on the server.
    ///
    /// # Errors
    /// If the store can't be read or written.
    fn remove(&self, id: &AccountId) -> Result<bool, StoreError>;

    /// All accounts that are kept, in order.
    ///
    /// # Errors
    /// If the store can't be read.
    fn list(&self) -> Result<Vec<AccountId>, StoreError>;
}

/// Why a store failed. No token is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file can't be read or written.
    #[error("{} can't be {action}: {reason}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What was to be done with it.
        action: &'static str,
        /// Why not.
        reason: io::Error,
    },
    /// There is a folder where the file should be.
    #[error("{} is a folder; name a file in it, such as {}", path.display(), path.join("accounts.json").display())]
    Folder {
        /// Which.
        path: PathBuf,
    },
    /// Others than its owner can read a file with tokens.
    #[error(
        "others can read {}, which holds tokens (mode {mode:03o}); run `chmod 600` on it, and \
         sign in anew if somebody may have",
        path.display()
    )]
    Exposed {
        /// Which.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// What is kept is not what a store writes.
    #[error("{place} does not hold accounts: {reason}; move it away, and sign in anew")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong, without what may be secret.
        reason: String,
    },
    /// The system's keyring does not do it: there is none, it is locked, or the user said no.
    #[cfg(feature = "keyring")]
    #[error("the system's keyring can't be used: {reason}")]
    Keyring {
        /// What it says.
        reason: String,
    },
}
