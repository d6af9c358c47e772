//! Unions: the members of both.

use super::Merger;
use crate::diagnostic::Place;
use crate::schema::{Schema, Type};

impl Merger<'_> {
    /// One of several shapes; a shape that is not a union is one of its own.
    pub(super) fn union(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Schema {
        let shell = if newer.is_union() { newer } else { older };
        let keyword = if shell.one_of.is_empty() {
            "anyOf"
        } else {
            "oneOf"
        };
        let members = self.members(&place.at(keyword), older, newer);
        let (any_of, one_of) = if shell.one_of.is_empty() {
            (members, Vec::new())
        } else {
            (Vec::new(), members)
        };
        Schema {
            any_of,
            one_of,
            ..shell.clone()
        }
    }

    fn members(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Vec<Schema> {
        let mut left: Vec<&Schema> = alone_or_members(older);
        let mut members = Vec::new();
        for (index, member) in alone_or_members(newer).into_iter().enumerate() {
            let place = place.at(index);
            let found = KINDS
                .iter()
                .find_map(|is_same| left.iter().position(|one| is_same(one, member)));
            members.push(match found {
                Some(found) => self.join(&place, left.remove(found), member),
                None => self.begun(member),
            });
        }
        members.extend(left.into_iter().map(|member| self.ended(member)));
        members
    }
}

fn alone_or_members(schema: &Schema) -> Vec<&Schema> {
    if schema.is_union() {
        schema.members().iter().collect()
    } else {
        vec![schema]
    }
}

/// Ways to know a member again, the surest first.
const KINDS: &[fn(&Schema, &Schema) -> bool] = &[
    is_same_reference,
    is_same_kind,
    has_same_tag,
    has_all_properties,
];

fn is_same_reference(one: &Schema, other: &Schema) -> bool {
    one.reference.is_some() && one.reference == other.reference
}

/// Whether both are of one JSON type, other than an object.
fn is_same_kind(one: &Schema, other: &Schema) -> bool {
    one.reference.is_none()
        && other.reference.is_none()
        && one.types.len() == 1
        && one.types == other.types
        && !one.types.contains(&Type::Object)
}

/// Whether a property tells both by the same text.
fn has_same_tag(one: &Schema, other: &Schema) -> bool {
    one.properties.iter().any(|(name, tag)| {
        let shared = |schema: &Schema| {
            schema.values.iter().any(|value| tag.values.contains(value))
        };
        one.required.contains(name) && other.property(name).is_some_and(shared)
    })
}

/// Whether one object has all that the other has, and no tag tells them apart.
fn has_all_properties(one: &Schema, other: &Schema) -> bool {
    let covers = |one: &Schema, other: &Schema| {
        let mut names = other.properties.iter().map(|(name, _)| name);
        !other.properties.is_empty() && names.all(|name| one.property(name).is_some())
    };
    let apart = one.properties.iter().any(|(name, tag)| {
        !tag.values.is_empty()
            && other
                .property(name)
                .is_some_and(|other| !other.values.is_empty())
    });
    !apart && (covers(one, other) || covers(other, one))
}
