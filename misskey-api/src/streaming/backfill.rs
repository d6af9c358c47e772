//! Fetching what was missed.

use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use serde_json::value::RawValue;

use super::error::StreamingError;
use super::frame;
use super::queue::Queue;
use crate::client::Client;
use crate::decode::{BySerde, Decode};
use crate::error::Error;
use crate::{JsonObject, RawCall, Retry};

/// How much one request fetches: as much as servers allow.
const PAGE: usize = 100;
/// How often one request is tried, and how long it may wait in between in all: it is all
/// that stands between a short failure and events that are lost.
const TRIES: u32 = 8;
const WAIT: Duration = Duration::from_secs(300);
/// How many ids are kept to know what was told already: more than what is fetched beyond
/// the first live event.
const KEPT: usize = 512;
/// How many of the events before a gap are fetched once more, since what comes from other
/// servers can come late: it is older than what was told before it.
const OVERLAP: usize = 32;
/// What is before the ids of all formats.
const BEFORE_ALL: &str = "0";
/// What endpoints call differently than the channels whose past they have.
const RENAMED: [(&str, &str); 2] = [("q", "query"), ("otherId", "userId")];

/// The endpoint that has a channel's past.
#[derive(Clone, Debug)]
pub(super) struct Source {
    client: Client,
    path: Arc<str>,
    /// The name of the channel's events that the endpoint has.
    pub(super) kind: &'static str,
    parameters: JsonObject,
}

/// An event that was fetched, with the id of what it holds.
type Found = (CompactString, Arc<str>);
type Fetching = Pin<Box<dyn Future<Output = Result<Vec<Found>, Error>> + Send>>;

impl Source {
    pub(super) fn new(
        client: &Client,
        path: &str,
        kind: &'static str,
        mut parameters: JsonObject,
    ) -> Self {
        for (channel, endpoint) in RENAMED {
            if let Some(value) = parameters.remove(channel) {
                parameters.insert(endpoint.to_owned(), value);
            }
        }
        let retry = Retry::default().attempts(TRIES).longest_wait(WAIT);
        Self {
            client: client.with_retry(retry),
            path: path.into(),
            kind,
            parameters,
        }
    }

    /// The id of the newest that there is, or one before all.
    pub(super) async fn newest(&self) -> Result<CompactString, StreamingError> {
        let found = self.fetch(None, 1).await;
        let found = found.map_err(|error| self.failed(error))?;
        let first = found.into_iter().next();
        Ok(first.map_or_else(|| BEFORE_ALL.into(), |(id, _)| id))
    }

    fn failed(&self, error: Error) -> StreamingError {
        StreamingError::Backfill {
            path: self.path.to_string(),
            error: Arc::new(error),
        }
    }

    /// What came after an id, the oldest first, or the newest. The client tries again what
    /// fails for now.
    async fn fetch(
        &self,
        since: Option<CompactString>,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        let mut parameters = self.parameters.clone();
        parameters.insert("limit".to_owned(), json!(limit));
        if let Some(since) = since {
            parameters.insert("sinceId".to_owned(), json!(since.as_str()));
        }
        let call = RawCall::new(&*self.path)
            .parameters(parameters)
            .repeatable(true);
        let page: Page = self.client.send_raw(call).await?;
        Ok(self.found(&page))
    }

