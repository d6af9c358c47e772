//! How much of notes types keep, by what they write of what they have read.
//!
//! The program that reads with another's types has this too: it knows no bindings.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How many notes came through how well.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Kept {
    /// With all that they hold.
    pub(crate) whole: usize,
    /// Without some of it.
    pub(crate) in_part: usize,
    /// Not at all.
    pub(crate) refused: usize,
}

impl Kept {
    /// Looks at notes, one a line, that `rewritten` reads and writes again.
    pub(crate) fn of_lines(
        lines: &str,
        rewritten: impl Fn(&str) -> Option<Value>,
    ) -> Self {
        let mut kept = Self::default();
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let before = serde_json::from_str(line).ok().map(normal);
            match rewritten(line).map(normal) {
                None => kept.refused += 1,
                after if after == before => kept.whole += 1,
                Some(_) => kept.in_part += 1,
            }
        }
        kept
    }
}

/// The same for all that means the same: null is nothing, 3.0 is 3, and a time is a time.
fn normal(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(normal).collect(),
        Value::Object(object) => {
            let present = object.into_iter().filter(|(_, value)| !value.is_null());
            let normal = present.map(|(name, value)| (name, normal(value)));
            Value::Object(normal.collect::<Map<_, _>>())
        }
        Value::Number(number) => number.as_f64().into(),
        Value::String(text) => Value::String(normal_text(&text)),
        other => other,
    }
}

/// A time in the one form that all have; another text as it is, for the most part.
fn normal_text(text: &str) -> String {
    let text = text.replace("+00:00", "Z");
    match text.strip_suffix('Z') {
        Some(time) if time.contains('.') => {
            let time = time.trim_end_matches('0').trim_end_matches('.');
            format!("{time}Z")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_means_the_same_is_kept_and_what_is_gone_is_not() {
        let lines =
            "{\"count\": 3, \"at\": \"2026-01-02T03:04:05.600Z\", \"cw\": null}\n";
        let after = json!({ "count": 3.0, "at": "2026-01-02T03:04:05.6+00:00" });
        assert_eq!(Kept::of_lines(lines, |_| Some(after.clone())).whole, 1);
        let after = json!({ "count": 3 });
        assert_eq!(Kept::of_lines(lines, |_| Some(after.clone())).in_part, 1);
        assert_eq!(Kept::of_lines(lines, |_| None).refused, 1);
    }
}
