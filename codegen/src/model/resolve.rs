//! Shapes become types.

use std::collections::BTreeSet;

use super::arena::{Arena, key_of};
use super::object::{Object, Property};
use super::period::{self, Period};
use super::place::{Place, Root, Step};
use super::types::{
    Constructor, Field, Presence, Shape, Struct, TypeId, TypeRef, Variant,
};
use crate::diagnostic::{self, Diagnostics};
use crate::document::MAX_PROPERTIES;
use crate::modelling::{Modelling, fits};
use crate::release::Span;
use crate::schema::{Additional, Schema, Type};
use crate::spec::Spec;

mod id;

/// Turns schemas into types.
pub(super) struct Resolver<'a> {
    pub(super) spec: &'a Spec,
    pub(super) modelling: &'a Modelling,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) arena: Arena,
    pub(super) ids: BTreeSet<String>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        spec: &'a Spec,
        modelling: &'a Modelling,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let ids = BTreeSet::from([ANY_ID.to_owned()]);
        Self {
            spec,
            modelling,
            diagnostics,
            arena: Arena::default(),
            ids,
        }
    }

    /// Resolves all component schemas.
    pub(super) fn entities(&mut self) {
        for name in self.spec.entities.keys() {
            let place = Place::root(Root::Entity(name.clone()));
            let id = self.arena.add(&place, Shape::Alias(TypeRef::Json));
            self.arena.types[id.0].entity = Some(name.clone());
            self.arena.by_entity.insert(name.clone(), id);
        }
        for (name, schema) in &self.spec.entities {
            let id = self.arena.by_entity[name];
            let place = Place::root(Root::Entity(name.clone()));
            let shape = self.entity(&place, schema);
            let key = key_of(&shape);
            self.arena.by_shape.entry(key).or_insert(id);
            let unnamed = &mut self.arena.types[id.0];
            unnamed.period = Period::seen(&schema.span);
            unnamed.shape = shape;
        }
        self.break_alias_cycles();
    }

    fn entity(&mut self, place: &Place, schema: &'a Schema) -> Shape {
        if schema.reference.is_none()
            && let Some(shape) = self.shape(place, schema)
        {
            return shape;
        }
        Shape::Alias(self.kind(place, schema))
    }

    /// Names that only name each other mean anything.
    fn break_alias_cycles(&mut self) {
        for index in 0..self.arena.types.len() {
            let mut seen = BTreeSet::new();
            let mut next = index;
            while let Shape::Alias(TypeRef::Named(id)) = &self.arena.types[next].shape {
                if !seen.insert(next) {
                    self.arena.types[index].shape = Shape::Alias(TypeRef::Json);
                    let place = self.arena.types[index].places[0].clone();
                    self.degrade(&place, "it refers only to itself");
                    break;
                }
                next = id.0;
            }
        }
    }

    /// Reports that a shape became "anything".
    pub(super) fn degrade(&mut self, place: &Place, why: &str) {
        let message = format!("the shape is taken as any JSON: {why}");
        let place = diagnostic::Place {
            file: "spec",
            pointer: place.to_string(),
        };
        self.diagnostics.warning(
            &place,
            message,
            "a correction can state the shape more simply",
        );
    }

    /// What stands at a place, with its null.
    pub(super) fn nullable_kind(
        &mut self,
        place: &Place,
        schema: &'a Schema,
    ) -> TypeRef {
        let kind = self.kind(place, schema);
        if schema.nullable && kind != TypeRef::Json {
            TypeRef::Nullable(Box::new(kind))
        } else {
            kind
        }
    }

    /// What stands at a place, null aside.
    pub(super) fn kind(&mut self, place: &Place, schema: &'a Schema) -> TypeRef {
        if let Some(name) = &schema.reference {
            return self
                .arena
                .by_entity
                .get(name)
                .map_or(TypeRef::Json, |&id| TypeRef::Named(id));
        }
        if let Some(shape) = self.shape(place, schema) {
            return match shape {
                Shape::Alias(kind) => kind,
                shape => TypeRef::Named(self.arena.intern(place, shape)),
            };
        }
        match single_type(schema) {
            Some(Type::Boolean) => TypeRef::Boolean,
            Some(Type::Integer) => TypeRef::Integer,
            Some(Type::Number) if self.listed(&self.modelling.integers, place) => {
                TypeRef::Integer
            }
            Some(Type::Number) => TypeRef::Number,
            Some(Type::String) => self.text(place, schema),
            Some(Type::Array) => self.list(place, schema),
            Some(Type::Object) => match &schema.additional {
                Some(Additional::Schema(inner)) => TypeRef::Map(Box::new(
                    self.nullable_kind(&place.step(Step::Value), inner),
                )),
                _ => TypeRef::JsonObject,
            },
            None => TypeRef::Json,
        }
    }

    /// The shape at a place, if it is one that has a name.
    fn shape(&mut self, place: &Place, schema: &'a Schema) -> Option<Shape> {
        if !schema.values.is_empty() {
            return Some(Shape::Enum(self.variants(place, schema)));
        }
        if !schema.all_of.is_empty() {
            return Some(self.all_of(place, schema));
        }
        if let Some(shape) = self.dependent(place, schema) {
            return Some(shape);
        }
        let members = if schema.one_of.is_empty() {
            &schema.any_of
        } else {
            &schema.one_of
        };
        let only_requires =
            |member: &Schema| member.types.is_empty() && member.properties.is_empty();
        // Members that only name what is required of the object itself are no shapes.
        let limits = !schema.properties.is_empty() && members.iter().all(only_requires);
        if !members.is_empty() && !limits {
            return Some(self.union(place, members));
        }
        if !schema.properties.is_empty() {
            let object = Object::of(schema);
            return Some(Shape::Struct(self.structure(place, &object)));
        }
        (schema.types.len() > 1).then(|| self.scalars(place, schema))
    }

    fn all_of(&mut self, place: &Place, schema: &'a Schema) -> Shape {
        match Object::flatten(self.spec, schema) {
            Some(object) => Shape::Struct(self.structure(place, &object)),
            None => {
                self.degrade(place, "it combines shapes that are not all objects");
                Shape::Alias(TypeRef::Json)
            }
        }
    }

    /// An object with fields. What is sent gets a constructor.
    pub(super) fn structure(&mut self, place: &Place, object: &Object<'a>) -> Struct {
        if object.properties.len() > MAX_PROPERTIES {
            let message = format!(
                "an object has {} properties, more than {MAX_PROPERTIES}",
                object.properties.len()
            );
            let place = diagnostic::Place {
                file: "spec",
                pointer: place.to_string(),
            };
            self.diagnostics.error(
                &place,
                message,
                "is it a map? a correction can state `additionalProperties`",
            );
        }
        let sent = place.is_sent();
        let fields: Vec<Field> = object
            .properties
            .iter()
            .map(|property| self.field(place, *property, object, sent))
            .collect();
        let order = self.wire_order(place, &fields);
        let required = |field: &Field| {
            matches!(field.presence, Presence::Required | Presence::Nullable)
        };
        let taken = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| required(field))
            .map(|(index, _)| index)
            .collect();
        let constructors = if sent {
            vec![Constructor {
                name: "new".to_owned(),
                fields: taken,
            }]
        } else {
            Vec::new()
        };
        Struct {
            fields,
            order,
            constructors,
        }
    }

    fn field(
        &mut self,
        place: &Place,
        property: Property<'a>,
        object: &Object<'_>,
        sent: bool,
    ) -> Field {
        let Property {
            name,
            schema,
            origin,
        } = property;
        // What an object has from an entity is what the entity has.
        let owner = origin.map(|entity| Place::root(Root::Entity(entity.to_owned())));
        let place = owner
            .as_ref()
            .filter(|_| !sent)
            .unwrap_or(place)
            .step(Step::Field(name.to_owned()));
        let kind = self.kind(&place, schema);
        let required = object.required.contains(name);
        // A field that can be anything can be null as it is.
        let nullable = schema.nullable && kind != TypeRef::Json;
        let presence = Presence::of(required, nullable, sent, schema.default.as_ref());
        Field {
            wire: name.to_owned(),
            ident: String::new(),
            about: None,
            origin: origin.map(str::to_owned),
            kind,
            presence,
            exclusive: false,
            open: None,
            constraints: if sent {
                schema.constraints.clone()
            } else {
                Default::default()
            },
            default: if sent { schema.default.clone() } else { None },
            deprecated: schema.deprecated,
            period: Period::seen(&schema.span),
        }
    }

    fn wire_order(&self, place: &Place, fields: &[Field]) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(fields.len());
        // Traffic does not tell which member of a union it was.
        let steps = place
            .steps
            .iter()
            .filter(|step| !matches!(step, Step::Member(_)))
            .cloned()
            .collect();
        let place = Place {
            root: place.root.clone(),
            steps,
        };
        if let Some(known) = self.spec.facts.order.get(&place.to_string()) {
            order.extend(
                known.iter().filter_map(|name| {
                    fields.iter().position(|field| field.wire == *name)
                }),
            );
        }
        for index in 0..fields.len() {
            if !order.contains(&index) {
                order.push(index);
            }
        }
        order
    }

    fn list(&mut self, place: &Place, schema: &'a Schema) -> TypeRef {
        let place = place.step(Step::Item);
        if (1..=4).contains(&schema.prefix_items.len()) {
            let elements = schema
                .prefix_items
                .iter()
                .map(|element| self.nullable_kind(&place, element));
            return TypeRef::Tuple(elements.collect());
        }
        if !schema.prefix_items.is_empty() {
            self.degrade(&place, "it is a list with more than four kinds of elements");
        }
        match &schema.items {
            Some(items) => TypeRef::List(Box::new(self.nullable_kind(&place, items))),
            None => TypeRef::List(Box::new(TypeRef::Json)),
        }
    }

    fn text(&mut self, place: &Place, schema: &Schema) -> TypeRef {
        let format = schema.format.as_deref();
        match format {
            Some("date-time") => return TypeRef::Timestamp,
            Some("binary") if self.is_upload(place) => return TypeRef::Upload,
            Some("binary") => self.report_file(place),
            _ => {}
        }
        if let Some(kind) =
            self.id_kind(place, matches!(format, Some("id" | "misskey:id")))
        {
            self.ids.insert(kind.clone());
            return TypeRef::Id(kind);
        }
        if self.listed(&self.modelling.secrets, place) {
            TypeRef::Secret
        } else {
            TypeRef::Text
        }
    }

    /// Whether a file stands where one can be sent: it is the first that a form holds.
    fn is_upload(&self, place: &Place) -> bool {
        let (Root::Request(path), [Step::Field(field)]) = (&place.root, &*place.steps)
        else {
            return false;
        };
        let Some(request) = self.spec.endpoints.get(path).map(|one| &one.request) else {
            return false;
        };
        let properties = request.schema.iter().flat_map(|schema| &schema.properties);
        let mut files =
            properties.filter(|(_, schema)| schema.format.as_deref() == Some("binary"));
        request.multipart && files.next().is_none_or(|(first, _)| first == field)
    }

    fn report_file(&mut self, place: &Place) {
        let place = diagnostic::Place {
            file: "spec",
            pointer: place.to_string(),
        };
        let message = "a file is taken as text: only a form can hold one, and only one";
        self.diagnostics.warning(&place, message, "");
    }

    /// Whether a list of names and patterns has the field at a place.
    fn listed(&self, patterns: &[String], place: &Place) -> bool {
        let shown = place.to_string();
        patterns
            .iter()
            .any(|pattern| place.field() == Some(pattern) || fits(pattern, &shown))
    }

    /// The texts of an enumeration; their names come later.
    fn variants(&self, place: &Place, schema: &Schema) -> Vec<Variant> {
        let variant = |value: &String| {
            let span = schema.value_spans.get(value);
            Variant {
                wire: value.clone(),
                ident: String::new(),
                about: None,
                period: self.period_of(place, value, span.unwrap_or(&Span::default())),
            }
        };
        schema.values.iter().map(variant).collect()
    }

    /// Since and until which release a text is there at a place.
    pub(super) fn period_of(&self, place: &Place, value: &str, span: &Span) -> Period {
        period::of_value(self.spec, self.modelling, place, value, span)
    }

    /// What a type found so far holds.
    pub(super) fn shape_of(&self, id: TypeId) -> &Shape {
        &self.arena.types[id.0].shape
    }
}

/// The kind of ids of which nothing is known.
const ANY_ID: &str = "Any";

fn single_type(schema: &Schema) -> Option<Type> {
    let mut types = schema.types.iter();
    match (types.next(), types.next()) {
        (Some(&one), None) => Some(one),
        _ => None,
    }
}
