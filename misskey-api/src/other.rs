//! What a server says beyond what these bindings know. It is kept as it came.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::JsonObject;

/// The fields of an object that these bindings don't know.
///
/// A server that is newer than these bindings, or a fork, sends more than they know.
/// Nothing of it is lost: it is here, and is written back.
///
/// ```
/// use misskey_api::entities::Note;
///
/// # let json = include_str!("../tests/fixtures/note.json");
/// let note: Note = serde_json::from_str(json)?;
/// assert_eq!(note.other.get("futureField"), Some(&serde_json::json!({ "a": 1 })));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
// An object without such fields, nearly every one, pays one word for it.
pub struct Other(Option<Box<JsonObject>>);

impl Other {
    pub(crate) fn new() -> Self {
        Self(None)
    }

    /// The field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Adds a field, for a server that takes more than these bindings know.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0
            .get_or_insert_default()
            .insert(name.into(), value.into());
    }

    /// Whether there is no such field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|fields| fields.is_empty())
    }

    /// The fields.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().flat_map(|fields| fields.iter())
    }
}

impl<'a> IntoIterator for &'a Other {
    type Item = (&'a String, &'a Value);
    type IntoIter = Box<dyn Iterator<Item = Self::Item> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl fmt::Debug for Other {
    /// Names without values: nothing is known of these, so they may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

/// A text that is none of those that these bindings know.
///
/// There is no way to match on it: a later version of these bindings may know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherValue(Box<str>);

impl OtherValue {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value that is of none of the shapes that these bindings know.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherJson(Value);

impl OtherJson {
    pub(crate) fn new(value: Value) -> Self {
        Self(value)
    }

    /// The value.
    #[must_use]
    pub fn as_json(&self) -> &Value {
        &self.0
    }
}

impl Serialize for OtherJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
