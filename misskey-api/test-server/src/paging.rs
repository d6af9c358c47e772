//! Pages of things that have ids.

use crate::{call::Call, id};

const DEFAULT_LIMIT: usize = 10;

/// What part of a list is wanted, and in what order.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    limit: usize,
    since: Option<&'a str>,
    until: Option<&'a str>,
    since_date: Option<i64>,
    until_date: Option<i64>,
}

impl<'a> Page<'a> {
    pub(crate) fn of(call: &'a Call) -> Self {
        let limit = call
            .integer("limit")
            .and_then(|limit| usize::try_from(limit).ok());
        let (since, until) = (call.text("sinceId"), call.text("untilId"));
        // Where there is an id, dates are not looked at.
        let date = |name| match (since, until) {
            (None, None) => call.integer(name),
            _ => None,
        };
        Self {
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            since,
            until,
            since_date: date("sinceDate"),
            until_date: date("untilDate"),
        }
    }

    /// Takes the page out of items in any order. With a beginning alone it is read forwards from
    /// there, oldest first; otherwise backwards, newest first.
    pub(crate) fn take<T>(
        &self,
        items: impl Iterator<Item = T>,
        id: impl Fn(&T) -> &str,
    ) -> Vec<T> {
        let mut page: Vec<T> = items.filter(|item| self.contains(id(item))).collect();
        page.sort_by(|one, other| id(one).cmp(id(other)));
        if !self.is_forwards() {
            page.reverse();
        }
        page.truncate(self.limit);
        page
    }

    fn contains(&self, id: &str) -> bool {
        let time = id::time(id);
        self.since.is_none_or(|since| id > since)
            && self.until.is_none_or(|until| id < until)
            && self.since_date.is_none_or(|since| time > since)
            && self.until_date.is_none_or(|until| time < until)
    }

    fn is_forwards(&self) -> bool {
        let has_start = self.since.is_some() || self.since_date.is_some();
        let has_end = self.until.is_some() || self.until_date.is_some();
        has_start && !has_end
    }
}
