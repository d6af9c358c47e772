//! What there is to be touched: the properties of all entities that a schema leads to.

use std::collections::BTreeSet;

use misskey_codegen::schema::Schema;
use misskey_codegen::spec::Spec;

use crate::committed;
use crate::shape::{Object, Shape};

/// The origins of all properties of the entities that a schema leads to.
pub(crate) fn properties(
    spec: &Spec,
    schema: &Schema,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    let mut parts: BTreeSet<*const Schema> = BTreeSet::new();
    schema.visit(&mut |inner| {
        // What an entity has from another is its own.
        parts.extend(inner.all_of.iter().map(std::ptr::from_ref));
        let Some(name) = &inner.reference else {
            return;
        };
        let is_part = parts.contains(&std::ptr::from_ref(inner));
        if !is_part {
            found.extend(own_properties(spec, inner));
        }
        if seen.insert(format!("{name} {is_part}")) {
            properties(spec, &spec.entities[name], seen, found);
        }
    });
}

fn own_properties(spec: &Spec, schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for object in objects(Shape::of(spec, schema)) {
        // What has no name is told apart by its tag, which is no matter here.
        if let Some(owner) = object.entity {
            let names = object.properties.iter().map(|property| property.name);
            found.extend(names.map(|name| format!("{owner}.{name}")));
        }
    }
    found
}

fn objects(shape: Shape<'_>) -> Vec<Object<'_>> {
    match shape {
        Shape::Object(object) => vec![object],
        Shape::Ladder(objects) | Shape::Tagged(_, objects) => objects,
        _ => Vec::new(),
    }
}

#[test]
fn every_kind_of_moderation_log_has_a_shape() {
    let spec = committed::spec();
    let endpoint = &spec.endpoints["admin/show-moderation-logs"];
    let answer = endpoint.responses.values().flatten().next();
    let entry = answer.and_then(|answer| answer.items.as_deref());
    let shaped: BTreeSet<&String> = entry
        .into_iter()
        .flat_map(|entry| &entry.one_of)
        .filter_map(|member| member.property("type"))
        .flat_map(|kind| &kind.values)
        .collect();
    let known = spec.facts.availability.moderation_log_types.keys();
    let without: Vec<&String> = known.filter(|kind| !shaped.contains(kind)).collect();
    assert!(without.is_empty(), "without a shape: {without:?}");
    tell!("{} kinds of moderation logs have a shape", shaped.len());
}
