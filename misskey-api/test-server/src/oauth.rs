//! OAuth 2.0 as servers speak it: authorization codes with PKCE, and apps that are known by the
//! page which they publish.

pub(crate) mod authorize;
mod client_page;
pub(crate) mod metadata;
pub(crate) mod token;

use std::collections::BTreeMap;

use crate::{state::State, timestamp};

/// For how many milliseconds a code is good.
const CODE_LIFE: i64 = 5 * 60 * 1000;
const CODE_LENGTH: usize = 128;
const TOKEN_LENGTH: usize = 128;

/// What is under way.
#[derive(Debug, Default)]
pub(crate) struct Oauth {
    /// Pages on which the user has not pressed a button yet, by their id.
    transactions: BTreeMap<String, Transaction>,
    codes: BTreeMap<String, Code>,
}

/// What an app asked for.
#[derive(Debug, Clone)]
struct Transaction {
    client_id: String,
    redirect_uri: String,
    challenge: String,
    state: Option<String>,
    scopes: Vec<String>,
}

/// What the user has allowed.
#[derive(Debug, Clone)]
struct Code {
    transaction: Transaction,
    /// In milliseconds since 1970.
    expires: i64,
    /// What the code was exchanged for.
    token: Option<String>,
}

impl State {
    fn open_transaction(&mut self, transaction: Transaction) -> String {
        let id = self.random.uuid();
        self.oauth.transactions.insert(id.clone(), transaction);
        id
    }

    /// The user presses a button of the page, which works once.
    fn close_transaction(&mut self, id: &str) -> Option<Transaction> {
        self.oauth.transactions.remove(id)
    }

    fn new_code(&mut self, transaction: Transaction) -> String {
        let text = self.random.token(CODE_LENGTH);
        let code = Code {
            transaction,
            expires: timestamp::now() + CODE_LIFE,
            token: None,
        };
        self.oauth.codes.insert(text.clone(), code);
        text
    }

    /// Lets the time pass in which the codes are good.
    pub(crate) fn expire_codes(&mut self) {
        for code in self.oauth.codes.values_mut() {
            code.expires = 0;
        }
    }

    /// Gives a token for a code, once. Who comes with a code again makes its token worthless:
    /// one of the two is a thief.
    fn exchange(
        &mut self,
        code: &str,
        fits: impl FnOnce(&Transaction) -> bool,
    ) -> Option<(String, Vec<String>)> {
        let found = self.oauth.codes.get(code)?.clone();
        if let Some(token) = found.token {
            self.revoke(&token);
            return None;
        }
        if found.expires < timestamp::now() || !fits(&found.transaction) {
            return None;
        }
        let scopes = found.transaction.scopes;
        let token = self.new_token(TOKEN_LENGTH, self.owner(), Some(scopes.clone()));
        self.oauth.codes.get_mut(code)?.token = Some(token.clone());
        Some((token, scopes))
    }
}
