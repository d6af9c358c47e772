//! What in an answer does not fit, and how to go on without it.
//!
//! Decoding is strict first: all must fit. Where it does not, the same text is decoded
//! again leniently: what does not fit is left out, or blank where something must be, and
//! each such place is reported as a [`Drift`]. While that goes on, objects and lists of
//! this thread read their parts as texts first, so that one part can fail alone.
//!
//! What is reported is bounded: an answer of a million wrong parts is no answer of this shape.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::decode::{Decode, DecodeBy as _};
use crate::object::Fill;
use crate::path::{self, Step};

/// How many places are reported. Where more do not fit, the whole does not.
const MOST_DRIFTS: usize = 10_000;

/// How much text is kept as values, in bytes; as values it can take ten times the memory.
const MOST_KEPT: usize = 1 << 20;

/// A place where an answer is not as these bindings expect it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// Where: `$[3].user.name`.
    pub path: String,
    /// What does not fit.
    pub reason: String,
    /// What stands there, if anything does. Where very much does not fit, a mebibyte in one
    /// answer, what follows is left out.
    pub value: Option<Value>,
}

impl fmt::Display for Drift {
    /// Without the value, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl fmt::Debug for Drift {
    /// Without the value, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Drift({self})")
    }
}

thread_local! {
    static COLLECTING: Cell<bool> = const { Cell::new(false) };
    static COLLECTED: RefCell<Collected> = RefCell::new(Collected::default());
}

#[derive(Default)]
struct Collected {
    path: Vec<String>,
    drifts: Vec<Drift>,
    kept: usize,
    is_too_much: bool,
}

impl Collected {
    /// The value of a text, as long as there is room for it.
    fn value(&mut self, raw: &str) -> Option<Value> {
        if raw.len() > MOST_KEPT - self.kept {
            return None;
        }
        self.kept += raw.len();
        raw.parse().ok()
    }
}

/// Whether this thread decodes leniently.
pub(crate) fn is_collecting() -> bool {
    COLLECTING.get()
}

/// Decodes leniently. Fails only if nothing can be made of the whole.
pub(crate) fn collect<T: Decode>(
    text: &str,
) -> Result<(T, Vec<Drift>), serde_json::Error> {
    /// Ends the collecting however the decoding ends.
    struct End;

    impl Drop for End {
        fn drop(&mut self) {
            COLLECTING.set(false);
        }
    }

    COLLECTED.take();
    COLLECTING.set(true);
    let end = End;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::By::decode(&mut deserializer)?;
    deserializer.end()?;
    drop(end);
    let collected = COLLECTED.take();
    if collected.is_too_much {
        return Err(de::Error::custom("too much does not fit"));
    }
    Ok((value, collected.drifts))
}

/// Decodes strictly for a while.
pub(crate) fn strictly<T>(decode: impl FnOnce() -> T) -> T {
    let collecting = COLLECTING.replace(false);
    let decoded = decode();
    COLLECTING.set(collecting);
    decoded
}

/// Reports what is wrong at a step from where the decoding stands.
pub(crate) fn report(step: Option<Step<'_>>, reason: &str, raw: Option<&str>) {
    COLLECTED.with_borrow_mut(|collected| {
        if collected.drifts.len() == MOST_DRIFTS {
            collected.is_too_much = true;
            return;
        }
        let mut path: String = std::iter::once("$")
            .chain(collected.path.iter().map(String::as_str))
            .collect();
        path.extend(step.map(path::shown));
        let (_, reason) = path::split(reason);
        let value = raw.and_then(|raw| collected.value(raw));
        collected.drifts.push(Drift {
            path,
            reason: crate::decode::without_text(reason),
            value,
        });
    });
}

/// Decodes a part, and reports it if it does not fit.
pub(crate) fn part<T>(
    step: Step<'_>,
    text: &str,
    decode: impl FnOnce(&str) -> Result<T, serde_json::Error>,
) -> Option<T> {
    if COLLECTED.with_borrow(|collected| collected.is_too_much) {
        // Nothing will come of the whole.
        return None;
    }
    COLLECTED.with_borrow_mut(|collected| collected.path.push(path::shown(step)));
    let result = decode(text);
    COLLECTED.with_borrow_mut(|collected| collected.path.pop());
    result
        .map_err(|error| report(Some(step), &error.to_string(), Some(text)))
        .ok()
}

/// Decodes a text.
pub(crate) fn decode<T: Decode>(text: &str) -> Result<T, serde_json::Error> {
    T::By::decode(&mut serde_json::Deserializer::from_str(text))
}

/// A field that can be read from a map's value.
pub(crate) trait Slot {
    /// Reads it.
    fn set<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error>;
}

/// The field of that index of an object.
pub(crate) struct FieldOf<'a, T>(pub(crate) &'a mut T, pub(crate) usize);

impl<T: Fill> Slot for FieldOf<'_, T> {
    fn set<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        self.0.set(self.1, map)
    }
}

/// Reads one field from a text. The parser is the one that reads whole texts: nothing is
/// compiled a second time for this.
pub(crate) fn set<S: Slot>(slot: S, text: &str) -> Result<(), serde_json::Error> {
    struct Only<S>(S);

    impl<'de, S: Slot> Visitor<'de> for Only<S> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("one field")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            map.next_key::<IgnoredAny>()?;
            self.0.set(&mut map)?;
            // Reads to the end, as the parser wants it.
            map.next_key::<IgnoredAny>().map(drop)
        }
    }

    let alone = format!("{{\"\":{text}}}");
    serde_json::Deserializer::from_str(&alone).deserialize_map(Only(slot))
}

#[cfg(test)]
mod tests {
    use crate::decode::{DecodeError, from_json_with_drift};

    fn wrong(count: usize) -> String {
        format!("[{}true]", "\"tea\",".repeat(count))
    }

    #[test]
    fn an_answer_of_too_many_wrong_parts_is_no_answer_of_this_shape() {
        let (list, drifts) =
            from_json_with_drift::<Vec<bool>>(&wrong(super::MOST_DRIFTS)).unwrap();
        assert_eq!((list, drifts.len()), (vec![true], super::MOST_DRIFTS));
        let error = from_json_with_drift::<Vec<bool>>(&wrong(super::MOST_DRIFTS + 1));
        assert_eq!(error.unwrap_err().path(), "$[0]");
        let (list, _) = from_json_with_drift::<Vec<bool>>(&wrong(1)).unwrap();
        assert_eq!(list, [true], "what was too much is forgotten");
    }

    #[test]
    fn values_are_kept_until_there_are_very_many_of_them() {
        let large = format!("\"{}\"", "x".repeat(600 << 10));
        let text = format!("[{large},{large},1]");
        let (_, drifts) = from_json_with_drift::<Vec<bool>>(&text).unwrap();
        let kept: Vec<bool> = drifts.iter().map(|drift| drift.value.is_some()).collect();
        assert_eq!(kept, [true, false, true]);
    }
}
