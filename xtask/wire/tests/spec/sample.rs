//! Values made from a schema, in which every property is there.
//!
//! Where a schema leaves a choice, several samples make all choices. An entity within
//! itself, or too deep, is reduced to what must be there, and lists end with one such
//! element: so samples stay small.

use std::collections::{BTreeMap, BTreeSet};

use misskey_codegen::schema::{Schema, Type};
use misskey_codegen::spec::Spec;
use serde_json::{Map, Value, json};

use crate::place::{Held, Place, Role, Step};
use crate::shape::{Object, Shape};

/// What one's own account always has and other accounts may lack: where either can stand,
/// the bindings let one's own lack it too.
const LOOSE: &[&str] = &["securityKeys", "twoFactorEnabled", "usePasswordLessLogin"];

/// How deep entities stand in entities with all of their properties.
const FULL_DEPTH: usize = 2;

/// A value, and what may stand at each of its places.
pub(crate) struct Sample {
    pub(crate) value: Value,
    pub(crate) places: Vec<Place>,
}

impl Sample {
    /// The place that steps lead to.
    pub(crate) fn place(&self, steps: &[Step]) -> &Place {
        let mut places = self.places.iter();
        let found = places.find(|place| place.steps == steps);
        found.expect("what has parts is a place itself")
    }
}

/// Samples of a schema: as many as it takes to make every choice once.
pub(crate) fn samples(spec: &Spec, schema: &Schema, origin: &str) -> Vec<Sample> {
    const MOST: usize = 256;
    let mut builder = Builder {
        spec,
        turns: BTreeMap::new(),
        steps: Vec::new(),
        entities: Vec::new(),
        kept: 0,
        places: Vec::new(),
        met: Vec::new(),
    };
    let mut samples = Vec::new();
    while samples.is_empty() || builder.has_choices_left() {
        assert!(samples.len() < MOST, "{origin} has too many choices");
        samples.push(builder.sample(schema, origin));
    }
    samples
}

/// How often a choice has been made, of how many.
#[derive(Default)]
struct Turn {
    made: usize,
    of: usize,
    /// The choices that were met after each way to choose.
    leads_to: BTreeMap<usize, BTreeSet<String>>,
}

impl Turn {
    fn is_over(&self) -> bool {
        self.made >= self.of
    }
}

/// How something stands in what it is a part of.
#[derive(Clone)]
struct Standing {
    role: Role,
    /// Where the place itself has its origin, and …
    own: String,
    /// … where its parts have theirs: they are parts of an entity, if it is one.
    origin: String,
    /// Whether all that can be there is.
    full: bool,
    is_tag: bool,
    /// Whether nothing else must be there.
    alone: bool,
    /// The union that it is a member of, or its object is.
    union: String,
}

impl Standing {
    fn whole(origin: &str) -> Self {
        Self {
            role: Role::Whole,
            own: origin.to_owned(),
            origin: origin.to_owned(),
            full: true,
            is_tag: false,
            alone: false,
            union: String::new(),
        }
    }

    fn within(&self, role: Role, step: &str) -> Self {
        Self {
            role,
            full: self.full,
            ..Self::whole(&format!("{}{step}", self.origin))
        }
    }

    fn lean(self) -> Self {
        Self {
            full: false,
            ..self
        }
    }
}

struct Builder<'a> {
    spec: &'a Spec,
    /// By the place of the choice, which is the same for all samples.
    turns: BTreeMap<String, Turn>,
    steps: Vec<Step>,
    /// The entities that the place is in.
    entities: Vec<String>,
    /// In how many things the place is that are kept as they come if they don't fit.
    kept: usize,
    places: Vec<Place>,
    /// The choices of this sample, in their order.
    met: Vec<String>,
}

