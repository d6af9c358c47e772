//! Ladders: unions whose largest member is read in place of all.

use std::collections::BTreeSet;

use super::types::{Presence, Shape, TypeDef, TypeId, TypeRef};

/// What a smaller member may lack, the largest may lack too: it is read in place of the
/// smaller one, where null stands for nothing.
pub(super) fn loosen(types: &mut [TypeDef]) {
    let mut loose: BTreeSet<(usize, String)> = BTreeSet::new();
    for definition in types.iter() {
        let Shape::Ladder(members) = &definition.shape else {
            continue;
        };
        let Some((widest, smaller)) = members.split_last() else {
            continue;
        };
        let widest = target(types, widest.kind).0;
        for member in smaller {
            let Shape::Struct(object) = &types[target(types, member.kind).0].shape
            else {
                continue;
            };
            let may_lack = object
                .fields
                .iter()
                .filter(|field| field.presence != Presence::Required);
            loose.extend(may_lack.map(|field| (widest, field.wire.clone())));
        }
    }
    for (index, wire) in loose {
        if let Shape::Struct(object) = &mut types[index].shape {
            let fields = object.fields.iter_mut().filter(|field| field.wire == wire);
            for field in fields.filter(|field| field.presence == Presence::Required) {
                field.presence = Presence::Optional;
            }
        }
    }
}

/// The type itself, behind other names for it.
fn target(types: &[TypeDef], id: TypeId) -> TypeId {
    match types[id.0].shape {
        Shape::Alias(TypeRef::Named(other)) => target(types, other),
        _ => id,
    }
}
