//! What the tests have in common: fixtures, and reading and writing JSON.

#![allow(dead_code, reason = "each file of tests uses a part of it")]

use misskey_api::{Decode, DecodeError};
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
    DecodeError::decode(&value.to_string())
}

pub(crate) fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
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
