//! Texts, and the values that they are limited to.

use std::collections::BTreeMap;

use super::Merger;
use super::shape::limits;
use crate::release::Span;
use crate::schema::Schema;

impl Merger<'_> {
    /// Texts: the values of both stay known, even if others are possible.
    pub(super) fn texts(&self, older: &Schema, newer: &Schema) -> Schema {
        let mut text = Schema {
            format: format(older, newer),
            constraints: limits(older, newer),
            ..newer.clone()
        };
        self.values(older, &mut text);
        text
    }

    /// Adds the values that the older has, and says since and until when all are there.
    pub(super) fn values(&self, older: &Schema, newer: &mut Schema) {
        if older.values.is_empty() {
            return;
        }
        if newer.values.is_empty() {
            // Any text is possible now, the known ones among them.
            newer.values.clone_from(&older.values);
            newer.value_spans.clone_from(&older.value_spans);
            return;
        }
        let known = |value: &String| {
            older
                .values
                .contains(value)
                .then(|| older.value_spans.get(value))
        };
        let mut spans: BTreeMap<String, Span> = BTreeMap::new();
        for value in &newer.values {
            let span = match known(value) {
                Some(span) => span.map(Span::continued).unwrap_or_default(),
                None => Span::since(&self.now),
            };
            spans.insert(value.clone(), span);
        }
        for value in &older.values {
            if !newer.values.contains(value) {
                let span = older.value_spans.get(value).cloned().unwrap_or_default();
                spans.insert(value.clone(), span.ended(&self.before));
                newer.values.push(value.clone());
            }
        }
        spans.retain(|_, span| !span.is_always());
        newer.value_spans = spans;
    }
}

/// What a text means. A point in time must be one in both.
fn format(older: &Schema, newer: &Schema) -> Option<String> {
    let time = |schema: &Schema| schema.format.as_deref() == Some("date-time");
    if time(older) != time(newer) {
        return None;
    }
    newer.format.clone().or_else(|| older.format.clone())
}
