//! The shape of a JSON value, in one normal form for all dialects.
//!
//! In memory and on disk a schema is a small subset of JSON Schema (2020-12).
//! Nullability, which the documents write in six ways, is one flag; a reference
//! never has siblings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::release::Span;

/// A type of JSON value other than null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// A map from text.
    Object,
}

impl Type {
    /// The type of that name in JSON Schema.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// The name in JSON Schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// Limits that a value must keep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The least number of characters.
    pub min_length: Option<u64>,
    /// The greatest number of characters.
    pub max_length: Option<u64>,
    /// A regular expression (ECMA-262) that the text matches.
    pub pattern: Option<String>,
    /// The least number.
    pub minimum: Option<serde_json::Number>,
    /// The greatest number.
    pub maximum: Option<serde_json::Number>,
    /// The least number of elements.
    pub min_items: Option<u64>,
    /// The greatest number of elements.
    pub max_items: Option<u64>,
    /// Whether no element may occur twice.
    pub unique_items: bool,
}

/// What an object may hold beside its properties.
#[derive(Clone, Debug, PartialEq)]
pub enum Additional {
    /// Anything.
    Any,
    /// Values of one shape.
    Schema(Box<Schema>),
}

/// The shape of a JSON value. Empty means anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The types that it may have; none means that they are not limited here.
    pub types: BTreeSet<Type>,
    /// Whether it may be null. With nothing else set it must be.
    pub nullable: bool,
    /// The entity that it is. Then only `nullable` and `default` may be set beside it.
    pub reference: Option<String>,
    /// What the text or number means (`date-time`, `id`, …).
    pub format: Option<String>,
    /// The texts that it may be.
    pub values: Vec<String>,
    /// Limits.
    pub constraints: Constraints,
    /// The shape of a list's elements.
    pub items: Option<Box<Schema>>,
    /// The shapes of a tuple's elements.
    pub prefix_items: Vec<Schema>,
    /// An object's properties, in the document's order.
    pub properties: Vec<(String, Schema)>,
    /// The properties that are always there.
    pub required: BTreeSet<String>,
    /// What an object may hold beside its properties.
    pub additional: Option<Additional>,
    /// All of these hold.
    pub all_of: Vec<Schema>,
    /// At least one of these holds.
    pub any_of: Vec<Schema>,
    /// Exactly one of these holds.
    pub one_of: Vec<Schema>,
    /// Where the first holds, the second does too.
    pub condition: Option<Box<(Schema, Schema)>>,
    /// What the server takes for an absent value.
    pub default: Option<Value>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Since and until which release this place is there: a property of its object, a
    /// member of its union, an entity.
    pub span: Span,
    /// Since and until which release there are values that are not always there.
    pub value_spans: BTreeMap<String, Span>,
}

impl Schema {
    /// A value of one type.
    #[must_use]
    pub fn of(kind: Type) -> Self {
        Self {
            types: BTreeSet::from([kind]),
            ..Self::default()
        }
    }

    /// An entity.
    #[must_use]
    pub fn reference(name: impl Into<String>) -> Self {
        Self {
            reference: Some(name.into()),
            ..Self::default()
        }
    }

