//! Whether a JSON value came back whole.

use jiff::Timestamp;
use serde_json::Value;

/// The first place where `after` lacks something of `before`, with the reason.
///
/// A null may be absent afterwards. Times are equal as instants and numbers as numbers.
pub(crate) fn lost(before: &Value, after: Option<&Value>) -> Option<(String, String)> {
    let mut path = String::from("$");
    find(before, after, &mut path).map(|reason| (path, reason))
}

fn find(before: &Value, after: Option<&Value>, path: &mut String) -> Option<String> {
    let Some(after) = after else {
        return (!before.is_null()).then(|| format!("lost {}", shown(before)));
    };
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let length = path.len();
                path.push('.');
                path.push_str(key);
                if let Some(reason) = find(value, after.get(key), path) {
                    return Some(reason);
                }
                path.truncate(length);
            }
            None
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (one, other)) in before.iter().zip(after).enumerate() {
                let length = path.len();
                path.push_str(&format!("[{index}]"));
                if let Some(reason) = find(one, Some(other), path) {
                    return Some(reason);
                }
                path.truncate(length);
            }
            None
        }
        (Value::Array(before), Value::Array(after)) => {
            Some(format!("{} elements became {}", before.len(), after.len()))
        }
        _ if is_same(before, after) => None,
        _ => Some(format!("{} became {}", shown(before), shown(after))),
    }
}

fn is_same(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::String(one), Value::String(other)) => {
            one == other || is_same_time(one, other)
        }
        _ => before == after,
    }
}

fn is_same_time(one: &str, other: &str) -> bool {
    match (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    const LIMIT: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LIMIT {
        text
    } else {
        text.chars().take(LIMIT).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_came_back_whole_has_lost_nothing() {
        let before =
            json!({ "a": null, "b": [1, { "c": "2026-01-02T03:04:05.000Z" }], "d": 2 });
        let after =
            json!({ "b": [1.0, { "c": "2026-01-02T03:04:05Z", "new": 1 }], "d": 2.0 });
        assert_eq!(lost(&before, Some(&after)), None);
    }

    #[test]
    fn what_is_missing_is_named_with_its_place() {
        let before = json!({ "b": [1, { "c": "text" }] });
        for (after, place) in [
            (json!({}), "$.b"),
            (json!({ "b": [1] }), "$.b"),
            (json!({ "b": [1, {}] }), "$.b[1].c"),
            (json!({ "b": [1, { "c": null }] }), "$.b[1].c"),
            (json!({ "b": [1, { "c": "other" }] }), "$.b[1].c"),
            (json!({ "b": [2, { "c": "text" }] }), "$.b[0]"),
        ] {
            assert_eq!(
                lost(&before, Some(&after)).map(|(path, _)| path).as_deref(),
                Some(place),
                "{after}"
            );
        }
        assert!(lost(&json!(5), None).is_some());
    }
}
