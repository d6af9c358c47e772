//! References: an entity stands for what it takes.

use super::Merger;
use super::object::flatten;
use super::shape::plain;
use crate::diagnostic::{Diagnostics, Place};
use crate::document::Document;
use crate::schema::Schema;

/// How many references are followed to find out whether one entity takes another.
const MAX_DEPTH: usize = 2;

impl Merger<'_> {
    /// Two entities: the one that the other is among, or either.
    pub(super) fn references(
        &mut self,
        place: &Place<'_>,
        older: &str,
        newer: &str,
    ) -> Schema {
        let (one, other) = (Schema::reference(older), Schema::reference(newer));
        if older == newer || self.has_member(newer, &one) {
            return other;
        }
        if self.has_member(older, &other) {
            return one;
        }
        self.either(place, &one, &other)
    }

    /// A shape that became an entity: the entity, if it is recognisably the same.
    pub(super) fn became_entity(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        name: &str,
    ) -> Schema {
        let reference = Schema::reference(name);
        if self.has_member(name, older) || self.takes(older, &reference, true) {
            return reference;
        }
        if older.is_union() {
            return self.union(place, older, &reference);
        }
        let (one, other) = (
            flatten(self.older, older, 0),
            flatten(self.newer, &reference, 0),
        );
        let known = |one: &Schema, other: &Schema| {
            let mut names = one.properties.iter().map(|(name, _)| name);
            !one.properties.is_empty()
                && names.all(|name| other.property(name).is_some())
        };
        match (one, other) {
            (Some(one), Some(other)) if known(&one, &other) => {
                let what = format!("what became `{name}` lacked some of it");
                self.loses(place, &what);
                reference
            }
            _ => self.either(place, older, &reference),
        }
    }

    /// An entity that became a shape: the shape, if it takes the entity.
    pub(super) fn was_entity(
        &mut self,
        place: &Place<'_>,
        name: &str,
        newer: &Schema,
    ) -> Schema {
        let reference = Schema::reference(name);
        if self.has_member(name, newer) || self.takes(newer, &reference, false) {
            return reference;
        }
        if newer.is_union() {
            return self.union(place, &reference, newer);
        }
        if self.takes(&reference, newer, true)
            && let Some(older) = flatten(self.older, &reference, 0)
        {
            return self.marked(&older, newer);
        }
        self.either(place, &reference, newer)
    }

    /// Whether an entity is one of several shapes, these among them.
    fn has_member(&self, name: &str, shape: &Schema) -> bool {
        let wanted: Vec<Schema> = if shape.is_union() {
            shape.members().iter().map(plain).collect()
        } else {
            vec![plain(shape)]
        };
        [self.newer, self.older].iter().any(|document| {
            let members = document
                .entities
                .get(name)
                .map(Schema::members)
                .unwrap_or_default();
            wanted
                .iter()
                .all(|shape| members.iter().any(|member| plain(member) == *shape))
        })
    }

    /// Whether nothing is lost when one shape is read as the other, which is the newer one
    /// or the older.
    fn takes(&mut self, narrow: &Schema, wide: &Schema, wide_is_newer: bool) -> bool {
        if self.depth == MAX_DEPTH {
            return false;
        }
        let (of_narrow, of_wide) = if wide_is_newer {
            (self.older, self.newer)
        } else {
            (self.newer, self.older)
        };
        let (Some(narrow), Some(wide)) =
            (whole(of_narrow, narrow), whole(of_wide, wide))
        else {
            return false;
        };
        let mut ignored = Diagnostics::new();
        let mut merger = Merger {
            older: self.older,
            newer: self.newer,
            before: self.before.clone(),
            now: self.now.clone(),
            diagnostics: &mut ignored,
            depth: self.depth + 1,
        };
        let nowhere = Place::root("");
        let joined = if wide_is_newer {
            merger.join(&nowhere, &narrow, &wide)
        } else {
            merger.join(&nowhere, &wide, &narrow)
        };
        sorted(&joined) == sorted(&wide)
    }
}

/// What a shape is, through references: an object with all its properties, or anything else.
fn whole(document: &Document, schema: &Schema) -> Option<Schema> {
    if let Some(object) = flatten(document, schema, 0) {
        return Some(object);
    }
    match &schema.reference {
        Some(name) => document.entities.get(name).cloned(),
        None => Some(schema.clone()),
    }
}

/// A shape with its properties by name.
fn sorted(schema: &Schema) -> Schema {
    let mut sorted = plain(schema);
    sorted.properties.sort_by(|one, other| one.0.cmp(&other.0));
    sorted
}
