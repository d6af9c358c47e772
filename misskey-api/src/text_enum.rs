//! Texts of which some are known.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Visitor};

use crate::decode::{BlankBy, DecodeBy};

/// A text of which some values are known.
pub(crate) trait TextEnum: Sized {
    /// The value for a text.
    fn of(text: &str) -> Self;
    /// The text.
    fn text(&self) -> &str;
}

/// Implements what every such type has.
macro_rules! text_enum {
    ($name:ty) => {
        impl $name {
            /// The text on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                crate::text_enum::TextEnum::text(self)
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                crate::text_enum::TextEnum::of(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(crate::text_enum::TextEnum::of(text))
            }
        }

        impl crate::decode::Decode for $name {
            type By = crate::text_enum::ByText;
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                crate::text_enum::decode(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use text_enum;

/// Reads texts, known or not.
#[derive(Clone, Copy, Debug)]
pub struct ByText;

impl<T: TextEnum> DecodeBy<T> for ByText {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        decode(deserializer)
    }
}

impl<T: TextEnum> BlankBy<T> for ByText {
    #[inline]
    fn blank() -> T {
        T::of("")
    }
}

/// Reads a text, known or not.
pub(crate) fn decode<'de, T: TextEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<T: TextEnum> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            Ok(T::of(text))
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}
