//! What a property holds that another property tells.

use serde::de::MapAccess;
use serde::ser::Serializer;
use serde_json::Value;

use crate::visit::{Shown, Visit};

/// A content that these bindings don't know, or that is not what they expect.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherContent {
    kind: String,
    value: Value,
}

impl OtherContent {
    /// What is told of it.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The content as it came; null if there is none.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    pub(crate) fn nothing(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            value: Value::Null,
        }
    }
}

/// One of several contents, told apart by a text that stands beside them.
pub(crate) trait Contents: Sized {
    /// The content of that kind, if it is known and the value fits.
    fn of(kind: &str, value: &Value) -> Option<Self>;
    /// A content that is not known.
    fn other(other: OtherContent) -> Self;
    /// The content, if it is not known.
    fn unknown(&self) -> Option<&OtherContent>;
    /// What is told of it.
    fn told(&self) -> &str;
    /// Writes it.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

macro_rules! contents {
    ($name:ty) => {
        impl $name {
            /// Which one it is, as the property beside it tells; empty if it does not.
            #[must_use]
            pub fn kind(&self) -> &str {
                crate::content::Contents::told(self)
            }
        }

        impl serde::Serialize for $name {
            /// Writes the content alone.
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                crate::content::Contents::write(self, serializer)
            }
        }
    };
}
pub(crate) use contents;

/// What is told of a content, if anything is.
pub(crate) fn told<T: Contents>(content: &T) -> Option<&str> {
    Some(content.told()).filter(|kind| !kind.is_empty())
}

/// Reads a content, once it is known what is told of it. One that does not fit is kept.
pub(crate) fn read_content<'de, A: MapAccess<'de>, T: Contents>(
    map: &mut A,
    slot: &mut T,
) -> Result<(), A::Error> {
    let value: Value = map.next_value()?;
    let kind = slot.told().to_owned();
    *slot =
        T::of(&kind, &value).unwrap_or_else(|| T::other(OtherContent { kind, value }));
    Ok(())
}

/// Writes a content, if there is any.
pub(crate) fn write_content<'a, V: Visit<'a>, T: Contents + Shown>(
    out: &mut V,
    name: &'static str,
    content: &'a T,
) -> Result<(), V::Error> {
    let nothing = |other: &OtherContent| other.value.is_null();
    if content.unknown().is_some_and(nothing) {
        return Ok(());
    }
    out.value(name, content)
}
