//! Parameters against what the endpoints declare, and the place that an error names: the path
//! of the rule that was broken, as in `#/properties/limit/maximum`.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::error::ApiError;

/// By endpoint; one that is not in it takes any object.
static SCHEMAS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../facts/params.json")).unwrap_or_default()
});

/// A rule that was broken, and how.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    rule: String,
    reason: String,
}

type Verdict = Result<(), Violation>;

/// Gives the parameters back as an object, numbers and booleans read out of text where the
/// request could carry nothing else.
pub(crate) fn check(
    endpoint: &str,
    mut params: Value,
    textual: bool,
) -> Result<Map<String, Value>, ApiError> {
    let any = json!({ "type": "object" });
    let schema = SCHEMAS.get(endpoint).unwrap_or(&any);
    if textual {
        cast(schema, &mut params)?;
    }
    let verdict =
        matches(&any, &params, "#").and_then(|()| matches(schema, &params, "#"));
    verdict.map_err(|broken| ApiError::invalid_param(&broken.rule, &broken.reason))?;
    match params {
        Value::Object(params) => Ok(params),
        _ => Ok(Map::new()),
    }
}

/// Whether an endpoint has a parameter of this name.
pub(crate) fn declares(endpoint: &str, param: &str) -> bool {
    let schema = SCHEMAS.get(endpoint);
    schema.is_some_and(|schema| !schema["properties"][param].is_null())
}

fn cast(schema: &Value, params: &mut Value) -> Result<(), ApiError> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    for (name, property) in properties {
        let Some(wanted @ ("boolean" | "number" | "integer")) =
            property["type"].as_str()
        else {
            continue;
        };
        if let Some(Value::String(text)) = params.get(name) {
            let cast = serde_json::from_str(text);
            let reason = || format!("not the text of a {wanted}");
            params[name] = cast.map_err(|_| ApiError::invalid_cast(name, &reason()))?;
        }
    }
    Ok(())
}

/// In the order in which a server looks: it names the first rule that is broken.
fn matches(schema: &Value, value: &Value, at: &str) -> Verdict {
    type_fits(schema, value, at)?;
    condition_holds(schema, value, at)?;
    one_of_the_values(schema, value, at)?;
    match value {
        Value::Number(number) => {
            number_fits(schema, number.as_f64().unwrap_or_default(), at)?;
        }
        Value::String(text) => text_fits(schema, text, at)?,
        Value::Array(items) => array_fits(schema, items, at)?,
        Value::Object(members) => object_fits(schema, members, at)?,
        Value::Null | Value::Bool(_) => {}
    }
    combinations_hold(schema, value, at)
}

fn type_fits(schema: &Value, value: &Value, at: &str) -> Verdict {
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let fits = allowed.iter().any(|name| is_a(name, value));
    rule(fits, at, "type", || {
        format!("expected {}", allowed.join(" or "))
    })
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => value.is_number(),
    }
}

fn condition_holds(schema: &Value, value: &Value, at: &str) -> Verdict {
    match (schema.get("if"), schema.get("then")) {
        (Some(condition), Some(then)) if matches(condition, value, at).is_ok() => {
            matches(then, value, &format!("{at}/then"))
        }
        _ => Ok(()),
    }
}

fn one_of_the_values(schema: &Value, value: &Value, at: &str) -> Verdict {
    let Some(values) = schema["enum"].as_array() else {
        return Ok(());
    };
    rule(values.contains(value), at, "enum", || {
        "not one of the known values".to_owned()
    })
}

fn number_fits(schema: &Value, number: f64, at: &str) -> Verdict {
    let minimum = schema["minimum"].as_f64().unwrap_or(f64::MIN);
    let maximum = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    rule(number >= minimum, at, "minimum", || {
        format!("less than {minimum}")
    })?;
    rule(number <= maximum, at, "maximum", || {
        format!("more than {maximum}")
    })
}

fn text_fits(schema: &Value, text: &str, at: &str) -> Verdict {
    let length = text.chars().count() as u64;
    within(schema, length, ["minLength", "maxLength"], at)?;
    let format = schema["format"].as_str();
    rule(
        format.is_none_or(|format| has_format(format, text)),
        at,
        "format",
        || "not an id".to_owned(),
    )?;
    let pattern = schema["pattern"].as_str();
    let found = pattern.is_none_or(|pattern| has_pattern(pattern, text));
    rule(found, at, "pattern", || {
        "not of the expected form".to_owned()
    })
}

fn has_format(format: &str, text: &str) -> bool {
    let is_id =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    format != "misskey:id" || is_id
}

/// There are two patterns in all that this server takes, which is too few for an engine.
fn has_pattern(pattern: &str, text: &str) -> bool {
    if pattern == r"[^\s]+" {
        return text.contains(|character: char| !character.is_whitespace());
    }
    let is_digit_or_dash = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == "YYYY-MM-DD".len() && text.bytes().enumerate().all(is_digit_or_dash)
}

fn array_fits(schema: &Value, items: &[Value], at: &str) -> Verdict {
    within(schema, items.len() as u64, ["minItems", "maxItems"], at)?;
    let repeated = items
        .iter()
        .enumerate()
        .any(|(index, item)| items[..index].contains(item));
    let unique = schema["uniqueItems"] == true;
    rule(!(unique && repeated), at, "uniqueItems", || {
        "an item comes twice".to_owned()
    })?;
    let path = format!("{at}/items");
    items
        .iter()
        .try_for_each(|item| matches(&schema["items"], item, &path))
}

