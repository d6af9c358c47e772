//! The formats of ids, and ids of points in time.

use super::{AID_EPOCH, Id, MEID_OFFSET};
use crate::Timestamp;

/// The format of a server's ids: its operator has chosen one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdFormat {
    /// 8 digits of base 36 for the milliseconds since 2000, and 2 of noise.
    Aid,
    /// The same 8 digits, 4 for the process, 4 for a counter. The default of today.
    Aidx,
    /// 12 hexadecimal digits for the milliseconds since 1970 and a high bit, 12 at random.
    Meid,
    /// A `g`, 11 hexadecimal digits for the milliseconds since 1970, 12 at random.
    Meidg,
    /// 10 digits of Crockford's base 32 for the milliseconds since 1970, 16 at random.
    Ulid,
    /// 8 hexadecimal digits for the seconds since 1970, 16 others.
    ObjectId,
}

impl IdFormat {
    /// The format of an id; `None` if it is of none of them.
    #[must_use]
    pub fn of<K>(id: &Id<K>) -> Option<Self> {
        let id = id.as_str();
        let is_hex = || id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match id.len() {
            10 => Some(Self::Aid),
            16 => Some(Self::Aidx),
            24 if id.starts_with('g') => Some(Self::Meidg),
            24 if is_hex() => match i64::from_str_radix(id.get(..12)?, 16).ok()? {
                // An `objectid` of so high a second is of the year 2038 or later.
                head if head >= MEID_OFFSET => Some(Self::Meid),
                _ => Some(Self::ObjectId),
            },
            26 => Some(Self::Ulid),
            _ => None,
        }
    }

    /// The least id that a thing made at that time can have: what was made before has lesser
    /// ones. Lists can be asked for from there (`sinceId`, `untilId`), also where a server
    /// takes no dates.
    ///
    /// `None` if the format has no id of that time: `aid` begins in 2000, and all end.
    ///
    /// ```
    /// use misskey_api::IdFormat;
    /// use misskey_api::ids::NoteId;
    ///
    /// let id = NoteId::from("9s4g2p7k00");
    /// let format = IdFormat::of(&id).unwrap();
    /// let first: NoteId = format.first_at(id.created_at().unwrap()).unwrap();
    /// assert!(first <= id && first.created_at() == id.created_at());
    /// ```
    #[must_use]
    pub fn first_at<K>(self, time: Timestamp) -> Option<Id<K>> {
        let since_1970 = u64::try_from(time.as_millisecond()).ok()?;
        let since_2000 = u64::try_from(time.as_millisecond() - AID_EPOCH).ok();
        let (digits, base, width, rest) = match self {
            Self::Aid => (since_2000?, 36, 8, "00"),
            Self::Aidx => (since_2000?, 36, 8, "00000000"),
            Self::Meid => {
                let offset = u64::try_from(MEID_OFFSET).ok()?;
                (since_1970 + offset, 16, 12, "000000000000")
            }
            Self::Meidg => (since_1970, 16, 11, "000000000000"),
            Self::Ulid => (since_1970, 32, 10, "0000000000000000"),
            Self::ObjectId => (since_1970 / 1000, 16, 8, "0000000000000000"),
        };
        let digits = written(digits, base, width)?;
        let head = if self == Self::Meidg { "g" } else { "" };
        Some(Id::new(format!("{head}{digits}{rest}")))
    }
}

/// A number in a base, with zeros before it; `None` if it is too wide.
fn written(mut number: u64, base: u64, width: usize) -> Option<String> {
    const PLAIN: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let alphabet = if base == 32 { CROCKFORD } else { PLAIN };
    let mut digits = Vec::with_capacity(width);
    for _ in 0..width {
        let digit = usize::try_from(number % base).ok()?;
        digits.push(char::from(*alphabet.get(digit)?));
        number /= base;
    }
    (number == 0).then(|| digits.iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMATS: [IdFormat; 6] = [
        IdFormat::Aid,
        IdFormat::Aidx,
        IdFormat::Meid,
        IdFormat::Meidg,
        IdFormat::Ulid,
        IdFormat::ObjectId,
    ];

    #[test]
    fn an_id_of_a_time_tells_that_time_and_its_format() {
        let time: Timestamp = "2024-01-02T03:04:05.678Z".parse().unwrap();
        for format in FORMATS {
            let id: Id<()> = format.first_at(time).unwrap();
            assert_eq!(IdFormat::of(&id), Some(format), "{id}");
            let told = id.created_at().unwrap().as_millisecond();
            let exact = if format == IdFormat::ObjectId {
                1000
            } else {
                1
            };
            assert_eq!(told / exact, time.as_millisecond() / exact, "{id}");
            let before = "2024-01-02T03:04:04Z".parse().unwrap();
            assert!(format.first_at(before).unwrap() < id);
        }
    }

    #[test]
    fn a_time_that_a_format_can_not_tell_has_no_id() {
        let early = "1999-12-31T23:59:59Z".parse().unwrap();
        let earlier = "1969-12-31T23:59:59Z".parse().unwrap();
        let late = "9999-12-30T00:00:00Z".parse().unwrap();
        assert_eq!(IdFormat::Aid.first_at::<()>(early), None);
        assert!(IdFormat::Ulid.first_at::<()>(early).is_some());
        for format in FORMATS {
            assert_eq!(format.first_at::<()>(earlier), None);
        }
        assert_eq!(IdFormat::Aidx.first_at::<()>(late), None);
        assert_eq!(IdFormat::ObjectId.first_at::<()>(late), None);
    }
}
