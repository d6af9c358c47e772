//! Showing the fields of an object one by one: to write it, to print it, to compare it.
//!
//! An object type has one function for all three, since each function of each of many
//! hundred types costs its part of the time that the crate takes to compile.

use std::any::Any;
use std::convert::Infallible;
use std::fmt::{self, Debug, DebugStruct, Formatter};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::object::Object;
use crate::other::Other;
use crate::tristate::Tristate;

/// What a field can hold.
pub(crate) trait Shown: Serialize + Debug + PartialEq + 'static {}

impl<T: Serialize + Debug + PartialEq + 'static> Shown for T {}

/// What is shown the fields of an object that are there.
pub(crate) trait Visit<'a> {
    /// Why it stops.
    type Error;

    /// A field with a value.
    fn value<T: Shown>(
        &mut self,
        name: &'static str,
        value: &'a T,
    ) -> Result<(), Self::Error>;
    /// A field of which null is said.
    fn null(&mut self, name: &'static str) -> Result<(), Self::Error>;
    /// The fields that are not known.
    fn other(&mut self, other: &'a Other) -> Result<(), Self::Error>;
}

/// Shows a field that is always there.
pub(crate) fn write<'a, V: Visit<'a>, T: Shown>(
    out: &mut V,
    name: &'static str,
    value: &'a T,
) -> Result<(), V::Error> {
    out.value(name, value)
}

/// Shows a field if it has a value.
#[expect(
    clippy::ref_option,
    reason = "generated code names its field, and no more"
)]
pub(crate) fn write_some<'a, V: Visit<'a>, T: Shown>(
    out: &mut V,
    name: &'static str,
    value: &'a Option<T>,
) -> Result<(), V::Error> {
    value
        .as_ref()
        .map_or(Ok(()), |value| out.value(name, value))
}

/// Shows a field if something was said of it.
pub(crate) fn write_said<'a, V: Visit<'a>, T: Shown>(
    out: &mut V,
    name: &'static str,
    value: &'a Tristate<T>,
) -> Result<(), V::Error> {
    match value {
        Tristate::Absent => Ok(()),
        Tristate::Null => out.null(name),
        Tristate::Value(value) => out.value(name, value),
    }
}

/// Shows the fields that are not known.
pub(crate) fn write_other<'a, V: Visit<'a>>(
    out: &mut V,
    other: &'a Other,
) -> Result<(), V::Error> {
    out.other(other)
}

fn visit<'a, T: Object, V: Visit<'a>>(
    object: &'a T,
    out: &mut V,
) -> Result<(), V::Error> {
    for (index, field) in T::FIELDS.iter().enumerate() {
        object.get(index, field.name, out)?;
    }
    object.get(T::FIELDS.len(), "", out)
}

/// Writes fields as the entries of a map.
pub(crate) struct Writing<M>(pub(crate) M);

impl<M: SerializeMap> Visit<'_> for Writing<M> {
    type Error = M::Error;

    #[inline]
    fn value<T: Shown>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn null(&mut self, name: &'static str) -> Result<(), M::Error> {
        self.0.serialize_entry(name, &())
    }

    fn other(&mut self, other: &Other) -> Result<(), M::Error> {
        other
            .iter()
            .try_for_each(|(key, value)| self.0.serialize_entry(key, value))
    }
}

/// Writes an object.
pub(crate) fn encode<T: Object, S: Serializer>(
    object: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = Writing(serializer.serialize_map(None)?);
    visit(object, &mut map)?;
    map.0.end()
}

/// Prints fields as those of a structure.
struct Showing<'a, 'b>(DebugStruct<'a, 'b>);

impl Visit<'_> for Showing<'_, '_> {
    type Error = Infallible;

    fn value<T: Shown>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Infallible> {
        self.0.field(name, value);
        Ok(())
    }

    fn null(&mut self, name: &'static str) -> Result<(), Infallible> {
        self.0.field(name, &format_args!("null"));
        Ok(())
    }

    fn other(&mut self, other: &Other) -> Result<(), Infallible> {
        if !other.is_empty() {
            self.0.field("other", other);
        }
        Ok(())
    }
}

/// Prints an object's fields that are there, by their names on the wire.
pub(crate) fn show<T: Object>(object: &T, f: &mut Formatter<'_>) -> fmt::Result {
    let mut showing = Showing(f.debug_struct(T::NAME));
    let Ok(()) = visit(object, &mut showing);
    showing.0.finish()
}

/// A field, kept to be compared with another.
#[derive(Default)]
enum Kept<'a> {
    #[default]
    Nothing,
    Null,
    Value(&'a dyn Any),
    Other(&'a Other),
}

impl<'a> Visit<'a> for Kept<'a> {
    type Error = Infallible;

    fn value<T: Shown>(
        &mut self,
        _name: &'static str,
        value: &'a T,
    ) -> Result<(), Infallible> {
        *self = Self::Value(value);
        Ok(())
    }

    fn null(&mut self, _name: &'static str) -> Result<(), Infallible> {
        *self = Self::Null;
        Ok(())
    }

    fn other(&mut self, other: &'a Other) -> Result<(), Infallible> {
        *self = Self::Other(other);
        Ok(())
    }
}

/// Compares a field with one that was kept. What is not there is not shown: then the
/// other must not be there either.
struct Comparing<'a> {
    kept: Kept<'a>,
    equal: bool,
}

impl<'a> Visit<'a> for Comparing<'_> {
    type Error = Infallible;

    fn value<T: Shown>(
        &mut self,
        _name: &'static str,
        value: &'a T,
    ) -> Result<(), Infallible> {
        self.equal = match self.kept {
            Kept::Value(kept) => kept.downcast_ref() == Some(value),
            _ => false,
        };
        Ok(())
    }

    fn null(&mut self, _name: &'static str) -> Result<(), Infallible> {
        self.equal = matches!(self.kept, Kept::Null);
        Ok(())
    }

    fn other(&mut self, other: &'a Other) -> Result<(), Infallible> {
        self.equal = match self.kept {
            Kept::Other(kept) => kept == other,
            _ => false,
        };
        Ok(())
    }
}

/// Whether two objects have equal fields.
pub(crate) fn equal<T: Object>(one: &T, other: &T) -> bool {
    (0..=T::FIELDS.len()).all(|index| {
        let mut kept = Kept::default();
        let Ok(()) = one.get(index, "", &mut kept);
        let equal = matches!(kept, Kept::Nothing);
        let mut comparing = Comparing { kept, equal };
        let Ok(()) = other.get(index, "", &mut comparing);
        comparing.equal
    })
}
