//! Whether JSON conforms to a schema, by a validator that knows nothing of the bindings.

use std::collections::BTreeMap;

use jsonschema::{Registry, Validator};
use misskey_codegen::schema::Schema;
use misskey_codegen::spec::Spec;
use serde_json::{Value, json};

/// References are relative to this.
const BASE: &str = "https://spec.invalid/";

/// Makes validators of schemas that refer to entities.
pub(crate) struct Validators {
    registry: Registry<'static>,
}

impl Validators {
    /// Knows the entities of a spec.
    pub(crate) fn new(spec: &Spec) -> Self {
        let mut registry = Registry::new();
        for (name, schema) in &spec.entities {
            registry = registry
                .add(format!("{BASE}{name}"), schema.to_json())
                .expect("an entity's name is a part of an address");
        }
        Self {
            registry: registry.prepare().expect("the entities are schemas"),
        }
    }

    /// The validator of a schema. Files are not asked for: they are no part of JSON.
    pub(crate) fn of(&self, schema: &Schema) -> Validator {
        let mut schema = schema.clone();
        let is_file = |schema: &Schema| schema.format.as_deref() == Some("binary");
        let properties = schema.properties.iter();
        let files = properties.filter(|(_, inner)| is_file(inner));
        for (name, _) in files {
            schema.required.remove(name);
        }
        jsonschema::options()
            .with_registry(&self.registry)
            .with_base_uri(format!("{BASE}request"))
            .build(&schema.to_json())
            .expect("the schema is one")
    }
}

/// Texts that keep the limits of a schema.
#[derive(Default)]
pub(crate) struct Examples(BTreeMap<String, Vec<String>>);

impl Examples {
    /// Texts for a schema of texts.
    pub(crate) fn of(&mut self, schema: &Schema) -> Vec<String> {
        let mut schema = schema.to_json();
        schema["type"] = json!("string");
        let key = schema.to_string();
        let found = self.0.entry(key).or_insert_with_key(|key| {
            let validator =
                jsonschema::validator_for(&schema).expect("a schema of texts");
            let mut fitting = candidates();
            fitting.retain(|text| validator.is_valid(&json!(text)));
            assert!(!fitting.is_empty(), "no text fits {key}");
            fitting
        });
        found.clone()
    }
}

/// Texts of many kinds, from which those are taken that fit.
fn candidates() -> Vec<String> {
    let texts = [
        "",
        "a",
        "word",
        "two words",
        "Under_score_1",
        "プリン 🍮",
        "\"quoted\\\"\n\u{1}",
        "null",
        "2026-01-02",
        "#31748f",
        "https://example.com/path?query=1",
        "image/png",
        "misskey.example",
        "6f5902ac237024bdd0c176cb93063dc4",
        "1e1b5e4a-3f0c-4d7b-9d3f-0a2b4c6d8e0f",
        "person@example.com",
    ];
    let long = [20, 100, 128, 256, 512, 1000, 3000].map(|count| "x".repeat(count));
    texts.into_iter().map(str::to_owned).chain(long).collect()
}

/// Whether two values are the same, but for how numbers and times are written.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let same =
                |(key, value)| other.get(key).is_some_and(|it| is_same(value, it));
            one.len() == other.len() && one.iter().all(same)
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        _ => crate::compare::lost(one, Some(other)).is_none(),
    }
}
