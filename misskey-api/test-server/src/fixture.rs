//! What a server knows from the start.

use std::io;

use serde_json::{Map, Value};

use crate::entity::{note::Note, object};

/// Stands in the fixtures for the URL of the server, which is only known once it runs.
const BASE: &str = "{base}";

pub(crate) fn users(base_url: &str) -> io::Result<Vec<Map<String, Value>>> {
    let text = include_str!("../fixtures/users.json").replace(BASE, base_url);
    let users: Vec<Value> = serde_json::from_str(&text)?;
    Ok(users.into_iter().map(object).collect())
}

pub(crate) fn notes() -> io::Result<Vec<Note>> {
    let notes: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/notes.json"))?;
    Ok(notes.iter().map(Note::from_fixture).collect())
}

pub(crate) fn notifications() -> io::Result<Vec<Value>> {
    let text = include_str!("../fixtures/notifications.json");
    Ok(serde_json::from_str(text)?)
}

pub(crate) fn meta(base_url: &str) -> io::Result<Map<String, Value>> {
    let text = include_str!("../fixtures/meta.json").replace(BASE, base_url);
    Ok(serde_json::from_str(&text)?)
}
