//! Who calls, and what they may do.

use sha2::{Digest as _, Sha256};

use crate::{
    error::{
        ACCOUNT_SUSPENDED, AUTHENTICATION_FAILED, ApiError, CREDENTIAL_REQUIRED,
        PERMISSION_DENIED, ROLE_PERMISSION_DENIED,
    },
    hexadecimal::hexadecimal,
    state::State,
};

const NATIVE_TOKEN_LENGTH: usize = 16;
const APP_TOKEN_LENGTH: usize = 32;

/// What a token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) user_id: String,
    /// The permissions of an app; a native token has none to name, and every right.
    pub(crate) permissions: Option<Vec<String>>,
}

impl Token {
    /// Whether this is the user in person, not an app.
    pub(crate) fn is_native(&self) -> bool {
        self.permissions.is_none()
    }

    /// Whether it stands for every right or for this one.
    pub(crate) fn has(&self, permission: &str) -> bool {
        let has = |granted: &Vec<String>| granted.iter().any(|name| name == permission);
        self.permissions.as_ref().is_none_or(has)
    }
}

/// What an endpoint demands of its callers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    /// Anyone may call, and a token that is given must be right all the same.
    Open,
    /// A token is needed, an app's with this permission.
    Permission(&'static str),
    /// The same, and the account must be a moderator's.
    Moderator(&'static str),
}

impl Access {
    pub(crate) fn check(
        self,
        state: &State,
        token: Option<&Token>,
    ) -> Result<(), ApiError> {
        let (permission, is_for_moderators) = match self {
            Self::Open => return Ok(()),
            Self::Permission(permission) => (permission, false),
            Self::Moderator(permission) => (permission, true),
        };
        match token {
            None => Err(CREDENTIAL_REQUIRED.into()),
            Some(token) if state.is_suspended(&token.user_id) => {
                Err(ACCOUNT_SUSPENDED.into())
            }
            Some(token)
                if is_for_moderators && !state.moderators.contains(&token.user_id) =>
            {
                Err(ROLE_PERMISSION_DENIED.into())
            }
            Some(token) if token.has(permission) => Ok(()),
            Some(_) => Err(PERMISSION_DENIED.into()),
        }
    }
}

impl State {
    /// Finds the token of a credential. No credential is fine here; a wrong one never is.
    pub(crate) fn authenticate(
        &self,
        credential: Option<&str>,
    ) -> Result<Option<Token>, ApiError> {
        let Some(credential) = credential else {
            return Ok(None);
        };
        let token = self.tokens.get(credential).cloned();
        Ok(Some(token.ok_or(AUTHENTICATION_FAILED)?))
    }

    /// Makes a native token of the owner.
    pub(crate) fn native_token(&mut self) -> String {
        self.native_token_of(self.owner())
    }

    /// Makes a native token of a user.
    pub(crate) fn native_token_of(&mut self, user_id: String) -> String {
        self.new_token(NATIVE_TOKEN_LENGTH, user_id, None)
    }

    /// Makes an app's token of the owner.
    pub(crate) fn app_token(&mut self, permissions: Vec<String>) -> String {
        self.app_token_of(self.owner(), permissions)
    }

    /// Makes an app's token of a user.
    pub(crate) fn app_token_of(
        &mut self,
        user_id: String,
        permissions: Vec<String>,
    ) -> String {
        self.new_token(APP_TOKEN_LENGTH, user_id, Some(permissions))
    }

    /// Makes the token of an app of the old kind, which may also be sent hashed with its secret.
    pub(crate) fn legacy_token(
        &mut self,
        permissions: Vec<String>,
        secret: &str,
    ) -> String {
        let access_token = self.app_token(permissions);
        if let Some(token) = self.tokens.get(&access_token).cloned() {
            let hashed = sha256(format!("{access_token}{secret}").as_bytes());
            self.tokens.insert(hashed, token);
        }
        access_token
    }

    /// Makes a token worthless, as its owner does in the list of apps.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.tokens.remove(token);
    }

    pub(crate) fn new_token(
        &mut self,
        length: usize,
        user_id: String,
        permissions: Option<Vec<String>>,
    ) -> String {
        let text = self.random.token(length);
        self.tokens.insert(
            text.clone(),
            Token {
                user_id,
                permissions,
            },
        );
        text
    }
}

/// The hash in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
