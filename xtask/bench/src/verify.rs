//! Looking whether two ways to decode give the same.

use crate::Failure;
use misskey_api::{Decode, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Fails unless both types keep all that is in the text. One may write a null where
/// the other writes nothing.
pub(crate) fn agree<Ours, Derived>(text: &str) -> Result<(), Failure>
where
    Ours: Decode + Serialize,
    Derived: DeserializeOwned + Serialize,
{
    let ours = from_json::<Vec<Ours>>(text)?;
    let derived = serde_json::from_str::<Vec<Derived>>(text)?;
    let written = without_nulls(serde_json::from_str(text)?);
    for (name, value) in [
        ("ours", serde_json::to_value(ours)?),
        ("serde derive", serde_json::to_value(derived)?),
    ] {
        if let Some(place) = difference("$", &written, &without_nulls(value)) {
            return Err(format!(
                "{name} does not give back what is in the text at {place}"
            )
            .into());
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

/// The first place where two values differ.
fn difference(place: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Array(ones), Value::Array(others)) if ones.len() == others.len() => {
            (ones.iter().zip(others).enumerate()).find_map(|(index, (one, other))| {
                difference(&format!("{place}[{index}]"), one, other)
            })
        }
        (Value::Object(ones), Value::Object(others)) => {
            let names = ones.keys().chain(others.keys());
            names.into_iter().find_map(|name| {
                let (one, other) = (&one[name], &other[name]);
                difference(&format!("{place}.{name}"), one, other)
            })
        }
        _ => (one != other).then(|| place.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_null_is_as_good_as_nothing_and_all_else_is_compared() {
        let written = json!([{ "a": 1, "b": { "c": [true, null] }, "d": null }]);
        let value = without_nulls(written);
        for (other, place) in [
            (json!([{ "a": 1, "b": { "c": [true, null] } }]), None),
            (json!([]), Some("$")),
            (
                json!([{ "a": 1, "b": { "c": [false, null] } }]),
                Some("$[0].b.c[0]"),
            ),
            (json!([{ "b": { "c": [true, null] } }]), Some("$[0].a")),
            (
                json!([{ "a": 1, "b": { "c": [true, null] }, "e": 0 }]),
                Some("$[0].e"),
            ),
        ] {
            assert_eq!(difference("$", &value, &other).as_deref(), place, "{other}");
        }
    }
}
