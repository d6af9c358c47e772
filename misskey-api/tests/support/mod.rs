//! What the tests have in common: fixtures, and reading and writing JSON.

#![allow(dead_code, reason = "each file of tests uses a part of it")]

use misskey_api::{Decode, DecodeError, JsonObject, Timestamp, from_json};
use serde::Serialize;
use serde_json::Value;

/// A note with everything in it, as a server sends it, and a field of the future.
pub(crate) const NOTE: &str = include_str!("../fixtures/note.json");
const USER_LITE: &str = include_str!("../fixtures/user_lite.json");
const USER_DETAILED_ONLY: &str = include_str!("../fixtures/user_detailed_only.json");
const ME_DETAILED_ONLY: &str = include_str!("../fixtures/me_detailed_only.json");

pub(crate) fn note() -> Value {
    parse(NOTE)
}

pub(crate) fn user_lite() -> Value {
    parse(USER_LITE)
}

pub(crate) fn user_detailed() -> Value {
    joined([USER_LITE, USER_DETAILED_ONLY])
}

pub(crate) fn me_detailed() -> Value {
    joined([USER_LITE, USER_DETAILED_ONLY, ME_DETAILED_ONLY])
}

/// A JSON value with another one in it, under a JSON pointer that exists or whose parent does.
pub(crate) fn with(mut value: Value, parent: &str, key: &str, new: Value) -> Value {
    value
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .unwrap()
        .insert(key.to_owned(), new);
    value
}

pub(crate) fn without(mut value: Value, parent: &str, key: &str) -> Value {
    value
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .unwrap()
        .remove(key)
        .unwrap();
    value
}

pub(crate) fn read<T: Decode>(value: &Value) -> Result<T, DecodeError> {
    from_json(&value.to_string())
}

pub(crate) fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Equal, but for what JSON leaves open: `1` and `1.0`, a time with and without its last
/// zeros, null and absent.
#[track_caller]
pub(crate) fn assert_same(back: &Value, sent: &Value, place: &str) {
    match (back, sent) {
        (Value::Object(back), Value::Object(sent)) => {
            for key in sent.keys().chain(back.keys()) {
                let of = |fields: &JsonObject| fields.get(key).cloned();
                assert_same(
                    &of(back).unwrap_or_default(),
                    &of(sent).unwrap_or_default(),
                    &format!("{place}.{key}"),
                );
            }
        }
        (Value::Array(back), Value::Array(sent)) => {
            assert_eq!(back.len(), sent.len(), "{place}");
            for (back, sent) in back.iter().zip(sent) {
                assert_same(back, sent, &format!("{place}[]"));
            }
        }
        (Value::Number(back), Value::Number(sent)) => {
            assert_eq!(back.as_f64(), sent.as_f64(), "{place}");
        }
        (Value::String(back), Value::String(sent)) if back != sent => {
            let time = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(time(back), time(sent), "{place}");
        }
        _ => assert_eq!(back, sent, "{place}"),
    }
}

/// What `{}` and `{:?}` show of an error and of all that caused it.
pub(crate) fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        next = error.source();
    }
    text
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn joined<const N: usize>(objects: [&str; N]) -> Value {
    let fields = objects.map(|json| parse(json).as_object().unwrap().clone());
    Value::Object(fields.into_iter().flatten().collect())
}
