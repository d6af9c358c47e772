//! Objects: their properties, and what a call needs one of.

use std::collections::BTreeSet;

use super::notation::{describe, describe_with_null};
use super::shape::Comparison;
use super::{Aspect, Bump};
use crate::model::Presence;
use crate::schema::{Schema, Type};
use crate::spec::Spec;

/// An object's properties from all parts of its schema.
#[derive(Clone, Debug, Default)]
struct Properties<'a> {
    /// In the document's order.
    list: Vec<(&'a str, &'a Schema)>,
    required: BTreeSet<&'a str>,
    /// The sets of properties of which one must be there. Without any, none need be.
    alternatives: BTreeSet<BTreeSet<&'a str>>,
    /// Whether all was understood.
    complete: bool,
}

/// Deeper than any shape that can be read.
const MAX_DEPTH: usize = 16;

impl<'a> Properties<'a> {
    /// Reads an object. Entities in `shared` are left out: both objects have what they
    /// have. In parameters, the members of a union are alternatives.
    fn of(
        spec: &'a Spec,
        schema: &'a Schema,
        shared: &BTreeSet<&str>,
        parameters: bool,
    ) -> Self {
        let mut properties = Self {
            complete: true,
            ..Self::default()
        };
        properties.collect(spec, schema, shared, parameters, 0);
        properties
    }

    fn collect(
        &mut self,
        spec: &'a Spec,
        schema: &'a Schema,
        shared: &BTreeSet<&str>,
        parameters: bool,
        depth: usize,
    ) {
        if depth > MAX_DEPTH || schema.types.iter().any(|&kind| kind != Type::Object) {
            self.complete = false;
            return;
        }
        if let Some(name) = &schema.reference {
            match spec.entities.get(name) {
                Some(_) if shared.contains(name.as_str()) => {}
                Some(entity) => {
                    self.collect(spec, entity, shared, parameters, depth + 1);
                }
                None => self.complete = false,
            }
            return;
        }
        for part in &schema.all_of {
            self.collect(spec, part, shared, parameters, depth + 1);
        }
        for (name, property) in &schema.properties {
            self.put(name, property);
        }
        self.required
            .extend(schema.required.iter().map(String::as_str));
        for member in schema.any_of.iter().chain(&schema.one_of) {
            let limits = member.types.is_empty() && member.properties.is_empty();
            if parameters || limits {
                self.alternative(spec, member, shared, depth);
            } else {
                self.complete = false;
            }
        }
    }

    fn alternative(
        &mut self,
        spec: &'a Spec,
        member: &'a Schema,
        shared: &BTreeSet<&str>,
        depth: usize,
    ) {
        let mut inner = Self {
            complete: true,
            ..Self::default()
        };
        inner.collect(spec, member, shared, true, depth + 1);
        self.complete &= inner.complete;
        for (name, property) in inner.list {
            self.put(name, property);
        }
        self.alternatives.insert(inner.required);
    }

    /// The later part knows better.
    fn put(&mut self, name: &'a str, property: &'a Schema) {
        match self.list.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = property,
            None => self.list.push((name, property)),
        }
    }

    fn get(&self, name: &str) -> Option<&'a Schema> {
        let found = self.list.iter().find(|(known, _)| *known == name);
        found.map(|(_, schema)| *schema)
    }
}

