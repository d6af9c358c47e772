//! Reading and writing objects by tables of their fields.
//!
//! An object type has a table of its fields in the order in which servers send them,
//! and a function that reads the field of a given index. Everything else is here, once
//! for all types: the loop over the keys, the guess that the next key is the next field
//! of the table, the fields that are not known, and the fields that are missing.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode::{BlankBy, Decode, DecodeBy, InPlace};
use crate::drift::{self, FieldOf};
use crate::other::Other;
use crate::path::{self, Step};
use crate::visit::Visit;

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    need: Need,
}

/// Whether an object can do without a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// It can.
    Optional,
    /// It can't, unless decoding leniently.
    Required,
    /// It can't in any case: a secret that is not there must not seem to be.
    Vital,
}

/// The table of an object's fields.
pub(crate) type Fields = &'static [Field];

/// A field without which the object is not what it should be.
pub(crate) const fn required_field(name: &'static str) -> Field {
    Field {
        name,
        need: Need::Required,
    }
}

/// A field that must be there even when decoding leniently.
pub(crate) const fn vital_field(name: &'static str) -> Field {
    Field {
        name,
        need: Need::Vital,
    }
}

/// A field that can be absent.
pub(crate) const fn optional_field(name: &'static str) -> Field {
    Field {
        name,
        need: Need::Optional,
    }
}

/// A type that is read from, and written as, an object with known fields.
pub(crate) trait Object: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The fields in the order in which servers send them.
    const FIELDS: Fields;

    /// The fields, of a value.
    fn table(&self) -> Fields {
        Self::FIELDS
    }

    /// Shows the field of that index; after the last, those that are not known.
    fn get<'a, V: Visit<'a>>(
        &'a self,
        index: usize,
        name: &'static str,
        out: &mut V,
    ) -> Result<(), V::Error>;
}

/// An object that can be read.
pub(crate) trait Fill: Object {
    /// A value of which nothing has been read yet.
    fn blank() -> Self;
    /// Reads the field of that index.
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        value: &mut A,
    ) -> Result<(), A::Error>;
    /// The fields that are not known.
    fn other_mut(&mut self) -> &mut Other;
}

/// Implements what an object that is written needs.
macro_rules! written {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                crate::visit::encode(self, serializer)
            }
        }

        impl std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::visit::show(self, f)
            }
        }
    };
}
pub(crate) use written;

/// Implements `PartialEq` for an object.
macro_rules! compared {
    ($name:ty) => {
        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                crate::visit::equal(self, other)
            }
        }
    };
}
pub(crate) use compared;

/// Implements what an object that is read needs.
macro_rules! read_as_object {
    ($name:ty) => {
        impl crate::decode::Decode for $name {
            type By = crate::object::ByFields;
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                crate::object::decode(deserializer)
            }
        }
    };
}
pub(crate) use read_as_object;

/// Reads objects field by field.
#[derive(Clone, Copy, Debug)]
pub struct ByFields;

impl<T: Fill> DecodeBy<T> for ByFields {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        decode(deserializer)
    }

    #[inline]
    fn vacant() -> Option<T> {
        Some(T::blank())
    }

    #[inline]
    fn decode_into<'de, D: Deserializer<'de>>(
        object: &mut T,
        deserializer: D,
    ) -> Result<(), D::Error> {
        decode_into(object, deserializer)
    }
}

impl<T: Fill> BlankBy<T> for ByFields {
    #[inline]
    fn blank() -> T {
        Fill::blank()
    }
}

/// Implements `Default` for a request that needs nothing to be said.
macro_rules! default_of {
    ($name:ty, $new:ident) => {
        impl Default for $name {
            #[allow(deprecated, reason = "what makes it may be gone from servers")]
            #[inline]
            fn default() -> Self {
                Self::$new()
            }
        }
    };
}
pub(crate) use default_of;

/// Which fields have been read.
#[derive(Debug, Default)]
pub(crate) struct Seen([u64; Self::WORDS]);

impl Seen {
    /// Enough for the 512 fields that the generator allows.
    const WORDS: usize = 8;

