//! What the server keeps, and how it looks on the wire.

pub(crate) mod drive_file;
pub(crate) mod note;
pub(crate) mod notification;
pub(crate) mod timeline;
pub(crate) mod user;

use serde_json::{Map, Value};

/// The members of an object; none of anything else.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
