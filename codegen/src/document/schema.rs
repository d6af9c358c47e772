//! One schema of any dialect, into the normal form.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostics, Place};
use crate::schema::{Additional, Constraints, Schema, Type};

mod keyword;
mod normal;

use self::normal::normalise;

/// How deep schemas may be nested; the deepest known has 9 levels.
const MAX_DEPTH: usize = 64;

/// The most properties that an object can have; the largest known has 150.
pub(crate) const MAX_PROPERTIES: usize = 512;

/// Keywords that are read, or that say nothing about the shape.
const KNOWN: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "examples",
    "externalDocs",
    "format",
    "if",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "nullable",
    "oneOf",
    "optional",
    "pattern",
    "prefixItems",
    "properties",
    "readOnly",
    "ref",
    "required",
    "selfRef",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "uniqueItems",
    "writeOnly",
    "const",
    "contentMediaType",
    "xml",
];

/// Reads a schema into the normal form. What can't be understood is reported, and
/// becomes "anything".
pub fn read(place: &Place<'_>, value: &Value, diagnostics: &mut Diagnostics) -> Schema {
    Reader {
        diagnostics,
        depth: 0,
        committed: false,
    }
    .schema(place, value)
}

/// Reads a schema of the committed form, which tells releases too.
pub fn read_committed(
    place: &Place<'_>,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Schema {
    Reader {
        diagnostics,
        depth: 0,
        committed: true,
    }
    .schema(place, value)
}

/// Keywords of the committed form alone.
const COMMITTED: &[&str] = &["since", "until", "enumSince", "enumUntil"];

struct Reader<'a> {
    diagnostics: &'a mut Diagnostics,
    depth: usize,
    committed: bool,
}

