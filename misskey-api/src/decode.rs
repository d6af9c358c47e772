//! Reading values from JSON.
//!
//! [`Decode`] is what serde's `Deserialize` is, and every type of this crate is both.
//! It exists because its lists and maps know where they are: an error in the third
//! element says so.

use std::marker::PhantomData;

use serde::de::{
    Deserialize as _, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny,
};
use serde_json::Value;

use crate::drift;
use crate::endpoint::WithDrift;
use crate::{JsonObject, Timestamp};

mod error;
mod list;
mod map;
mod nesting;
mod number;
mod tuple;

pub use self::error::DecodeError;
pub(crate) use self::error::without_text;

/// A value that can be read from JSON, with the place of what does not fit.
///
/// All types of this crate implement it, and so do lists, maps, options and
/// `serde_json::Value` of them. A type of your own is read [`BySerde`]:
///
/// ```
/// use misskey_api::Decode;
/// use serde::{Deserialize, Deserializer};
///
/// struct Weather { degrees: f64 }
///
/// impl<'de> Deserialize<'de> for Weather {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         Ok(Self { degrees: f64::deserialize(deserializer)? })
///     }
/// }
///
/// impl Decode for Weather {
///     type By = misskey_api::BySerde;
/// }
///
/// let list: Vec<Weather> = misskey_api::from_json("[21.5, 7]")?;
/// assert_eq!(list[1].degrees, 7.0);
/// # Ok::<(), misskey_api::DecodeError>(())
/// ```
pub trait Decode: Sized {
    /// How its values are read.
    type By: DecodeBy<Self>;
}

/// A way of reading values, shared by types: hundreds of types have one function each
/// in place of their own.
#[doc(hidden)]
pub trait DecodeBy<T> {
    /// Reads a value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// A value to be filled by [`decode_into`](Self::decode_into), for types that are large
    /// enough to gain by being read where they end up.
    #[inline]
    fn vacant() -> Option<T> {
        None
    }

    /// Reads a value into its place.
    #[inline]
    fn decode_into<'de, D: Deserializer<'de>>(
        value: &mut T,
        deserializer: D,
    ) -> Result<(), D::Error> {
        *value = Self::decode(deserializer)?;
        Ok(())
    }
}

/// A way of reading that knows what a value is of which nothing has been read yet.
pub(crate) trait BlankBy<T>: DecodeBy<T> {
    /// Nothing, zero, empty.
    fn blank() -> T;
}

/// What a field holds before it is read.
pub(crate) fn blank<T: Decode<By: BlankBy<T>>>() -> T {
    T::By::blank()
}

/// Reads values as their `Deserialize` does.
#[derive(Clone, Copy, Debug)]
pub struct BySerde;

impl<T: DeserializeOwned> DecodeBy<T> for BySerde {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T: DeserializeOwned + Default> BlankBy<T> for BySerde {
    #[inline]
    fn blank() -> T {
        T::default()
    }
}

/// Reads numbers, lists, maps and what else is no type of the server's.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct ByHand;

/// Reads a value from a JSON text, all of which must fit.
///
/// # Errors
/// If the text is not JSON, or not of this shape: with the place and the reason.
pub fn from_json<T: Decode>(text: &str) -> Result<T, DecodeError> {
    let failed =
        |error: serde_json::Error| DecodeError::from_message(&error.to_string());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::By::decode(&mut deserializer).map_err(failed)?;
    deserializer.end().map_err(failed)?;
    Ok(value)
}

/// Reads a value from a JSON text, going on without what does not fit: it is left out of a
/// list or map, and blank in an object (nothing, zero, empty), and each such place is
/// reported.
///
/// ```
/// use misskey_api::entities::DriveFolder;
///
/// let text = r#"[
///     {"id": "9s4g2p7k00", "createdAt": "2026-01-02T03:04:05.678Z", "name": 7, "parentId": null},
///     "not a folder"
/// ]"#;
/// let (folders, drifts) = misskey_api::from_json_with_drift::<Vec<DriveFolder>>(text)?;
/// assert_eq!(folders.len(), 1);
/// assert_eq!((folders[0].id.as_str(), folders[0].name.as_str()), ("9s4g2p7k00", ""));
/// assert_eq!(drifts[0].path, "$[0].name");
/// assert_eq!(drifts[1].path, "$[1]");
/// # Ok::<(), misskey_api::DecodeError>(())
/// ```
///
/// # Errors
/// If the text is not JSON, or nothing can be made of the whole.
pub fn from_json_with_drift<T: Decode>(text: &str) -> Result<WithDrift<T>, DecodeError> {
    match from_json(text) {
        Ok(value) => Ok((value, Vec::new())),
        Err(error) => recover(error, text),
    }
}

/// Strictly decoding has failed: goes on without what does not fit.
#[cold]
fn recover<T: Decode>(
    error: DecodeError,
    text: &str,
) -> Result<WithDrift<T>, DecodeError> {
    drift::collect(text).map_err(|_| error)
}

/// Passes a type on to where serde wants a value.
pub(crate) struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Decode> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::By::decode(deserializer)
    }
}

/// Reads a value into its place.
pub(crate) struct InPlace<'a, T>(pub(crate) &'a mut T);

impl<'de, T: Decode> DeserializeSeed<'de> for InPlace<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::By::decode_into(self.0, deserializer)
    }
}

/// Types that serde reads as they should be read.
macro_rules! as_serde_does {
    ($($name:ty),*) => {$(
        impl Decode for $name {
            type By = BySerde;
        }
    )*};
}

as_serde_does!(bool, f64, String, Value, JsonObject, Timestamp);

/// Nothing: whatever is there is not looked at.
impl Decode for () {
    type By = ByHand;
}

impl DecodeBy<()> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        IgnoredAny::deserialize(deserializer).map(drop)
    }
}
