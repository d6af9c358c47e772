//! The one form of what can be said in several ways.

use std::collections::BTreeSet;

use crate::schema::{Schema, Type};

/// Null among the members of a union is a flag; a union of one member is that member.
pub(super) fn normalise(mut schema: Schema) -> Schema {
    for members in [&mut schema.any_of, &mut schema.one_of] {
        let before = members.len();
        members.retain(|member| !member.is_null());
        schema.nullable |=
            members.len() < before || members.iter().any(|member| member.nullable);
        for member in members {
            member.nullable = false;
        }
    }
    let single = match (
        schema.all_of.as_slice(),
        schema.any_of.as_slice(),
        schema.one_of.as_slice(),
    ) {
        ([one], [], []) | ([], [one], []) | ([], [], [one]) => one.clone(),
        _ => return schema,
    };
    let adds_nothing = schema.properties.is_empty()
        && schema.items.is_none()
        && schema.values.is_empty()
        && schema.additional.is_none()
        && schema.types.iter().all(|&kind| kind == Type::Object);
    if !adds_nothing {
        return schema;
    }
    Schema {
        nullable: schema.nullable || single.nullable,
        default: schema.default.or(single.default),
        deprecated: schema.deprecated || single.deprecated,
        required: schema
            .required
            .union(&single.required)
            .cloned()
            .collect::<BTreeSet<_>>(),
        ..single
    }
}
