//! Walking through a list by the number of items before a page.

use std::collections::VecDeque;

use crate::JsonObject;
use crate::pages::cursor::Place;
use crate::pages::limit::Limit;
use crate::pages::walk::{Stuck, Taken};

/// How many of the last items are known again.
const MEMORY: usize = 1000;
/// How many of them a cursor knows.
const MARKS: usize = 8;
/// How many items are stepped back at first for what went from the list; twice as many each
/// time. A cursor's marks reach further than the first step.
const STEP: u64 = 5;
/// How often it is stepped back in a row.
const STEPS: u32 = 8;
/// How often in a row the same page may come.
const PATIENCE: u32 = 3;

/// Where a walk by numbers is.
#[derive(Debug)]
pub(super) struct ByOffset {
    /// Where the list begins, as far as the request wants it.
    first: u64,
    /// Where the next page begins.
    at: u64,
    /// Whether the next page begins with an item that was there before.
    overlaps: bool,
    /// The marks of the last items, the newest last.
    recent: VecDeque<u64>,
    steps: u32,
    /// The last page if it brought nothing new, and how often it came.
    barren: (Vec<u64>, u32),
    limit: Limit,
}

impl ByOffset {
    /// Takes the beginning out of a request.
    pub(super) fn new(request: &mut JsonObject, limit: Limit) -> Self {
        let first = request.remove("offset").and_then(|offset| offset.as_u64());
        let first = first.unwrap_or_default();
        Self {
            first,
            at: first,
            overlaps: false,
            recent: VecDeque::new(),
            steps: 0,
            barren: (Vec::new(), 0),
            limit,
        }
    }

    /// Goes on after so many items, of which the last had these marks.
    pub(super) fn resume(&mut self, offset: u64, marks: Vec<u64>) {
        self.recent = marks.into();
        self.go_to(offset.max(self.first));
    }

    /// The place where it is.
    pub(super) fn place(&self) -> Place {
        let known = self.at + u64::from(self.overlaps);
        self.after(known)
    }

    fn after(&self, offset: u64) -> Place {
        let skipped = self.recent.len().saturating_sub(MARKS);
        Place::Offset(offset, self.recent.iter().skip(skipped).copied().collect())
    }

    /// The next page begins at that item, after one that is known.
    fn go_to(&mut self, next: u64) {
        self.overlaps =
            next > self.first && !self.recent.is_empty() && self.limit.allows_overlap();
        self.at = next - u64::from(self.overlaps);
    }

    /// Writes what asks for the next page.
    pub(super) fn write(&self, request: &mut JsonObject) {
        request.insert("offset".to_owned(), self.at.into());
        self.limit.write(u64::from(self.overlaps), request);
    }

    /// Takes a page by what its items are known by.
    pub(super) fn take(&mut self, keys: &[String]) -> Result<Taken, Stuck> {
        let marks: Vec<u64> = keys.iter().map(|key| mark(key)).collect();
        if self.has_shrunk(&marks) {
            self.step_back();
            return Ok(Taken::again());
        }
        if marks.is_empty() {
            let again = self.limit.widen();
            return Ok(if again { Taken::again() } else { Taken::end() });
        }
        let next = self.at.saturating_add(marks.len() as u64);
        let taken = self.fresh(&marks);
        if taken.items.is_empty() {
            self.pass_over(marks, next)?;
        } else {
            self.barren = (Vec::new(), 0);
            self.steps = 0;
            self.limit.narrow();
            self.go_to(next);
        }
        Ok(taken)
    }

    /// Looks for what comes after a page that brought nothing new, if anything does.
    fn pass_over(&mut self, marks: Vec<u64>, next: u64) -> Result<(), Stuck> {
        let (last, count) = std::mem::take(&mut self.barren);
        let count = if last == marks { count + 1 } else { 1 };
        if count > PATIENCE {
            return Err(Stuck::SamePage);
        }
        self.barren = (marks, count);
        self.limit.widen();
        self.overlaps = false;
        self.at = next;
        Ok(())
    }

    /// Whether a page does not begin with what was there before: something before it went.
    fn has_shrunk(&self, marks: &[u64]) -> bool {
        let knows = |mark| self.recent.contains(mark);
        self.overlaps
            && self.steps < STEPS
            && !marks.first().is_some_and(knows)
            && self.last_known(marks).is_none()
    }

    fn step_back(&mut self) {
        let back = self.at.saturating_sub(STEP << self.steps).max(self.first);
        self.steps += 1;
        self.overlaps = back > self.first;
        self.at = back;
    }

    /// Where in a page the last of those items stands that were given last.
    fn last_known(&self, marks: &[u64]) -> Option<usize> {
        let mut last = self.recent.iter().rev().take(MARKS);
        last.find_map(|known| marks.iter().position(|mark| mark == known))
    }

    /// The items of a page that were not there before, and come after those that were.
    fn fresh(&mut self, marks: &[u64]) -> Taken {
        let begin = self.last_known(marks).map_or(0, |last| last + 1);
        let mut taken = Taken::again();
        for (index, mark) in marks.iter().enumerate().skip(begin) {
            if self.recent.contains(mark) {
                continue;
            }
            self.recent.push_back(*mark);
            if self.recent.len() > MEMORY {
                self.recent.pop_front();
            }
            let place = self.after(self.at.saturating_add(index as u64 + 1));
            taken.items.push((index, place));
        }
        taken
    }
}

/// What an item is known again by: FNV-1a, which is the same with every version.
fn mark(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_beyond_all_numbers_is_walked_from_like_any_other() {
        let mut request =
            JsonObject::from_iter([("offset".to_owned(), json!(u64::MAX))]);
        let limit = Limit::of(&mut request, Some(100));
        let mut walk = ByOffset::new(&mut request, limit);
        let page = ["green", "black"].map(str::to_owned);
        assert_eq!(walk.take(&page).unwrap().items.len(), 2);
        assert_eq!(walk.place(), walk.after(u64::MAX));
    }
}
