//! One change in the JSON form of an entity or endpoint.

use serde_json::{Value, json};

use super::{Correction, selector};
use crate::diagnostic::{Diagnostics, Place};
use crate::document::read_committed;
use crate::schema::Schema;

/// Makes one change, at each of the places that are selected. Where several are, one is
/// enough.
pub(super) fn change(root: &mut Value, correction: &Correction) -> Result<(), String> {
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
    if !selector::selects(&correction.at) {
        return change_at(root, &correction.at, correction);
    }
    // From the last to the first, so that what is removed moves nothing.
    let pointers = selector::expand(root, &correction.at);
    let made = pointers.iter().rev();
    let made = made.map(|pointer| change_at(root, pointer, correction));
    // All are to be made, whatever becomes of the others.
    let made: Vec<Result<(), String>> = made.collect();
    made.into_iter()
        .reduce(Result::or)
        .unwrap_or_else(|| Err(nowhere(&correction.at)))
}

fn change_at(root: &mut Value, at: &str, correction: &Correction) -> Result<(), String> {
    if let Some(shape) = &correction.set {
        return set(root, at, shape.clone());
    }
    if correction.remove {
        return remove(root, at);
    }
    if correction.nullable {
        return make_nullable(root, at);
    }
    presence(root, at, correction.required)
}

fn make_nullable(root: &mut Value, at: &str) -> Result<(), String> {
    let target = root.pointer_mut(at).ok_or_else(|| nowhere(at))?;
    let mut ignored = Diagnostics::new();
    let schema = read_committed(&Place::root(""), target, &mut ignored);
    *target = Schema {
        nullable: true,
        ..schema
    }
    .to_json();
    Ok(())
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
        *target = with_releases(shape, target);
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

/// A shape is there as long as the one whose place it takes.
fn with_releases(mut shape: Value, replaced: &Value) -> Value {
    if let Some(object) = shape.as_object_mut() {
        for key in ["since", "until"] {
            if let Some(release) = replaced.get(key).and_then(Value::as_str) {
                object.entry(key).or_insert_with(|| json!(release));
            }
        }
    }
    shape
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
