//! Looking whether two ways to decode give the same.

use std::error::Error;

use misskey_api::{Decode, DecodeError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Fails unless both types keep all that is in the text. One may write a null where
/// the other writes nothing.
pub(crate) fn agree<Ours, Derived>(text: &str) -> Result<(), Box<dyn Error>>
where
    Ours: Decode + Serialize,
    Derived: DeserializeOwned + Serialize,
{
    let ours = DecodeError::decode::<Vec<Ours>>(text)?;
    let derived = serde_json::from_str::<Vec<Derived>>(text)?;
    let written = without_nulls(serde_json::from_str(text)?);
    for (name, value) in [
        ("ours", serde_json::to_value(ours)?),
        ("serde derive", serde_json::to_value(derived)?),
    ] {
        if without_nulls(value) != written {
            return Err(format!("{name} does not give back what is in the text").into());
        }
    }
    Ok(())
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        Value::Object(object) => object
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        other => other,
    }
}
