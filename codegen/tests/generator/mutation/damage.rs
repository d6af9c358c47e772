//! Damage: to the structure of JSON, to lines of TOML, to bytes of a text.

use serde_json::{Value, json};

use super::dice::Dice;

/// Names and texts that mean something to Rust, JSON, TOML, a file system or a terminal.
const HOSTILE: &[&str] = &[
    "",
    " ",
    ".",
    "..",
    "../../x",
    "/etc/x",
    "C:\\x",
    "a/b",
    "\"",
    "'",
    "`",
    "\\",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "r#\"",
    "\"#",
    "r#type",
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "__",
    "other",
    "Other",
    "new",
    "tag",
    "Option",
    "Vec",
    "Box",
    "std",
    "core",
    "mod",
    "a\nb",
    "\r",
    "a\rb",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{7f}",
    "\u{1b}[31m",
    "\u{202e}abc",
    "\u{2066}x\u{2069}",
    "\u{feff}",
    "\u{200b}",
    "é",
    "日本",
    "😀",
    "ß",
    "ǆ",
    "٣",
    "١",
    "1",
    "0x1",
    "2fa",
    "-",
    "+",
    "!",
    "{}",
    "{0}",
    "#[x]",
    "#![x]",
    "]]",
    "}",
    "fn evil() {}",
    "*/ fn evil() {} /*",
    "$crate",
    "$x",
    "#/components/schemas/Note",
    "#/components/schemas/User",
    "#/components/schemas/A",
    "Note",
    "User",
    "date-time",
    "binary",
    "id",
    "misskey:id",
    "null",
    "object",
    "array",
    "string",
    "number",
    "any",
    "allOf",
    "oneOf",
    "$ref",
    "properties",
    "type ",
    "a b",
    "a-b",
    "a_b",
    "aB",
];

/// Whether a character makes a text look like another.
pub(super) fn is_misleading(one: char) -> bool {
    matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (one.is_control() && one != '\n')
}

fn text(dice: &mut Dice) -> String {
    match dice.below(12) {
        0 => dice.choice(HOSTILE).repeat(1 + dice.below(2000)),
        1 => format!("{}{}", dice.choice(HOSTILE), dice.choice(HOSTILE)),
        _ => (*dice.choice(HOSTILE)).to_owned(),
    }
}

fn value(dice: &mut Dice) -> Value {
    let reference = |dice: &mut Dice| {
        const NAMES: &[&str] =
            &["Note", "User", "Value", "Self", "Gone", "Error", "Union"];
        json!({ "$ref": format!("#/components/schemas/{}", dice.choice(NAMES)) })
    };
    match dice.below(20) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(u64::MAX),
        5 => json!(1e308),
        6 => json!([]),
        7 => json!({}),
        8 => json!({ text(dice): text(dice) }),
        9 => json!([text(dice), null]),
        10 => reference(dice),
        11 => json!({ "allOf": [reference(dice), reference(dice), reference(dice)] }),
        12 => json!({ "oneOf": [reference(dice), reference(dice), { "type": "null" }] }),
        13 => {
            let depth = [3, 20, 60, 90][dice.below(4)];
            let key = *dice.choice(&["items", "additionalProperties"]);
            (0..depth).fold(
                json!({}),
                |inner, _| json!({ "type": "object", key: inner }),
            )
        }
        14 => json!({ "type": ["string", "integer", "boolean", "null"] }),
        15 => {
            json!({ "type": "string", "enum": (0..dice.below(300)).map(|_| text(dice)).collect::<Vec<_>>() })
        }
        16 => {
            json!({ "type": "object", "properties": { text(dice): reference(dice), text(dice): {} }, "required": [text(dice)] })
        }
        _ => json!(text(dice)),
    }
}

/// Damages one place of a value.
pub(super) fn damage_value(dice: &mut Dice, root: &mut Value) {
    let spare = place(dice, root).clone();
    let target = place(dice, root);
    match (dice.below(8), target) {
        (0 | 1, target) => *target = value(dice),
        (2, target) => *target = spare,
        (3 | 4, Value::Object(object)) if !object.is_empty() => {
            let key = object
                .keys()
                .nth(dice.below(object.len()))
                .cloned()
                .unwrap_or_default();
            if let Some(inner) = object.shift_remove(&key) {
                object.insert(text(dice), inner);
            }
        }
        (5, Value::Object(object)) if !object.is_empty() => {
            let key = object
                .keys()
                .nth(dice.below(object.len()))
                .cloned()
                .unwrap_or_default();
            object.shift_remove(&key);
        }
        (6, Value::Object(object)) => drop(object.insert(text(dice), spare)),
        (_, Value::Array(list)) if !list.is_empty() => match dice.below(3) {
            0 => drop(list.remove(dice.below(list.len()))),
            1 => list.extend(list.clone()),
            _ => list.push(spare),
        },
        (_, Value::String(held)) => *held = text(dice),
        (_, target) => *target = value(dice),
    }
}

/// A place somewhere in a value.
fn place<'a>(dice: &mut Dice, root: &'a mut Value) -> &'a mut Value {
    let mut target = root;
    loop {
        let length = match &*target {
            Value::Object(object) => object.len(),
            Value::Array(list) => list.len(),
            _ => 0,
        };
        if length == 0 || dice.below(8) == 0 {
            return target;
        }
        let index = dice.below(length);
        let inner = match target {
            Value::Object(object) => object.values_mut().nth(index),
            Value::Array(list) => list.get_mut(index),
            _ => None,
        };
        target = inner.unwrap();
    }
}

/// Damages a few bytes; what is no text any more is made one again.
pub(super) fn damage_text(dice: &mut Dice, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, dice.choice(HOSTILE).bytes())),
            2 => drop(bytes.drain(at..(at + 1 + dice.below(40)).min(bytes.len()))),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(dice.below(256)).unwrap();
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Damages lines of a TOML file: mostly what stands between quotes, so that it is read.
pub(super) fn damage_toml(dice: &mut Dice, whole: &str) -> String {
    if dice.below(6) == 0 {
        return damage_text(dice, whole);
    }
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(lines.len());
        match dice.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            _ => {
                let parts: Vec<String> =
                    lines[at].split('"').map(str::to_owned).collect();
                if parts.len() > 2 {
                    let mut parts = parts;
                    let inner = 1 + 2 * dice.below(parts.len() / 2);
                    let quoted = Value::from(text(dice)).to_string();
                    parts[inner] = quoted.trim_matches('"').to_owned();
                    lines[at] = parts.join("\"");
                }
            }
        }
    }
    lines.join("\n")
}