impl Comparison<'_> {
    /// Two requests: alternatives are told apart by what they require.
    pub(super) fn parameters(&mut self, at: &str, old: &Schema, new: &Schema) {
        self.properties(at, old, new, true);
    }

    /// Two objects.
    pub(super) fn object(&mut self, at: &str, old: &Schema, new: &Schema) {
        self.properties(at, old, new, false);
    }

    fn properties(&mut self, at: &str, old: &Schema, new: &Schema, parameters: bool) {
        let pair = self.pair;
        let shared = &parts(old) & &parts(new);
        let one = Properties::of(pair.old, old, &shared, parameters);
        let other = Properties::of(pair.new, new, &shared, parameters);
        if one.complete != other.complete
            || (!one.complete && one.list.is_empty() && old.all_of != new.all_of)
        {
            let shown = (Some(describe(old)), Some(describe(new)));
            self.add(at, Aspect::Type, shown, true, Bump::Major);
            return;
        }
        for (name, property) in &one.list {
            let place = join(at, name);
            match other.get(name) {
                Some(now) => {
                    let required =
                        (one.required.contains(name), other.required.contains(name));
                    self.presence(&place, required, property, now);
                    self.value(&place, property, now);
                }
                None => self.removed(&place, property, one.required.contains(name)),
            }
        }
        for (name, property) in &other.list {
            if one.get(name).is_none() {
                let required = other.required.contains(name);
                self.added(&join(at, name), property, required);
            }
        }
        self.alternatives(at, &one, &other);
    }

    fn added(&mut self, at: &str, property: &Schema, required: bool) {
        let shown = (None, Some(field(property, required)));
        let breaks = self.way.sent && required;
        let bump = if self.way.made && required {
            Bump::Major
        } else {
            Bump::Minor
        };
        self.add(at, Aspect::Field, shown, breaks, bump);
    }

    fn removed(&mut self, at: &str, property: &Schema, required: bool) {
        let shown = (Some(field(property, required)), None);
        self.add(at, Aspect::Field, shown, true, Bump::Major);
    }

    fn presence(
        &mut self,
        at: &str,
        (was, is): (bool, bool),
        old: &Schema,
        new: &Schema,
    ) {
        let null = |schema: &Schema| schema.nullable && !schema.is_any();
        // A shape that becomes anything, or something, differs in more than null.
        let comparable = !old.is_any() && !new.is_any();
        let nulls = comparable && null(old) != null(new);
        let of = |required, schema: &Schema| {
            let null = comparable && null(schema);
            Presence::of(required, null, self.way.made, schema.default.as_ref())
        };
        let (one, other) = (of(was, old), of(is, new));
        if was == is && !nulls && one == other {
            return;
        }
        let sent = self.way.sent && (!was && is || nulls && null(old));
        let received = self.way.received
            && one == Presence::Required
            && other != Presence::Required;
        let same = if self.way.made {
            one == other
        } else {
            (one == Presence::Required) == (other == Presence::Required)
        };
        let bump = if same { Bump::Patch } else { Bump::Major };
        let shown = (
            Some(presence(old, was, null(old))),
            Some(presence(new, is, null(new))),
        );
        self.add(at, Aspect::Presence, shown, sent || received, bump);
    }

    fn alternatives(&mut self, at: &str, old: &Properties<'_>, new: &Properties<'_>) {
        if old.alternatives == new.alternatives {
            return;
        }
        // A call by one of the old sets works as long as it satisfies one of the new.
        let refused = |set: &BTreeSet<&str>| {
            !new.alternatives.is_empty()
                && !new.alternatives.iter().any(|one| one.is_subset(set))
        };
        let nothing = BTreeSet::new();
        let breaks = self.way.sent
            && if old.alternatives.is_empty() {
                refused(&nothing)
            } else {
                old.alternatives.iter().any(refused)
            };
        let shown = (alternatives(old), alternatives(new));
        self.add(at, Aspect::Alternatives, shown, breaks, Bump::Major);
    }
}

/// The entities that a shape is made of.
fn parts(schema: &Schema) -> BTreeSet<&str> {
    let named = schema
        .all_of
        .iter()
        .filter_map(|part| part.reference.as_deref());
    named.collect()
}

fn join(at: &str, name: &str) -> String {
    // A name that could be taken for two is quoted.
    let plain = !name.contains('.');
    let name = if plain {
        name.to_owned()
    } else {
        format!("{name:?}")
    };
    if at.is_empty() {
        name
    } else {
        format!("{at}.{name}")
    }
}

/// A property in a few words.
fn field(property: &Schema, required: bool) -> String {
    let presence = if required { "required" } else { "optional" };
    format!("{}, {presence}", describe_with_null(property))
}

fn presence(schema: &Schema, required: bool, null: bool) -> String {
    let mut text = if required { "required" } else { "optional" }.to_owned();
    if null {
        text.push_str(", may be null");
        if schema.default == Some(serde_json::Value::Null) {
            text.push_str(" as when absent");
        }
    }
    text
}

fn alternatives(properties: &Properties<'_>) -> Option<String> {
    let shown = |set: &BTreeSet<&str>| {
        let names: Vec<&str> = set.iter().copied().collect();
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(" and ")
        }
    };
    let sets: Vec<String> = properties.alternatives.iter().map(shown).collect();
    (!sets.is_empty()).then(|| format!("one of: {}", sets.join("; ")))
}
