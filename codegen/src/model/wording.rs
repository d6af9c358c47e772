//! The lines that say what things are find the things.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Place, Root, Step};
use super::types::{Channel, Endpoint, Permission, Shape, TypeDef};
use crate::diagnostic::{self, Diagnostics};
use crate::modelling::fits;
use crate::wording::Wording;

/// Tells the types, endpoints, channels and permissions their lines. If the lines are the
/// spec's own, an endpoint, entity, channel or permission without one is an error, and so is
/// a line that is shown nowhere.
pub(super) fn tell(
    types: &mut [TypeDef],
    endpoints: &mut [Endpoint],
    channels: &mut [Channel],
    permissions: &mut [Permission],
    wording: &Wording,
    diagnostics: &mut Diagnostics,
) {
    let mut teller = Teller {
        lines: Lines::all(wording),
        is_complete: wording.is_complete(),
        diagnostics,
    };
    for endpoint in endpoints {
        endpoint.about = teller.endpoint(endpoint);
    }
    for channel in channels {
        channel.about = teller.named(CHANNELS, &channel.name, "channel");
    }
    for permission in permissions {
        permission.about = teller.named(PERMISSIONS, &permission.name, "permission");
    }
    for definition in types {
        teller.definition(definition);
    }
    if wording.is_own {
        teller.report_idle();
    }
}

const ENDPOINTS: &str = "endpoints";
const ENTITIES: &str = "entities";
const CHANNELS: &str = "channels";
const PERMISSIONS: &str = "permissions";
const PLACES: &str = "places";

struct Teller<'a> {
    /// The spec's own lines, and then those of another spec.
    lines: Vec<Lines<'a>>,
    is_complete: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Teller<'_> {
    fn endpoint(&mut self, endpoint: &Endpoint) -> Option<String> {
        let path = &endpoint.path;
        let special = endpoint.when.as_ref().map(|when| format!("{path}?{when}"));
        special
            .and_then(|key| self.line(ENDPOINTS, &key))
            .or_else(|| self.named(ENDPOINTS, path, "endpoint"))
    }

    fn definition(&mut self, definition: &mut TypeDef) {
        definition.about = match &definition.entity {
            Some(name) => self.named(ENTITIES, name, "entity"),
            None => self.shape(&definition.places),
        };
        let places = &definition.places;
        if let Some(object) = definition.shape.object_mut() {
            for field in &mut object.fields {
                let mut at = within(places, &Step::Field(field.wire.clone()));
                // What an object has from an entity is what the entity has.
                at.extend(field.origin.as_ref().map(|entity| {
                    let entity = Place::root(Root::Entity(entity.clone()));
                    entity.step(Step::Field(field.wire.clone())).to_string()
                }));
                field.about = self.place(&at);
            }
            return;
        }
        let mut member =
            |name: &str| self.place(&within(places, &Step::Member(name.to_owned())));
        match &mut definition.shape {
            Shape::Enum(variants) => {
                for variant in variants {
                    variant.about = member(&variant.wire);
                }
            }
            Shape::Messages(messages) | Shape::Contents(messages) => {
                for message in messages {
                    message.about = member(&message.wire);
                }
            }
            Shape::Tagged(union) => {
                for one in &mut union.members {
                    one.about = member(&one.ident);
                }
            }
            _ => {}
        }
    }

    /// The line of what is a shape of its own: of the place that it is named after, if it
    /// is called the same wherever it stands. Else it is another thing at each place.
    fn shape(&mut self, places: &[Place]) -> Option<String> {
        let (named_after, others) = places.split_first()?;
        let name = named_after.steps.last()?;
        let same = others.iter().all(|place| place.steps.last() == Some(name));
        same.then(|| self.place(&[named_after.to_string()]))?
    }

    fn place(&mut self, places: &[String]) -> Option<String> {
        self.lines.iter_mut().find_map(|lines| lines.place(places))
    }

    fn line(&mut self, section: &'static str, key: &str) -> Option<String> {
        self.lines
            .iter_mut()
            .find_map(|lines| lines.line(section, key))
    }

    /// The line of something that must have one.
    fn named(
        &mut self,
        section: &'static str,
        name: &str,
        what: &str,
    ) -> Option<String> {
        let line = self.line(section, name);
        if line.is_none() && self.is_complete {
            let place = diagnostic::Place {
                file: "docs.toml",
                pointer: section.to_owned(),
            };
            let message = format!("no line says what the {what} `{name}` is");
            let help =
                format!("add one to `[{section}]` in docs.toml, in our own words");
            self.diagnostics.error(&place, message, &help);
        }
        line
    }

    fn report_idle(&mut self) {
        let idle = self.lines.first().map(Lines::idle).unwrap_or_default();
        for (section, key) in idle {
            let place = diagnostic::Place {
                file: "docs.toml",
                pointer: section.to_owned(),
            };
            let message = format!("the line of `{key}` is shown nowhere");
            let help = "nothing has that name, or all that has it has another line";
            self.diagnostics.error(&place, message, help);
        }
    }
}

