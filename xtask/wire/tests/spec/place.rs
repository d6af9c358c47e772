//! Places in a sample, and what may stand there.

use misskey_codegen::schema::Type;
use serde_json::Value;

/// A step into a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// How a value stands in what it is a part of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    /// It is the whole.
    Whole,
    /// It is an event's body: kept as it comes if nothing of it fits.
    Body,
    /// It is an object's property.
    Property {
        /// Whether it is always there.
        required: bool,
    },
    /// It is an element of a list that can have more or fewer.
    Element,
    /// It is a map's value.
    Entry,
    /// It is an element of a list of fixed length.
    Slot,
}

/// What may stand at a place, null aside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Held {
    Anything,
    Boolean,
    Integer,
    Number,
    Text,
    Id,
    Time,
    /// One of a few texts.
    OneOfTexts,
    /// One of a few texts, which tells what the object is.
    Tag,
    /// A text that tells which event it is.
    Kind,
    List,
    Object,
    /// An object with values of one shape.
    Map,
}

/// A place in a sample.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) steps: Vec<Step>,
    /// The same place, whatever the sample: by entity, without positions.
    pub(crate) origin: String,
    pub(crate) role: Role,
    pub(crate) held: Held,
    pub(crate) nullable: bool,
    /// Whether it is within something that is kept as it comes if it does not fit.
    pub(crate) kept: bool,
    /// Whether no other property of its object must be there.
    pub(crate) alone: bool,
    /// The union that it is a member of, or its object is; empty if neither is.
    pub(crate) union: String,
}

impl Place {
    /// Whether a value fits.
    pub(crate) fn takes(&self, value: &Value) -> bool {
        let optional = self.role == Role::Property { required: false };
        match value {
            _ if self.kept => true,
            Value::Null => {
                optional
                    || self.nullable
                    || matches!(self.held, Held::Anything | Held::Tag)
            }
            _ => self.held.takes(value),
        }
    }

    /// Whether it can be absent.
    pub(crate) fn can_be_absent(&self) -> bool {
        let required = self.role == Role::Property { required: true };
        self.kept || self.nullable || !required || self.held == Held::Tag
    }

    /// Whether it is a property that can't be but a text.
    pub(crate) fn must_be_text(&self) -> bool {
        let required = self.role == Role::Property { required: true };
        required && !self.nullable && self.held == Held::Text
    }

    /// The steps to what it is a part of.
    pub(crate) fn parent(&self) -> &[Step] {
        self.steps.split_last().map_or(&[], |(_, parent)| parent)
    }

    /// Whether steps lead to the place, into it, or to what it is in.
    pub(crate) fn overlaps(&self, steps: &[Step]) -> bool {
        let least = self.steps.len().min(steps.len());
        self.steps[..least] == steps[..least]
    }

    /// As it is written: `$[3].user.name`.
    pub(crate) fn path(&self) -> String {
        shown(&self.steps)
    }
}

impl Held {
    /// Whether a value fits that is not null.
    fn takes(self, value: &Value) -> bool {
        match self {
            // An object with a tag that is not known is kept, whatever the tag is.
            Self::Anything | Self::Tag => true,
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Self::Number => value.is_number(),
            Self::Text | Self::Id | Self::OneOfTexts | Self::Kind => value.is_string(),
            Self::Time => value
                .as_str()
                .is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
            Self::List => value.is_array(),
            Self::Object | Self::Map => value.is_object(),
        }
    }
}

/// Steps as the bindings write them.
pub(crate) fn shown(steps: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            Step::Key(key) if is_plain(key) => path.push_str(&format!(".{key}")),
            Step::Key(key) => path.push_str(&format!("[{}]", Value::from(key.as_str()))),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

fn is_plain(key: &str) -> bool {
    let plain = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == '-';
    !key.is_empty() && key.chars().all(plain)
}

/// What stands at a place.
pub(crate) fn get<'a>(whole: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    steps.iter().try_fold(whole, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

fn get_mut<'a>(whole: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    steps.iter().try_fold(whole, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    })
}

/// The whole with another value at a place.
pub(crate) fn with(whole: &Value, steps: &[Step], value: Value) -> Value {
    let mut whole = whole.clone();
    if let Some(target) = get_mut(&mut whole, steps) {
        *target = value;
    }
    whole
}

/// The whole without a place.
pub(crate) fn without(whole: &Value, steps: &[Step]) -> Value {
    let mut whole = whole.clone();
    let Some((last, before)) = steps.split_last() else {
        return Value::Null;
    };
    match (get_mut(&mut whole, before), last) {
        (Some(Value::Object(fields)), Step::Key(key)) => drop(fields.remove(key)),
        (Some(Value::Array(elements)), Step::Index(index))
            if *index < elements.len() =>
        {
            drop(elements.remove(*index));
        }
        _ => {}
    }
    whole
}

/// The JSON type of a value, if it is not null.
pub(crate) fn type_of(value: &Value) -> Option<Type> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => Type::Boolean,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    })
}