    /// Whether nothing is said of the value.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let Self {
            default: _,
            deprecated: _,
            constraints: _,
            span: _,
            ..
        } = self;
        self.types.is_empty() && !self.nullable && !self.has_structure()
    }

    /// Whether only null fits.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.nullable && self.types.is_empty() && !self.has_structure()
    }

    fn has_structure(&self) -> bool {
        self.reference.is_some()
            || !self.values.is_empty()
            || self.items.is_some()
            || !self.prefix_items.is_empty()
            || !self.properties.is_empty()
            || self.additional.is_some()
            || !self.all_of.is_empty()
            || !self.any_of.is_empty()
            || !self.one_of.is_empty()
    }

    /// Whether it is an object of which nothing more is said.
    #[must_use]
    pub fn is_open_object(&self) -> bool {
        self.types.iter().eq([&Type::Object]) && !self.has_structure()
    }

    /// Whether it is an object, null aside: as far as can be told without following
    /// references.
    #[must_use]
    pub fn may_be_object(&self) -> bool {
        let says_so = self.reference.is_some()
            || !self.all_of.is_empty()
            || !self.properties.is_empty()
            || self.is_union();
        self.types.iter().all(|&kind| kind == Type::Object)
            && (says_so || !self.types.is_empty())
    }

    /// Whether it is one of several shapes. Members that only name what is required of the
    /// object itself are no shapes.
    #[must_use]
    pub fn is_union(&self) -> bool {
        let only_requires = |member: &Self| {
            member.types.is_empty()
                && member.properties.is_empty()
                && member.reference.is_none()
        };
        let limits =
            !self.properties.is_empty() && self.members().iter().all(only_requires);
        !self.members().is_empty() && !limits
    }

    /// The shapes that it is one of.
    #[must_use]
    pub fn members(&self) -> &[Self] {
        if self.one_of.is_empty() {
            &self.any_of
        } else {
            &self.one_of
        }
    }

    /// The property of that name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Self> {
        self.properties
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, schema)| schema)
    }

    /// Whether it may be null, leaving that question aside: the same shape without null.
    #[must_use]
    pub fn without_null(&self) -> Self {
        Self {
            nullable: false,
            ..self.clone()
        }
    }

    /// The same without since and until when its parts are there.
    #[must_use]
    pub fn timeless(&self) -> Self {
        let mut timeless = self.clone();
        timeless.visit_mut(&mut |inner| {
            inner.span = Span::default();
            inner.value_spans.clear();
        });
        timeless
    }

    /// The normal form as JSON Schema. References are relative URIs: `{"$ref": "Note"}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        if self.nullable && (self.reference.is_some() || !self.all_of.is_empty()) {
            let inner = Self {
                default: None,
                deprecated: false,
                span: Span::default(),
                ..self.without_null()
            };
            out.insert("oneOf".into(), json!([inner.to_json(), { "type": "null" }]));
        } else {
            self.write_shape(&mut out);
        }
        if let Some(default) = &self.default {
            out.insert("default".into(), default.clone());
        }
        if self.deprecated {
            out.insert("deprecated".into(), Value::Bool(true));
        }
        for (key, release) in [("since", &self.span.since), ("until", &self.span.until)]
        {
            if let Some(release) = release {
                out.insert(key.into(), json!(release));
            }
        }
        Value::Object(out)
    }

    fn write_shape(&self, out: &mut Map<String, Value>) {
        if let Some(name) = &self.reference {
            out.insert("$ref".into(), json!(name));
        }
        self.write_type(out);
        self.write_constraints(out);
        if let Some(items) = &self.items {
            out.insert("items".into(), items.to_json());
        }
        if !self.prefix_items.is_empty() {
            out.insert("prefixItems".into(), list(&self.prefix_items));
        }
        if !self.properties.is_empty() {
            let properties = self
                .properties
                .iter()
                .map(|(name, schema)| (name.clone(), schema.to_json()));
            out.insert("properties".into(), Value::Object(properties.collect()));
        }
        if !self.required.is_empty() {
            out.insert("required".into(), json!(self.required));
        }
        match &self.additional {
            Some(Additional::Any) => {
                drop(out.insert("additionalProperties".into(), Value::Bool(true)));
            }
            Some(Additional::Schema(schema)) => {
                drop(out.insert("additionalProperties".into(), schema.to_json()));
            }
            None => {}
        }
        self.write_combinations(out);
    }

    fn write_type(&self, out: &mut Map<String, Value>) {
        let mut names: Vec<&str> = self.types.iter().map(|one| one.name()).collect();
        if self.nullable && (!names.is_empty() || self.is_null()) {
            names.push("null");
        }
        match names.as_slice() {
            [] => {}
            [one] => drop(out.insert("type".into(), json!(one))),
            many => drop(out.insert("type".into(), json!(many))),
        }
        if let Some(format) = &self.format {
            out.insert("format".into(), json!(format));
        }
        if !self.values.is_empty() {
            let mut values: Vec<Value> =
                self.values.iter().map(|value| json!(value)).collect();
            if self.nullable {
                values.push(Value::Null);
            }
            out.insert("enum".into(), Value::Array(values));
        }
        self.write_value_spans(out);
    }

    fn write_value_spans(&self, out: &mut Map<String, Value>) {
        for (key, first) in [("enumSince", true), ("enumUntil", false)] {
            let known = self.values.iter().filter_map(|value| {
                let span = self.value_spans.get(value)?;
                let release = if first { &span.since } else { &span.until };
                Some((value.clone(), json!(release.as_ref()?)))
            });
            let known: Map<String, Value> = known.collect();
            if !known.is_empty() {
                out.insert(key.into(), Value::Object(known));
            }
        }
    }

    fn write_constraints(&self, out: &mut Map<String, Value>) {
        let limits = &self.constraints;
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(key.into(), value);
            }
        };
        put("minLength", limits.min_length.map(Value::from));
        put("maxLength", limits.max_length.map(Value::from));
        put("pattern", limits.pattern.clone().map(Value::from));
        put("minimum", limits.minimum.clone().map(Value::from));
        put("maximum", limits.maximum.clone().map(Value::from));
        put("minItems", limits.min_items.map(Value::from));
        put("maxItems", limits.max_items.map(Value::from));
        put(
            "uniqueItems",
            limits.unique_items.then_some(Value::Bool(true)),
        );
    }

    fn write_combinations(&self, out: &mut Map<String, Value>) {
        let with_null = |members: &[Self]| {
            let mut members = members.to_vec();
            if self.nullable && self.types.is_empty() {
                members.push(Self {
                    nullable: true,
                    ..Self::default()
                });
            }
            list(&members)
        };
        if !self.all_of.is_empty() {
            out.insert("allOf".into(), list(&self.all_of));
        }
        if !self.any_of.is_empty() {
            out.insert("anyOf".into(), with_null(&self.any_of));
        }
        if !self.one_of.is_empty() {
            out.insert("oneOf".into(), with_null(&self.one_of));
        }
        if let Some(condition) = &self.condition {
            out.insert("if".into(), condition.0.to_json());
            out.insert("then".into(), condition.1.to_json());
        }
    }
}

