//! Shapes that are one of several.

use std::collections::BTreeSet;

use super::naming;
use super::object::{Object, Property};
use super::period::Period;
use super::place::{Place, Step};
use super::resolve::Resolver;
use super::types::{
    LadderMember, Member, Presence, Shape, Struct, Tagged, TypeRef, Untagged,
    UntaggedMember,
};
use crate::schema::{Schema, Type};

impl<'a> Resolver<'a> {
    /// One of several schemas.
    pub(super) fn union(&mut self, place: &Place, members: &'a [Schema]) -> Shape {
        let members = self.flat(members);
        if let [single] = members.as_slice() {
            return Shape::Alias(self.kind(place, single));
        }
        let objects: Option<Vec<Object<'a>>> = members
            .iter()
            .map(|member| {
                Object::flatten(self.spec, member)
                    .filter(|one| !one.properties.is_empty())
            })
            .collect();
        if let Some(objects) = objects {
            if let Some(tag) = tag_of(&objects) {
                return self.tagged(place, &tag, &members, &objects);
            }
            if let Some(shape) = self.ladder(place, &members, &objects) {
                return shape;
            }
        }
        self.untagged(place, &members)
    }

    /// The members of a union, and of the unions among them.
    fn flat(&self, members: &'a [Schema]) -> Vec<&'a Schema> {
        let mut flat = Vec::new();
        self.flatten_union(members, 0, &mut BTreeSet::new(), &mut flat);
        let mut unique: Vec<&Schema> = Vec::new();
        for member in flat {
            if !unique.contains(&member) {
                unique.push(member);
            }
        }
        unique
    }

    fn flatten_union(
        &self,
        members: &'a [Schema],
        depth: usize,
        seen: &mut BTreeSet<&'a str>,
        flat: &mut Vec<&'a Schema>,
    ) {
        const MAX_DEPTH: usize = 8;
        for member in members {
            let target = member
                .reference
                .as_ref()
                .and_then(|name| self.spec.entities.get(name))
                .unwrap_or(member);
            let inner = if target.one_of.is_empty() {
                &target.any_of
            } else {
                &target.one_of
            };
            if inner.is_empty() || depth == MAX_DEPTH || !target.properties.is_empty() {
                flat.push(member);
            } else if member
                .reference
                .as_ref()
                .is_none_or(|name| seen.insert(name))
            {
                self.flatten_union(inner, depth + 1, seen, flat);
            }
        }
    }

    fn tagged(
        &mut self,
        place: &Place,
        tag: &str,
        members: &[&'a Schema],
        objects: &[Object<'a>],
    ) -> Shape {
        let mut found: Vec<Member> = Vec::new();
        for (schema, object) in members.iter().zip(objects) {
            let tags = object
                .property(tag)
                .map(|tag| tag.schema.values.clone())
                .unwrap_or_default();
            let (ident, kind, holds_tag) = match &schema.reference {
                Some(name) => (naming::pascal(name), self.kind(place, schema), true),
                None => {
                    let label = if let [single] = tags.as_slice() {
                        single.clone()
                    } else {
                        member_label(object, tag)
                    };
                    let ident = naming::pascal(&label);
                    let holds_tag = tags.len() > 1;
                    let mut object = object.clone();
                    if !holds_tag {
                        object.properties.retain(|property| property.name != tag);
                        object.required.remove(tag);
                    }
                    let place = place.step(Step::Member(ident.clone()));
                    let shape = Shape::Struct(self.structure(&place, &object));
                    (
                        ident,
                        TypeRef::Named(self.arena.intern(&place, shape)),
                        holds_tag,
                    )
                }
            };
            let TypeRef::Named(kind) = kind else { continue };
            let first = tags.first().map_or("", String::as_str);
            found.push(Member {
                ident,
                period: self.period_of(place, first, &schema.span),
                tags,
                holds_tag,
                about: None,
                kind,
            });
        }
        let other = place.step(Step::Member(naming::OTHER.to_owned()));
        let common = self.common(&other, tag, objects);
        let other = self.arena.intern(&other, Shape::Struct(common));
        Shape::Tagged(Tagged {
            tag: tag.to_owned(),
            members: found,
            other,
        })
    }

    /// What members that are not known are taken to have: what all known ones have, if
    /// it is there, and the tag as it came.
    fn common(&mut self, place: &Place, tag: &str, objects: &[Object<'a>]) -> Struct {
        let mut common = objects.first().cloned().unwrap_or_default();
        common.properties.retain(|property| {
            let everywhere = |object: &Object<'_>| {
                object.property(property.name).is_some_and(|one| {
                    one.schema.timeless() == property.schema.timeless()
                })
            };
            property.name != tag && objects.iter().all(everywhere)
        });
        common.required.clear();
        let mut structure = self.structure(place, &common);
        for field in &mut structure.fields {
            field.presence = Presence::Optional;
        }
        structure
    }

    /// Objects of which each has all properties of the one before, smallest first.
    fn ladder(
        &mut self,
        place: &Place,
        members: &[&'a Schema],
        objects: &[Object<'a>],
    ) -> Option<Shape> {
        let names = |object: &Object<'a>| {
            object
                .properties
                .iter()
                .map(|property| property.name)
                .collect::<BTreeSet<_>>()
        };
        let mut steps: Vec<(usize, BTreeSet<&str>)> =
            objects.iter().map(names).enumerate().collect();
        steps.sort_by_key(|(_, names)| names.len());
        let grows = steps.windows(2).all(|pair| {
            pair[0].1.len() < pair[1].1.len() && pair[0].1.is_subset(&pair[1].1)
        });
        let widest = &objects[steps.last()?.0];
        let shared =
            objects
                .iter()
                .flat_map(|object| &object.properties)
                .all(|property| {
                    widest
                        .property(property.name)
                        .is_some_and(|wide| is_same(property, wide))
                });
        if !grows || !shared || !members.iter().all(|member| member.reference.is_some())
        {
            return None;
        }
        let mut ladder = Vec::new();
        for (index, _) in steps {
            let name = members[index].reference.as_deref()?;
            let TypeRef::Named(kind) = self.kind(place, members[index]) else {
                return None;
            };
            ladder.push(LadderMember {
                ident: naming::pascal(name),
                kind,
                period: Period::seen(&members[index].span),
            });
        }
        Some(Shape::Ladder(ladder))
    }

    /// Shapes that are told apart by their JSON type, or as objects by their keys.
    fn untagged(&mut self, place: &Place, members: &[&'a Schema]) -> Shape {
        let mut found: Vec<UntaggedMember> = Vec::new();
        // The first that fits is taken: what asks for more comes first.
        let mut members = members.to_vec();
        let asked = |member: &Schema| {
            Object::flatten(self.spec, member).map_or(0, |object| object.required.len())
        };
        members.sort_by_key(|member| std::cmp::Reverse(asked(member)));
        for member in members {
            let label = self.untagged_label(member);
            let kind = self.kind(&place.step(Step::Member(label.clone())), member);
            if kind == TypeRef::Json {
                self.degrade(place, "a member of the union can be anything");
                return Shape::Alias(TypeRef::Json);
            }
            if found.iter().any(|known| known.kind == kind) {
                continue;
            }
            found.push(UntaggedMember {
                ident: label,
                kind,
                period: Period::seen(&member.span),
            });
        }
        if let [single] = found.as_slice() {
            return Shape::Alias(single.kind.clone());
        }
        let labels: BTreeSet<&String> =
            found.iter().map(|member| &member.ident).collect();
        if labels.len() < found.len() {
            self.degrade(place, "the members of the union can't be told apart");
            return Shape::Alias(TypeRef::Json);
        }
        Shape::Untagged(Untagged { members: found })
    }

    fn untagged_label(&self, member: &'a Schema) -> String {
        if let Some(name) = &member.reference {
            return naming::pascal(name);
        }
        if let Some(object) = Object::flatten(self.spec, member)
            .filter(|object| !object.properties.is_empty())
        {
            return member_label(&object, "");
        }
        type_label(member.types.first().copied())
    }

    /// A value of one of several JSON types.
    pub(super) fn scalars(&mut self, place: &Place, schema: &'a Schema) -> Shape {
        let members = schema.types.iter().map(|&kind| {
            let held = match kind {
                Type::Boolean => TypeRef::Boolean,
                Type::Integer => TypeRef::Integer,
                Type::Number => TypeRef::Number,
                Type::String => TypeRef::Text,
                Type::Array => schema.items.as_ref().map_or_else(
                    || TypeRef::List(Box::new(TypeRef::Json)),
                    |items| {
                        TypeRef::List(Box::new(
                            self.nullable_kind(&place.step(Step::Item), items),
                        ))
                    },
                ),
                Type::Object => TypeRef::JsonObject,
            };
            UntaggedMember {
                ident: type_label(Some(kind)),
                kind: held,
                period: Period::default(),
            }
        });
        Shape::Untagged(Untagged {
            members: members.collect(),
        })
    }
}

fn type_label(kind: Option<Type>) -> String {
    let label = match kind {
        Some(Type::Boolean) => "Boolean",
        Some(Type::Integer) => "Integer",
        Some(Type::Number) => "Number",
        Some(Type::String) => "Text",
        Some(Type::Array) => "List",
        Some(Type::Object) => "Object",
        None => "Any",
    };
    label.to_owned()
}

/// A name for an object without one: by what it always has beside the tag.
fn member_label(object: &Object<'_>, tag: &str) -> String {
    let names = object.properties.iter().map(|property| property.name);
    let always = names.filter(|name| *name != tag && object.required.contains(name));
    let names: Vec<String> = always.take(3).map(naming::pascal).collect();
    if names.is_empty() {
        "Simple".to_owned()
    } else {
        names.join("And")
    }
}

/// Whether two properties hold the same, whether or not they must be there.
fn is_same(one: &Property<'_>, other: &Property<'_>) -> bool {
    let held = |schema: &Schema| Schema {
        default: None,
        deprecated: false,
        ..schema.without_null().timeless()
    };
    let place = one.origin == other.origin
        || one.schema.reference.is_some()
        || is_scalar(one.schema);
    place && held(one.schema) == held(other.schema)
}

/// Whether what a schema describes is the same wherever it stands.
fn is_scalar(schema: &Schema) -> bool {
    match schema.types.first() {
        Some(Type::Boolean | Type::Integer | Type::Number) => schema.types.len() == 1,
        Some(Type::String) => {
            schema.types.len() == 1
                && schema.values.is_empty()
                && schema.format.is_none()
        }
        _ => false,
    }
}

/// The property that tells objects apart: one of a few texts in each, and never the same.
fn tag_of(objects: &[Object<'_>]) -> Option<String> {
    let first = objects.first()?;
    let tells = |name: &str| {
        let mut seen = BTreeSet::new();
        objects.iter().all(|object| {
            object.property(name).is_some_and(|property| {
                let values = &property.schema.values;
                !values.is_empty()
                    && object.required.contains(name)
                    && values.iter().all(|value| seen.insert(value))
            })
        })
    };
    first
        .properties
        .iter()
        .map(|property| property.name)
        .find(|name| tells(name))
        .map(str::to_owned)
}
