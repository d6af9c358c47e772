//! What may be absent, null or a value, which all differ.

use serde::Deserializer;

use crate::decode::{ByHand, Decode, DecodeBy};

/// A parameter of which nothing, null or a value can be said.
///
/// Where a server changes what it is told to change, these differ: what is absent
/// stays as it is, and null clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tristate<T> {
    /// Nothing is said.
    #[default]
    Absent,
    /// Null is said.
    Null,
    /// A value is said.
    Value(T),
}

impl<T> Tristate<T> {
    /// The value, if one is said.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<Option<T>> for Tristate<T> {
    /// Null for none.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Decode> Decode for Tristate<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Tristate<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Tristate<T>, D::Error> {
        let value: Option<T> = Self::decode(deserializer)?;
        Ok(value.into())
    }
}
