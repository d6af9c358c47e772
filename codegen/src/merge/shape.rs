//! Two shapes of one place, joined to the narrowest that takes both.

use std::collections::BTreeSet;

use super::Merger;
use crate::diagnostic::Place;
use crate::schema::{Constraints, Schema, Type};

impl Merger<'_> {
    /// The shape that takes what the older and what the newer take, null included.
    pub(super) fn join(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Schema {
        let shape = match (older.is_null(), newer.is_null()) {
            (_, true) => older.without_null(),
            (true, false) => newer.without_null(),
            (false, false) => {
                self.shape(place, &older.without_null(), &newer.without_null())
            }
        };
        let only_null = older.is_null() && newer.is_null();
        Schema {
            // What can be anything can be null as it is.
            nullable: (older.nullable || newer.nullable)
                && (only_null || !shape.is_any()),
            default: newer.default.clone(),
            deprecated: newer.deprecated,
            span: older.span.continued(),
            ..shape
        }
    }

    fn shape(&mut self, place: &Place<'_>, older: &Schema, newer: &Schema) -> Schema {
        if plain(older) == plain(newer) {
            return continued(older);
        }
        if older.is_any() || (older.is_open_object() && newer.may_be_object()) {
            return newer.clone();
        }
        if newer.is_any() {
            self.loses(place, "the newer may be anything");
            return newer.clone();
        }
        match (&older.reference, &newer.reference) {
            (Some(one), Some(other)) => return self.references(place, one, other),
            (Some(name), None) => return self.was_entity(place, name, newer),
            (None, Some(name)) => return self.became_entity(place, older, name),
            (None, None) => {}
        }
        if older.is_union() || newer.is_union() {
            return self.union(place, older, newer);
        }
        if is_text(older) && is_text(newer) {
            return self.texts(older, newer);
        }
        if is_only(older, Type::Array) && is_only(newer, Type::Array) {
            return self.lists(place, older, newer);
        }
        if older.may_be_object() && newer.may_be_object() {
            return self.objects(place, older, newer);
        }
        if let Some(joined) = scalars(older, newer) {
            return joined;
        }
        self.either(place, older, newer)
    }

    /// One of two shapes that have nothing in common.
    pub(super) fn either(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Schema {
        self.loses(place, "it is one of two shapes");
        Schema {
            one_of: vec![self.ended(older), self.begun(newer)],
            ..Schema::default()
        }
    }

    fn lists(&mut self, place: &Place<'_>, older: &Schema, newer: &Schema) -> Schema {
        let place = place.at("items");
        let mut list = Schema {
            constraints: limits(older, newer),
            ..newer.clone()
        };
        let (tuple, other) = (&newer.prefix_items, &older.prefix_items);
        if !tuple.is_empty() {
            if tuple.len() == other.len() {
                let elements = other.iter().zip(tuple);
                list.prefix_items = elements
                    .map(|(one, other)| self.join(&place, one, other))
                    .collect();
            } else if !other.is_empty() {
                self.loses(&place, "the lists differ in length");
                return Schema::of(Type::Array);
            }
            // A list of which less was said is the tuple that it always was.
            return list;
        }
        list.items = match (&older.items, &newer.items) {
            (Some(one), Some(other)) => Some(Box::new(self.join(&place, one, other))),
            (one, other) => other.clone().or_else(|| one.clone()),
        };
        list
    }
}

/// Values of several plain types.
fn scalars(older: &Schema, newer: &Schema) -> Option<Schema> {
    let plain = |schema: &Schema| {
        let only_types = Schema {
            types: schema.types.clone(),
            constraints: schema.constraints.clone(),
            format: schema.format.clone(),
            ..Schema::default()
        };
        self::plain(schema) == self::plain(&only_types)
            && !schema.types.contains(&Type::Array)
            && !schema.types.contains(&Type::Object)
    };
    if !plain(older) || !plain(newer) {
        return None;
    }
    let mut types: BTreeSet<Type> = older.types.union(&newer.types).copied().collect();
    if types.contains(&Type::Number) {
        types.remove(&Type::Integer);
    }
    let one_type = types.len() == 1;
    Some(Schema {
        types,
        format: newer.format.clone().filter(|_| one_type),
        constraints: limits(older, newer),
        ..Schema::default()
    })
}

/// The limits that hold in both.
pub(super) fn limits(older: &Schema, newer: &Schema) -> Constraints {
    if older.constraints == newer.constraints {
        newer.constraints.clone()
    } else {
        Constraints::default()
    }
}

fn is_only(schema: &Schema, kind: Type) -> bool {
    schema.types.len() == 1 && schema.types.contains(&kind)
}

fn is_text(schema: &Schema) -> bool {
    is_only(schema, Type::String)
        || (schema.types.is_empty() && !schema.values.is_empty())
}

/// A shape without what says nothing of it: releases, defaults, remarks.
pub(super) fn plain(schema: &Schema) -> Schema {
    let mut plain = schema.timeless();
    plain.visit_mut(&mut |inner| {
        inner.default = None;
        inner.deprecated = false;
    });
    plain
}

/// A shape all of which a later release has too.
fn continued(schema: &Schema) -> Schema {
    let mut continued = schema.clone();
    continued.visit_mut(&mut |inner| {
        inner.span = inner.span.continued();
        for span in inner.value_spans.values_mut() {
            *span = span.continued();
        }
        inner.value_spans.retain(|_, span| !span.is_always());
    });
    continued
}
