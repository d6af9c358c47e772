//! Requests: what the newest takes, and marked as such what it no longer takes.

use super::Merger;
use crate::release::Span;
use crate::schema::{Additional, Schema, Type};

impl Merger<'_> {
    /// What an endpoint takes. The newest says what is required and of which type.
    pub(super) fn request(
        &self,
        older: Option<&Schema>,
        newer: Option<&Schema>,
    ) -> Option<Schema> {
        let Some(older) = older else {
            return newer.map(|newer| self.taken(&Schema::default(), newer));
        };
        match newer {
            Some(newer) => Some(self.taken(older, newer)),
            None if parameters(older).is_empty() => None,
            None => Some(self.taken(older, &Schema::of(Type::Object))),
        }
    }

    /// An object that is sent: its properties wherever they stand, and those that are gone.
    fn taken(&self, older: &Schema, newer: &Schema) -> Schema {
        let mut request = newer.clone();
        if newer.types.iter().any(|&kind| kind != Type::Object) {
            return request;
        }
        let known = parameters(older);
        self.mark(&known, &mut request);
        let current = parameters(newer);
        for (name, schema) in known {
            if !current.iter().any(|(one, _)| *one == name) {
                request
                    .properties
                    .push((name.to_owned(), self.dropped(schema)));
            }
        }
        if request.reference.is_some() && !request.properties.is_empty() {
            beside_reference(&mut request);
        }
        request
    }

    fn dropped(&self, schema: &Schema) -> Schema {
        Schema {
            deprecated: true,
            ..self.ended(schema)
        }
    }

    /// Says of each parameter since when it is there.
    fn mark(&self, known: &[(&str, &Schema)], request: &mut Schema) {
        for (name, schema) in &mut request.properties {
            *schema = match known.iter().find(|(one, _)| one == name) {
                Some((_, older)) => self.sent(older, schema),
                None => self.begun(schema),
            };
        }
        let parts = request.all_of.iter_mut();
        for part in parts.chain(&mut request.any_of).chain(&mut request.one_of) {
            self.mark(known, part);
        }
    }

    /// A value that is sent: of the newer type, with what is known of its parts.
    fn sent(&self, older: &Schema, newer: &Schema) -> Schema {
        let mut sent = Schema {
            span: older.span.continued(),
            ..newer.clone()
        };
        if older.types != newer.types {
            return sent;
        }
        self.values(older, &mut sent);
        if newer.values.is_empty() {
            // A text that is no longer limited to a few.
            sent.values.clear();
            sent.value_spans.clear();
        }
        if let (Some(one), Some(other)) = (&older.items, &newer.items) {
            sent.items = Some(Box::new(Schema {
                span: Span::default(),
                ..self.sent(one, other)
            }));
        }
        if let (Some(Additional::Schema(one)), Some(Additional::Schema(other))) =
            (&older.additional, &newer.additional)
        {
            let inner = self.sent(one, other);
            sent.additional = Some(Additional::Schema(Box::new(inner)));
        }
        if !older.properties.is_empty() && !newer.properties.is_empty() {
            return Schema {
                span: sent.span.clone(),
                ..self.taken(older, &sent)
            };
        }
        sent
    }
}

/// All parameters of a request by name, wherever they stand in it.
fn parameters(schema: &Schema) -> Vec<(&str, &Schema)> {
    let mut found: Vec<(&str, &Schema)> = Vec::new();
    let own = schema.properties.iter();
    let mut all: Vec<(&str, &Schema)> =
        own.map(|(name, schema)| (name.as_str(), schema)).collect();
    let parts = schema.all_of.iter();
    for part in parts.chain(&schema.any_of).chain(&schema.one_of) {
        all.extend(parameters(part));
    }
    for (name, schema) in all {
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name, schema));
        }
    }
    found
}

/// A reference has no properties beside it: both become parts.
fn beside_reference(request: &mut Schema) {
    let properties = std::mem::take(&mut request.properties);
    let reference = std::mem::take(request);
    *request = Schema {
        all_of: vec![
            reference,
            Schema {
                properties,
                ..Schema::of(Type::Object)
            },
        ],
        ..Schema::default()
    };
}
