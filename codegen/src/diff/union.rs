//! Unions: their members, matched by what tells them apart.

use super::notation::describe;
use super::shape::Comparison;
use super::{Aspect, Bump};
use crate::schema::Schema;

impl Comparison<'_> {
    /// Two unions.
    pub(super) fn union(&mut self, at: &str, old: &Schema, new: &Schema) {
        let (one, other) = (members(old), members(new));
        let mut matched = vec![false; other.len()];
        for member in &one {
            let found = (0..other.len())
                .find(|&index| !matched[index] && same(member, &other[index]));
            match found {
                Some(index) => {
                    matched[index] = true;
                    let place = format!("{at}<{}>", other[index].name);
                    self.whole(&place, member.schema, other[index].schema);
                }
                None => {
                    let shown = (Some(member.name.clone()), None);
                    self.add(at, Aspect::Member, shown, self.way.sent, Bump::Major);
                }
            }
        }
        for (member, _) in other.iter().zip(matched).filter(|(_, matched)| !matched) {
            let shown = (None, Some(member.name.clone()));
            self.add(at, Aspect::Member, shown, false, Bump::Minor);
        }
    }
}

struct Member<'a> {
    /// The tags, the entity, or the shape in a few words.
    name: String,
    tags: &'a [String],
    schema: &'a Schema,
}

fn members(schema: &Schema) -> Vec<Member<'_>> {
    let list: Vec<&Schema> = schema.any_of.iter().chain(&schema.one_of).collect();
    let tag = tag(&list);
    let mut members = Vec::new();
    for schema in list.iter().copied() {
        let tags = tag
            .and_then(|tag| schema.property(tag))
            .map_or(&[][..], |tag| tag.values.as_slice());
        let name = if tags.is_empty() {
            describe(schema)
        } else {
            tags.join("|")
        };
        members.push(Member { name, tags, schema });
    }
    members
}

/// The property that tells the members apart: one of a few texts in each.
fn tag<'a>(members: &[&'a Schema]) -> Option<&'a str> {
    let tells = |name: &str| {
        members.iter().all(|member| {
            member
                .property(name)
                .is_some_and(|property| !property.values.is_empty())
        })
    };
    let first = members.first()?;
    let names = first.properties.iter().map(|(name, _)| name.as_str());
    names.into_iter().find(|name| tells(name))
}

fn same(one: &Member<'_>, other: &Member<'_>) -> bool {
    if one.tags.is_empty() || other.tags.is_empty() {
        return one.name == other.name;
    }
    one.tags.iter().any(|tag| other.tags.contains(tag))
}
