//! Objects of which one property tells what another holds.
//!
//! Their schema has properties of its own and members, each with the same two properties:
//! one is one of a few texts, never the same in two members, and the other is told by it.

use std::collections::BTreeSet;

use super::object::Object;
use super::period::Period;
use super::place::{Place, Step};
use super::resolve::Resolver;
use super::types::{Dependent, Field, Message, Presence, Shape, TypeRef};
use crate::release::Span;
use crate::schema::Schema;

impl<'a> Resolver<'a> {
    /// The shape, if the schema is of that form and comes from the server.
    pub(super) fn dependent(
        &mut self,
        place: &Place,
        schema: &'a Schema,
    ) -> Option<Shape> {
        if place.is_sent() || schema.properties.is_empty() {
            return None;
        }
        let (tag, content) = tag_and_content(schema)?;
        let inner = place.step(Step::Field(content.to_owned()));
        let mut contents = Vec::new();
        for member in &schema.one_of {
            let texts = &member.property(tag)?.values;
            let place = inner.step(Step::Member(texts.first()?.clone()));
            let kind = self.kind(&place, member.property(content)?);
            contents.extend(texts.iter().map(|text| Message {
                wire: text.clone(),
                ident: String::new(),
                about: None,
                body: Some(kind.clone()),
                period: self.period_of(&inner, text, &Span::default()),
            }));
        }
        let contents = self.arena.intern(&inner, Shape::Contents(contents));
        let mut object = self.structure(place, &Object::of(schema));
        object.order.push(object.fields.len());
        object.fields.push(Field {
            wire: content.to_owned(),
            ident: String::new(),
            about: None,
            origin: None,
            kind: TypeRef::Named(contents),
            presence: Presence::Required,
            exclusive: false,
            open: None,
            constraints: Default::default(),
            default: None,
            deprecated: false,
            period: Period::default(),
        });
        Some(Shape::Dependent(Dependent {
            object,
            tag: tag.to_owned(),
            content: content.to_owned(),
        }))
    }
}

/// The property that tells, and the one that is told by it.
fn tag_and_content(schema: &Schema) -> Option<(&str, &str)> {
    let [(one, _), (other, _)] = schema.one_of.first()?.properties.as_slice() else {
        return None;
    };
    let pairs = [(one, other), (other, one)];
    let found = pairs.into_iter().find(|(tag, content)| {
        let is_own = |name: &str| schema.property(name).is_some();
        !is_own(tag) && !is_own(content) && tells(&schema.one_of, tag, content)
    });
    found.map(|(tag, content)| (tag.as_str(), content.as_str()))
}

fn tells(members: &[Schema], tag: &str, content: &str) -> bool {
    let mut seen = BTreeSet::new();
    members.iter().all(|member| {
        let texts = member.property(tag).map_or(&[][..], |tag| &tag.values);
        member.properties.len() == 2
            && member.required.contains(tag)
            && member.property(content).is_some()
            && !texts.is_empty()
            && texts.iter().all(|text| seen.insert(text))
    })
}
