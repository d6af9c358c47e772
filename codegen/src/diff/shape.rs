//! Two shapes at one place.
//!
//! What is compared is named here, keyword by keyword: whatever else a schema carries is
//! no difference.

use std::collections::{BTreeMap, BTreeSet};

use super::notation::{describe, describe_with_null};
use super::{Aspect, Bump, Change, Happened};
use crate::schema::{Additional, Constraints, Schema, Type};
use crate::spec::Spec;

/// The two specs that are compared.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Spec,
    pub(super) new: &'a Spec,
}

impl<'a> Pair<'a> {
    pub(super) fn new(old: &'a Spec, new: &'a Spec) -> Self {
        Self { old, new }
    }
}

/// Which way a shape goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Whether programs make it: then it has constructors.
    pub(super) made: bool,
    /// Whether it goes to servers.
    pub(super) sent: bool,
    /// Whether it comes from servers.
    pub(super) received: bool,
}

impl Way {
    /// What programs make and send.
    pub(super) const SENT: Self = Self {
        made: true,
        sent: true,
        received: false,
    };
    /// What servers answer and tell.
    pub(super) const RECEIVED: Self = Self {
        made: false,
        sent: false,
        received: true,
    };
}

/// The differences found at a place and below.
pub(super) struct Comparison<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) way: Way,
    pub(super) changes: Vec<Change>,
    /// Whether one entity in another's place breaks callers: each pair is looked at once,
    /// however many ways lead to it, and one that contains itself not again.
    entities: BTreeMap<(String, String), bool>,
    /// How many entities were entered on the way here.
    depth: usize,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(pair: Pair<'a>, way: Way) -> Self {
        Self {
            pair,
            way,
            changes: Vec::new(),
            entities: BTreeMap::new(),
            depth: 0,
        }
    }

    /// Something that both have, and that is not the same.
    pub(super) fn add(
        &mut self,
        at: &str,
        aspect: Aspect,
        (before, after): (Option<String>, Option<String>),
        breaks_callers: bool,
        bump: Bump,
    ) {
        let happened = match (&before, &after) {
            (None, Some(_)) => Happened::Added,
            (Some(_), None) => Happened::Removed,
            _ => Happened::Changed,
        };
        self.changes.push(Change {
            at: at.to_owned(),
            aspect,
            happened,
            before,
            after,
            breaks_callers,
            bump,
        });
    }

    /// A fact about the whole. In the bindings it is a constant.
    pub(super) fn fact(
        &mut self,
        aspect: Aspect,
        before: Option<String>,
        after: Option<String>,
        breaks_callers: bool,
    ) {
        if before != after {
            self.add("", aspect, (before, after), breaks_callers, Bump::Patch);
        }
    }

    /// Two shapes with their nulls.
    pub(super) fn whole(&mut self, at: &str, old: &Schema, new: &Schema) {
        let null = |schema: &Schema| schema.nullable && !schema.is_null();
        // What can be anything can be null as it is.
        if null(old) != null(new) && !old.is_any() && !new.is_any() {
            let breaks = if new.nullable {
                self.way.received
            } else {
                self.way.sent
            };
            let shown = (Some(describe_with_null(old)), Some(describe_with_null(new)));
            self.add(at, Aspect::Null, shown, breaks, Bump::Major);
        }
        self.value(at, old, new);
    }

    /// Two shapes, their nulls aside.
    pub(super) fn value(&mut self, at: &str, old: &Schema, new: &Schema) {
        self.annotations(at, old, new);
        match (&old.reference, &new.reference) {
            (Some(one), Some(other)) if one == other => {}
            (None, None) => self.inline(at, old, new),
            _ => self.referred(at, old, new),
        }
    }

    /// Shapes of which at least one is an entity, and not the same.
    fn referred(&mut self, at: &str, old: &Schema, new: &Schema) {
        let shown = (Some(describe(old)), Some(describe(new)));
        if let (Some(one), Some(other)) = (&old.reference, &new.reference) {
            // Two entities may differ in too much to list: that they do is told.
            let breaks = self.exchanged(one, other);
            self.add(at, Aspect::Type, shown, breaks, Bump::Major);
            return;
        }
        let within = self.resolved(old, new);
        // What differs as a whole is told once, with the entity's name.
        let whole = within.iter().any(|change| change.at.is_empty());
        let breaks = within.iter().any(|change| change.breaks_callers);
        self.add(at, Aspect::Type, shown, whole && breaks, Bump::Major);
        if !whole {
            let prefixed = |change: Change| Change {
                at: below(at, &change.at),
                ..change
            };
            self.changes.extend(within.into_iter().map(prefixed));
        }
    }

    /// Whether it breaks callers that one entity takes another's place.
    fn exchanged(&mut self, old: &str, new: &str) -> bool {
        let key = (old.to_owned(), new.to_owned());
        if let Some(&known) = self.entities.get(&key) {
            return known;
        }
        self.entities.insert(key.clone(), false);
        let within = self.resolved(&Schema::reference(old), &Schema::reference(new));
        let breaks = within.iter().any(|change| change.breaks_callers);
        self.entities.insert(key, breaks);
        breaks
    }

    /// What differs between the shapes that two shapes stand for.
    fn resolved(&mut self, old: &Schema, new: &Schema) -> Vec<Change> {
        if self.depth == MAX_DEPTH {
            return Vec::new();
        }
        let mut inner = Comparison {
            pair: self.pair,
            way: self.way,
            changes: Vec::new(),
            entities: std::mem::take(&mut self.entities),
            depth: self.depth + 1,
        };
        inner.value("", entity(self.pair.old, old), entity(self.pair.new, new));
        self.entities = inner.entities;
        inner.changes
    }

    fn inline(&mut self, at: &str, old: &Schema, new: &Schema) {
        let (one, other) = (Form::of(old), Form::of(new));
        if one != other {
            let breaks = self.way.sent && !covers(new, old)
                || self.way.received && !covers(old, new);
            let shown = (Some(describe(old)), Some(describe(new)));
            self.add(at, Aspect::Type, shown, breaks, Bump::Major);
            return;
        }
        self.format(at, old, new);
        self.limits(at, &old.constraints, &new.constraints);
        match one {
            Form::Texts => self.values(at, old, new),
            Form::List => {
                let any = Schema::default();
                let (old, new) = (old.items.as_deref(), new.items.as_deref());
                self.whole(&format!("{at}[]"), old.unwrap_or(&any), new.unwrap_or(&any));
            }
            Form::Tuple(_) => {
                let elements = old.prefix_items.iter().zip(&new.prefix_items);
                for (index, (old, new)) in elements.enumerate() {
                    self.whole(&format!("{at}[{index}]"), old, new);
                }
            }
            Form::Map => {
                if let (Some(old), Some(new)) = (map_value(old), map_value(new)) {
                    self.whole(&format!("{at}{{}}"), old, new);
                }
            }
            Form::Object => self.object(at, old, new),
            Form::Union => self.union(at, old, new),
            Form::Any | Form::Scalars(_) => {}
        }
    }

    /// Texts of an enumeration.
    fn values(&mut self, at: &str, old: &Schema, new: &Schema) {
        for value in old
            .values
            .iter()
            .filter(|value| !new.values.contains(value))
        {
            let shown = (Some(format!("{value:?}")), None);
            self.add(at, Aspect::Value, shown, self.way.sent, Bump::Major);
        }
        for value in new
            .values
            .iter()
            .filter(|value| !old.values.contains(value))
        {
            let shown = (None, Some(format!("{value:?}")));
            self.add(at, Aspect::Value, shown, false, Bump::Minor);
        }
    }

    fn format(&mut self, at: &str, old: &Schema, new: &Schema) {
        if old.format == new.format {
            return;
        }
        let shown = (old.format.clone(), new.format.clone());
        let (one, other) = (meaning(old), meaning(new));
        let bump = if one == other {
            Bump::Patch
        } else {
            Bump::Major
        };
        // A text stays a text; a file is none.
        let file = (one == Meaning::File) != (other == Meaning::File);
        self.add(at, Aspect::Format, shown, file, bump);
    }

    fn limits(&mut self, at: &str, old: &Constraints, new: &Constraints) {
        let number = |value: &Option<serde_json::Number>| {
            value.as_ref().and_then(serde_json::Number::as_f64)
        };
        let count = |value: Option<u64>| value.map(|value| value as f64);
        for (name, old, new) in [
            ("minLength", count(old.min_length), count(new.min_length)),
            ("minimum", number(&old.minimum), number(&new.minimum)),
            ("minItems", count(old.min_items), count(new.min_items)),
        ] {
            let tighter = new.is_some_and(|new| old.is_none_or(|old| new > old));
            self.limit(at, name, (old, new), tighter);
        }
        for (name, old, new) in [
            ("maxLength", count(old.max_length), count(new.max_length)),
            ("maximum", number(&old.maximum), number(&new.maximum)),
            ("maxItems", count(old.max_items), count(new.max_items)),
        ] {
            let tighter = new.is_some_and(|new| old.is_none_or(|old| new < old));
            self.limit(at, name, (old, new), tighter);
        }
        let (one, other) = (old.pattern.as_ref(), new.pattern.as_ref());
        self.limit(at, "pattern", (one, other), new.pattern.is_some());
        let unique = |unique: bool| unique.then_some("yes");
        let (one, other) = (unique(old.unique_items), unique(new.unique_items));
        self.limit(at, "uniqueItems", (one, other), new.unique_items);
    }

    /// A limit that is tighter refuses what was accepted.
    fn limit<T: PartialEq + ToString>(
        &mut self,
        at: &str,
        name: &str,
        (old, new): (Option<T>, Option<T>),
        tighter: bool,
    ) {
        if old != new {
            let shown = |value: Option<T>| {
                value.map(|value| format!("{name} {}", value.to_string()))
            };
            let breaks = self.way.sent && tighter;
            let shown = (shown(old), shown(new));
            self.add(at, Aspect::Limit, shown, breaks, Bump::Patch);
        }
    }

    /// What is said beside the shape.
    fn annotations(&mut self, at: &str, old: &Schema, new: &Schema) {
        if old.default != new.default {
            let shown =
                |schema: &Schema| schema.default.as_ref().map(ToString::to_string);
            let shown = (shown(old), shown(new));
            self.add(at, Aspect::Default, shown, false, Bump::Patch);
        }
        if old.deprecated != new.deprecated {
            let shown = |flag: bool| flag.then(|| "deprecated".to_owned());
            let shown = (shown(old.deprecated), shown(new.deprecated));
            self.add(at, Aspect::Deprecated, shown, false, Bump::Patch);
        }
        if old.condition != new.condition {
            let shown = |schema: &Schema| {
                schema.condition.is_some().then(|| "a rule".to_owned())
            };
            let (shown, breaks) = (
                (shown(old), shown(new)),
                self.way.sent && new.condition.is_some(),
            );
            self.add(at, Aspect::Condition, shown, breaks, Bump::Patch);
        }
    }
}

