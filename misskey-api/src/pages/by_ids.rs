//! Walking through a list by the ids of its items.

use std::cmp::Ordering;

use crate::pages::cursor::Place;
use crate::pages::limit::Limit;
use crate::pages::walk::{Stuck, Taken};
use crate::{Id, JsonObject};

/// Less than all ids.
const BEFORE_ALL: &str = "0";

/// Where a walk by ids is.
#[derive(Debug)]
pub(super) struct ByIds {
    pub(super) newest_first: bool,
    /// The id of the last item that pages have brought.
    pub(super) place: Option<String>,
    bounds: Bounds,
    limit: Limit,
    /// The server does not begin at a date.
    knows_no_dates: bool,
}

/// What the request wants of the list.
///
/// A page is only told where it begins, and the rest is held here. Servers look at ids before
/// dates, and a page with a lower bound begins there: if that stands alone, the oldest come
/// first, and at `notes/mentions` they do in any case.
#[derive(Debug)]
struct Bounds {
    since_id: Option<String>,
    until_id: Option<String>,
    since_date: Option<i64>,
    until_date: Option<i64>,
}

impl Bounds {
    fn of(request: &mut JsonObject) -> Self {
        let mut take = |name| request.remove(name).filter(|value| !value.is_null());
        let text = |value: serde_json::Value| value.as_str().map(str::to_owned);
        Self {
            since_id: take("sinceId").and_then(text),
            until_id: take("untilId").and_then(text),
            since_date: take("sinceDate").and_then(|date| date.as_i64()),
            until_date: take("untilDate").and_then(|date| date.as_i64()),
        }
    }

    /// Whether an item is older than wanted (less), newer (greater), or wanted.
    fn compare(&self, id: &str) -> Result<Ordering, Stuck> {
        if self.since_id.as_deref().is_some_and(|since| id <= since) {
            return Ok(Ordering::Less);
        }
        if self.until_id.as_deref().is_some_and(|until| id >= until) {
            return Ok(Ordering::Greater);
        }
        if self.since_date.is_none() && self.until_date.is_none() {
            return Ok(Ordering::Equal);
        }
        let time = Id::<()>::from(id).created_at().ok_or(Stuck::NoTime)?;
        let time = time.as_millisecond();
        if self.since_date.is_some_and(|since| time <= since) {
            Ok(Ordering::Less)
        } else if self.until_date.is_some_and(|until| time >= until) {
            Ok(Ordering::Greater)
        } else {
            Ok(Ordering::Equal)
        }
    }
}

impl ByIds {
    /// Takes the bounds out of a request.
    pub(super) fn new(request: &mut JsonObject, limit: Limit) -> Self {
        Self {
            newest_first: true,
            place: None,
            bounds: Bounds::of(request),
            limit,
            knows_no_dates: false,
        }
    }

    /// The place after an item.
    pub(super) fn after(&self, id: Option<String>) -> Place {
        if self.newest_first {
            Place::Newest(id)
        } else {
            Place::Oldest(id)
        }
    }

    /// Writes what asks for the next page.
    pub(super) fn write(&self, request: &mut JsonObject) {
        let mut set = |name: &str, value: serde_json::Value| {
            request.insert(name.to_owned(), value);
        };
        let (start, bounds) = (self.start(), &self.bounds);
        match (self.newest_first, start) {
            (true, Some(until)) => set("untilId", until.into()),
            (true, None) => {
                if let Some(until) = bounds.until_date {
                    set("untilDate", until.into());
                }
            }
            (false, Some(since)) => set("sinceId", since.into()),
            (false, None) => match bounds.since_date.filter(|_| !self.knows_no_dates) {
                Some(since) => set("sinceDate", since.into()),
                None => set("sinceId", BEFORE_ALL.into()),
            },
        }
        self.limit.write(0, request);
    }

    /// What the next page begins after.
    fn start(&self) -> Option<&str> {
        let (place, bounds) = (self.place.as_deref(), &self.bounds);
        if self.newest_first {
            let until = bounds.until_id.as_deref();
            place.into_iter().chain(until).min()
        } else {
            let since = bounds.since_id.as_deref();
            place.into_iter().chain(since).max()
        }
    }

    /// Takes a page by the ids of its items. If it fails, the same page is asked for again.
    pub(super) fn take(&mut self, ids: &[Option<String>]) -> Result<Taken, Stuck> {
        let Some(first) = ids.iter().flatten().next() else {
            return match ids {
                [] if self.limit.widen() => Ok(Taken::again()),
                [] => Ok(Taken::end()),
                _ => Err(Stuck::NoIds),
            };
        };
        if self.asked_by_date() && newest_comes_first(ids) {
            self.knows_no_dates = true;
            return Ok(Taken::again());
        }
        let beyond = self.beyond_start(first, ids);
        if beyond.is_empty() {
            return Err(Stuck::SamePage);
        }
        let mut taken = Taken::again();
        let mut place = self.place.clone();
        for (index, id) in beyond {
            let wanted = match self.bounds.compare(id)? {
                Ordering::Less if self.newest_first => None,
                Ordering::Greater if !self.newest_first => None,
                other => Some(other == Ordering::Equal),
            };
            let Some(wanted) = wanted else {
                taken.ended = true;
                break;
            };
            place = Some(id.to_owned());
            if wanted {
                taken.items.push((index, self.after(place.clone())));
            }
        }
        self.place = place;
        self.limit.narrow();
        Ok(taken)
    }

    /// The items after where the page was to begin, in the order of the walk. One without an
    /// id goes with the one before it.
    fn beyond_start<'a>(
        &self,
        first: &'a str,
        ids: &'a [Option<String>],
    ) -> Vec<(usize, &'a str)> {
        let mut before = first;
        let mut items: Vec<(usize, &str)> = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            before = id.as_deref().unwrap_or(before);
            let beyond = self.start().is_none_or(|start| {
                if self.newest_first {
                    before < start
                } else {
                    before > start
                }
            });
            if beyond {
                items.push((index, before));
            }
        }
        items.sort_by(|(_, one), (_, other)| {
            if self.newest_first {
                other.cmp(one)
            } else {
                one.cmp(other)
            }
        });
        items
    }

    fn asked_by_date(&self) -> bool {
        !self.newest_first
            && self.start().is_none()
            && self.bounds.since_date.is_some()
            && !self.knows_no_dates
    }
}

fn newest_comes_first(ids: &[Option<String>]) -> bool {
    let mut ids = ids.iter().flatten();
    match (ids.next(), ids.next_back()) {
        (Some(first), Some(last)) => first > last,
        _ => false,
    }
}
