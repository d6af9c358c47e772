//! Accounts in the system's keyring.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Account, AccountId, Store, StoreError};

/// The entry that lists the others, since keyrings can't be searched everywhere.
const INDEX: &str = "accounts";

/// Keeps accounts in the system's keyring: Keychain on macOS, the Credential Manager on Windows,
/// the Secret Service (GNOME, KDE) elsewhere.
///
/// Each account is an entry of the service's name, and one more lists them. Two programs that
/// keep a new account at the same instant may each miss the other's in the list.
pub struct KeyringStore {
    ring: Box<dyn Ring>,
}

/// What is asked of a keyring.
trait Ring: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<String>, String>;
    fn set(&self, name: &str, secret: &str) -> Result<(), String>;
    fn delete(&self, name: &str) -> Result<bool, String>;
}

/// The system's own.
struct System {
    service: String,
}

impl KeyringStore {
    /// The store of a program, by a name such as `com.example.my-app`.
    #[must_use]
    pub fn new(service: impl Into<String>) -> Self {
        let service = service.into();
        Self {
            ring: Box::new(System { service }),
        }
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let Some(text) = self.ring.get(name).map_err(failed)? else {
            return Ok(None);
        };
        let read = serde_json::from_str(&text).map_err(|error| StoreError::Damaged {
            place: format!("the keyring's entry `{name}`"),
            reason: format!("line {}, column {}", error.line(), error.column()),
        });
        read.map(Some)
    }

    fn write(&self, name: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let text =
            serde_json::to_string(value).map_err(|error| failed(error.to_string()))?;
        self.ring.set(name, &text).map_err(failed)
    }
}

impl Store for KeyringStore {
    fn save(&self, account: &Account) -> Result<(), StoreError> {
        let mut ids = self.list()?;
        if !ids.contains(&account.id) {
            ids.push(account.id.clone());
            ids.sort_by_key(AccountId::key);
            // First, so that no entry is there that nobody can find.
            self.write(INDEX, &ids)?;
        }
        self.write(&entry_of(&account.id), account)
    }

    fn load(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        self.read(&entry_of(id))
    }

    fn remove(&self, id: &AccountId) -> Result<bool, StoreError> {
        let removed = self.ring.delete(&entry_of(id)).map_err(failed)?;
        let mut ids = self.list()?;
        if ids.contains(id) {
            ids.retain(|one| one != id);
            self.write(INDEX, &ids)?;
        }
        Ok(removed)
    }

    fn list(&self) -> Result<Vec<AccountId>, StoreError> {
        Ok(self.read(INDEX)?.unwrap_or_default())
    }
}

impl Ring for System {
    fn get(&self, name: &str) -> Result<Option<String>, String> {
        match self.entry(name)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), String> {
        let set = self.entry(name)?.set_password(secret);
        set.map_err(|error| error.to_string())
    }

    fn delete(&self, name: &str) -> Result<bool, String> {
        match self.entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl System {
    fn entry(&self, name: &str) -> Result<keyring::Entry, String> {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(error.to_string());
        }
        keyring::Entry::new(&self.service, name).map_err(|error| error.to_string())
    }
}

impl fmt::Debug for KeyringStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringStore").finish_non_exhaustive()
    }
}

fn entry_of(id: &AccountId) -> String {
    format!("{}/{}", id.server.host(), id.user_id)
}

fn failed(reason: String) -> StoreError {
    StoreError::Keyring { reason }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Fake(Mutex<BTreeMap<String, String>>);

    impl Ring for Fake {
        fn get(&self, name: &str) -> Result<Option<String>, String> {
            Ok(self.0.lock().unwrap().get(name).cloned())
        }

        fn set(&self, name: &str, secret: &str) -> Result<(), String> {
            let mut entries = self.0.lock().unwrap();
            entries.insert(name.to_owned(), secret.to_owned());
            Ok(())
        }

        fn delete(&self, name: &str) -> Result<bool, String> {
            Ok(self.0.lock().unwrap().remove(name).is_some())
        }
    }

    #[test]
    fn accounts_are_kept_found_and_forgotten() {
        let store = KeyringStore {
            ring: Box::new(Fake::default()),
        };
        let server = "misskey.example".parse().unwrap();
        let account = |id: &str| Account::new(AccountId::new(&server, id), id, "hidden");
        let (one, two) = (account("a"), account("b"));
        store.save(&two).unwrap();
        store.save(&one).unwrap();
        store.save(&two).unwrap();
        assert_eq!(store.list().unwrap(), [one.id.clone(), two.id.clone()]);
        assert_eq!(store.load(&one.id).unwrap(), Some(one.clone()));
        assert!(store.remove(&one.id).unwrap() && !store.remove(&one.id).unwrap());
        assert_eq!(store.load(&one.id).unwrap(), None);
        assert_eq!(store.list().unwrap(), [two.id]);
    }

    #[test]
    fn a_damaged_entry_is_told_without_what_is_in_it() {
        let ring = Fake::default();
        ring.set(INDEX, "[\"hidden").unwrap();
        let store = KeyringStore {
            ring: Box::new(ring),
        };
        let error = store.list().unwrap_err().to_string();
        assert!(
            error.contains("`accounts`") && !error.contains("hidden"),
            "{error}"
        );
    }
}