fn list(schemas: &[Schema]) -> Value {
    Value::Array(schemas.iter().map(Schema::to_json).collect())
}

impl Schema {
    /// Calls `look` with this schema and all within it.
    pub fn visit<'a>(&'a self, look: &mut dyn FnMut(&'a Self)) {
        look(self);
        let members = self
            .prefix_items
            .iter()
            .chain(&self.all_of)
            .chain(&self.any_of)
            .chain(&self.one_of);
        let properties = self.properties.iter().map(|(_, schema)| schema);
        for inner in members.chain(properties).chain(self.items.as_deref()) {
            inner.visit(look);
        }
        if let Some(Additional::Schema(inner)) = &self.additional {
            inner.visit(look);
        }
    }

    /// Calls `change` with this schema and all within it, conditions too.
    pub fn visit_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        change(self);
        let members = self
            .prefix_items
            .iter_mut()
            .chain(&mut self.all_of)
            .chain(&mut self.any_of)
            .chain(&mut self.one_of);
        let properties = self.properties.iter_mut().map(|(_, schema)| schema);
        for inner in members.chain(properties).chain(self.items.as_deref_mut()) {
            inner.visit_mut(change);
        }
        if let Some(Additional::Schema(inner)) = &mut self.additional {
            inner.visit_mut(change);
        }
        if let Some(condition) = &mut self.condition {
            condition.0.visit_mut(change);
            condition.1.visit_mut(change);
        }
    }
}
