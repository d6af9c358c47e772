//! Walking through a list, without I/O: what to ask for next, and what of a page is new.

use serde::Serialize;

use crate::JsonObject;
use crate::pages::by_ids::ByIds;
use crate::pages::by_offset::ByOffset;
use crate::pages::cursor::Place;
use crate::pages::item;
use crate::pages::limit::Limit;
use crate::paging::{PagedBy, Paging};

/// Why the pages of a list can't be walked through, although the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stuck {
    /// It answers with the same page, wherever the next one is to begin.
    #[error(
        "the server sent the same page again: it ignores where the next one should begin"
    )]
    SamePage,
    /// None of the items has an id, by which the next page could be asked for.
    #[error("no item of the page has an id, so the next page can't be asked for")]
    NoIds,
    /// The request has a bound that is a date, and the ids are in no known format: they don't
    /// tell when the items were made.
    #[error(
        "the items' ids don't tell when they were made; leave out the bounds by date"
    )]
    NoTime,
}

/// A page, as far as it is new.
#[derive(Debug)]
pub(super) struct Taken {
    /// Which of its items are given, in which order, and the place after each.
    pub(super) items: Vec<(usize, Place)>,
    /// Whether nothing can come after it.
    pub(super) ended: bool,
}

impl Taken {
    /// Nothing of it, or not yet, and another page is to be asked for.
    pub(super) fn again() -> Self {
        Self {
            items: Vec::new(),
            ended: false,
        }
    }

    /// The list is at its end.
    pub(super) fn end() -> Self {
        Self {
            items: Vec::new(),
            ended: true,
        }
    }
}

/// Where a walk is.
#[derive(Debug)]
pub(super) struct Walk {
    paging: Paging,
    /// The parameters that are the same for all pages.
    request: JsonObject,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Ids(ByIds),
    Offset(ByOffset),
}

impl Walk {
    /// Begins where the request wants it.
    pub(super) fn new(mut request: JsonObject, paging: Paging) -> Result<Self, String> {
        let limit = Limit::of(&mut request, paging.max_limit);
        let way = if paging.by == PagedBy::Offset {
            Way::Offset(ByOffset::new(&mut request, limit))
        } else {
            for name in ["sort", "offset"] {
                if request.get(name).is_some_and(|value| !value.is_null()) {
                    return Err(format!(
                        "pages go by ids, which `{name}` does not go with: leave it out"
                    ));
                }
            }
            Way::Ids(ByIds::new(&mut request, limit))
        };
        Ok(Self {
            paging,
            request,
            way,
        })
    }

    /// From now on the oldest come first.
    pub(super) fn oldest_first(&mut self) -> Result<(), String> {
        match (&mut self.way, self.paging.by) {
            (Way::Ids(walk), PagedBy::Ids) => {
                walk.newest_first = false;
                Ok(())
            }
            _ => Err("the server can't list the oldest first".to_owned()),
        }
    }

    /// Goes on at a place.
    pub(super) fn resume(&mut self, place: Place) -> Result<(), String> {
        match (&mut self.way, place) {
            (Way::Ids(walk), Place::Newest(id)) => {
                walk.newest_first = true;
                walk.place = id;
            }
            (Way::Ids(_), Place::Oldest(id)) => {
                self.oldest_first()?;
                if let Way::Ids(walk) = &mut self.way {
                    walk.place = id;
                }
            }
            (Way::Offset(walk), Place::Offset(offset, marks)) => {
                walk.resume(offset, marks);
            }
            _ => return Err("the cursor is of another way to page".to_owned()),
        }
        Ok(())
    }

    /// The place that pages have reached.
    pub(super) fn place(&self) -> Place {
        match &self.way {
            Way::Ids(walk) => walk.after(walk.place.clone()),
            Way::Offset(walk) => walk.place(),
        }
    }

    /// The request for the next page.
    pub(super) fn request(&self) -> JsonObject {
        let mut request = self.request.clone();
        match &self.way {
            Way::Ids(walk) => walk.write(&mut request),
            Way::Offset(walk) => walk.write(&mut request),
        }
        request
    }

    /// Takes a page. If it fails, the same page is asked for again.
    pub(super) fn take<T: Serialize>(&mut self, page: &[T]) -> Result<Taken, Stuck> {
        match &mut self.way {
            Way::Ids(walk) => {
                let ids: Vec<_> = page.iter().map(item::id).collect();
                walk.take(&ids)
            }
            Way::Offset(walk) => {
                let keys: Vec<_> = page.iter().map(item::key).collect();
                walk.take(&keys)
            }
        }
    }
}
