//! What each release added.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::release::{self, Span};
use crate::schema::Schema;

/// What a release has that none before it had. What is within something new is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// Endpoints.
    pub endpoints: usize,
    /// Entities.
    pub entities: usize,
    /// Parameters, and fields of answers and entities.
    pub fields: usize,
    /// Values of texts, and members of unions.
    pub values: usize,
}

/// What each of the merged releases but the oldest added, oldest first.
#[must_use]
pub fn growth(document: &Document) -> Vec<(String, Growth)> {
    let mut counted: BTreeMap<String, Growth> = BTreeMap::new();
    for release in document.releases.iter().skip(1) {
        counted.insert(release.clone(), Growth::default());
    }
    let mut count = |span: &Span, part: Part| {
        let found = span.since.as_ref().and_then(|since| counted.get_mut(since));
        if let Some(growth) = found {
            *part(growth) += 1;
        }
    };
    for schema in document.entities.values() {
        count(&schema.span, |growth| &mut growth.entities);
        within(schema, &mut count);
    }
    for endpoint in document.endpoints.values() {
        count(&endpoint.span, |growth| &mut growth.endpoints);
        for schema in endpoint.schemas() {
            within(schema, &mut count);
        }
    }
    let mut counted: Vec<(String, Growth)> = counted.into_iter().collect();
    counted.sort_by(|(one, _), (other, _)| release::compare(one, other));
    counted
}

/// What is counted.
type Part = fn(&mut Growth) -> &mut usize;

fn within(schema: &Schema, count: &mut dyn FnMut(&Span, Part)) {
    schema.visit(&mut |inner| {
        for (_, property) in &inner.properties {
            count(&property.span, |growth| &mut growth.fields);
        }
        for member in inner.members() {
            count(&member.span, |growth| &mut growth.values);
        }
        for span in inner.value_spans.values() {
            count(span, |growth| &mut growth.values);
        }
    });
}
