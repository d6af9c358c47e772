//! Objects: the properties of both, required where both require them.

use std::collections::BTreeSet;

use super::Merger;
use super::shape::{limits, plain};
use crate::diagnostic::Place;
use crate::document::Document;
use crate::schema::{Additional, Schema, Type};

/// How deep entities may be made of others.
const MAX_DEPTH: usize = 16;

impl Merger<'_> {
    pub(super) fn objects(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Schema {
        if older.all_of.is_empty() && newer.all_of.is_empty() {
            return self.properties(place, older, newer);
        }
        if let Some(parts) = self.parts(place, older, newer) {
            let own = self.properties(place, older, newer);
            return Schema {
                all_of: parts,
                ..own
            };
        }
        let flat = (flatten(self.older, older, 0), flatten(self.newer, newer, 0));
        let (Some(one), Some(other)) = flat else {
            return self.either(place, older, newer);
        };
        let joined = self.properties(place, &one, &other);
        if plain(&joined) == plain(&other) {
            self.marked(&one, newer)
        } else {
            joined
        }
    }

    /// An object that takes another, with what the other has not marked as new.
    pub(super) fn marked(&self, older: &Schema, newer: &Schema) -> Schema {
        let mut marked = newer.clone();
        for (name, schema) in &mut marked.properties {
            *schema = match older.property(name) {
                Some(known) => Schema {
                    span: known.span.continued(),
                    ..schema.clone()
                },
                None => self.begun(schema),
            };
        }
        for part in &mut marked.all_of {
            *part = self.marked(older, part);
        }
        marked
    }

    /// The parts of two combinations that refer to the same entities.
    fn parts(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Option<Vec<Schema>> {
        if older.all_of.len() != newer.all_of.len() {
            return None;
        }
        let names = |schema: &Schema| -> Vec<Option<String>> {
            schema
                .all_of
                .iter()
                .map(|part| part.reference.clone())
                .collect()
        };
        if names(older) != names(newer) {
            return None;
        }
        let parts = older.all_of.iter().zip(&newer.all_of).enumerate();
        let joined = parts.map(|(index, (one, other))| {
            self.join(&place.at("allOf").at(index), one, other)
        });
        Some(joined.collect())
    }

    /// The properties of two objects. One that an older release has and a newer one has
    /// not, or the other way round, may be absent.
    pub(super) fn properties(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Schema {
        let place = place.at("properties");
        let mut properties: Vec<(String, Schema)> = Vec::new();
        let untold = older.properties.is_empty() && older.additional.is_none();
        for (name, schema) in &newer.properties {
            let joined = match older.property(name) {
                Some(known) => self.join(&place.at(name), known, schema),
                None if untold => schema.clone(),
                None => self.begun(schema),
            };
            properties.push((name.clone(), joined));
        }
        for (name, schema) in &older.properties {
            if newer.property(name).is_none() {
                // An object of which nothing is said may still have it.
                let kept = if newer.is_open_object() {
                    schema.clone()
                } else {
                    self.ended(schema)
                };
                properties.push((name.clone(), kept));
            }
        }
        let required: BTreeSet<String> = if untold {
            newer.required.clone()
        } else {
            older
                .required
                .intersection(&newer.required)
                .cloned()
                .collect()
        };
        let types = if newer.types.is_empty() {
            older.types.clone()
        } else {
            newer.types.clone()
        };
        Schema {
            types,
            properties,
            required,
            additional: self.additional(&place, older, newer),
            constraints: limits(older, newer),
            ..Schema::default()
        }
    }

    /// What objects may hold beside their properties.
    fn additional(
        &mut self,
        place: &Place<'_>,
        older: &Schema,
        newer: &Schema,
    ) -> Option<Additional> {
        let place = place.at("additionalProperties");
        match (&older.additional, &newer.additional) {
            (Some(Additional::Schema(one)), Some(Additional::Schema(other))) => {
                let joined = self.join(&place, one, other);
                Some(Additional::Schema(Box::new(joined)))
            }
            // A map that became an object of known properties is one.
            (Some(_), None) if !newer.properties.is_empty() => None,
            (None, Some(only)) | (Some(only), None) => Some(only.clone()),
            (_, newer) => newer.clone(),
        }
    }
}

/// The object that a shape is, through references and combinations.
pub(super) fn flatten(
    document: &Document,
    schema: &Schema,
    depth: usize,
) -> Option<Schema> {
    if depth > MAX_DEPTH || schema.is_union() {
        return None;
    }
    if let Some(name) = &schema.reference {
        return flatten(document, document.entities.get(name)?, depth + 1);
    }
    if schema.types.iter().any(|&kind| kind != Type::Object) {
        return None;
    }
    let mut object = Schema::of(Type::Object);
    object.additional.clone_from(&schema.additional);
    for part in &schema.all_of {
        add(&mut object, flatten(document, part, depth + 1)?);
    }
    let own = Schema {
        properties: schema.properties.clone(),
        required: schema.required.clone(),
        ..Schema::default()
    };
    add(&mut object, own);
    Some(object)
}

/// Adds another part of an object. The later part knows better.
fn add(object: &mut Schema, part: Schema) {
    for (name, schema) in part.properties {
        match object
            .properties
            .iter_mut()
            .find(|(known, _)| *known == name)
        {
            Some((_, known)) => *known = schema,
            None => object.properties.push((name, schema)),
        }
    }
    object.required.extend(part.required);
}