fn object_fits(schema: &Value, members: &Map<String, Value>, at: &str) -> Verdict {
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        rule(members.contains_key(name), at, "required", || {
            format!("'{name}' is missing")
        })?;
    }
    let properties = schema["properties"].as_object().into_iter().flatten();
    for (name, property) in properties {
        if let Some(member) = members.get(name) {
            matches(property, member, &format!("{at}/properties/{name}"))?;
        }
    }
    Ok(())
}

/// Where none of several alternatives fits, it is the first that is named.
fn combinations_hold(schema: &Value, value: &Value, at: &str) -> Verdict {
    for (index, part) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
        matches(part, value, &format!("{at}/allOf/{index}"))?;
    }
    let mut first = Ok(());
    for (index, part) in schema["anyOf"].as_array().into_iter().flatten().enumerate() {
        let verdict = matches(part, value, &format!("{at}/anyOf/{index}"));
        if verdict.is_ok() {
            return Ok(());
        }
        first = first.and(verdict);
    }
    first
}

fn within(schema: &Value, length: u64, [least, most]: [&str; 2], at: &str) -> Verdict {
    let minimum = schema[least].as_u64().unwrap_or(0);
    let maximum = schema[most].as_u64().unwrap_or(u64::MAX);
    rule(length >= minimum, at, least, || {
        format!("shorter than {minimum}")
    })?;
    rule(length <= maximum, at, most, || {
        format!("longer than {maximum}")
    })
}

fn rule(
    holds: bool,
    at: &str,
    keyword: &str,
    reason: impl FnOnce() -> String,
) -> Verdict {
    if holds {
        return Ok(());
    }
    Err(Violation {
        rule: format!("{at}/{keyword}"),
        reason: reason(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{SCHEMAS, matches};

    fn broken(endpoint: &str, params: &Value) -> String {
        let verdict = matches(&SCHEMAS[endpoint], params, "#");
        verdict.map_or_else(|violation| violation.rule, |()| "none".to_owned())
    }

    #[test]
    fn the_rule_named_is_the_one_that_a_server_names() {
        let cases = [
            ("notes/create", json!({}), "#/then/required"),
            (
                "notes/create",
                json!({"text": null}),
                "#/then/properties/text/type",
            ),
            (
                "notes/create",
                json!({"text": 1}),
                "#/then/properties/text/type",
            ),
            (
                "notes/create",
                json!({"text": " "}),
                "#/then/properties/text/pattern",
            ),
            (
                "notes/create",
                json!({"text": "x".repeat(3001)}),
                "#/then/properties/text/maxLength",
            ),
            (
                "notes/create",
                json!({"text": "x", "replyId": "!!"}),
                "#/properties/replyId/format",
            ),
            (
                "notes/create",
                json!({"text": "x", "poll": {"choices": ["a", "a"]}}),
                "#/properties/poll/properties/choices/uniqueItems",
            ),
            (
                "notes/create",
                json!({"text": "x", "visibility": "moon"}),
                "#/properties/visibility/enum",
            ),
            ("notes/show", json!({}), "#/required"),
            (
                "notes/show",
                json!({"noteId": ""}),
                "#/properties/noteId/format",
            ),
            (
                "notes/show",
                json!({"noteId": null}),
                "#/properties/noteId/type",
            ),
            ("notes/show", json!("x"), "#/type"),
            (
                "notes/timeline",
                json!({"limit": 0}),
                "#/properties/limit/minimum",
            ),
            (
                "notes/timeline",
                json!({"limit": 101}),
                "#/properties/limit/maximum",
            ),
            (
                "notes/timeline",
                json!({"limit": "10"}),
                "#/properties/limit/type",
            ),
            (
                "notes/timeline",
                json!({"limit": 1.5}),
                "#/properties/limit/type",
            ),
            ("users/show", json!({}), "#/allOf/0/anyOf/0/required"),
            (
                "users/show",
                json!({"userIds": "x"}),
                "#/allOf/0/anyOf/0/required",
            ),
            ("drive/files/show", json!({}), "#/anyOf/0/required"),
            (
                "i/update",
                json!({"birthday": "1990/05/04"}),
                "#/properties/birthday/pattern",
            ),
            (
                "i/update",
                json!({"name": "x".repeat(51)}),
                "#/properties/name/maxLength",
            ),
        ];
        for (endpoint, params, rule) in cases {
            assert_eq!(broken(endpoint, &params), rule, "{endpoint} {params}");
        }
    }

    #[test]
    fn what_a_server_takes_is_taken() {
        let cases = [
            (
                "notes/create",
                json!({"text": "x", "cw": null, "unknown": 1}),
            ),
            ("notes/create", json!({"renoteId": "a61rv280fix00005"})),
            ("notes/create", json!({"poll": {"choices": ["a", "b"]}})),
            ("users/show", json!({"username": "kaede", "host": null})),
            ("users/show", json!({"userIds": []})),
            ("drive/files/show", json!({"url": "x"})),
            ("i/update", json!({"name": null, "birthday": "1990-05-04"})),
        ];
        for (endpoint, params) in cases {
            assert_eq!(broken(endpoint, &params), "none", "{endpoint} {params}");
        }
    }
}
