//! An account, and what it is known by.

use std::fmt;

use misskey_api::ids::UserId;
use misskey_api::{Server, Token};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stored;

/// What an account is known by: its server and its user's id, which unlike the name never
/// changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountId {
    /// The server.
    #[serde(with = "stored::server")]
    pub server: Server,
    /// The user's id there.
    pub user_id: UserId,
}

/// An account, and the token with which a program calls for it.
///
/// With serde it is an object, with the token in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// What it is known by.
    #[serde(flatten)]
    pub id: AccountId,
    /// The user's name, without host, when the account was kept.
    pub username: String,
    /// The token.
    #[serde(serialize_with = "write_token", deserialize_with = "read_token")]
    pub token: Token,
}

impl AccountId {
    /// The account of that user of a server.
    #[must_use]
    pub fn new(server: &Server, user_id: impl Into<UserId>) -> Self {
        Self {
            server: server.clone(),
            user_id: user_id.into(),
        }
    }

    /// What lists are sorted by.
    pub(crate) fn key(&self) -> (String, String) {
        (self.server.host(), self.user_id.to_string())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.user_id, self.server.host())
    }
}

impl Account {
    /// An account with its token.
    #[must_use]
    pub fn new(
        id: AccountId,
        username: impl Into<String>,
        token: impl Into<Token>,
    ) -> Self {
        Self {
            id,
            username: username.into(),
            token: token.into(),
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}@{}", self.username, self.id.server.host())
    }
}

fn write_token<S: Serializer>(token: &Token, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose())
}

fn read_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Token, D::Error> {
    String::deserialize(deserializer).map(Token::from)
}
