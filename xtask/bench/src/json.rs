//! Writing JSON in an order of our own choice.

use serde_json::Value;

/// A text of JSON.
pub(crate) struct Json(String);

impl Json {
    pub(crate) const fn null() -> Self {
        Self(String::new())
    }

    /// A list.
    pub(crate) fn list(elements: impl IntoIterator<Item = Self>) -> Self {
        let elements: Vec<String> = elements.into_iter().map(Self::into_text).collect();
        Self(format!("[{}]", elements.join(",")))
    }

    /// A list of what JSON knows.
    pub(crate) fn values<T: Into<Value>>(elements: impl IntoIterator<Item = T>) -> Self {
        Self::list(elements.into_iter().map(Self::value))
    }

    /// An object of what JSON knows.
    pub(crate) fn map<T: Into<Value>>(
        fields: impl IntoIterator<Item = (String, T)>,
    ) -> Self {
        let object = Object::new();
        fields
            .into_iter()
            .fold(object, |object, (name, value)| object.value(&name, value))
            .end()
    }

    fn value(value: impl Into<Value>) -> Self {
        Self(value.into().to_string())
    }

    pub(crate) fn into_text(self) -> String {
        if self.0.is_empty() {
            "null".to_owned()
        } else {
            self.0
        }
    }
}

/// An object that is being written.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a field with a value that JSON knows.
    pub(crate) fn value(self, name: &str, value: impl Into<Value>) -> Self {
        self.json(name, Json::value(value))
    }

    /// Adds a field.
    pub(crate) fn json(mut self, name: &str, value: Json) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&Value::from(name).to_string());
        self.0.push(':');
        self.0.push_str(&value.into_text());
        self
    }

    /// Adds what another function adds.
    pub(crate) fn with(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    pub(crate) fn end(mut self) -> Json {
        self.0.push('}');
        Json(self.0)
    }
}
