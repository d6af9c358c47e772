//! Which entities are sent to servers, and which come from them.

use std::collections::BTreeSet;

use super::shape::Way;
use crate::schema::Schema;
use crate::spec::Spec;

/// The entities by the way they go, in either spec.
#[derive(Debug, Default)]
pub(super) struct Reach {
    sent: BTreeSet<String>,
    received: BTreeSet<String>,
}

impl Reach {
    pub(super) fn of(old: &Spec, new: &Spec) -> Self {
        let mut reach = Self::default();
        for spec in [old, new] {
            reach.add(spec);
        }
        reach
    }

    fn add(&mut self, spec: &Spec) {
        for endpoint in spec.endpoints.values() {
            if let Some(schema) = &endpoint.request.schema {
                follow(spec, schema, &mut self.sent);
            }
            for schema in endpoint.responses.values().flatten() {
                follow(spec, schema, &mut self.received);
            }
        }
        let streaming = &spec.streaming;
        for channel in streaming.channels.values() {
            follow(spec, &channel.params, &mut self.sent);
            for schema in channel.sends.values().flatten() {
                follow(spec, schema, &mut self.sent);
            }
            for schema in channel.events.values().flatten() {
                follow(spec, schema, &mut self.received);
            }
        }
        let told = streaming
            .note_capture
            .values()
            .chain(streaming.broadcast.values());
        for schema in told.flatten() {
            follow(spec, schema, &mut self.received);
        }
    }

    /// Which way an entity goes. One that nothing refers to is as if it came from servers.
    pub(super) fn way(&self, entity: &str) -> Way {
        let sent = self.sent.contains(entity);
        Way {
            made: false,
            sent,
            received: !sent || self.received.contains(entity),
        }
    }
}

fn follow(spec: &Spec, schema: &Schema, seen: &mut BTreeSet<String>) {
    let mut open = vec![schema];
    while let Some(next) = open.pop() {
        next.visit(&mut |inner| {
            if let Some(name) = &inner.reference
                && let Some(entity) = spec.entities.get(name)
                && seen.insert(name.clone())
            {
                open.push(entity);
            }
        });
    }
}
