//! Whether a token is still good.

use misskey_api::endpoints::{I, IError};
use misskey_api::{Client, Error, Token};

use super::Refusal;

/// Whether a token is still valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// It is.
    Good,
    /// It is not, or not for now.
    Refused(Refusal),
}

impl Standing {
    /// Asks the client's server with the endpoint `i`. A token that lacks the permission for it
    /// counts as valid.
    ///
    /// # Errors
    /// If the server's answer does not say.
    pub async fn ask(client: &Client, token: &Token) -> Result<Self, Error<IError>> {
        let client = client.with_token(token.clone());
        let Err(error) = client.send(I::new()).await else {
            return Ok(Self::Good);
        };
        match Refusal::of(&error) {
            Some(Refusal::Permission) => Ok(Self::Good),
            Some(refusal) => Ok(Self::Refused(refusal)),
            None => Err(error),
        }
    }
}
