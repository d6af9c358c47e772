//! Endpoints: the newest says who may call them and how.

use std::collections::BTreeMap;

use super::{Merger, common};
use crate::diagnostic::Place;
use crate::release::Span;
use crate::schema::Schema;
use crate::spec::{Endpoint, Request, prefix_of};

impl Merger<'_> {
    pub(super) fn endpoints(&mut self) -> BTreeMap<String, Endpoint> {
        let (older, newer) = (self.older, self.newer);
        let mut endpoints = older.endpoints.clone();
        for endpoint in endpoints.values_mut() {
            endpoint.span = endpoint.span.ended(&self.before);
        }
        for (path, endpoint) in &newer.endpoints {
            let merged = match older.endpoints.get(path) {
                Some(known) => self.endpoint(path, known, endpoint),
                None => Endpoint {
                    span: Span::since(&self.now),
                    ..endpoint.clone()
                },
            };
            endpoints.insert(path.clone(), merged);
        }
        endpoints
    }

    fn endpoint(&mut self, path: &str, older: &Endpoint, newer: &Endpoint) -> Endpoint {
        let prefix = prefix_of(path);
        let file = if prefix.is_empty() {
            "endpoints.json".to_owned()
        } else {
            format!("endpoints/{prefix}.json")
        };
        let place = Place::root(&file).at(path);
        let request =
            self.request(older.request.schema.as_ref(), newer.request.schema.as_ref());
        Endpoint {
            request: Request {
                schema: request,
                ..newer.request
            },
            responses: self.responses(&place.at("responses"), older, newer),
            errors: common::both(&older.errors, &newer.errors, &self.before, &self.now),
            span: older.span.continued(),
            ..newer.clone()
        }
    }

    /// The newer answers, joined with the older ones of the same status. That an older
    /// document tells of no body, or nothing of it, does not count against a newer one
    /// that tells of one.
    fn responses(
        &mut self,
        place: &Place<'_>,
        older: &Endpoint,
        newer: &Endpoint,
    ) -> BTreeMap<u16, Option<Schema>> {
        let mut responses = newer.responses.clone();
        for (status, schema) in &mut responses {
            let place = place.at(status);
            let known = older.responses.get(status).and_then(Option::as_ref);
            *schema = match (known, schema.take()) {
                (Some(known), Some(schema)) => Some(self.join(&place, known, &schema)),
                (Some(known), None) if !known.is_any() => Some(known.clone()),
                (_, schema) => schema,
            };
        }
        if responses.values().any(Option::is_some) {
            return responses;
        }
        let told = older.responses.iter().filter(|(_, schema)| {
            schema.as_ref().is_some_and(|schema| !schema.is_any())
        });
        responses.extend(told.map(|(status, schema)| (*status, schema.clone())));
        responses
    }
}
