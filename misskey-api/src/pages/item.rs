//! What an item of a list is known by, found without knowing its type.

use std::fmt::{self, Display, Write};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// The text of the field `id`, of whatever is written as an object that has one. No other
/// field is written.
pub(super) fn id<T: Serialize>(item: &T) -> Option<String> {
    item.serialize(Picker).ok().flatten()
}

/// What an item is known by: its id, or all of it as JSON if it has none.
pub(super) fn key<T: Serialize>(item: &T) -> String {
    id(item).unwrap_or_else(|| serde_json::to_string(item).unwrap_or_default())
}

/// That nothing could be picked.
#[derive(Debug)]
struct Unfit;

impl Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it can't be written")
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// A text as it is written; anything else is an error. Serde writes texts into formatters.
struct Text<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Display for Text<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

/// Compares what is written into it, piece by piece.
struct Expecting(&'static str);

impl Write for Expecting {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}

fn is_id<K: Serialize + ?Sized>(key: &K) -> bool {
    let mut expecting = Expecting("id");
    write!(expecting, "{}", Text(key)).is_ok() && expecting.0.is_empty()
}

fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", Text(value)).ok()?;
    Some(text).filter(|text| !text.is_empty())
}

/// Writes nothing, but remembers what stands under `id`.
struct Picker;

/// What the fields of an object are shown to.
#[derive(Default)]
struct Picking {
    next_is_id: bool,
    id: Option<String>,
}

impl Picking {
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) {
        if std::mem::take(&mut self.next_is_id) {
            self.id = text(value);
        }
    }
}

impl ser::SerializeMap for Picking {
    type Ok = Option<String>;
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        self.next_is_id = is_id(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), Unfit> {
        self.value(value);
        Ok(())
    }

    fn end(self) -> Result<Option<String>, Unfit> {
        Ok(self.id)
    }
}

impl ser::SerializeStruct for Picking {
    type Ok = Option<String>;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        self.next_is_id = key == "id";
        self.value(value);
        Ok(())
    }

    fn end(self) -> Result<Option<String>, Unfit> {
        Ok(self.id)
    }
}

/// What has no fields has no id.
macro_rules! without_id {
    ($($name:ident: $kind:ty),* $(,)?) => {$(
        fn $name(self, _: $kind) -> Result<Option<String>, Unfit> {
            Ok(None)
        }
    )*};
}

type Nothing = Impossible<Option<String>, Unfit>;

impl Serializer for Picker {
    type Ok = Option<String>;
    type Error = Unfit;
    type SerializeSeq = Nothing;
    type SerializeTuple = Nothing;
    type SerializeTupleStruct = Nothing;
    type SerializeTupleVariant = Nothing;
    type SerializeMap = Picking;
    type SerializeStruct = Picking;
    type SerializeStructVariant = Nothing;

    without_id! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_none(self) -> Result<Option<String>, Unfit> {
        Ok(None)
    }

    fn serialize_unit(self) -> Result<Option<String>, Unfit> {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(
        self,
        value: &T,
    ) -> Result<Option<String>, Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Option<String>, Unfit> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<Option<String>, Unfit> {
        Ok(None)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Option<String>, Unfit> {
        Ok(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Picking, Unfit> {
        Ok(Picking::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Picking, Unfit> {
        Ok(Picking::default())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Nothing, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple(self, _: usize) -> Result<Nothing, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Unfit> {
        Err(Unfit)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Unfit> {
        Err(Unfit)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Unfit> {
        Err(Unfit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Writing it is an error, and so is every look at it.
    struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(ser::Error::custom("it was written"))
        }
    }

    struct Note(&'static str);

    impl Serialize for Note {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use ser::SerializeMap as _;
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("user", &Unwritable)?;
            map.serialize_entry("idea", &Unwritable)?;
            map.serialize_entry("id", self.0)?;
            map.serialize_entry("i", &Unwritable)?;
            map.end()
        }
    }

    #[test]
    fn the_id_is_found_and_nothing_else_is_written() {
        assert_eq!(id(&Note("9s4g2p7k00")).as_deref(), Some("9s4g2p7k00"));
        assert_eq!(id(&Box::new(Some(Note("x")))).as_deref(), Some("x"));
    }

    #[test]
    fn what_has_no_id_is_known_by_all_of_it() {
        let nothing = [
            json!("id"),
            json!(["id"]),
            json!({ "user": { "id": "a" } }),
            json!({ "id": null }),
            json!({ "id": "" }),
            json!({ "id": { "id": "a" } }),
            json!(null),
            json!(7),
        ];
        for value in nothing {
            assert_eq!(id(&value), None, "{value}");
            assert_eq!(key(&value), value.to_string());
        }
        assert_eq!(key(&json!({ "id": "a", "x": 1 })), "a");
    }
}
