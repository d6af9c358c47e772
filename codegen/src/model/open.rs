//! Places that hold anything, each with the reason why they are no narrower.

use super::place::{Place, Root, Step};
use super::types::{Endpoint, Shape, TypeDef, TypeRef};
use crate::diagnostic::{self, Diagnostics};
use crate::modelling::{Modelling, fits};

/// A place that holds anything, or an object of anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// The type that has it, by index; the request for an answer.
    pub owner: usize,
    /// The field or variant; none for an answer, or for what another name stands for.
    pub part: Option<String>,
    /// Why it is no narrower.
    pub reason: String,
}

/// Finds the places, and tells their reasons to the fields. A place without a reason is an
/// error if the choices are the spec's own, and a warning if it goes by those of another.
pub(super) fn explain(
    types: &mut [TypeDef],
    endpoints: &[Endpoint],
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) -> Vec<Open> {
    let mut explainer = Explainer {
        modelling,
        diagnostics,
        used: vec![false; modelling.open.len()],
        found: Vec::new(),
    };
    for (owner, definition) in types.iter_mut().enumerate() {
        explainer.definition(owner, definition);
    }
    for endpoint in endpoints {
        if is_open(&endpoint.response) {
            let place = Place::root(Root::Response(endpoint.path.clone()));
            explainer.place(endpoint.request.0, None, &[place]);
        }
    }
    explainer.report_idle();
    explainer.found
}

/// Whether something can be anything, itself or within lists and maps.
pub(super) fn is_open(kind: &TypeRef) -> bool {
    match kind {
        TypeRef::Json | TypeRef::JsonObject => true,
        TypeRef::List(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner) => is_open(inner),
        TypeRef::Tuple(elements) => elements.iter().any(is_open),
        _ => false,
    }
}

struct Explainer<'a> {
    modelling: &'a Modelling,
    diagnostics: &'a mut Diagnostics,
    used: Vec<bool>,
    found: Vec<Open>,
}

impl Explainer<'_> {
    fn definition(&mut self, owner: usize, definition: &mut TypeDef) {
        let places = &definition.places;
        let at = |step: Step| -> Vec<Place> {
            places
                .iter()
                .map(|place| place.step(step.clone()))
                .collect()
        };
        if let Some(object) = definition.shape.object_mut() {
            for field in &mut object.fields {
                if is_open(&field.kind) {
                    let places = at(Step::Field(field.wire.clone()));
                    field.open = self.place(owner, Some(field.ident.clone()), &places);
                }
            }
            return;
        }
        match &definition.shape {
            Shape::Alias(kind) if is_open(kind) => {
                self.place(owner, None, places);
            }
            Shape::Contents(messages) | Shape::Messages(messages) => {
                for message in messages {
                    if message.body.as_ref().is_some_and(is_open) {
                        let places = at(Step::Member(message.wire.clone()));
                        self.place(owner, Some(message.ident.clone()), &places);
                    }
                }
            }
            Shape::Untagged(union) => {
                for member in &union.members {
                    if is_open(&member.kind) {
                        let places = at(Step::Member(member.ident.clone()));
                        self.place(owner, Some(member.ident.clone()), &places);
                    }
                }
            }
            _ => {}
        }
    }

    fn place(
        &mut self,
        owner: usize,
        part: Option<String>,
        places: &[Place],
    ) -> Option<String> {
        let shown: Vec<String> = places.iter().map(Place::to_string).collect();
        let reasons = self.modelling.open.iter().enumerate();
        // The longest pattern says most of the place.
        let found = reasons
            .filter(|(_, (pattern, _))| shown.iter().any(|place| fits(pattern, place)))
            .max_by_key(|(_, (pattern, _))| pattern.len());
        let Some((index, (_, reason))) = found else {
            self.report_unexplained(shown.first().map_or("", String::as_str));
            let reason = "the server's document tells no more".to_owned();
            self.found.push(Open {
                owner,
                part,
                reason: reason.clone(),
            });
            return Some(reason);
        };
        self.used[index] = true;
        self.found.push(Open {
            owner,
            part,
            reason: reason.clone(),
        });
        Some(reason.clone())
    }

    /// What another server's document leaves open is for nobody here to explain.
    fn report_unexplained(&mut self, shown: &str) {
        if !self.modelling.is_own {
            return;
        }
        let place = diagnostic::Place {
            file: "spec",
            pointer: shown.to_owned(),
        };
        let message = "anything can stand here, and nothing says why";
        let help = "a correction can state the shape; if there is none, \
                    `[open]` in modelling.toml takes the reason";
        self.diagnostics.error(&place, message, help);
    }

    /// A reason for a place that does not hold anything has no effect.
    fn report_idle(&mut self) {
        if !self.modelling.is_own {
            return;
        }
        let reasons = self.modelling.open.keys().zip(&self.used);
        for (pattern, _) in reasons.filter(|(_, used)| !**used) {
            let message = format!("nothing that can be anything stands at `{pattern}`");
            self.diagnostics.warning(
                &diagnostic::Place {
                    file: "modelling.toml",
                    pointer: "open".into(),
                },
                message,
                "delete the line",
            );
        }
    }
}
