//! Keywords whose value is a text or a number.

use serde_json::{Map, Number, Value};

use super::Reader;
use crate::diagnostic::Place;

/// Each reports a value that is of another kind.
impl Reader<'_> {
    pub(super) fn text(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        key: &str,
    ) -> Option<String> {
        let value = object.get(key)?;
        let text = value.as_str().map(str::to_owned);
        let help = "the document is damaged: fetch it again";
        self.expect(text, (place, key), "text", help)
    }

    pub(super) fn count(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        key: &str,
    ) -> Option<u64> {
        let count = object.get(key)?.as_u64();
        let help = "a count is a number from 0 on";
        self.expect(count, (place, key), "a count", help)
    }

    pub(super) fn number(
        &mut self,
        place: &Place<'_>,
        object: &Map<String, Value>,
        key: &str,
    ) -> Option<Number> {
        let number = object.get(key)?.as_number().cloned();
        self.expect(number, (place, key), "a number", "")
    }

    fn expect<T>(
        &mut self,
        value: Option<T>,
        (place, key): (&Place<'_>, &str),
        what: &str,
        help: &str,
    ) -> Option<T> {
        if value.is_none() {
            let message = format!("`{key}` is not {what}");
            self.diagnostics.error(&place.at(key), message, help);
        }
        value
    }
}
