//! Reading values from JSON.
//!
//! [`Decode`] is what serde's `Deserialize` is, and every type of this crate is both.
//! It exists because its lists and maps know where they are: an error in the third
//! element says so.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    self, Deserialize as _, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny,
    MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::depth;
use crate::drift::{self, Drift};
use crate::path::{self, Step};
use crate::secret::Token;
use crate::{JsonObject, Map, Timestamp};

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
/// let list: Vec<Weather> = misskey_api::DecodeError::decode("[21.5, 7]")?;
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

/// A text that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct DecodeError {
    path: String,
    reason: String,
}

impl DecodeError {
    /// Reads a value from a JSON text.
    ///
    /// # Errors
    /// If the text is not JSON, or not of this shape: with the place and the reason.
    pub fn decode<T: Decode>(text: &str) -> Result<T, Self> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = T::By::decode(&mut deserializer)
            .map_err(|error| Self::from_message(&error.to_string()))?;
        deserializer
            .end()
            .map_err(|error| Self::from_message(&error.to_string()))?;
        Ok(value)
    }

    /// Reads a value from a JSON text, going on without what does not fit: it is left out
    /// of a list or map, and blank in an object (nothing, zero, empty), and each such place
    /// is reported.
    ///
    /// ```
    /// use misskey_api::DecodeError;
    /// use misskey_api::entities::DriveFolder;
    ///
    /// let text = r#"[
    ///     {"id": "9s4g2p7k00", "createdAt": "2026-01-02T03:04:05.678Z", "name": 7, "parentId": null},
    ///     "not a folder"
    /// ]"#;
    /// let (folders, drifts) = DecodeError::recover::<Vec<DriveFolder>>(text)?;
    /// assert_eq!(folders.len(), 1);
    /// assert_eq!((folders[0].id.as_str(), folders[0].name.as_str()), ("9s4g2p7k00", ""));
    /// assert_eq!(drifts[0].path, "$[0].name");
    /// assert_eq!(drifts[1].path, "$[1]");
    /// # Ok::<(), DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// If the text is not JSON, or nothing can be made of the whole.
    pub fn recover<T: Decode>(text: &str) -> Result<(T, Vec<Drift>), Self> {
        match Self::decode(text) {
            Ok(value) => Ok((value, Vec::new())),
            Err(error) => Self::recover_from(error, text),
        }
    }

    /// Strictly decoding has failed: goes on without what does not fit.
    #[cold]
    fn recover_from<T: Decode>(
        error: Self,
        text: &str,
    ) -> Result<(T, Vec<Drift>), Self> {
        drift::collect(text).map_err(|_| error)
    }

    #[cold]
    pub(crate) fn from_message(message: &str) -> Self {
        let (path, reason) = path::split(message);
        Self {
            path,
            reason: without_text(reason),
        }
    }

    /// Without a credential that a server may have put into a key.
    pub(crate) fn redacted(self, token: &Token) -> Self {
        Self {
            path: token.redact(&self.path),
            reason: token.redact(&self.reason),
        }
    }

    /// Where: `$` is the whole, `$[3].user.name` a field in an element.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Parsers quote the text that they did not expect. It may be a secret.
pub(crate) fn without_text(reason: String) -> String {
    const BEFORE: &str = "string \"";
    const AFTER: &str = "\", expected";
    match (reason.find(BEFORE), reason.rfind(AFTER)) {
        (Some(start), Some(end)) if start < end => {
            format!(
                "{}a string, expected{}",
                &reason[..start],
                &reason[end + AFTER.len()..]
            )
        }
        _ => reason,
    }
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

/// Reads a value onto the end of a list.
struct Onto<'a, T>(&'a mut Vec<T>);

impl<'de, T: Decode> DeserializeSeed<'de> for Onto<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(vacant) = T::By::vacant() else {
            self.0.push(T::By::decode(deserializer)?);
            return Ok(());
        };
        let index = self.0.len();
        self.0.push(vacant);
        let read = T::By::decode_into(&mut self.0[index], deserializer);
        if read.is_err() {
            self.0.pop();
        }
        read
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

/// Whole numbers, also where a server writes them with a fraction of zero.
impl Decode for i64 {
    type By = ByHand;
}

impl DecodeBy<i64> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        struct Whole;

        impl Visitor<'_> for Whole {
            type Value = i64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
                Ok(value)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
                i64::try_from(value).map_err(|_| {
                    E::custom("a whole number above the greatest that fits")
                })
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
                // The bounds of the numbers that both types hold exactly.
                const EXACT: f64 = 9_007_199_254_740_992.0;
                if value.fract() == 0.0 && (-EXACT..=EXACT).contains(&value) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "checked to be exact"
                    )]
                    let whole = value as i64;
                    return Ok(whole);
                }
                Err(E::custom(format_args!("{value} is not a whole number")))
            }
        }

        deserializer.deserialize_any(Whole)
    }
}

/// Nothing: whatever is there is not looked at.
impl Decode for () {
    type By = ByHand;
}

impl DecodeBy<()> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        IgnoredAny::deserialize(deserializer).map(drop)
    }
}