impl Reader<'_> {
    fn schema(&mut self, place: &Place<'_>, value: &Value) -> Schema {
        let object = match value {
            Value::Object(object) => object,
            // `true` stands for anything in JSON Schema.
            Value::Bool(true) => return Schema::default(),
            _ => {
                self.diagnostics.error(
                    place,
                    "a schema is not an object",
                    "the document is damaged: fetch it again",
                );
                return Schema::default();
            }
        };
        if self.depth == MAX_DEPTH {
            let message =
                format!("schemas are nested more than {MAX_DEPTH} levels deep");
            self.diagnostics.error(
                place,
                message,
                "name the inner schemas and refer to them",
            );
            return Schema::default();
        }
        self.depth += 1;
        let schema = self.object(place, object);
        self.depth -= 1;
        schema
    }

    fn object(&mut self, place: &Place<'_>, object: &Map<String, Value>) -> Schema {
        let known = |key: &str| {
            KNOWN.contains(&key) || (self.committed && COMMITTED.contains(&key))
        };
        for key in object.keys().filter(|key| !known(key)) {
            let message =
                format!("the keyword `{key}` is not understood and was left out");
            self.diagnostics.warning(&place.at(key), message, "");
        }
        let mut schema = Schema {
            format: self.text(place, object, "format"),
            ..Schema::default()
        };
        self.types(place, object, &mut schema);
        self.values(place, object, &mut schema);
        schema.constraints = self.constraints(place, object);
        self.structure(place, object, &mut schema);
        schema.all_of = self.members(place, object, "allOf");
        schema.any_of = self.members(place, object, "anyOf");
        schema.one_of = self.members(place, object, "oneOf");
        if let (Some(condition), Some(then)) = (object.get("if"), object.get("then")) {
            let pair = (
                self.schema(&place.at("if"), condition),
                self.schema(&place.at("then"), then),
            );
            schema.condition = Some(Box::new(pair));
        }
        schema.default = object.get("default").cloned();
        schema.deprecated = object.get("deprecated") == Some(&Value::Bool(true));
        self.reference(place, object, &mut schema);
        let mut schema = normalise(schema);
        if self.committed {
            self.spans(place, object, &mut schema);
        }
        schema
    }

    fn types(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        schema.nullable = object.get("nullable") == Some(&Value::Bool(true));
        let names = match object.get("type") {
            None => return,
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
        };
        for name in names {
            match name.as_str() {
                Some("null") => schema.nullable = true,
                Some("any") => {}
                Some(name) if Type::from_name(name).is_some() => {
                    schema.types.extend(Type::from_name(name));
                }
                _ => {
                    let help = "a type is boolean, integer, number, string, array, object or null";
                    self.diagnostics.error(
                        &place.at("type"),
                        format!("{name} is not a type"),
                        help,
                    );
                }
            }
        }
        if schema.types.contains(&Type::Number) {
            schema.types.remove(&Type::Integer);
        }
    }

    fn values(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        let (place, values) = match (object.get("enum"), object.get("const")) {
            (Some(Value::Array(values)), _) => (place.at("enum"), values.as_slice()),
            (Some(_), _) => {
                self.diagnostics.error(
                    &place.at("enum"),
                    "the values are not a list",
                    "the document is damaged: fetch it again",
                );
                return;
            }
            (None, Some(value)) => (place.at("const"), std::slice::from_ref(value)),
            (None, None) => return,
        };
        schema.nullable |= values.contains(&Value::Null);
        if let Some(other) = values
            .iter()
            .find(|value| !value.is_string() && !value.is_null())
        {
            let message =
                format!("the value {other} is not text; the values were left out");
            self.diagnostics.warning(&place, message, "");
            if schema.types.is_empty() {
                schema.types = types_of(values);
                // Without a type the shape is anything, null too.
                schema.nullable &= !schema.types.is_empty();
            }
            return;
        }
        let mut seen = BTreeSet::new();
        let texts = values.iter().filter_map(Value::as_str);
        let texts = texts.filter(|text| seen.insert(*text)).map(str::to_owned);
        schema.values = texts.collect();
    }

    fn constraints(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
    ) -> Constraints {
        Constraints {
            min_length: self.count(place, object, "minLength"),
            max_length: self.count(place, object, "maxLength"),
            pattern: self.text(place, object, "pattern"),
            minimum: self.number(place, object, "minimum"),
            maximum: self.number(place, object, "maximum"),
            min_items: self.count(place, object, "minItems"),
            max_items: self.count(place, object, "maxItems"),
            unique_items: object.get("uniqueItems") == Some(&Value::Bool(true)),
        }
    }

    fn structure(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        match object.get("items") {
            // `items: false` closes a tuple.
            None | Some(Value::Bool(false)) => {}
            // Drafts before 2020-12 write tuples so.
            Some(Value::Array(_)) => {
                schema.prefix_items = self.members(place, object, "items");
            }
            Some(items) => {
                schema.items = Some(Box::new(self.schema(&place.at("items"), items)));
            }
        }
        if object.contains_key("prefixItems") {
            schema.prefix_items = self.members(place, object, "prefixItems");
        }
        if let Some(properties) = object.get("properties") {
            self.properties(&place.at("properties"), properties, schema);
        }
        self.required(place, object, schema);
        match object.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => schema.additional = Some(Additional::Any),
            Some(value) => {
                let inner = self.schema(&place.at("additionalProperties"), value);
                schema.additional = Some(Additional::Schema(Box::new(inner)));
            }
        }
    }

    fn properties(
        &mut self,
        place: &Place<'_>,
        properties: &Value,
        schema: &mut Schema,
    ) {
        let Some(properties) = properties.as_object() else {
            self.diagnostics.error(
                place,
                "the properties are not an object",
                "the document is damaged: fetch it again",
            );
            return;
        };
        if properties.len() > MAX_PROPERTIES {
            let message = format!(
                "an object has {} properties, more than {MAX_PROPERTIES}",
                properties.len()
            );
            let help = "is it a map? then `additionalProperties` can say what it holds";
            self.diagnostics.error(place, message, help);
        }
        for (name, value) in properties.iter().take(MAX_PROPERTIES) {
            let place = place.at(name);
            if !is_property_name(name) {
                let help = "a property's name has no quotes, brackets, blanks, backslashes or control characters";
                self.diagnostics.error(
                    &place,
                    format!("`{name}` can't name a field"),
                    help,
                );
                continue;
            }
            // Documents before 3.1 mark what may be absent at the property itself.
            let inner = self.schema(&place, value);
            schema.properties.push((name.clone(), inner));
        }
    }

    fn required(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        let names = match object.get("required") {
            // Old documents leave `required: true` of their own dialect in place.
            None | Some(Value::Bool(_)) => return,
            Some(Value::Array(names)) => names,
            Some(_) => {
                let place = place.at("required");
                self.diagnostics.error(
                    &place,
                    "the required names are not a list",
                    "the document is damaged: fetch it again",
                );
                return;
            }
        };
        for name in names {
            match name.as_str() {
                Some(name) => drop(schema.required.insert(name.to_owned())),
                None => self.diagnostics.error(
                    &place.at("required"),
                    format!("{name} is not a name"),
                    "a name is text",
                ),
            }
        }
    }

    fn members(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        key: &str,
    ) -> Vec<Schema> {
        let place = place.at(key);
        match object.get(key) {
            None => Vec::new(),
            Some(Value::Array(members)) => members
                .iter()
                .enumerate()
                .map(|(index, member)| self.schema(&place.at(index), member))
                .collect(),
            Some(_) => {
                self.diagnostics.error(
                    &place,
                    format!("`{key}` is not a list"),
                    "the document is damaged: fetch it again",
                );
                Vec::new()
            }
        }
    }

    /// A reference takes the place of what stands beside it, unless that adds properties.
    fn reference(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        let Some(target) = object.get("$ref") else {
            return;
        };
        let Some(target) = target.as_str() else {
            self.diagnostics.error(
                &place.at("$ref"),
                "a reference is not text",
                "the document is damaged: fetch it again",
            );
            return;
        };
        let name = target
            .strip_prefix("#/components/schemas/")
            .unwrap_or(target);
        if !super::is_entity_name(name) {
            let message = format!("`{target}` does not refer to a component schema");
            self.diagnostics.warning(
                &place.at("$ref"),
                format!("{message} and was left out"),
                "references have the form #/components/schemas/NAME",
            );
            return;
        }
        let reference = Schema::reference(name);
        if schema.properties.is_empty() {
            let kept = std::mem::take(schema);
            *schema = Schema {
                nullable: kept.nullable,
                default: kept.default,
                deprecated: kept.deprecated,
                ..reference
            };
        } else {
            let mut beside = std::mem::take(schema);
            let nullable = std::mem::take(&mut beside.nullable);
            *schema = Schema {
                nullable,
                all_of: vec![reference, beside],
                ..Schema::default()
            };
        }
    }

    /// Since and until which release this is there, and the values that are limited.
    fn spans(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        schema: &mut Schema,
    ) {
        schema.span.since = self
            .text(place, object, "since")
            .or(schema.span.since.take());
        schema.span.until = self
            .text(place, object, "until")
            .or(schema.span.until.take());
        for (key, first) in [("enumSince", true), ("enumUntil", false)] {
            let values = object.get(key).and_then(Value::as_object);
            for (value, release) in values.into_iter().flatten() {
                let span = schema.value_spans.entry(value.clone()).or_default();
                let end = if first {
                    &mut span.since
                } else {
                    &mut span.until
                };
                *end = release.as_str().map(str::to_owned);
            }
        }
    }
}

/// The types of values that are no texts.
fn types_of(values: &[Value]) -> BTreeSet<Type> {
    let kinds = values.iter().filter_map(|value| match value {
        Value::Null => None,
        Value::Bool(_) => Some(Type::Boolean),
        Value::Number(number) if number.is_f64() => Some(Type::Number),
        Value::Number(_) => Some(Type::Integer),
        Value::String(_) => Some(Type::String),
        Value::Array(_) => Some(Type::Array),
        Value::Object(_) => Some(Type::Object),
    });
    let mut kinds: BTreeSet<Type> = kinds.collect();
    if kinds.contains(&Type::Number) {
        kinds.remove(&Type::Integer);
    }
    kinds
}

fn is_property_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.chars().any(|one| {
            one.is_control() || one.is_whitespace() || "\"'`\\(){}[]<>;".contains(one)
        })
}
