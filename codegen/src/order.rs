//! The order in which a server sends the fields of its objects, learned from traffic.
//!
//! Decoding is fastest when the next field is the next in the table. The document
//! lists fields in another order than the server sends them, so the order is a fact
//! of its own: `spec/facts/order.json`, by place.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::{Additional, Schema};
use crate::spec::Spec;

/// Collects field orders from recorded responses.
#[derive(Debug)]
pub struct Learner<'a> {
    spec: &'a Spec,
    seen: BTreeMap<String, Vec<Vec<String>>>,
}

impl<'a> Learner<'a> {
    /// Nothing learned yet.
    #[must_use]
    pub fn new(spec: &'a Spec) -> Self {
        Self {
            spec,
            seen: BTreeMap::new(),
        }
    }

    /// Looks at a successful response of an endpoint.
    pub fn look(&mut self, endpoint: &str, status: u16, response: &Value) {
        let Some(schema) = self
            .spec
            .endpoints
            .get(endpoint)
            .and_then(|one| one.responses.get(&status)?.as_ref())
        else {
            return;
        };
        self.walk(&format!("{endpoint}:response"), schema, response);
    }

    fn walk(&mut self, place: &str, schema: &'a Schema, value: &Value) {
        if let Some(name) = &schema.reference {
            if let Some(entity) = self.spec.entities.get(name) {
                self.walk(name, entity, value);
            }
            return;
        }
        for part in &schema.all_of {
            self.walk(place, part, value);
        }
        for member in schema.any_of.iter().chain(&schema.one_of) {
            if self.fits(member, value, 0) {
                self.walk(place, member, value);
            }
        }
        match value {
            Value::Object(object) => self.object(place, schema, object),
            Value::Array(list) => {
                for (inner, element) in schema
                    .items
                    .as_deref()
                    .into_iter()
                    .flat_map(|items| list.iter().map(move |one| (items, one)))
                {
                    self.walk(&format!("{place}[]"), inner, element);
                }
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        place: &str,
        schema: &'a Schema,
        object: &serde_json::Map<String, Value>,
    ) {
        if schema.properties.is_empty() && schema.all_of.is_empty() {
            if let Some(Additional::Schema(inner)) = &schema.additional {
                for value in object.values() {
                    self.walk(&format!("{place}{{}}"), inner, value);
                }
            }
            return;
        }
        let keys: Vec<String> = object.keys().cloned().collect();
        let orders = self.seen.entry(place.to_owned()).or_default();
        if !orders.contains(&keys) {
            orders.push(keys);
        }
        for (name, inner) in &schema.properties {
            if let Some(value) = object.get(name) {
                self.walk(&format!("{place}.{name}"), inner, value);
            }
        }
    }

    /// Whether a value can be the member of a union: it has what the member always has, and
    /// no other tag. The order of another member's fields would say nothing.
    fn fits(&self, member: &Schema, value: &Value, depth: usize) -> bool {
        const MAX_DEPTH: usize = 8;
        if depth == MAX_DEPTH {
            return false;
        }
        if let Some(name) = &member.reference {
            let entity = self.spec.entities.get(name);
            return entity.is_some_and(|entity| self.fits(entity, value, depth + 1));
        }
        let mut unions = member.any_of.iter().chain(&member.one_of).peekable();
        let any = unions.peek().is_none()
            || unions.any(|inner| self.fits(inner, value, depth + 1));
        let all = member
            .all_of
            .iter()
            .all(|part| self.fits(part, value, depth + 1));
        let required = member.required.iter().all(|name| value.get(name).is_some());
        let mut tags = member
            .properties
            .iter()
            .filter(|(_, property)| !property.values.is_empty());
        let tagged = tags.all(|(name, property)| {
            let text = value.get(name).and_then(Value::as_str);
            text.is_none_or(|text| property.values.iter().any(|one| one == text))
        });
        any && all && required && tagged
    }

    /// The orders by place, one list each that agrees with as many responses as it can.
    #[must_use]
    pub fn finish(self) -> BTreeMap<String, Vec<String>> {
        self.seen
            .into_iter()
            .map(|(place, orders)| (place, merge(orders)))
            .collect()
    }
}

/// Merges orders: the longest first, then what others have beside it, each new key
/// after the key that it followed.
fn merge(mut orders: Vec<Vec<String>>) -> Vec<String> {
    orders.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let mut merged: Vec<String> = Vec::new();
    for order in orders {
        let mut after = 0;
        for key in order {
            match merged.iter().position(|one| *one == key) {
                Some(found) => after = found + 1,
                None => {
                    merged.insert(after, key);
                    after += 1;
                }
            }
        }
    }
    merged
}
