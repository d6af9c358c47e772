//! Stores of accounts, and tokens that are no longer good.

#![expect(
    clippy::unwrap_used,
    reason = "a test's helpers may stop at the first surprise, as the test may"
)]

mod file;
#[cfg(feature = "client")]
mod standing;

use misskey_auth::server;
use misskey_auth::store::{Account, AccountId, MemoryStore, Store};

fn account(host: &str, user_id: &str, token: &str) -> Account {
    let id = AccountId::new(&server(host).unwrap(), user_id);
    Account::new(id, format!("name-of-{user_id}"), token)
}

/// What every store does.
fn keeps_accounts(store: &dyn Store) {
    let (a, b) = (
        account("a.example", "1", "s1"),
        account("b.example", "1", "s2"),
    );
    let second = account("a.example", "2", "s3");
    assert_eq!(store.list().unwrap(), []);
    for one in [&b, &second, &a] {
        store.save(one).unwrap();
    }
    let ids = [a.id.clone(), second.id.clone(), b.id.clone()];
    assert_eq!(store.list().unwrap(), ids);
    assert_eq!(store.load(&b.id).unwrap(), Some(b.clone()));

    let renewed = account("a.example", "1", "s4");
    store.save(&renewed).unwrap();
    assert_eq!(store.load(&a.id).unwrap(), Some(renewed));
    assert_eq!(store.list().unwrap().len(), 3);

    assert!(store.remove(&second.id).unwrap());
    assert!(!store.remove(&second.id).unwrap());
    assert_eq!(store.load(&second.id).unwrap(), None);
    assert_eq!(store.list().unwrap(), [a.id, b.id]);
}

#[test]
fn a_store_in_memory_keeps_accounts() {
    keeps_accounts(&MemoryStore::new());
}

#[test]
fn an_account_shows_no_token() {
    let account = account("misskey.example", "1", "hidden");
    let text = format!("{account:?} {account:#?} {account} {}", account.id);
    assert!(text.contains("@name-of-1@misskey.example") && !text.contains("hidden"));
    let store = MemoryStore::new();
    store.save(&account).unwrap();
    assert!(!format!("{store:?}").contains("hidden"));
}
