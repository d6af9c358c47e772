//! Accounts in a file.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use misskey_api::Server;
use misskey_auth::store::{Account, AccountId, FileStore, Store as _, StoreError};

use crate::{account, keeps_accounts};

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("misskey-auth-store-{}-{count}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn store(&self) -> FileStore {
        FileStore::new(self.0.join("deep/accounts.json"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_store_in_a_file_keeps_accounts() {
    let folder = Folder::new();
    keeps_accounts(&folder.store());
}

#[test]
fn accounts_outlive_the_program() {
    let folder = Folder::new();
    let account = account("misskey.example:8443", "1", "s");
    folder.store().save(&account).unwrap();
    assert_eq!(folder.store().load(&account.id).unwrap(), Some(account));
}

#[test]
fn reading_makes_nothing() {
    let folder = Folder::new();
    let store = folder.store();
    assert_eq!(store.list().unwrap(), []);
    assert!(!store.remove(&account("a.example", "1", "s").id).unwrap());
    assert!(!folder.0.exists());
}

#[test]
fn nothing_is_left_beside_the_file_but_its_lock() {
    let folder = Folder::new();
    let store = folder.store();
    store.save(&account("a.example", "1", "s")).unwrap();
    store.save(&account("a.example", "2", "s")).unwrap();
    let mut names: Vec<_> = fs::read_dir(folder.0.join("deep"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["accounts.json", "accounts.json.lock"]);
}

#[test]
fn many_that_write_at_once_lose_nothing() {
    let folder = Folder::new();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let store = folder.store();
            scope.spawn(move || {
                for one in 0..10 {
                    let id = format!("{thread}-{one}");
                    store.save(&account("a.example", &id, "s")).unwrap();
                    assert!(!store.list().unwrap().is_empty());
                }
            });
        }
    });
    assert_eq!(folder.store().list().unwrap().len(), 40);
}

#[test]
fn a_damaged_file_is_kept_and_told_without_what_is_in_it() {
    let folder = Folder::new();
    let store = folder.store();
    store.save(&account("a.example", "1", "hidden")).unwrap();
    let whole = fs::read_to_string(store.path()).unwrap();
    for damaged in [
        &whole[..whole.len() - 9],
        "",
        "[]",
        &whole.replace("\"token\"", "\"t\""),
    ] {
        fs::write(store.path(), damaged).unwrap();
        let error = store.save(&account("a.example", "2", "s")).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(
            !format!("{error} {error:?}").contains("hidden"),
            "{error:?}"
        );
        assert_eq!(fs::read_to_string(store.path()).unwrap(), damaged);
    }
}

#[test]
fn an_account_that_could_not_be_read_again_is_not_kept() {
    let folder = Folder::new();
    let server = Server::over_plain_http("http://misskey.example").unwrap();
    let account = Account::new(AccountId::new(&server, "1"), "name", "hidden");
    let error = folder.store().save(&account).unwrap_err().to_string();
    assert!(
        error.contains("plain http") && !error.contains("hidden"),
        "{error}"
    );
    assert_eq!(folder.store().list().unwrap(), []);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("deep"), "no folder").unwrap();
    let error = folder
        .store()
        .save(&account("a.example", "1", "hidden"))
        .unwrap_err();
    assert!(matches!(error, StoreError::File { .. }), "{error}");
    assert!(error.to_string().contains("accounts.json"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hidden"));
}

#[test]
fn a_folder_is_no_store_and_the_file_in_it_is_to_be_named() {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).unwrap();
    let store = FileStore::new(&folder.0);
    let account = account("a.example", "1", "s");
    for error in [
        store.list().unwrap_err(),
        store.load(&account.id).unwrap_err(),
        store.save(&account).unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Folder { .. }), "{error}");
        let told = error.to_string();
        assert!(told.contains("name a file in it"), "{told}");
        assert!(
            told.contains("accounts.json") && !told.contains("chmod"),
            "{told}"
        );
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
    let beside = format!("{}.lock", folder.0.display());
    assert!(!fs::exists(beside).unwrap());
}

#[test]
fn an_error_says_its_reason_once() {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("deep"), "no folder").unwrap();
    let error = folder.store().list().unwrap_err();
    assert!(std::error::Error::source(&error).is_none(), "{error:?}");
}

#[cfg(unix)]
mod owner {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &std::path::Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_can_read_the_file_and_its_folder() {
        let folder = Folder::new();
        let store = folder.store();
        store.save(&account("a.example", "1", "s")).unwrap();
        assert_eq!(mode(store.path()), 0o600);
        assert_eq!(mode(store.path().parent().unwrap()), 0o700);
    }

    #[test]
    fn what_is_no_file_keeps_its_mode() {
        let error = FileStore::new("/dev/null").list().unwrap_err();
        let told = error.to_string();
        assert!(
            told.contains("regular file") && !told.contains("chmod"),
            "{told}"
        );
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = Folder::new();
        let store = folder.store();
        store.save(&account("a.example", "1", "s")).unwrap();
        fs::set_permissions(store.path(), fs::Permissions::from_mode(0o640)).unwrap();
        let error = store.list().unwrap_err();
        assert!(
            matches!(error, StoreError::Exposed { mode: 0o640, .. }),
            "{error}"
        );
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}
