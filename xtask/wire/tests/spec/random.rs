//! Pseudo-random values that conform to a schema: the same on every run.

use misskey_codegen::schema::{Additional, Schema, Type};
use misskey_codegen::spec::Spec;
use serde_json::{Map, Number, Value, json};

use crate::committed::Choices;
use crate::validator::Examples;

/// A generator of numbers (xorshift).
struct Random(u64);

impl Random {
    /// A generator that begins at what a text says.
    fn seeded(text: &str) -> Self {
        // FNV-1a.
        let step =
            |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(text.bytes().fold(0xcbf2_9ce4_8422_2325, step) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % limit.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Makes values.
pub(crate) struct Maker<'a> {
    spec: &'a Spec,
    choices: &'a Choices,
    random: Random,
    examples: Examples,
    /// Where the value stands that is being made.
    place: String,
}

impl<'a> Maker<'a> {
    /// A maker of requests for an endpoint.
    pub(crate) fn new(spec: &'a Spec, choices: &'a Choices, path: &str) -> Self {
        Self {
            spec,
            choices,
            random: Random::seeded(path),
            examples: Examples::default(),
            place: format!("{path}:request"),
        }
    }

    /// A value. Conditions between properties are not looked at.
    pub(crate) fn value(&mut self, schema: &Schema) -> Value {
        if schema.is_any() && schema.all_of.is_empty() {
            return self.anything();
        }
        if schema.nullable && (schema.is_null() || self.random.one_in(4)) {
            return Value::Null;
        }
        if let Some(name) = &schema.reference {
            return self.value(&self.spec.entities[name]);
        }
        if !schema.values.is_empty() {
            return json!(self.random.pick(&schema.values));
        }
        if is_object(self.spec, schema) {
            return Value::Object(self.object(schema));
        }
        let members: Vec<_> = schema.one_of.iter().chain(&schema.any_of).collect();
        if !members.is_empty() {
            let member = *self.random.pick(&members);
            return self.value(member);
        }
        let types: Vec<_> = schema.types.iter().copied().collect();
        match *self.random.pick(&types) {
            Type::Boolean => json!(self.random.one_in(2)),
            Type::Integer => json!(self.whole(schema)),
            Type::Number => self.number(schema),
            Type::String => json!(self.text(schema)),
            Type::Array => self.list(schema),
            Type::Object => Value::Object(self.object(schema)),
        }
    }

    fn part(&mut self, step: &str, schema: &Schema) -> Value {
        let length = self.place.len();
        self.place.push_str(step);
        let value = self.value(schema);
        self.place.truncate(length);
        value
    }

    fn anything(&mut self) -> Value {
        let choices = [
            json!({ "a": [1, null, { "b": "c" }] }),
            json!("text"),
            json!(-12.5),
            json!([true, "x"]),
            json!(false),
        ];
        self.random.pick(&choices).clone()
    }

    /// An object: what its parts say, what one of its alternatives says or two, and
    /// what it says itself.
    fn object(&mut self, schema: &Schema) -> Map<String, Value> {
        if let Some(name) = &schema.reference {
            return self.object(&self.spec.entities[name]);
        }
        let mut fields = Map::new();
        for part in &schema.all_of {
            fields.extend(self.object(part));
        }
        for _ in 0..=usize::from(self.random.one_in(4) && !schema.any_of.is_empty()) {
            let members: Vec<_> = schema.one_of.iter().chain(&schema.any_of).collect();
            if !members.is_empty() {
                let member = *self.random.pick(&members);
                fields.extend(self.object(member));
            }
        }
        self.properties(schema, &mut fields);
        match &schema.additional {
            Some(Additional::Any) => drop(fields.insert("more".into(), self.anything())),
            Some(Additional::Schema(inner)) => {
                let value = self.part("{}", inner);
                fields.insert("more".to_owned(), value);
            }
            None => {}
        }
        fields
    }

    fn properties(&mut self, schema: &Schema, fields: &mut Map<String, Value>) {
        // Now and then everything is there, or nothing that may be absent.
        let mood = self.random.below(8);
        for (name, inner) in &schema.properties {
            let required = schema.required.contains(name);
            let wanted = mood == 0 || (mood != 1 && self.random.one_in(2));
            // Files are no part of JSON.
            let is_file = inner.format.as_deref() == Some("binary");
            if (required || wanted) && !is_file {
                let value = self.part(&format!(".{name}"), inner);
                fields.insert(name.clone(), value);
            }
        }
    }

    fn whole(&mut self, schema: &Schema) -> i64 {
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
        let least = bound(&schema.constraints.minimum).unwrap_or(-1000);
        let greatest = bound(&schema.constraints.maximum).unwrap_or(1_700_000_000_000);
        let span = usize::try_from(greatest.saturating_sub(least)).unwrap_or(1000);
        match self.random.below(4) {
            0 => least,
            1 => greatest,
            _ => {
                let above = self.random.below(span.saturating_add(1));
                least + i64::try_from(above).unwrap_or_default()
            }
        }
    }

    fn number(&mut self, schema: &Schema) -> Value {
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
        let limits = &schema.constraints;
        if let (Some(least), Some(greatest)) =
            (bound(&limits.minimum), bound(&limits.maximum))
            && (least.fract() != 0.0 || greatest.fract() != 0.0)
        {
            let within = [least, greatest, f64::midpoint(least, greatest)];
            return json!(self.random.pick(&within));
        }
        let whole = self.whole(schema);
        let greatest = schema.constraints.maximum.as_ref().and_then(Number::as_i64);
        let is_whole = self.choices.is_whole(&self.place);
        if is_whole || greatest == Some(whole) || self.random.one_in(2) {
            return json!(whole);
        }
        let fraction = json!(whole).as_f64().unwrap_or_default() + 0.5;
        json!(fraction)
    }

    fn list(&mut self, schema: &Schema) -> Value {
        let limits = &schema.constraints;
        let least = limits.min_items.unwrap_or(0);
        let greatest = limits.max_items.unwrap_or(least + 3).min(least + 3);
        let least = usize::try_from(least).unwrap_or_default();
        let span = usize::try_from(greatest).unwrap_or_default() - least;
        let count = least + self.random.below(span + 1);
        let mut elements = Vec::new();
        // Elements may have to differ from each other.
        for _ in 0..count * 20 {
            let element = match &schema.items {
                Some(items) => self.part("[]", items),
                None => self.anything(),
            };
            let again = limits.unique_items && elements.contains(&element);
            if elements.len() < count && !again {
                elements.push(element);
            }
        }
        Value::Array(elements)
    }

    fn text(&mut self, schema: &Schema) -> String {
        let number = self.random.next();
        match schema.format.as_deref() {
            Some("date-time") => return "2026-01-02T03:04:05.678Z".to_owned(),
            Some("id" | "misskey:id") => {
                return format!("9s{:08x}", number % 0xffff_ffff);
            }
            _ => {}
        }
        let examples = self.examples.of(schema);
        self.random.pick(&examples).clone()
    }
}

/// Whether a schema asks for an object in all of its parts.
fn is_object(spec: &Spec, schema: &Schema) -> bool {
    let target = schema.reference.as_ref();
    let target = target.map_or(schema, |name| &spec.entities[name]);
    let members = target.one_of.iter().chain(&target.any_of);
    let mut parts = target.all_of.iter().chain(members).peekable();
    let is_typed = target.types.iter().eq([&Type::Object]);
    let is_one = is_typed || parts.peek().is_some() || !target.properties.is_empty();
    is_one && parts.all(|part| is_object(spec, part))
}
