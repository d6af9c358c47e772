//! What the server's document gets wrong, put right by hand.
//!
//! A correction names its place, what to change, why, and the evidence. One that
//! matches nothing or changes nothing is an error: corrections retire themselves
//! when the server is fixed. It can be limited to the documents of some releases.
//!
//! The corrections of one server are applied to the document of another, such as a
//! fork's, as far as they fit.

mod change;
mod selector;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use self::change::change;
use crate::diagnostic::{Diagnostics, Place};
use crate::release;
use crate::schema::Schema;
use crate::spec::{Spec, parse_endpoint, parse_entity};

/// What becomes of a correction that matches or changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// It is an error: the corrections were made for this spec.
    Strict,
    /// It is left out: the corrections were made for another server.
    AsFarAsTheyFit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    correction: Vec<Spanned<Correction>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    /// The entity to change, or …
    entity: Option<String>,
    /// … the endpoint to change.
    endpoint: Option<String>,
    /// A JSON pointer into the entity or endpoint as it stands in the spec.
    #[serde(default)]
    at: String,
    /// The shape that takes the place's, or is added there.
    set: Option<Value>,
    /// The file under `spec/` with that shape, where it is a large one.
    #[serde(rename = "set-from")]
    set_from: Option<String>,
    /// Null is possible too.
    #[serde(default)]
    nullable: bool,
    /// The property may be absent.
    #[serde(default)]
    optional: bool,
    /// The property is always there.
    #[serde(default)]
    required: bool,
    /// The place goes.
    #[serde(default)]
    remove: bool,
    /// The first release whose document is wrong.
    since: Option<String>,
    /// The last release whose document is wrong.
    until: Option<String>,
    /// Why the document is wrong.
    why: String,
    /// How we know.
    evidence: String,
}

/// Applies a corrections file to a spec, and tells how many corrections fitted.
/// `files` are those of the spec, by path: a correction can name one with a shape.
pub fn apply(
    file: &str,
    text: &str,
    files: &BTreeMap<String, String>,
    enforcement: Enforcement,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) -> usize {
    let parsed: File = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            diagnostics.error(
                &Place::line(file, line),
                error.message(),
                "spec/README.md describes corrections",
            );
            return 0;
        }
    };
    let mut fitted = 0;
    for correction in &parsed.correction {
        let place = Place::line(file, line_of(text, correction.span().start));
        let correction = correction.get_ref();
        if !correction.concerns(&spec.releases) {
            continue;
        }
        let correction = match with_shape(correction, files) {
            Ok(correction) => correction,
            Err(message) => {
                diagnostics.error(
                    &place,
                    message,
                    "`set-from` names a JSON file by its path below the spec's folder",
                );
                continue;
            }
        };
        match apply_one(&place, &correction, spec) {
            Ok(()) => fitted += 1,
            Err(_) if enforcement == Enforcement::AsFarAsTheyFit => {}
            Err(message) => diagnostics.error(
                &place,
                message,
                "if the server's document has been put right, delete the correction",
            ),
        }
    }
    fitted
}

impl Correction {
    /// Whether it is about any of these releases. What can't be put in order may be any.
    fn concerns(&self, releases: &[String]) -> bool {
        let known = |release: &&String| release::is_ordered(release);
        let (Some(first), Some(last)) = (
            releases.first().filter(known),
            releases.last().filter(known),
        ) else {
            return true;
        };
        let began = |since: &String| release::compare(since, last).is_le();
        let goes_on = |until: &String| release::compare(first, until).is_le();
        self.since.as_ref().is_none_or(began) && self.until.as_ref().is_none_or(goes_on)
    }
}

/// The correction with the shape from the file that it names.
fn with_shape(
    correction: &Correction,
    files: &BTreeMap<String, String>,
) -> Result<Correction, String> {
    let mut correction = correction.clone();
    let Some(path) = correction.set_from.take() else {
        return Ok(correction);
    };
    if correction.set.is_some() {
        return Err("a correction has one of `set` and `set-from`".to_owned());
    }
    let text = files
        .get(&path)
        .ok_or_else(|| format!("there is no file `{path}`"))?;
    let shape = serde_json::from_str(text)
        .map_err(|error| format!("`{path}` is not JSON: {error}"))?;
    correction.set = Some(shape);
    Ok(correction)
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|&byte| byte == b'\n')
        .count()
}

fn apply_one(
    place: &Place<'_>,
    correction: &Correction,
    spec: &mut Spec,
) -> Result<(), String> {
    if correction.why.trim().is_empty() || correction.evidence.trim().is_empty() {
        return Err(
            "there is no reason or no evidence: fill in `why` and `evidence`".to_owned(),
        );
    }
    match (&correction.entity, &correction.endpoint) {
        (Some(name), None) => correct_entity(place, name, correction, spec),
        (None, Some(path)) => correct_endpoint(place, path, correction, spec),
        _ => Err("a correction names either an entity or an endpoint".to_owned()),
    }
}

fn correct_entity(
    place: &Place<'_>,
    name: &str,
    correction: &Correction,
    spec: &mut Spec,
) -> Result<(), String> {
    let schema = spec
        .entities
        .get(name)
        .ok_or_else(|| format!("there is no entity `{name}`"))?;
    let mut value = schema.to_json();
    change(&mut value, correction)?;
    let mut found = Diagnostics::new();
    let corrected = parse_entity(place, &value, &mut found);
    check([&corrected], spec, &found)?;
    if corrected == *schema {
        return Err(format!("nothing is changed in the entity `{name}`"));
    }
    spec.entities.insert(name.to_owned(), corrected);
    Ok(())
}

fn correct_endpoint(
    place: &Place<'_>,
    path: &str,
    correction: &Correction,
    spec: &mut Spec,
) -> Result<(), String> {
    let endpoint = spec
        .endpoints
        .get(path)
        .ok_or_else(|| format!("there is no endpoint `{path}`"))?;
    let mut value = crate::spec::endpoint_to_json(endpoint);
    change(&mut value, correction)?;
    let mut found = Diagnostics::new();
    let corrected = parse_endpoint(place, &value, &mut found);
    check(corrected.schemas(), spec, &found)?;
    if corrected == *endpoint {
        return Err(format!("nothing is changed in the endpoint `{path}`"));
    }
    spec.endpoints.insert(path.to_owned(), corrected);
    Ok(())
}

/// Whether what was corrected is a shape, all of whose references lead somewhere.
fn check<'a>(
    schemas: impl IntoIterator<Item = &'a Schema>,
    spec: &Spec,
    found: &Diagnostics,
) -> Result<(), String> {
    if let Some(first) = found.all().first() {
        return Err(format!("{} at {}", first.message, first.place));
    }
    let mut missing = None;
    for schema in schemas {
        schema.visit(&mut |inner| {
            let unknown = |name: &&String| !spec.entities.contains_key(*name);
            if let Some(name) = inner.reference.as_ref().filter(unknown) {
                missing = Some(name.clone());
            }
        });
    }
    missing.map_or(Ok(()), |name| {
        Err(format!("it refers to `{name}`, which is not an entity"))
    })
}