impl Builder<'_> {
    fn has_choices_left(&self) -> bool {
        !self.turns.values().all(Turn::is_over)
    }

    fn sample(&mut self, schema: &Schema, origin: &str) -> Sample {
        self.met.clear();
        let value = self.value(schema, &Standing::whole(origin));
        Sample {
            value: value.expect("a schema has values"),
            places: std::mem::take(&mut self.places),
        }
    }

    /// A value, and its places. None if it would have to go on for ever.
    fn value(&mut self, schema: &Schema, at: &Standing) -> Option<Value> {
        if !at.full && schema.nullable {
            return Some(Value::Null);
        }
        let Some(name) = schema.reference.clone() else {
            return self.shaped(schema, at);
        };
        let at = Standing {
            origin: name.clone(),
            ..at.clone()
        };
        self.within_entity(name, at, |builder, at| builder.shaped(schema, at))
    }

    /// Goes into an entity: if it is there already, or too deep, only with what must be.
    fn within_entity(
        &mut self,
        name: String,
        at: Standing,
        go: impl FnOnce(&mut Self, &Standing) -> Option<Value>,
    ) -> Option<Value> {
        let times = self.entities.iter().filter(|known| **known == name).count();
        if times > 2 {
            return None;
        }
        let full = at.full && times == 0 && self.entities.len() < FULL_DEPTH;
        self.entities.push(name);
        let value = go(self, &Standing { full, ..at });
        self.entities.pop();
        value
    }

    fn shaped(&mut self, schema: &Schema, at: &Standing) -> Option<Value> {
        let spec = self.spec;
        match Shape::of(spec, schema) {
            Shape::Anything => {
                let any = json!({ "any": [1, "text", null] });
                Some(self.leaf(schema, at, Held::Anything, any))
            }
            Shape::Boolean => Some(self.leaf(schema, at, Held::Boolean, json!(true))),
            Shape::Integer => Some(self.leaf(schema, at, Held::Integer, json!(7))),
            Shape::Number => Some(self.leaf(schema, at, Held::Number, json!(5))),
            Shape::Text(format) => {
                let (held, text) = text(format);
                Some(self.leaf(schema, at, held, json!(text)))
            }
            Shape::OneOfTexts(texts) => {
                let held = if at.is_tag {
                    Held::Tag
                } else {
                    Held::OneOfTexts
                };
                let chosen = self.turn(at, texts.len());
                Some(self.leaf(schema, at, held, json!(texts[chosen])))
            }
            Shape::AnyList => Some(self.leaf(schema, at, Held::List, json!([]))),
            Shape::AnyObject => {
                let object = json!({ "some": { "thing": 1 } });
                Some(self.leaf(schema, at, Held::Object, object))
            }
            Shape::List(items) => self.list(schema, items, at),
            Shape::Tuple(items) => self.tuple(schema, items, at),
            Shape::Map(values) => self.map(schema, values, at),
            Shape::Object(object) => self.object(schema, &object, "", at),
            Shape::Tagged(tag, members) => self.one_of(schema, &members, tag, at),
            Shape::Ladder(members) => self.one_of(schema, &members, "", at),
            Shape::Union(members) => {
                let chosen = self.turn(at, members.len());
                self.kept(|builder| {
                    let at = at.within(at.role, &format!("<{chosen}>"));
                    builder.value(members[chosen], &at)
                })
            }
            Shape::OneOfTypes(types) => {
                let chosen = self.turn(at, types.len());
                let types: BTreeSet<Type> = types.iter().copied().skip(chosen).collect();
                let one = Schema {
                    types: types.into_iter().take(1).collect(),
                    ..schema.clone()
                };
                self.kept(|builder| builder.shaped(&one, at))
            }
        }
    }

    /// Within something that is kept as it comes.
    fn kept<T>(&mut self, go: impl FnOnce(&mut Self) -> T) -> T {
        self.kept += 1;
        let value = go(self);
        self.kept -= 1;
        value
    }

    /// Notes a place down.
    fn place(&mut self, schema: &Schema, at: &Standing, held: Held) {
        self.places.push(Place {
            steps: self.steps.clone(),
            origin: at.own.clone(),
            role: at.role,
            held,
            nullable: schema.nullable,
            kept: self.kept > 0,
            alone: at.alone,
            union: at.union.clone(),
        });
    }

    fn leaf(
        &mut self,
        schema: &Schema,
        at: &Standing,
        held: Held,
        value: Value,
    ) -> Value {
        self.place(schema, at, held);
        value
    }

    /// Which of several it is this time: each once, and then those that lead to choices
    /// that have not all been made.
    fn turn(&mut self, at: &Standing, of: usize) -> usize {
        if !at.full {
            return 0;
        }
        self.met.push(at.origin.clone());
        let turn = self.turns.entry(at.origin.clone()).or_default();
        turn.of = of;
        let next = turn.made % of;
        let mut chosen = next;
        if turn.is_over() {
            let turn = &self.turns[&at.origin];
            let mut order = (next..of).chain(0..next);
            chosen = order.find(|one| self.leads_on(turn, *one)).unwrap_or(next);
        }
        if let Some(turn) = self.turns.get_mut(&at.origin) {
            turn.made += 1;
        }
        chosen
    }

    fn leads_on(&self, turn: &Turn, chosen: usize) -> bool {
        let mut met = turn.leads_to.get(&chosen).into_iter().flatten();
        met.any(|origin| !self.turns[origin].is_over())
    }

    /// Notes down which choices come after one.
    fn note_met(&mut self, at: &Standing, chosen: usize, met_before: usize) {
        let met = self.met.iter().skip(met_before).cloned();
        if let Some(turn) = self.turns.get_mut(&at.origin) {
            turn.leads_to.entry(chosen).or_default().extend(met);
        }
    }

    fn part(&mut self, step: Step, schema: &Schema, at: &Standing) -> Option<Value> {
        let before = self.places.len();
        self.steps.push(step);
        let value = self.value(schema, at);
        self.steps.pop();
        if value.is_none() {
            self.places.truncate(before);
        }
        value
    }

    fn list(&mut self, schema: &Schema, items: &Schema, at: &Standing) -> Option<Value> {
        self.place(schema, at, Held::List);
        let element = at.within(Role::Element, "[]");
        let mut elements = Vec::new();
        if at.full {
            elements.extend(self.part(Step::Index(0), items, &element));
            let index = Step::Index(elements.len());
            elements.extend(self.part(index, items, &element.lean()));
        }
        Some(Value::Array(elements))
    }

    fn tuple(
        &mut self,
        schema: &Schema,
        items: &[Schema],
        at: &Standing,
    ) -> Option<Value> {
        self.place(schema, at, Held::List);
        let elements = items.iter().enumerate().map(|(index, item)| {
            let slot = at.within(Role::Slot, &format!("[{index}]"));
            self.part(Step::Index(index), item, &slot)
        });
        elements.collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn map(&mut self, schema: &Schema, values: &Schema, at: &Standing) -> Option<Value> {
        self.place(schema, at, Held::Map);
        let entry = at.within(Role::Entry, "{}");
        let mut fields = Map::new();
        for key in ["plain", ":with: \"marks\".and[dots]"] {
            if at.full {
                let value = self.part(Step::Key(key.to_owned()), values, &entry);
                fields.extend(value.map(|value| (key.to_owned(), value)));
            }
        }
        Some(Value::Object(fields))
    }

    /// One of several objects: the next, or if that can't be, one that can.
    fn one_of(
        &mut self,
        schema: &Schema,
        members: &[Object<'_>],
        tag: &str,
        at: &Standing,
    ) -> Option<Value> {
        let chosen = self.turn(at, members.len());
        let met = self.met.len();
        let (before, after) = members.split_at(chosen);
        let value = after.iter().chain(before).find_map(|member| {
            let before = self.places.len();
            let value = self.member(schema, member, tag, at);
            if value.is_none() {
                self.places.truncate(before);
            }
            value
        });
        self.note_met(at, chosen, met);
        value
    }

    fn member(
        &mut self,
        schema: &Schema,
        member: &Object<'_>,
        tag: &str,
        at: &Standing,
    ) -> Option<Value> {
        let Some(name) = member.entity else {
            let label = member.texts(tag).first().map_or("", String::as_str);
            let at = Standing {
                own: format!("{}<{label}>", at.own),
                origin: format!("{}<{label}>", at.origin),
                ..at.clone()
            };
            return self.object(schema, member, tag, &at);
        };
        let at = Standing {
            own: format!("{}<{name}>", at.own),
            origin: name.to_owned(),
            union: at.origin.clone(),
            ..at.clone()
        };
        self.within_entity(name.to_owned(), at, |builder, at| {
            builder.object(schema, member, tag, at)
        })
    }

    fn object(
        &mut self,
        schema: &Schema,
        object: &Object<'_>,
        tag: &str,
        at: &Standing,
    ) -> Option<Value> {
        self.place(schema, at, Held::Object);
        let mut fields = Map::new();
        let vital = object.vital();
        let union = at.union.clone();
        for property in &object.properties {
            let name = property.name;
            let required = object.required.contains(name);
            if !required && !at.full {
                continue;
            }
            let loose = LOOSE.contains(&name) && !at.origin.contains(':');
            let required = required && !loose;
            let mut at = at.within(Role::Property { required }, &format!(".{name}"));
            at.union.clone_from(&union);
            at.is_tag = name == tag;
            at.alone = required && vital.len() == 1;
            let step = Step::Key(name.to_owned());
            let part = if object.kept == Some(name) {
                self.kept(|builder| builder.part(step, property.schema, &at))
            } else {
                self.part(step, property.schema, &at)
            };
            match part {
                Some(value) => drop(fields.insert(name.to_owned(), value)),
                None if required => return None,
                None => {}
            }
        }
        Some(Value::Object(fields))
    }
}

/// A text of a format, and what it is.
fn text(format: Option<&str>) -> (Held, &'static str) {
    match format {
        Some("date-time") => (Held::Time, "2026-01-02T03:04:05.678Z"),
        Some("id" | "misskey:id") => (Held::Id, "9s4g2p7k00"),
        _ => (Held::Text, "some \"text\" 🍮"),
    }
}