/// More entities on a way than any that means something.
const MAX_DEPTH: usize = 16;

/// The shape that a shape stands for.
fn entity<'a>(spec: &'a Spec, schema: &'a Schema) -> &'a Schema {
    let name = schema.reference.as_ref();
    name.and_then(|name| spec.entities.get(name))
        .unwrap_or(schema)
}

/// A place within a place.
fn below(at: &str, inner: &str) -> String {
    let step = inner.starts_with(['[', '{', '<']) || inner.is_empty() || at.is_empty();
    let dot = if step { "" } else { "." };
    format!("{at}{dot}{inner}")
}

/// What a shape is, apart from what is within it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Any,
    Scalars(BTreeSet<Type>),
    Texts,
    List,
    Tuple(usize),
    Map,
    Object,
    Union,
}

impl Form {
    fn of(schema: &Schema) -> Self {
        let union = !schema.any_of.is_empty() || !schema.one_of.is_empty();
        if !schema.values.is_empty() {
            return Self::Texts;
        }
        if schema.properties.is_empty() && union {
            return Self::Union;
        }
        if !schema.properties.is_empty() || !schema.all_of.is_empty() {
            return Self::Object;
        }
        if !schema.prefix_items.is_empty() {
            return Self::Tuple(schema.prefix_items.len());
        }
        if schema.types.len() > 1 {
            return Self::Scalars(schema.types.clone());
        }
        match schema.types.first() {
            None if schema.items.is_some() => Self::List,
            None => Self::Any,
            Some(Type::Array) => Self::List,
            Some(Type::Object) if map_value(schema).is_some() => Self::Map,
            Some(_) => Self::Scalars(schema.types.clone()),
        }
    }