/// The places of a part of something that stands at several places.
fn within(places: &[Place], step: &Step) -> Vec<String> {
    let inner = places.iter().map(|place| place.step(step.clone()));
    inner.map(|place| place.to_string()).collect()
}

/// The lines of one file, and which of them are shown.
struct Lines<'a> {
    sections: BTreeMap<&'static str, &'a BTreeMap<String, String>>,
    /// Patterns of places by what they end with.
    patterns: BTreeMap<&'a str, Vec<&'a str>>,
    shown: BTreeSet<(&'static str, String)>,
}

impl<'a> Lines<'a> {
    /// Those of a spec, and then those of others.
    fn all(wording: &'a Wording) -> Vec<Self> {
        let files = std::iter::successors(Some(wording), |one| one.others.as_deref());
        files.map(Self::of).collect()
    }

    fn of(wording: &'a Wording) -> Self {
        let mut patterns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pattern in wording.places.keys().filter(|key| key.contains('*')) {
            let end = end(pattern);
            let end = if end.contains('*') { ANY } else { end };
            patterns.entry(end).or_default().push(pattern);
        }
        Self {
            sections: BTreeMap::from([
                (ENDPOINTS, &wording.endpoints),
                (ENTITIES, &wording.entities),
                (CHANNELS, &wording.channels),
                (PERMISSIONS, &wording.permissions),
                (PLACES, &wording.places),
            ]),
            patterns,
            shown: BTreeSet::new(),
        }
    }

    fn line(&mut self, section: &'static str, key: &str) -> Option<String> {
        let line = self.sections.get(section)?.get(key)?;
        self.shown.insert((section, key.to_owned()));
        Some(line.clone())
    }

    /// The line of something that stands at these places: that of a whole place, or of the
    /// longest pattern, which says most of it.
    fn place(&mut self, places: &[String]) -> Option<String> {
        let whole = places.iter().find_map(|place| self.line(PLACES, place));
        whole.or_else(|| {
            let end = end(places.first()?);
            let patterns = [end, ANY]
                .into_iter()
                .filter_map(|end| self.patterns.get(end));
            let fitting = patterns
                .flatten()
                .filter(|pattern| places.iter().any(|place| fits(pattern, place)));
            let longest = fitting.max_by_key(|pattern| pattern.len()).copied()?;
            self.line(PLACES, longest)
        })
    }

    /// Those that are shown nowhere.
    fn idle(&self) -> Vec<(&'static str, String)> {
        let sections = self.sections.iter();
        let all = sections.flat_map(|(&section, lines)| {
            lines.keys().map(move |key| (section, key.clone()))
        });
        all.filter(|line| !self.shown.contains(line)).collect()
    }
}

/// What patterns are listed under whose end fits many.
const ANY: &str = "*";

/// The last step of a place: all places of one thing have the same.
fn end(place: &str) -> &str {
    place.rsplit(['.', '<']).next().unwrap_or(place)
}
