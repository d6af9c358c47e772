//! What an endpoint takes: parameters, and alternatives among them.

use std::collections::BTreeSet;

use super::naming;
use super::object::Object;
use super::place::Place;
use super::resolve::Resolver;
use super::types::{Constructor, Struct};
use crate::schema::{Schema, Type};

/// A request's parameters, before they become fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters<'a> {
    /// What can be said in any case.
    base: Object<'a>,
    /// What excludes each other.
    alternatives: Vec<Object<'a>>,
}

impl<'a> Parameters<'a> {
    /// Reads the parameters off a request's schema; none if it is not an object.
    pub(super) fn read(
        resolver: &mut Resolver<'a>,
        place: &Place,
        schema: Option<&'a Schema>,
    ) -> Self {
        let mut parameters = Self::default();
        let Some(schema) = schema else {
            return parameters;
        };
        if !parameters.collect(resolver, schema, 0, &mut BTreeSet::new()) {
            resolver.degrade(
                place,
                "the parameters are not those of an object; what is understood was taken",
            );
        }
        parameters
    }

    fn collect(
        &mut self,
        resolver: &Resolver<'a>,
        schema: &'a Schema,
        depth: usize,
        seen: &mut BTreeSet<&'a str>,
    ) -> bool {
        const MAX_DEPTH: usize = 16;
        if depth > MAX_DEPTH || schema.types.iter().any(|&kind| kind != Type::Object) {
            return false;
        }
        if let Some(name) = &schema.reference {
            // What was collected already adds nothing.
            if !seen.insert(name) {
                return true;
            }
            let entity = resolver.spec.entities.get(name);
            return entity
                .is_some_and(|entity| self.collect(resolver, entity, depth + 1, seen));
        }
        let mut understood = true;
        for part in &schema.all_of {
            understood &= self.collect(resolver, part, depth + 1, seen);
        }
        let members = if schema.one_of.is_empty() {
            &schema.any_of
        } else {
            &schema.one_of
        };
        for member in members {
            match Object::flatten(resolver.spec, member) {
                Some(object) => self.alternatives.push(object),
                None => understood = false,
            }
        }
        self.base.add(Object::of(schema));
        understood
    }

    /// Takes out the alternative whose one required parameter is a list.
    pub(super) fn split_list(&mut self) -> Option<(String, Self)> {
        let list = |one: &Object<'a>| list_parameter(one, &self.base);
        let index = self
            .alternatives
            .iter()
            .position(|one| list(one).is_some())?;
        let name = list(&self.alternatives[index])?;
        let mut split = self.alternatives.remove(index);
        // Where alternatives only name what is required, all parameters are in the base.
        split.properties.extend(self.base.take(name));
        let others = self.alternatives.iter().flat_map(|one| &one.required);
        let others: BTreeSet<&str> = others.copied().collect();
        let mut base = self.base.clone();
        base.properties
            .retain(|property| !others.contains(property.name));
        base.add(split);
        Some((
            name.to_owned(),
            Self {
                base,
                alternatives: Vec::new(),
            },
        ))
    }

    /// The request as a structure with its constructors.
    pub(super) fn structure(
        &self,
        resolver: &mut Resolver<'a>,
        place: &Place,
        path: &str,
    ) -> Struct {
        let mut object = self.base.clone();
        for alternative in &self.alternatives {
            let properties = alternative.properties.clone();
            object.add(Object {
                properties,
                ..Object::default()
            });
        }
        let mut structure = resolver.structure(place, &object);
        if self.alternatives.is_empty() {
            return structure;
        }
        let base: Vec<usize> = structure
            .constructors
            .iter()
            .flat_map(|one| one.fields.clone())
            .collect();
        let mut groups: Vec<Vec<&str>> = Vec::new();
        for alternative in &self.alternatives {
            let names = alternative.properties.iter().map(|property| property.name);
            let named = names.filter(|name| alternative.required.contains(name));
            // Older documents have alternatives that only name what is required.
            let apart = self.base.properties.iter().map(|property| property.name);
            let apart = apart.filter(|name| {
                alternative.required.contains(name)
                    && alternative.property(name).is_none()
            });
            groups.push(named.chain(apart).collect());
        }
        let combinations = resolver
            .modelling
            .combination
            .iter()
            .filter(|one| one.endpoint == path);
        groups.extend(
            combinations.map(|one| one.fields.iter().map(String::as_str).collect()),
        );
        structure.constructors.clear();
        for group in groups {
            let indexes: Vec<usize> = group
                .iter()
                .filter_map(|name| {
                    structure
                        .fields
                        .iter()
                        .position(|field| field.wire == **name)
                })
                .collect();
            for &index in indexes.iter().filter(|index| !base.contains(index)) {
                let field = &mut structure.fields[index];
                field.exclusive = self.base.property(&field.wire).is_none();
            }
            let name = if group.is_empty() {
                "new".to_owned()
            } else {
                format!("by_{}", naming::snake(&group.join("_and_")))
            };
            let fields = base
                .iter()
                .copied()
                .chain(indexes.into_iter().filter(|index| !base.contains(index)))
                .collect();
            let constructor = Constructor { name, fields };
            if !structure.constructors.contains(&constructor) {
                structure.constructors.push(constructor);
            }
        }
        let names = structure.constructors.iter().map(|one| one.name.clone());
        let names = naming::unique(names.collect(), &[]);
        for (constructor, name) in structure.constructors.iter_mut().zip(names) {
            constructor.name = name;
        }
        structure
    }
}

/// The one required parameter of an alternative, if it is a list.
fn list_parameter<'a>(object: &Object<'a>, base: &Object<'a>) -> Option<&'a str> {
    let mut required = object.required.iter();
    let (Some(&name), None) = (required.next(), required.next()) else {
        return None;
    };
    object
        .property(name)
        .or_else(|| base.property(name))?
        .schema
        .types
        .contains(&Type::Array)
        .then_some(name)
}