    /// The types of its values, if they are limited.
    fn types(&self) -> Option<BTreeSet<Type>> {
        let one = |kind| Some(BTreeSet::from([kind]));
        match self {
            Self::Scalars(types) => Some(types.clone()),
            Self::Texts => one(Type::String),
            Self::List | Self::Tuple(_) => one(Type::Array),
            Self::Map | Self::Object => one(Type::Object),
            Self::Any | Self::Union => None,
        }
    }
}

/// The shape of a map's values.
fn map_value(schema: &Schema) -> Option<&Schema> {
    match &schema.additional {
        Some(Additional::Schema(value)) => Some(value),
        _ => None,
    }
}

/// Whether all values of the narrow shape are of the wide one, as far as forms tell.
fn covers(wide: &Schema, narrow: &Schema) -> bool {
    // Entities are objects but for a few.
    let form = |schema: &Schema| match &schema.reference {
        Some(_) => Form::Object,
        None => Form::of(schema),
    };
    let members = |schema: &Schema| -> Vec<Schema> {
        schema
            .any_of
            .iter()
            .chain(&schema.one_of)
            .cloned()
            .collect()
    };
    match (form(wide), form(narrow)) {
        (Form::Any, _) => true,
        (_, Form::Union) => members(narrow).iter().all(|one| covers(wide, one)),
        (Form::Union, _) => members(wide).iter().any(|one| covers(one, narrow)),
        (Form::Scalars(wide), narrow) => narrow.types().is_some_and(|narrow| {
            narrow.iter().all(|kind| {
                let number = *kind == Type::Integer && wide.contains(&Type::Number);
                number || wide.contains(kind)
            })
        }),
        (one, other) => one == other,
    }
}

/// What a format makes of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Plain,
    Time,
    Id,
    File,
}

fn meaning(schema: &Schema) -> Meaning {
    match schema.format.as_deref() {
        Some("date-time") => Meaning::Time,
        Some("id" | "misskey:id") => Meaning::Id,
        Some("binary") => Meaning::File,
        _ => Meaning::Plain,
    }
}
