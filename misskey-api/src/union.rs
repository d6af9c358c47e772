//! Reading and writing what is one of several shapes.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize as _, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode::{Decode, DecodeBy as _};
use crate::depth;
use crate::drift;
use crate::object::{Fields, Fill, Filling, Key, KeySeed, Seen, read_unknown};
use crate::other::Other;
use crate::path::{self, Step};
use crate::visit::{Visit, Writing};

/// Objects told apart by the value of one property, open to values that are not known.
pub(crate) trait Tagged: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The property that tells.
    const TAG: &'static str;

    /// The member for a value of the property, with nothing read yet.
    fn of_tag(tag: &str) -> Self;
    /// The property's value, where the member itself does not hold it.
    fn implied_tag(&self) -> Option<&str>;
    /// The fields of the member.
    fn fields(&self) -> Fields;
    /// Reads the member's field of that index.
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        value: &mut A,
    ) -> Result<(), A::Error>;
    /// Shows the member's field of that index.
    fn get<'a, V: Visit<'a>>(
        &'a self,
        index: usize,
        name: &'static str,
        out: &mut V,
    ) -> Result<(), V::Error>;
    /// The fields that are not known.
    fn other(&self) -> &Other;
    /// The fields that are not known.
    fn other_mut(&mut self) -> &mut Other;
}

/// Implements serde's traits and ours by a way of reading, and a function that writes.
macro_rules! implement {
    ($name:ty, $by:ty, $encode:path) => {
        impl crate::decode::Decode for $name {
            type By = $by;
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <$by as crate::decode::DecodeBy<Self>>::decode(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $encode(self, serializer)
            }
        }
    };
}
pub(crate) use implement;

macro_rules! tagged {
    ($name:ty) => {
        crate::union::implement!(
            $name,
            crate::union::ByTag,
            crate::union::encode_tagged
        );
    };
}
pub(crate) use tagged;

macro_rules! ladder {
    ($name:ty) => {
        crate::union::implement!(
            $name,
            crate::union::ByKeys,
            crate::union::Ladder::write
        );
    };
}
pub(crate) use ladder;

macro_rules! untagged {
    ($name:ty) => {
        crate::union::implement!(
            $name,
            crate::union::ByShape,
            crate::union::Untagged::write
        );
    };
}
pub(crate) use untagged;

/// Ways of reading, each by a trait of the types that are read so, a function that reads
/// them and what they are before.
macro_rules! ways {
    ($($(#[$about:meta])* $by:ident: $kind:ident, $decode:path, $blank:expr;)*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $by;

        impl<T: $kind> crate::decode::DecodeBy<T> for $by {
            fn decode<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<T, D::Error> {
                $decode(deserializer)
            }
        }

        impl<T: $kind> crate::decode::BlankBy<T> for $by {
            #[inline]
            fn blank() -> T {
                $blank
            }
        }
    )*};
}
#[cfg(any(feature = "channels", feature = "webhook"))]
pub(crate) use ways;

ways! {
    /// Reads objects that a property tells apart.
    ByTag: Tagged, decode_tagged, T::of_tag("");
    /// Reads objects that the keys that are there tell apart.
    ByKeys: Ladder, decode_ladder, T::smallest();
    /// Reads what can be told apart by trying.
    ByShape: Untagged, decode_untagged, T::of(Value::Null);
}

/// The value of the property that tells, wherever it is held.
pub(crate) fn tag_of<T: Tagged>(union: &T) -> Option<&str> {
    union
        .implied_tag()
        .or_else(|| union.other().get(T::TAG)?.as_str())
}

/// Reads a member: what comes before the tag is kept until the tag is known.
pub(crate) fn decode_tagged<'de, T: Tagged, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let _level = depth::enter()?;
    deserializer.deserialize_map(TaggedVisitor(PhantomData))
}

struct TaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Tagged> Visitor<'de> for TaggedVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut early: Vec<(String, Value)> = Vec::new();
        let mut tag = None;
        while tag.is_none() {
            let Some(key) = map.next_key::<String>()? else {
                break;
            };
            let value = map
                .next_value::<Value>()
                .map_err(|error| path::through(Step::Key(&key), &error))?;
            if key == T::TAG {
                tag = Some(value);
            } else {
                early.push((key, value));
            }
        }
        let mut reader = Reader {
            union: T::of_tag(tag.as_ref().and_then(Value::as_str).unwrap_or_default()),
            seen: Seen::default(),
            next: 0,
        };
        reader.tag(tag)?;
        for (key, value) in early {
            reader.early(key, value)?;
        }
        reader.rest(&mut map)?;
        Ok(reader.union)
    }
}

