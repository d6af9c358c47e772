//! Shapes in a few words.

use crate::schema::{Additional, Schema, Type};

/// How many members or texts are written out.
const LISTED: usize = 6;

/// A shape in a few words, without its null: `string (date-time)`, `Note[]`,
/// `"a" | "b"`, `map of number`. Bounded, whatever the shape.
pub(super) fn describe(schema: &Schema) -> String {
    describe_within(schema, 3)
}

/// The same with its null.
pub(super) fn describe_with_null(schema: &Schema) -> String {
    let text = describe(schema);
    if schema.nullable && !schema.is_null() {
        format!("{text} | null")
    } else {
        text
    }
}

fn describe_within(schema: &Schema, depth: usize) -> String {
    if depth == 0 {
        return "…".to_owned();
    }
    let inner = |schema: &Schema| {
        let text = describe_within(schema, depth - 1);
        let text = if schema.nullable && !schema.is_null() {
            format!("{text} | null")
        } else {
            text
        };
        if text.contains(" | ") {
            format!("({text})")
        } else {
            text
        }
    };
    if let Some(name) = &schema.reference {
        return name.clone();
    }
    if !schema.values.is_empty() {
        let values = schema.values.iter().map(|value| format!("{value:?}"));
        return some(values, " | ");
    }
    let members = schema.any_of.iter().chain(&schema.one_of);
    if members.clone().next().is_some() && schema.properties.is_empty() {
        return some(members.map(inner), " | ");
    }
    if !schema.all_of.is_empty() {
        return some(schema.all_of.iter().map(inner), " & ");
    }
    if !schema.prefix_items.is_empty() {
        return format!("[{}]", some(schema.prefix_items.iter().map(inner), ", "));
    }
    if let Some(items) = &schema.items {
        return format!("{}[]", inner(items));
    }
    if let Some(Additional::Schema(value)) = &schema.additional
        && schema.properties.is_empty()
    {
        return format!("map of {}", inner(value));
    }
    if schema.is_null() {
        return "null".to_owned();
    }
    let types = schema.types.iter().map(|&one| match one {
        Type::Array => "any[]".to_owned(),
        Type::Object if schema.properties.is_empty() => "any object".to_owned(),
        _ => one.name().to_owned(),
    });
    match (some(types, " | "), &schema.format) {
        (text, _) if text.is_empty() && !schema.properties.is_empty() => "object".into(),
        (text, _) if text.is_empty() => "any".into(),
        (text, Some(format)) => format!("{text} ({format})"),
        (text, None) => text,
    }
}

/// The first few, and how many more there are.
fn some(texts: impl Iterator<Item = String>, separator: &str) -> String {
    let mut texts: Vec<String> = texts.collect();
    let more = texts.len().saturating_sub(LISTED);
    texts.truncate(LISTED);
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    texts.join(separator)
}
