//! Objects, gathered from all parts of their schemas.

use std::collections::BTreeSet;

use crate::document::MAX_PROPERTIES;
use crate::schema::{Schema, Type};
use crate::spec::Spec;

/// A property of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Property<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Schema,
    /// The entity that the object has it from.
    pub(super) origin: Option<&'a str>,
}

/// An object's properties, gathered from all parts of its schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Object<'a> {
    pub(super) properties: Vec<Property<'a>>,
    pub(super) required: BTreeSet<&'a str>,
}

impl<'a> Object<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        Self {
            properties: schema
                .properties
                .iter()
                .map(|(name, inner)| Property {
                    name,
                    schema: inner,
                    origin: None,
                })
                .collect(),
            required: schema.required.iter().map(String::as_str).collect(),
        }
    }

    /// Adds the properties of another part. The later part knows better.
    pub(super) fn add(&mut self, other: Self) {
        for property in other.properties {
            let full = self.properties.len() > MAX_PROPERTIES;
            match self
                .properties
                .iter_mut()
                .find(|known| known.name == property.name)
            {
                Some(known) => *known = property,
                // One too many is reported, and more are not looked at.
                None if full => {}
                None => self.properties.push(property),
            }
        }
        self.required.extend(other.required);
    }

    /// Takes the property of that name out.
    pub(super) fn take(&mut self, name: &str) -> Option<Property<'a>> {
        let known = |property: &Property<'_>| property.name == name;
        let index = self.properties.iter().position(known)?;
        Some(self.properties.remove(index))
    }

    /// The property of that name.
    pub(super) fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The object that a schema is, if it is one: through references and `allOf`.
    pub(super) fn flatten(spec: &'a Spec, schema: &'a Schema) -> Option<Self> {
        Self::flatten_part(spec, schema, 0, &mut BTreeSet::new())
    }

    fn flatten_part(
        spec: &'a Spec,
        schema: &'a Schema,
        depth: usize,
        seen: &mut BTreeSet<&'a str>,
    ) -> Option<Self> {
        const MAX_DEPTH: usize = 16;
        if depth > MAX_DEPTH || !schema.any_of.is_empty() || !schema.one_of.is_empty() {
            return None;
        }
        if let Some(name) = &schema.reference {
            // What is a part already, or a part of itself, adds nothing.
            if !seen.insert(name) {
                return Some(Self::default());
            }
            let entity = spec.entities.get(name)?;
            let mut object = Self::flatten_part(spec, entity, depth + 1, seen)?;
            for property in &mut object.properties {
                property.origin = property.origin.or(Some(name));
            }
            return Some(object);
        }
        if schema.types.iter().any(|&kind| kind != Type::Object) {
            return None;
        }
        let mut object = Self::default();
        for part in &schema.all_of {
            object.add(Self::flatten_part(spec, part, depth + 1, seen)?);
        }
        object.add(Self::of(schema));
        Some(object)
    }
}
