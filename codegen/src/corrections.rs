//! What the server's document gets wrong, put right by hand.
//!
//! A correction names its place, what to change, why, and the evidence. One that
//! matches nothing or changes nothing is an error: corrections retire themselves
//! when the server is fixed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use toml::Spanned;

use crate::diagnostic::{Diagnostics, Place};
use crate::schema::Schema;
use crate::spec::{Spec, parse_endpoint, parse_entity};

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
    /// Why the document is wrong.
    why: String,
    /// How we know.
    evidence: String,
}

/// Applies a corrections file to a spec, and tells how many corrections there were.
/// `files` are those of the spec, by path: a correction can name one with a shape.
pub fn apply(
    file: &str,
    text: &str,
    files: &BTreeMap<String, String>,
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
    for correction in &parsed.correction {
        let place = Place::line(file, line_of(text, correction.span().start));
        match with_shape(correction.get_ref(), files) {
            Ok(correction) => apply_one(&place, &correction, spec, diagnostics),
            Err(message) => diagnostics.error(
                &place,
                message,
                "`set-from` names a JSON file by its path below the spec's folder",
            ),
        }
    }
    parsed.correction.len()
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
    diagnostics: &mut Diagnostics,
) {
    if correction.why.trim().is_empty() || correction.evidence.trim().is_empty() {
        diagnostics.error(
            place,
            "a correction without a reason or without evidence",
            "fill in `why` and `evidence`",
        );
        return;
    }
    let result = match (&correction.entity, &correction.endpoint) {
        (Some(name), None) => correct_entity(place, name, correction, spec, diagnostics),
        (None, Some(path)) => {
            correct_endpoint(place, path, correction, spec, diagnostics)
        }
        _ => Err("a correction names either an entity or an endpoint".to_owned()),
    };
    if let Err(message) = result {
        diagnostics.error(
            place,
            message,
            "if the server's document has been put right, delete the correction",
        );
    }
}

fn correct_entity(
    place: &Place<'_>,
    name: &str,
    correction: &Correction,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) -> Result<(), String> {
    let schema = spec
        .entities
        .get_mut(name)
        .ok_or_else(|| format!("there is no entity `{name}`"))?;
    let mut value = schema.to_json();
    change(&mut value, correction)?;
    let corrected = parse_entity(place, &value, diagnostics);
    if corrected == *schema {
        return Err(format!("nothing is changed in the entity `{name}`"));
    }
    *schema = corrected;
    Ok(())
}

fn correct_endpoint(
    place: &Place<'_>,
    path: &str,
    correction: &Correction,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) -> Result<(), String> {
    let endpoint = spec
        .endpoints
        .get_mut(path)
        .ok_or_else(|| format!("there is no endpoint `{path}`"))?;
    let mut value = crate::spec::endpoint_to_json(endpoint);
    change(&mut value, correction)?;
    let corrected = parse_endpoint(place, &value, diagnostics);
    if corrected == *endpoint {
        return Err(format!("nothing is changed in the endpoint `{path}`"));
    }
    *endpoint = corrected;
    Ok(())
}

/// Makes one change in the JSON form of an entity or endpoint.
fn change(root: &mut Value, correction: &Correction) -> Result<(), String> {
    let kinds = [
        correction.set.is_some(),
        correction.nullable,
        correction.optional,
        correction.required,
        correction.remove,
    ];
    if kinds.iter().filter(|&&kind| kind).count() != 1 {
        return Err(
            "a correction has one of `set`, `nullable`, `optional`, `required`, `remove`"
                .to_owned(),
        );
    }
    let at = correction.at.as_str();
    if let Some(shape) = &correction.set {
        return set(root, at, shape.clone());
    }
    if correction.remove {
        return remove(root, at);
    }
    if correction.nullable {
        let target = root.pointer_mut(at).ok_or_else(|| nowhere(at))?;
        let mut ignored = Diagnostics::new();
        let schema =
            crate::document::read_schema(&Place::root(""), target, &mut ignored);
        *target = Schema {
            nullable: true,
            ..schema
        }
        .to_json();
        return Ok(());
    }
    presence(root, at, correction.required)
}

fn nowhere(at: &str) -> String {
    format!("there is nothing at `{at}`")
}

fn split(at: &str) -> Result<(&str, String), String> {
    let (parent, key) = at
        .rsplit_once('/')
        .ok_or_else(|| format!("`{at}` is not a place within a shape"))?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}

fn set(root: &mut Value, at: &str, shape: Value) -> Result<(), String> {
    if let Some(target) = root.pointer_mut(at) {
        *target = shape;
        return Ok(());
    }
    let (parent, key) = split(at)?;
    if let Some(object) = root.pointer_mut(parent).and_then(Value::as_object_mut) {
        object.insert(key, shape);
        return Ok(());
    }
    // The first property of an object that was said to have none.
    let (grandparent, name) = split(parent)?;
    let object = root
        .pointer_mut(grandparent)
        .and_then(Value::as_object_mut)
        .ok_or_else(|| nowhere(parent))?;
    if name != "properties" {
        return Err(nowhere(parent));
    }
    object.insert(name, json!({ key: shape }));
    Ok(())
}

fn remove(root: &mut Value, at: &str) -> Result<(), String> {
    let (parent, key) = split(at)?;
    let parent_value = root.pointer_mut(parent).ok_or_else(|| nowhere(at))?;
    let removed = match parent_value {
        Value::Object(object) => object.shift_remove(&key),
        Value::Array(list) => key
            .parse()
            .ok()
            .filter(|&index: &usize| index < list.len())
            .map(|index| list.remove(index)),
        _ => None,
    };
    removed.map(drop).ok_or_else(|| nowhere(at))?;
    if parent.ends_with("/properties") {
        // What is not there can't be required; whether it was does not matter.
        let _ = presence_in(root, parent, &key, false);
    }
    Ok(())
}

fn presence(root: &mut Value, at: &str, required: bool) -> Result<(), String> {
    root.pointer(at).ok_or_else(|| nowhere(at))?;
    let (parent, key) = split(at)?;
    presence_in(root, parent, &key, required)
}

fn presence_in(
    root: &mut Value,
    properties: &str,
    key: &str,
    required: bool,
) -> Result<(), String> {
    let (object, _) = split(properties)?;
    let object = root
        .pointer_mut(object)
        .and_then(Value::as_object_mut)
        .ok_or_else(|| nowhere(properties))?;
    let mut names: Vec<Value> = object
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let before = names.len();
    names.retain(|name| name != key);
    if required {
        names.push(json!(key));
    } else if names.len() == before {
        return Err(format!("`{key}` may be absent already"));
    }
    object.insert("required".to_owned(), Value::Array(names));
    Ok(())
}