    pub(crate) fn mark(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    fn has(&self, index: usize) -> bool {
        self.0
            .get(index / 64)
            .is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Whether any of the fields was there.
    pub(crate) fn any(&self, indexes: &[usize]) -> bool {
        indexes.iter().any(|&index| self.has(index))
    }

    /// Fails if one of the fields was not there.
    pub(crate) fn require<T: Object, E: de::Error>(
        &self,
        indexes: &[usize],
    ) -> Result<(), E> {
        self.missing(indexes.iter().map(|&index| (index, T::FIELDS[index].name)))
    }

    /// Fails if one of the required fields was not there.
    pub(crate) fn check<E: de::Error>(&self, fields: Fields) -> Result<(), E> {
        let required = || {
            fields
                .iter()
                .enumerate()
                .filter(|(_, field)| field.need != Need::Optional)
        };
        let mut vital = required().filter(|(_, field)| field.need == Need::Vital);
        if let Some((_, field)) = vital.find(|&(index, _)| !self.has(index)) {
            return Err(missing_field(field.name));
        }
        self.missing(required().map(|(index, field)| (index, field.name)))
    }

    fn missing<E: de::Error>(
        &self,
        required: impl Iterator<Item = (usize, &'static str)>,
    ) -> Result<(), E> {
        for (index, name) in required {
            if !self.has(index) {
                missing(name)?;
            }
        }
        Ok(())
    }
}

/// Fails for a field that is not there; when decoding leniently, reports it.
#[cold]
fn missing<E: de::Error>(name: &'static str) -> Result<(), E> {
    if drift::is_collecting() {
        drift::report(Some(Step::Key(name)), "the field is missing", None);
        return Ok(());
    }
    Err(missing_field(name))
}

fn missing_field<E: de::Error>(name: &'static str) -> E {
    E::custom(format_args!("the field `{name}` is missing"))
}

/// A key of an object.
pub(crate) enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks a key up, beginning with the field after the last one.
pub(crate) struct KeySeed {
    pub(crate) fields: Fields,
    pub(crate) next: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(match self.fields.get(self.next) {
            Some(field) if field.name == key => Key::Known(self.next),
            _ => search(self.fields, self.next, key),
        })
    }
}

/// Looks a key up that is not the next field.
fn search(fields: Fields, next: usize, key: &str) -> Key {
    let (before, after) = fields.split_at(next.min(fields.len()));
    let find = |fields: &[Field]| fields.iter().position(|field| field.name == key);
    match find(after) {
        Some(found) => Key::Known(before.len() + found),
        None => find(before).map_or_else(|| Key::Unknown(key.to_owned()), Key::Known),
    }
}

/// Reads an object.
pub(crate) fn decode<'de, T: Fill, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut object = T::blank();
    decode_into(&mut object, deserializer)?;
    Ok(object)
}

/// Reads an object into its place: large as it is, it is not moved.
pub(crate) fn decode_into<'de, T: Fill, D: Deserializer<'de>>(
    object: &mut T,
    deserializer: D,
) -> Result<(), D::Error> {
    let read = deserializer
        .deserialize_map(Filling(object))
        .and_then(|seen| seen.check(T::FIELDS));
    if read.is_err() && drift::is_collecting() {
        // What goes on without it finds it blank.
        *object = T::blank();
    }
    read
}

/// Fills an object, and tells which fields were there.
pub(crate) struct Filling<'a, T>(pub(crate) &'a mut T);

impl<'de, T: Fill> Visitor<'de> for Filling<'_, T> {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Seen, A::Error> {
        let object = self.0;
        let mut seen = Seen::default();
        if drift::is_collecting() {
            read_parts(&mut map, object, &mut seen)?;
            return Ok(seen);
        }
        let mut next = 0;
        while let Some(key) = map.next_key_seed(KeySeed {
            fields: T::FIELDS,
            next,
        })? {
            match key {
                Key::Known(index) => {
                    next = index + 1;
                    seen.mark(index);
                    if let Err(error) = object.set(index, &mut map) {
                        return Err(path::through(
                            Step::Key(T::FIELDS[index].name),
                            &error,
                        ));
                    }
                }
                Key::Unknown(key) => read_unknown(key, &mut map, object.other_mut())?,
            }
        }
        Ok(seen)
    }
}

/// Reads the fields one by one, and reports those that don't fit. Fails if none of those
/// fits that must be there: something else would pass for an object of blanks. Where there
/// is only one such field, it is enough that it is there.
fn read_parts<'de, T: Fill, A: MapAccess<'de>>(
    map: &mut A,
    object: &mut T,
    seen: &mut Seen,
) -> Result<(), A::Error> {
    let required = T::FIELDS
        .iter()
        .filter(|field| field.need != Need::Optional)
        .count();
    let mut fits = required == 0;
    while let Some(key) = map.next_key_seed(KeySeed {
        fields: T::FIELDS,
        next: 0,
    })? {
        match key {
            Key::Known(index) => {
                seen.mark(index);
                let field = &T::FIELDS[index];
                let raw = map.next_value::<Box<RawValue>>()?;
                let set = |text: &str| drift::set(FieldOf(object, index), text);
                match drift::part(Step::Key(field.name), raw.get(), set) {
                    Some(()) => fits |= field.need != Need::Optional,
                    None if field.need == Need::Vital => {
                        return Err(de::Error::custom("a secret does not fit"));
                    }
                    None => fits |= field.need != Need::Optional && required == 1,
                }
            }
            Key::Unknown(key) => read_unknown(key, map, object.other_mut())?,
        }
    }
    if fits {
        Ok(())
    } else {
        Err(de::Error::custom("no required field is there and fits"))
    }
}

pub(crate) fn read_unknown<'de, A: MapAccess<'de>>(
    key: String,
    map: &mut A,
    other: &mut Other,
) -> Result<(), A::Error> {
    match map.next_value::<Value>() {
        Ok(value) => {
            other.insert(key, value);
            Ok(())
        }
        Err(error) => Err(path::through(Step::Key(&key), &error)),
    }
}

/// Reads a field's value.
pub(crate) fn read<'de, A: MapAccess<'de>, T: Decode>(
    map: &mut A,
    slot: &mut T,
) -> Result<(), A::Error> {
    map.next_value_seed(InPlace(slot))
}

/// Reads over a value.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<de::IgnoredAny>().map(drop)
}

/// A list of what can become its elements.
pub(crate) fn list<T>(elements: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    elements.into_iter().map(Into::into).collect()
}
