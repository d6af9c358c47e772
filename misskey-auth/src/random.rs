//! Random numbers of the system, for ids and secrets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The system gave no random number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random number: {reason}")]
pub struct NoRandom {
    reason: String,
}

/// A UUID of version 4. `Uuid::new_v4` would panic where the system has no random numbers.
pub(crate) fn uuid() -> Result<Uuid, NoRandom> {
    Ok(uuid::Builder::from_random_bytes(bytes()?).into_uuid())
}

/// 43 letters, digits, hyphens and underscores, which hold 256 random bits.
pub(crate) fn secret() -> Result<String, NoRandom> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

fn bytes<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| NoRandom {
        reason: error.to_string(),
    })?;
    Ok(bytes)
}
