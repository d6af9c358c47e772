//! Boxing what contains itself.

use std::collections::BTreeSet;

use super::types::{Presence, Shape, TypeDef, TypeRef};

/// Puts every field behind a pointer through which a type would contain itself.
/// Lists and maps are pointers already, and so are the members of unions.
pub(super) fn box_recursion(types: &mut [TypeDef]) {
    let held: Vec<Vec<usize>> = types.iter().map(held_by_value).collect();
    for (index, definition) in types.iter_mut().enumerate() {
        let Some(object) = definition.shape.object_mut() else {
            continue;
        };
        for field in &mut object.fields {
            if by_value(&field.kind).is_some_and(|inner| reaches(&held, inner, index)) {
                field.kind = TypeRef::Boxed(Box::new(field.kind.clone()));
                // What would always be within itself has no value: the document can't mean it.
                if field.presence == Presence::Required {
                    field.presence = Presence::Optional;
                }
            }
        }
    }
}

fn held_by_value(definition: &TypeDef) -> Vec<usize> {
    if let Shape::Alias(kind) = &definition.shape {
        return by_value(kind).into_iter().collect();
    }
    let object = definition.shape.object().into_iter();
    object
        .flat_map(|object| &object.fields)
        .filter_map(|field| by_value(&field.kind))
        .collect()
}

fn by_value(kind: &TypeRef) -> Option<usize> {
    match kind {
        TypeRef::Named(id) => Some(id.0),
        TypeRef::Nullable(inner) => by_value(inner),
        _ => None,
    }
}

fn reaches(held: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) {
            open.extend(&held[next]);
        }
    }
    false
}
