//! Places within a shape: JSON pointers that can also select members by what they are, so
//! that they stay right when members are added or change their order.
//!
//! Beside keys and indexes a step can be `[NAME=TEXT]`, the members whose property `NAME`
//! can be `TEXT`; `[$ref=NAME]`, the members that are that entity; or `*`, all there are.

use serde_json::Value;

/// The plain pointers of a place. What has no selector is itself, whether or not something
/// stands there.
pub(super) fn expand(root: &Value, at: &str) -> Vec<String> {
    let mut pointers = vec![String::new()];
    for step in at.split('/').skip(1) {
        pointers = pointers
            .iter()
            .flat_map(|pointer| steps(root, pointer, step))
            .collect();
    }
    if selects_all(at) {
        pointers.retain(|pointer| root.pointer(pointer).is_some());
    }
    pointers
}

/// Whether a place can be several.
pub(super) fn selects(at: &str) -> bool {
    selects_all(at) || at.split('/').any(|step| condition(step).is_some())
}

fn selects_all(at: &str) -> bool {
    at.split('/').any(|step| step == "*")
}

fn steps(root: &Value, pointer: &str, step: &str) -> Vec<String> {
    let inner = root.pointer(pointer);
    let entries: Vec<(String, &Value)> = match inner {
        Some(Value::Array(list)) => {
            let indexed = list.iter().enumerate();
            indexed
                .map(|(index, value)| (index.to_string(), value))
                .collect()
        }
        Some(Value::Object(object)) => object
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        _ => Vec::new(),
    };
    let chosen: Vec<String> = match condition(step) {
        Some((name, text)) => {
            let fitting = entries
                .into_iter()
                .filter(|(_, value)| is(value, name, text));
            fitting.map(|(key, _)| key).collect()
        }
        None if step == "*" => entries.into_iter().map(|(key, _)| key).collect(),
        None => vec![step.to_owned()],
    };
    chosen
        .into_iter()
        .map(|key| format!("{pointer}/{key}"))
        .collect()
}

fn condition(step: &str) -> Option<(&str, &str)> {
    step.strip_prefix('[')?.strip_suffix(']')?.split_once('=')
}

/// Whether a member can have that text in a property, or is that entity.
fn is(member: &Value, name: &str, text: &str) -> bool {
    if name == "$ref" {
        return member.get("$ref").and_then(Value::as_str) == Some(text);
    }
    let values = member
        .get("properties")
        .and_then(|properties| properties.get(name)?.get("enum")?.as_array());
    values.is_some_and(|values| values.iter().any(|value| value == text))
}
