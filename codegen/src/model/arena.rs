//! The types on their way into the model: identical anonymous ones are one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::period::{self, Period};
use super::place::{Place, Root};
use super::types::{Shape, TypeId};

/// A type on its way into the model: it has no name yet.
#[derive(Debug)]
pub(super) struct Unnamed {
    pub(super) places: Vec<Place>,
    pub(super) entity: Option<String>,
    pub(super) period: Period,
    pub(super) shape: Shape,
}

/// The types found so far.
#[derive(Debug, Default)]
pub(super) struct Arena {
    pub(super) types: Vec<Unnamed>,
    placed: HashSet<(TypeId, Place)>,
    pub(super) by_shape: HashMap<String, TypeId>,
    pub(super) by_entity: BTreeMap<String, TypeId>,
}

impl Arena {
    /// The type of that shape: one that is there already, or a new one.
    pub(super) fn intern(&mut self, place: &Place, shape: Shape) -> TypeId {
        let mut key = key_of(&shape);
        if matches!(place.root, Root::Webhook(_)) && !self.is_always_there(&key) {
            key.insert_str(0, "webhook ");
        }
        if let Some(&id) = self.by_shape.get(&key) {
            self.put(id, place);
            let known = &mut self.types[id.0];
            if known.entity.is_none() {
                period::share(&mut known.shape, shape);
            }
            return id;
        }
        let id = self.add(place, shape);
        self.by_shape.insert(key, id);
        id
    }

    /// Whether a shape stands where no feature takes it away: what channels alone have is
    /// not there for webhooks.
    fn is_always_there(&self, key: &str) -> bool {
        let id = self.by_shape.get(key);
        id.is_some_and(|id| self.types[id.0].places.iter().any(Place::is_always_there))
    }

    /// A type of its own, even if there is one of that shape.
    pub(super) fn add(&mut self, place: &Place, shape: Shape) -> TypeId {
        let id = TypeId(self.types.len());
        self.types.push(Unnamed {
            places: Vec::new(),
            entity: None,
            period: Period::default(),
            shape,
        });
        self.put(id, place);
        id
    }

    /// Notes that a type stands at a place.
    fn put(&mut self, id: TypeId, place: &Place) {
        if self.placed.insert((id, place.clone())) {
            self.types[id.0].places.push(place.clone());
        }
    }
}

/// What shapes are known by.
pub(super) fn key_of(shape: &Shape) -> String {
    format!("{:?}", period::timeless(shape))
}
