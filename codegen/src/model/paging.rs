//! Which endpoints answer page by page, and how the next page is asked for.

use super::types::{
    Dependent, Endpoint, PagedBy, Paging, Rule, Shape, TypeDef, TypeId, TypeRef, Unpaged,
};
use crate::diagnostic::{Diagnostics, Place};
use crate::modelling::Modelling;

/// Finds out how each endpoint is paged through. A choice that keeps nothing from being
/// paged through is an error if the choices are the spec's own.
pub(super) fn find(
    types: &[TypeDef],
    endpoints: &mut [Endpoint],
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) {
    for endpoint in &mut *endpoints {
        endpoint.paging = of(types, endpoint, modelling);
    }
    if !modelling.is_own {
        return;
    }
    for path in modelling.unpaged.keys() {
        let chosen = |one: &Endpoint| {
            one.path == *path && matches!(one.paging, Paging::Not(Unpaged::Chosen(_)))
        };
        if !endpoints.iter().any(chosen) {
            let place = Place::root("modelling.toml").at("unpaged").at(path);
            let message = format!("`{path}` can't be paged through in any case");
            diagnostics.error(&place, message, "delete the line");
        }
    }
}

fn of(types: &[TypeDef], endpoint: &Endpoint, modelling: &Modelling) -> Paging {
    let Shape::Struct(request) = &types[endpoint.request.0].shape else {
        return Paging::None;
    };
    let takes = |name| request.fields.iter().any(|field| field.wire == name);
    let by = match (takes("sinceId"), takes("untilId"), takes("offset")) {
        (true, true, _) => PagedBy::Ids,
        (false, true, _) => PagedBy::UntilId,
        (_, false, true) => PagedBy::Offset,
        (_, false, false) => return Paging::None,
    };
    let TypeRef::List(item) = &endpoint.response else {
        return Paging::Not(Unpaged::NoList);
    };
    if !takes("limit") {
        return Paging::Not(Unpaged::NoLimit);
    }
    if by != PagedBy::Offset && !has_id(types, item) {
        return Paging::Not(Unpaged::NoId);
    }
    if let Some(reason) = modelling.unpaged.get(&endpoint.path) {
        return Paging::Not(Unpaged::Chosen(reason.clone()));
    }
    Paging::Pages {
        by,
        item: (**item).clone(),
        limit: greatest_limit(endpoint),
    }
}

fn has_id(types: &[TypeDef], item: &TypeRef) -> bool {
    let TypeRef::Named(TypeId(index)) = item else {
        return false;
    };
    match &types[*index].shape {
        Shape::Struct(object) | Shape::Dependent(Dependent { object, .. }) => {
            object.fields.iter().any(|field| field.wire == "id")
        }
        Shape::Tagged(union) => has_id(types, &TypeRef::Named(union.other)),
        Shape::Ladder(members) => members
            .first()
            .is_some_and(|member| has_id(types, &TypeRef::Named(member.kind))),
        Shape::Alias(other) => has_id(types, other),
        _ => false,
    }
}

/// The most items that a page can have.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a limit that is no whole number above 0 is rounded to one"
)]
fn greatest_limit(endpoint: &Endpoint) -> Option<u32> {
    let mut limits = endpoint.constraints.iter();
    limits.find_map(|constraint| match constraint.rule {
        Rule::Range(_, Some(greatest)) if constraint.path == "limit" => {
            Some(greatest.max(1.0) as u32)
        }
        _ => None,
    })
}