struct Reader<T> {
    union: T,
    seen: Seen,
    next: usize,
}

impl<T: Tagged> Reader<T> {
    /// A tag that the member does not imply is one of its fields, or not known.
    fn tag<E: de::Error>(&mut self, tag: Option<Value>) -> Result<(), E> {
        match tag {
            Some(tag) if self.union.implied_tag().is_none() => {
                self.early(T::TAG.to_owned(), tag)
            }
            _ => Ok(()),
        }
    }

    /// Reads a field that came before the tag.
    fn early<E: de::Error>(&mut self, key: String, value: Value) -> Result<(), E> {
        match self
            .union
            .fields()
            .iter()
            .position(|field| field.name == key)
        {
            Some(index) => {
                self.next = index + 1;
                self.text(index, &value.to_string())
            }
            None => {
                self.union.other_mut().insert(key, value);
                Ok(())
            }
        }
    }

    /// Reads a field from its text. When decoding leniently, it may not fit.
    fn text<E: de::Error>(&mut self, index: usize, text: &str) -> Result<(), E> {
        self.seen.mark(index);
        let name = self.union.fields()[index].name;
        let slot = Member(&mut self.union, index);
        if drift::is_collecting() {
            drift::part(Step::Key(name), text, |text| drift::set(slot, text));
            return Ok(());
        }
        drift::set(slot, text)
            .map_err(|error| path::through(Step::Key(name), &E::custom(error)))
    }

    /// Reads what comes after the tag.
    fn rest<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let fields = self.union.fields();
        while let Some(key) = map.next_key_seed(KeySeed {
            fields,
            next: self.next,
        })? {
            match key {
                Key::Known(index) if drift::is_collecting() => {
                    let raw = map.next_value::<Box<RawValue>>()?;
                    self.text(index, raw.get())?;
                }
                Key::Known(index) => {
                    self.next = index + 1;
                    self.seen.mark(index);
                    if let Err(error) = self.union.set(index, map) {
                        return Err(path::through(
                            Step::Key(fields[index].name),
                            &error,
                        ));
                    }
                }
                Key::Unknown(key) => read_unknown(key, map, self.union.other_mut())?,
            }
        }
        self.seen.check(fields)
    }
}

/// The field of that index of a union's member.
struct Member<'a, T>(&'a mut T, usize);

impl<T: Tagged> drift::Slot for Member<'_, T> {
    fn set<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        self.0.set(self.1, map)
    }
}

/// Writes a member, with the tag that tells which it is.
pub(crate) fn encode_tagged<T: Tagged, S: Serializer>(
    union: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = Writing(serializer.serialize_map(None)?);
    if let Some(tag) = union.implied_tag() {
        map.0.serialize_entry(T::TAG, tag)?;
    }
    for (index, field) in union.fields().iter().enumerate() {
        union.get(index, field.name, &mut map)?;
    }
    union.get(union.fields().len(), "", &mut map)?;
    map.0.end()
}

/// Objects of which each has all fields of the one before.
pub(crate) trait Ladder: Sized {
    /// The object with all fields.
    type Widest: Fill;

    /// The object with the fewest fields, with nothing read yet.
    fn smallest() -> Self;
    /// The member that the fields tell that were there. Fails if one is missing.
    fn narrow<E: de::Error>(wide: Self::Widest, seen: &Seen) -> Result<Self, E>;
    /// Writes the member.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads the object with all fields, then takes the member that it really is.
pub(crate) fn decode_ladder<'de, T: Ladder, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut wide = T::Widest::blank();
    let seen = deserializer.deserialize_map(Filling(&mut wide))?;
    T::narrow(wide, &seen)
}

/// Shapes told apart by what they are.
pub(crate) trait Untagged: Sized {
    /// The first shape that a value fits.
    fn of(value: Value) -> Self;
    /// Writes the value.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads a value and finds the shape that it fits.
pub(crate) fn decode_untagged<'de, T: Untagged, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Value::deserialize(deserializer).map(T::of)
}

/// A value as a shape, if it fits.
pub(crate) fn fitting<T: Decode>(value: &Value) -> Option<T> {
    // What fits only with something left out does not fit: another shape may.
    drift::strictly(|| T::By::decode(value).ok())
}
