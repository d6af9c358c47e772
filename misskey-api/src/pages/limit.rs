//! How many items a page is asked for.

use crate::JsonObject;

/// The limit that the request has, and the greatest that the server takes.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    asked: Option<u64>,
    greatest: Option<u64>,
    widened: bool,
}

impl Limit {
    /// Takes the limit out of a request.
    pub(super) fn of(request: &mut JsonObject, greatest: Option<u32>) -> Self {
        Self {
            asked: request.remove("limit").and_then(|limit| limit.as_u64()),
            greatest: greatest.map(u64::from),
            widened: false,
        }
    }

    /// From now on as many as the server gives; false if that is so already.
    pub(super) fn widen(&mut self) -> bool {
        let can = match (self.asked, self.greatest) {
            (Some(asked), Some(greatest)) => asked < greatest,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        !std::mem::replace(&mut self.widened, true) && can
    }

    /// From now on as many as were asked for.
    pub(super) fn narrow(&mut self) {
        self.widened = false;
    }

    /// Whether a page can have one more item than was asked for, or has more than one.
    pub(super) fn allows_overlap(&self) -> bool {
        self.asked != Some(1) || self.greatest.is_some_and(|greatest| greatest > 1)
    }

    /// Writes the limit into a request, with room for so many more.
    pub(super) fn write(&self, more: u64, request: &mut JsonObject) {
        let wanted = if self.widened {
            self.greatest
        } else {
            let room = |asked: u64| match self.greatest {
                Some(greatest) => asked.saturating_add(more).min(asked.max(greatest)),
                None => asked,
            };
            self.asked.map(room)
        };
        if let Some(wanted) = wanted {
            request.insert("limit".to_owned(), wanted.into());
        }
    }
}