    /// The events in a page.
    fn found(&self, page: &Page) -> Vec<Found> {
        let found = page.0.iter().filter_map(|one| {
            let id = frame::id_beside(one.get())?;
            let event = format!(r#"{{"type":"{}","body":{}}}"#, self.kind, one.get());
            Some((CompactString::from(id), event.into()))
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        found
    }
}

/// What an endpoint answers: a list of whatever the channel tells of.
struct Page(Vec<Box<RawValue>>);

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(Self)
    }
}

impl Decode for Page {
    type By = BySerde;
}

/// The past of a subscription: what was told already, and what is being fetched.
pub(super) struct Backfill {
    source: Source,
    seen: Seen,
    work: Option<Work>,
}

/// What is being fetched.
struct Work {
    since: CompactString,
    fetching: Option<Fetching>,
    page: VecDeque<Found>,
    /// Whether what was fetched goes beyond the first live event.
    passed: bool,
    done: bool,
}

impl Backfill {
    /// Everything after an id belongs to the subscription.
    pub(super) fn new(source: Source, start: CompactString) -> Self {
        Self {
            source,
            seen: Seen::new(start),
            work: None,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        self.source.kind
    }

    /// Whether a live event was not told yet.
    pub(super) fn is_new(&mut self, event: &str) -> bool {
        let id = frame::id_within(event, self.source.kind);
        id.is_none_or(|id| self.seen.insert(&id))
    }

    /// Begins to fetch what was missed.
    pub(super) fn begin(&mut self) {
        self.work = Some(Work {
            since: self.seen.start(),
            fetching: None,
            page: VecDeque::new(),
            passed: false,
            done: false,
        });
    }

    /// The next that was missed; nothing if all was fetched.
    pub(super) fn poll(
        &mut self,
        live: &Queue,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Arc<str>, StreamingError>>> {
        while let Some(work) = &mut self.work {
            while let Some((id, event)) = work.page.pop_front() {
                if self.seen.insert(&id) {
                    return Poll::Ready(Some(Ok(event)));
                }
            }
            if work.done {
                self.work = None;
                break;
            }
            match ready!(work.poll_fetch(&self.source, context)) {
                Ok(page) => {
                    let kind = self.source.kind;
                    let first = live.find(|event| {
                        frame::id_within(event, kind).map(CompactString::from)
                    });
                    work.take(page, first.as_deref());
                }
                Err(error) => {
                    self.work = None;
                    return Poll::Ready(Some(Err(self.source.failed(error))));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Work {
    fn poll_fetch(
        &mut self,
        source: &Source,
        context: &mut Context<'_>,
    ) -> Poll<Result<Vec<Found>, Error>> {
        let fetching = self.fetching.get_or_insert_with(|| {
            let (source, since) = (source.clone(), self.since.clone());
            Box::pin(async move { source.fetch(Some(since), PAGE).await })
        });
        let fetched = ready!(fetching.as_mut().poll(context));
        self.fetching = None;
        Poll::Ready(fetched)
    }

    /// Takes a page, and decides whether there may be more. A short page does not prove
    /// the end, since servers leave out what an account may not see. Beyond the first live
    /// event one page more is fetched: what was told before it may have a greater id.
    fn take(&mut self, page: Vec<Found>, first_live: Option<&str>) {
        let full = page.len() >= PAGE;
        let Some((last, _)) = page.last() else {
            self.done = true;
            return;
        };
        let beyond = first_live.is_some_and(|first| last.as_str() >= first);
        // A server that does not go on would be asked for ever.
        self.done = *last <= self.since || beyond && (self.passed || !full);
        self.passed |= beyond;
        self.since.clone_from(last);
        self.page = page.into();
    }
}

/// The ids of what was told last.
struct Seen {
    ids: HashSet<CompactString>,
    order: VecDeque<CompactString>,
}

impl Seen {
    fn new(start: CompactString) -> Self {
        Self {
            ids: HashSet::from([start.clone()]),
            order: VecDeque::from([start]),
        }
    }

    /// Whether an id was not there.
    fn insert(&mut self, id: &str) -> bool {
        let id = CompactString::from(id);
        if !self.ids.insert(id.clone()) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > KEPT {
            let oldest = self.order.pop_front();
            oldest.map(|oldest| self.ids.remove(&oldest));
        }
        true
    }

    /// After which id to fetch so that nothing is missed.
    fn start(&self) -> CompactString {
        let recent = self.order.iter().rev().take(OVERLAP);
        recent.min().cloned().unwrap_or_else(|| BEFORE_ALL.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_known_for_a_while() {
        let mut seen = Seen::new("0".into());
        assert!(!seen.insert("0"));
        for number in 1..=KEPT {
            assert!(seen.insert(&format!("{number:09}")));
        }
        assert!(seen.insert("0"), "the first was forgotten");
        assert!(!seen.insert("000000007"));
        assert_eq!(seen.ids.len(), KEPT);
    }

    #[test]
    fn fetching_begins_a_little_before_what_was_told_last() {
        let mut seen = Seen::new("05".into());
        seen.insert("07");
        seen.insert("06");
        assert_eq!(seen.start(), "05");
        for number in 10..50 {
            seen.insert(&number.to_string());
        }
        assert_eq!(seen.start(), "18");
    }

    fn page(ids: impl IntoIterator<Item = usize>) -> Vec<Found> {
        let found = |id| (format!("{id:04}").into(), "{}".into());
        ids.into_iter().map(found).collect()
    }

    fn work() -> Work {
        Work {
            since: BEFORE_ALL.into(),
            fetching: None,
            page: VecDeque::new(),
            passed: false,
            done: false,
        }
    }

    #[test]
    fn fetching_ends_with_an_empty_page_or_beyond_the_first_live_event() {
        let mut quiet = work();
        quiet.take(page(1..=100), None);
        quiet.take(page(101..=103), None);
        assert!(!quiet.done, "a short page proves nothing");
        quiet.take(page([]), None);
        assert!(quiet.done);

        let mut busy = work();
        busy.take(page(1..=100), Some("0150"));
        busy.take(page(101..=200), Some("0150"));
        assert!(!busy.done, "one page more");
        busy.take(page(201..=300), Some("0150"));
        assert!(busy.done);

        let mut stuck = work();
        stuck.take(page(1..=100), None);
        stuck.take(page(1..=100), None);
        assert!(stuck.done);
    }
}
