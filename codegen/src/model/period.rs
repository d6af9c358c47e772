//! Since and until which release something is there.

use super::place::Place;
use super::types::Shape;
use crate::modelling::{Modelling, fits};
use crate::release::{self, Span};
use crate::spec::{Availability, Lifetime, Spec};

/// Since and until which release something is there, where that is not known of what holds
/// it already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first release that has it.
    pub since: Option<String>,
    /// The last release that has it.
    pub until: Option<String>,
    /// Whether these are the very releases. Else they are the first and last of those whose
    /// documents were read.
    pub exact: bool,
}

impl Period {
    /// What the documents tell.
    pub(super) fn seen(span: &Span) -> Self {
        Self {
            since: span.since.clone(),
            until: span.until.clone(),
            exact: false,
        }
    }

    /// What is exactly known, or else what the documents tell. `releases` are those in
    /// which it was looked up.
    pub(super) fn known(
        lifetime: Option<&Lifetime>,
        releases: &[String],
        span: &Span,
    ) -> Self {
        lifetime.map_or_else(
            || Self::seen(span),
            |lifetime| Self {
                since: Some(lifetime.first.clone()),
                until: Some(lifetime.last.clone())
                    .filter(|last| releases.last() != Some(last)),
                exact: true,
            },
        )
    }

    /// The same without what is so for all releases of a spec.
    pub(super) fn within(self, spec: &Spec) -> Self {
        let later = |since: &String| {
            let first = spec.releases.first();
            first.is_some_and(|first| release::compare(since, first).is_gt())
        };
        let earlier = |until: &String| {
            let last = spec.releases.last();
            last.is_some_and(|last| release::compare(until, last).is_lt())
        };
        Self {
            since: self.since.filter(later),
            until: self.until.filter(earlier),
            exact: self.exact,
        }
    }

    /// What is true of two things.
    fn shared(&self, other: &Self) -> Self {
        let both = |one: &Option<String>, other: &Option<String>| {
            one.clone().filter(|one| Some(one) == other.as_ref())
        };
        if self.exact != other.exact {
            return Self::default();
        }
        Self {
            since: both(&self.since, &other.since),
            until: both(&self.until, &other.until),
            exact: self.exact,
        }
    }
}

/// What is exactly known of a text at a place: a kind of notification, or of an entry in the
/// moderation log.
pub(super) fn of_value(
    spec: &Spec,
    modelling: &Modelling,
    place: &Place,
    value: &str,
    span: &Span,
) -> Period {
    let known: &Availability = &spec.facts.availability;
    let lists = [
        (
            &modelling.availability.notification_types,
            &known.notification_types,
        ),
        (
            &modelling.availability.moderation_log_types,
            &known.moderation_log_types,
        ),
    ];
    let shown = place.to_string();
    let listed = lists
        .iter()
        .find(|(places, _)| places.iter().any(|pattern| fits(pattern, &shown)));
    let lifetime = listed.and_then(|(_, lifetimes)| lifetimes.get(value));
    Period::known(lifetime, &known.releases, span).within(spec)
}

/// A shape without releases, and without where it has its fields from, by which identical
/// ones are known.
pub(super) fn timeless(shape: &Shape) -> Shape {
    let mut timeless = shape.clone();
    for period in periods(&mut timeless) {
        *period = Period::default();
    }
    if let Some(object) = timeless.object_mut() {
        for field in &mut object.fields {
            field.origin = None;
        }
    }
    timeless
}

/// Leaves a shape that stands at two places with what is true of both.
pub(super) fn share(shape: &mut Shape, mut other: Shape) {
    for (one, other) in periods(shape).into_iter().zip(periods(&mut other)) {
        *one = one.shared(other);
    }
}

fn periods(shape: &mut Shape) -> Vec<&mut Period> {
    match shape {
        Shape::Struct(object) => object
            .fields
            .iter_mut()
            .map(|one| &mut one.period)
            .collect(),
        Shape::Enum(variants) => {
            variants.iter_mut().map(|one| &mut one.period).collect()
        }
        Shape::Tagged(union) => union
            .members
            .iter_mut()
            .map(|one| &mut one.period)
            .collect(),
        Shape::Ladder(members) => {
            members.iter_mut().map(|one| &mut one.period).collect()
        }
        Shape::Untagged(union) => union
            .members
            .iter_mut()
            .map(|one| &mut one.period)
            .collect(),
        Shape::Messages(messages) | Shape::Contents(messages) => {
            messages.iter_mut().map(|one| &mut one.period).collect()
        }
        Shape::Dependent(dependent) => dependent
            .object
            .fields
            .iter_mut()
            .map(|one| &mut one.period)
            .collect(),
        Shape::Alias(_) => Vec::new(),
    }
}
