//! Accounts that are forgotten with the program.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Account, AccountId, Store, StoreError};

/// Keeps accounts in the program.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<(String, String), Account>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<(String, String), Account>> {
        // Each change is made in one step, so whoever failed left it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn save(&self, account: &Account) -> Result<(), StoreError> {
        self.accounts().insert(account.id.key(), account.clone());
        Ok(())
    }

    fn load(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        Ok(self.accounts().get(&id.key()).cloned())
    }

    fn remove(&self, id: &AccountId) -> Result<bool, StoreError> {
        Ok(self.accounts().remove(&id.key()).is_some())
    }

    fn list(&self) -> Result<Vec<AccountId>, StoreError> {
        let accounts = self.accounts();
        Ok(accounts
            .values()
            .map(|account| account.id.clone())
            .collect())
    }
}