impl<T: Decode> Decode for Option<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Option<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let mut value = None;
        Self::decode_into(&mut value, deserializer)?;
        Ok(value)
    }

    fn decode_into<'de, D: Deserializer<'de>>(
        value: &mut Option<T>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        struct Perhaps<'a, T>(&'a mut Option<T>);

        impl<'de, T: Decode> Visitor<'de> for Perhaps<'_, T> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_none<E>(self) -> Result<(), E> {
                *self.0 = None;
                Ok(())
            }

            fn visit_unit<E>(self) -> Result<(), E> {
                *self.0 = None;
                Ok(())
            }

            fn visit_some<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<(), D::Error> {
                let Some(vacant) = T::By::vacant() else {
                    *self.0 = Some(T::By::decode(deserializer)?);
                    return Ok(());
                };
                let read = T::By::decode_into(self.0.insert(vacant), deserializer);
                if read.is_err() {
                    *self.0 = None;
                }
                read
            }
        }

        deserializer.deserialize_option(Perhaps(value))
    }
}

/// What is boxed may contain itself: how deep is limited.
impl<T: Decode> Decode for Box<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Box<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<T>, D::Error> {
        let _level = depth::enter()?;
        match T::By::vacant() {
            Some(vacant) => {
                let mut value = Box::new(vacant);
                T::By::decode_into(&mut value, deserializer)?;
                Ok(value)
            }
            None => T::By::decode(deserializer).map(Box::new),
        }
    }

    fn vacant() -> Option<Box<T>> {
        T::By::vacant().map(Box::new)
    }

    fn decode_into<'de, D: Deserializer<'de>>(
        value: &mut Box<T>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let _level = depth::enter()?;
        T::By::decode_into(value, deserializer)
    }
}

impl<T: Decode> Decode for Vec<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Vec<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Decode> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut elements: A,
            ) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                if drift::is_collecting() {
                    let mut index = 0;
                    while let Some(raw) = elements.next_element::<Box<RawValue>>()? {
                        list.extend(drift::part(
                            Step::Index(index),
                            raw.get(),
                            drift::decode,
                        ));
                        index += 1;
                    }
                    return Ok(list);
                }
                loop {
                    match elements.next_element_seed(Onto(&mut list)) {
                        Ok(Some(())) => {}
                        Ok(None) => return Ok(list),
                        Err(error) => {
                            return Err(path::through(Step::Index(list.len()), &error));
                        }
                    }
                }
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<T: Decode> Decode for Map<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Map<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<T>, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Decode> Visitor<'de> for Entries<T> {
            type Value = Map<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut entries: A,
            ) -> Result<Map<T>, A::Error> {
                let mut map = Map::new();
                while let Some(key) = entries.next_key::<String>()? {
                    if drift::is_collecting() {
                        let raw = entries.next_value::<Box<RawValue>>()?;
                        let value =
                            drift::part(Step::Key(&key), raw.get(), drift::decode);
                        map.extend(value.map(|value| (key, value)));
                        continue;
                    }
                    match entries.next_value_seed(Seed::new()) {
                        Ok(value) => drop(map.insert(key, value)),
                        Err(error) => {
                            return Err(path::through(Step::Key(&key), &error));
                        }
                    }
                }
                Ok(map)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Lists of fixed length. What comes after the last element is not looked at.
macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: Decode<By: BlankBy<$name>>),*> Decode for ($($name,)*) {
            type By = ByHand;
        }

        impl<$($name: Decode<By: BlankBy<$name>>),*> DecodeBy<($($name,)*)> for ByHand {
            fn decode<'de, De: Deserializer<'de>>(deserializer: De) -> Result<($($name,)*), De::Error> {
                struct Tuple<T>(PhantomData<T>);

                impl<'de, $($name: Decode<By: BlankBy<$name>>),*> Visitor<'de> for Tuple<($($name,)*)> {
                    type Value = ($($name,)*);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "a list of {} elements", $count)
                    }

                    fn visit_seq<Seq: SeqAccess<'de>>(self, mut elements: Seq) -> Result<Self::Value, Seq::Error> {
                        let mut tuple: Self::Value = blank();
                        if drift::is_collecting() {
                            $(match elements.next_element::<Box<RawValue>>()? {
                                Some(raw) => {
                                    let element = drift::part(Step::Index($index), raw.get(), drift::decode);
                                    tuple.$index = element.unwrap_or_else(blank);
                                }
                                None => drift::report(Some(Step::Index($index)), "the element is missing", None),
                            })*
                            while elements.next_element::<IgnoredAny>()?.is_some() {}
                            return Ok(tuple);
                        }
                        $(match elements.next_element_seed(Seed::new()) {
                            Ok(Some(element)) => tuple.$index = element,
                            Ok(None) => return Err(de::Error::invalid_length($index, &self)),
                            Err(error) => return Err(path::through(Step::Index($index), &error)),
                        })*
                        while elements.next_element::<IgnoredAny>()?.is_some() {}
                        Ok(tuple)
                    }
                }

                deserializer.deserialize_seq(Tuple(PhantomData))
            }
        }

        impl<$($name: Decode<By: BlankBy<$name>>),*> BlankBy<($($name,)*)> for ByHand {
            fn blank() -> ($($name,)*) {
                ($(blank::<$name>(),)*)
            }
        }
    )*};
}

macro_rules! blanks {
    ($($name:ty $(, $of:ident)?: $blank:expr;)*) => {$(
        impl$(<$of: Decode>)? BlankBy<$name> for ByHand {
            #[inline]
            fn blank() -> $name {
                $blank
            }
        }
    )*};
}

blanks! {
    i64: 0;
    Option<T>, T: None;
    Vec<T>, T: Vec::new();
    Map<T>, T: Map::new();
}

impl<T: Decode<By: BlankBy<T>>> BlankBy<Box<T>> for ByHand {
    fn blank() -> Box<T> {
        Box::new(blank())
    }
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
}
