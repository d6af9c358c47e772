//! A place in a list, to go on from later.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

/// A place in the list of an endpoint: everything before it was given, and nothing after it.
///
/// Store it as a short text with `Display` or serde, and read it back with `FromStr` or serde. The
/// text's form is private and may change, but later versions read the texts of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) endpoint: String,
    pub(super) place: Place,
}

/// Which way a list is walked, and after which item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Newest(Option<String>),
    Oldest(Option<String>),
    /// After so many items, of which the last had these marks.
    Offset(u64, Vec<u64>),
}

/// A text that is no cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a cursor; read a stored one back exactly as it was written")]
pub struct InvalidCursor(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = &self.endpoint;
        match &self.place {
            Place::Newest(None) => write!(f, "newest {endpoint}"),
            Place::Newest(Some(id)) => write!(f, "newest {endpoint} {id}"),
            Place::Oldest(None) => write!(f, "oldest {endpoint}"),
            Place::Oldest(Some(id)) => write!(f, "oldest {endpoint} {id}"),
            Place::Offset(offset, marks) => {
                write!(f, "offset {endpoint} {offset}")?;
                marks.iter().try_for_each(|mark| write!(f, " {mark:x}"))
            }
        }
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        parse(text).ok_or_else(|| InvalidCursor(text.chars().take(100).collect()))
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let mut words = text.split(' ');
    let way = words.next()?;
    let endpoint = words.next().filter(|endpoint| !endpoint.is_empty())?;
    if words.clone().any(str::is_empty) {
        return None;
    }
    let place = match way {
        "newest" => Place::Newest(words.next().map(str::to_owned)),
        "oldest" => Place::Oldest(words.next().map(str::to_owned)),
        "offset" => {
            let offset = words.next()?.parse().ok()?;
            let marks = words.by_ref().map(|mark| u64::from_str_radix(mark, 16));
            Place::Offset(offset, marks.collect::<Result<_, _>>().ok()?)
        }
        _ => return None,
    };
    words.next().is_none().then(|| Cursor {
        endpoint: endpoint.to_owned(),
        place,
    })
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let texts = [
            "newest notes/timeline",
            "newest notes/timeline 9s4g2p7k00",
            "oldest notes/timeline",
            "oldest notes/timeline 9s4g2p7k00",
            "offset users 0",
            "offset users 120 1f ffffffffffffffff",
        ];
        for text in texts {
            let cursor: Cursor = text.parse().unwrap();
            assert_eq!(cursor.to_string(), text);
            let json = serde_json::to_string(&cursor).unwrap();
            assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let texts = [
            "",
            "newest",
            "newest ",
            "newest notes a b",
            "newest notes ",
            "oldest notes ",
            "upwards notes a",
            "offset users",
            "offset users -1",
            "offset users 1 x",
        ];
        for text in texts {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
