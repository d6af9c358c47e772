//! Ids: opaque texts that name one thing on one server, and tell when it was made.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use compact_str::CompactString;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

pub use self::format::IdFormat;
use crate::Timestamp;
use crate::decode::{BlankBy, ByHand, Decode, DecodeBy};

mod format;

/// The id of a thing of one kind.
///
/// Ids of different kinds are different types, so that a user can't be taken for a
/// note; the kinds have names in [`ids`](crate::ids), such as `NoteId`. An id is an
/// opaque text. It is made by the server that it was got from, and means nothing to
/// another server.
///
/// ```
/// use misskey_api::ids::NoteId;
///
/// let id = NoteId::from("9s4g2p7k00");
/// assert_eq!(id.as_str(), "9s4g2p7k00");
/// assert_eq!(id.created_at().map(|time| time.to_string()).as_deref(), Some("2024-04-15T11:37:26.816Z"));
/// ```
pub struct Id<K> {
    // Short texts are held in place: an id costs no allocation.
    text: CompactString,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// An id with that text.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self {
            text: CompactString::new(text),
            kind: PhantomData,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the thing was made, to the millisecond, or to the second for `objectid`.
    ///
    /// The [format](IdFormat) of the id is recognised; `None` if it is of none that is known.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(milliseconds(self)?).ok()
    }
}

/// What `aid` and `aidx` count from: the beginning of the year 2000.
const AID_EPOCH: i64 = 946_684_800_000;
/// What `meid` adds, so that its ids begin with a high digit.
const MEID_OFFSET: i64 = 0x8000_0000_0000;

/// The milliseconds since 1970 in an id.
fn milliseconds<K>(id: &Id<K>) -> Option<i64> {
    let format = IdFormat::of(id)?;
    let id = id.as_str();
    let number = |from, to, base| i64::from_str_radix(id.get(from..to)?, base).ok();
    match format {
        IdFormat::Aid | IdFormat::Aidx => Some(number(0, 8, 36)? + AID_EPOCH),
        IdFormat::Meid => Some(number(0, 12, 16)? - MEID_OFFSET),
        IdFormat::Meidg => number(1, 12, 16),
        IdFormat::Ulid => id
            .get(..10)?
            .chars()
            .try_fold(0, |sum: i64, digit| Some(sum << 5 | crockford(digit)?)),
        IdFormat::ObjectId => Some(number(0, 8, 16)? * 1000),
    }
}

/// The value of a digit of Crockford's base 32.
fn crockford(digit: char) -> Option<i64> {
    const DIGITS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    i64::try_from(DIGITS.find(digit.to_ascii_uppercase())?).ok()
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            kind: PhantomData,
        }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Of two ids of one server, the lesser is of the older thing.
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<K> AsRef<str> for Id<K> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<K> From<&str> for Id<K> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<K> From<String> for Id<K> {
    fn from(text: String) -> Self {
        Self {
            text: text.into(),
            kind: PhantomData,
        }
    }
}

impl<K> From<&Self> for Id<K> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text).map(|text| Self {
            text,
            kind: PhantomData,
        })
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = CompactString;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<CompactString, E> {
        Ok(CompactString::new(text))
    }
}

impl<K> Decode for Id<K> {
    type By = ByHand;
}

impl<K> DecodeBy<Id<K>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Id<K>, D::Error> {
        Id::deserialize(deserializer)
    }
}

impl<K> BlankBy<Id<K>> for ByHand {
    fn blank() -> Id<K> {
        Id::new("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_all_formats_tell_when_they_were_made() {
        // 2024-01-02T03:04:05.678Z in each format.
        const MILLISECONDS: i64 = 1_704_164_645_678;
        let aid = {
            let mut rest = MILLISECONDS - 946_684_800_000;
            let mut digits = Vec::new();
            while rest > 0 {
                let digit = u32::try_from(rest % 36).unwrap();
                digits.push(char::from_digit(digit, 36).unwrap());
                rest /= 36;
            }
            digits.into_iter().rev().collect::<String>()
        };
        for id in [
            format!("{aid}0a"),
            format!("{aid}00010002"),
            format!("{:x}0123456789ab", MILLISECONDS + 0x8000_0000_0000),
            format!("g{MILLISECONDS:011x}0123456789ab"),
            "01HK421PSE0000000000000000".to_owned(),
        ] {
            let told = milliseconds(&Id::<()>::from(id.as_str()));
            assert_eq!(told, Some(MILLISECONDS), "{id}");
        }
        let seconds = MILLISECONDS / 1000;
        assert_eq!(
            milliseconds(&Id::<()>::new(format!("{seconds:08x}0123456789abcdef"))),
            Some(seconds * 1000)
        );
        for id in [
            "",
            "x",
            "not an id at all",
            "…………",
            "zzzzzzzzzzzzzzzzzzzzzzzz",
        ] {
            assert_eq!(Id::<()>::from(id).created_at(), None, "{id}");
        }
    }
}
