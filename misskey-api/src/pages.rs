//! Walking through all that an endpoint lists, page by page.

mod by_ids;
mod by_offset;
mod cursor;
mod item;
mod limit;
mod walk;

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::{Serialize, Serializer};

use crate::JsonObject;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::{Error, Failure};
use crate::meta::Meta;
use crate::paging::Paged;

pub use self::cursor::{Cursor, InvalidCursor};
pub use self::walk::Stuck;

use self::cursor::Place;
use self::walk::{Taken, Walk};

/// What a list's endpoint may fail with.
type ErrorOf<E> = Error<<E as Endpoint>::Error>;

/// A page, or why there is none.
type Answer<E> = Result<Vec<<E as Paged>::Item>, ErrorOf<E>>;

/// A page on its way.
type Asked<E> = Pin<Box<dyn Future<Output = Answer<E>> + Send>>;

impl Client {
    /// Goes through everything that an endpoint lists, fetching the next page when it is needed.
    ///
    /// ```
    /// use misskey_api::endpoints::notes;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(&server.base_url()).token(server.token()).build()?;
    /// let mut timeline = client.pages(notes::Timeline::new().limit(100));
    /// while let Some(note) = timeline.try_next().await? {
    ///     println!("{}: {}", note.user.username, note.text.unwrap_or_default());
    /// }
    ///
    /// // The newest three, and whether there are more.
    /// let mut timeline = client.pages(notes::Timeline::new().limit(3));
    /// let newest = timeline.collect_up_to(3).await?;
    /// assert!(newest.more);
    ///
    /// // A later run continues where this one stopped.
    /// let stored = timeline.cursor().to_string();
    /// let mut rest = client.pages(notes::Timeline::new()).resume(stored.parse()?);
    /// let next = rest.try_next().await?.ok_or("there is more")?;
    /// assert!(next.id < newest.items[2].id);
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        clippy::needless_pass_by_value,
        reason = "as with `send`, what is asked for is given away"
    )]
    pub fn pages<E: Paged>(&self, request: E) -> Pages<E> {
        let parameters =
            serde_json::to_value(&request).map_err(|error| error.to_string());
        let walk = parameters.and_then(|parameters| {
            let object = parameters.as_object().cloned();
            let object = object.ok_or("a request is written as an object")?;
            Walk::new(object, E::PAGING)
        });
        Pages {
            client: self.clone(),
            place: walk.as_ref().map_or(Place::Newest(None), Walk::place),
            walk,
            ready: VecDeque::new(),
            asked: None,
            ended: false,
        }
    }
}

/// Everything that an endpoint lists, item by item: made by [`Client::pages`].
///
/// It is a [`Stream`], and has [`next`](Self::next), [`try_next`](Self::try_next) and
/// [`next_page`](Self::next_page) of its own, so that no other crate is needed.
/// Nothing is fetched in advance. Dropping it also drops the call that is on its way.
///
/// # What is listed
/// What the request asks for: its parameters are sent with each page. Its bounds `sinceId`,
/// `untilId`, `sinceDate` and `untilDate` are exclusive, and all of them hold for the whole list,
/// in either order. Servers ignore dates where there are ids, so bounds by date are checked
/// here by the times in the items' ids; a list whose ids have no time ends with
/// [`Stuck::NoTime`]. The newest items come first, even with a `sinceId` in the request, unless
/// [`oldest_first`](Self::oldest_first) says otherwise. `limit` is the size of a page.
///
/// **By ids** (most lists): items that are added or removed meanwhile lead to no gap, and nothing
/// comes twice. Newest first, items that are added meanwhile are not given; oldest first, they
/// come last. The items of a page are sorted by their ids, whatever order the server sends.
///
/// **By `offset`** ([`PagedBy::Offset`](crate::PagedBy)): servers count from the beginning of a
/// list that changes. So each page begins with the last item of the one before. If that is not
/// there, something was removed, and earlier pages are asked for until a known item is found, up
/// to about 1000 items back. None of the last 1000 items comes twice. Items that are added before
/// the current place are not given, and a change of order behind it can't be noticed.
///
/// # The end
/// Servers take items that are hidden from the caller out of a page, so a short page is not the
/// end. An empty page is asked for once more with the greatest limit that the server takes, and
/// is the end if it is still empty: what follows a longer row of hidden items is missing. After
/// the end there is only `None`; to see what was added since, continue from the
/// [`cursor`](Self::cursor).
///
/// # Errors
/// After an error the place is the same: the next call asks for the same page again. Failures
/// that pass are retried before they become errors ([`Retry`](crate::Retry)). A server that
/// ignores where a page should begin leads to [`Stuck::SamePage`], not to the same page for ever.
#[must_use = "nothing is asked for until something is taken"]
pub struct Pages<E: Paged> {
    client: Client,
    /// Why it can't begin, if it can't.
    walk: Result<Walk, String>,
    ready: VecDeque<(E::Item, Place)>,
    /// After the last item that was given.
    place: Place,
    asked: Option<Asked<E>>,
    ended: bool,
}

/// Some items of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Collected<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether the list goes on after them.
    pub more: bool,
}

impl<E: Paged> Pages<E> {
    /// Gives the oldest items first, from `sinceId` or `sinceDate` on, or from the very beginning.
    ///
    /// Lists that can't do that ([`PagedBy::UntilId`](crate::PagedBy),
    /// [`PagedBy::Offset`](crate::PagedBy)) give an error in place of items.
    pub fn oldest_first(mut self) -> Self {
        self.change(Walk::oldest_first);
        self
    }

    /// Continues after the last item that was given before the cursor was taken, in the same
    /// order. The request should be the same as then, except for its `limit`.
    ///
    /// A cursor of another endpoint gives an error in place of items.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.change(|walk| {
            if cursor.endpoint != E::META.path {
                let other = cursor.endpoint;
                return Err(format!("the cursor is of another endpoint, `{other}`"));
            }
            walk.resume(cursor.place)
        });
        self
    }

    fn change(&mut self, how: impl FnOnce(&mut Walk) -> Result<(), String>) {
        if let Ok(walk) = &mut self.walk {
            match how(walk) {
                Ok(()) => self.place = walk.place(),
                Err(reason) => self.walk = Err(reason),
            }
        }
    }

    /// The place after the last item that was given, for a later run to continue from.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            endpoint: E::META.path.to_owned(),
            place: self.place.clone(),
        }
    }

    /// The next item; `None` at the end.
    ///
    /// After an error, the next call asks for the same page again. So end a loop over this
    /// yourself when errors persist; one over [`try_next`](Self::try_next) with `?` ends by itself.
    ///
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<E::Item, ErrorOf<E>>> {
        self.try_next().await.transpose()
    }

    /// The next item; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// If a call of the endpoint fails. The next call asks for the same page again.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>, ErrorOf<E>> {
        poll_fn(|context| self.poll_ready(1, context)).await?;
        Ok(self.pop())
    }

    /// The next page as the server sends it, or what is left of it; `None` at the end. A page is
    /// never empty, and often shorter than `limit`. Dropping the future loses nothing.
    ///
    /// # Errors
    /// If a call of the endpoint fails. The next call asks for the same page again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<E::Item>>, ErrorOf<E>> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// The same as a [`Stream`] of pages.
    pub fn by_page(self) -> ByPage<E> {
        ByPage(self)
    }

    /// At most `max` of the next items, and whether there are more. Finding that out can take
    /// another page, whose items are kept for the next call.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// If a call of the endpoint fails. Nothing is lost: the items that had already come are
    /// given by the next call.
    pub async fn collect_up_to(
        &mut self,
        max: usize,
    ) -> Result<Collected<E::Item>, ErrorOf<E>> {
        let wanted = max.saturating_add(1);
        poll_fn(|context| self.poll_ready(wanted, context)).await?;
        let more = self.ready.len() > max;
        Ok(Collected {
            items: self.pop_many(max),
            more,
        })
    }

    fn pop(&mut self) -> Option<E::Item> {
        let (item, place) = self.ready.pop_front()?;
        self.place = place;
        Some(item)
    }

    fn pop_many(&mut self, max: usize) -> Vec<E::Item> {
        let mut items = Vec::with_capacity(max.min(self.ready.len()));
        while items.len() < max
            && let Some(item) = self.pop()
        {
            items.push(item);
        }
        items
    }

    /// Asks for pages until so many items are there, or no more.
    fn poll_ready(
        &mut self,
        count: usize,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ErrorOf<E>>> {
        while self.ready.len() < count && !self.ended {
            let mut asked = match self.asked.take() {
                Some(asked) => asked,
                None => self.ask()?,
            };
            match asked.as_mut().poll(context) {
                Poll::Ready(page) => self.take(page?)?,
                Poll::Pending => {
                    self.asked = Some(asked);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer<E>>> {
        ready!(self.poll_ready(1, context))?;
        let page = self.pop_many(usize::MAX);
        Poll::Ready(Some(page).filter(|page| !page.is_empty()).map(Ok))
    }

    fn ask(&self) -> Result<Asked<E>, ErrorOf<E>> {
        let walk = self.walk.as_ref();
        let walk = walk.map_err(|reason| Error::invalid(E::META.into(), reason))?;
        let (client, page) = (self.client.clone(), Page::<E>::new(walk.request()));
        Ok(Box::pin(async move { client.send(page).await }))
    }

    fn take(&mut self, page: Vec<E::Item>) -> Result<(), ErrorOf<E>> {
        let Ok(walk) = &mut self.walk else {
            return Ok(());
        };
        let taken = walk.take(&page);
        let Taken { items, ended } =
            taken.map_err(|stuck| Error::new(E::META.into(), Failure::Pages(stuck)))?;
        let mut page: Vec<Option<E::Item>> = page.into_iter().map(Some).collect();
        for (index, place) in items {
            if let Some(item) = page.get_mut(index).and_then(Option::take) {
                self.ready.push_back((item, place));
            }
        }
        self.ended = ended;
        Ok(())
    }
}

impl<E: Paged> Stream for Pages<E> {
    type Item = Result<E::Item, ErrorOf<E>>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        ready!(self.poll_ready(1, context))?;
        Poll::Ready(self.pop().map(Ok))
    }
}

// What stands in it is not pinned: calls on their way have their own place.
impl<E: Paged> Unpin for Pages<E> {}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("endpoint", &E::META.path)
            .field("place", &self.place)
            .field("ready", &self.ready.len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// All that an endpoint lists, page by page: made by [`Pages::by_page`].
#[must_use = "nothing is asked for until something is taken"]
#[derive(Debug)]
pub struct ByPage<E: Paged>(Pages<E>);

impl<E: Paged> ByPage<E> {
    /// The next page; `None` at the end. See [`Pages::next_page`].
    ///
    /// # Errors
    /// If a call of the endpoint fails. The next call asks for the same page again.
    pub async fn try_next(&mut self) -> Result<Option<Vec<E::Item>>, ErrorOf<E>> {
        self.0.next_page().await
    }

    /// The place after the last page that was given.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.0.cursor()
    }
}

impl<E: Paged> Stream for ByPage<E> {
    type Item = Answer<E>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        self.0.poll_page(context)
    }
}

/// The endpoint's request for one page: the caller's, with another place to begin at.
struct Page<E> {
    parameters: JsonObject,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> Page<E> {
    fn new(parameters: JsonObject) -> Self {
        Self {
            parameters,
            endpoint: PhantomData,
        }
    }
}

impl<E> Serialize for Page<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl<E: Paged> Endpoint for Page<E> {
    type Response = E::Response;
    type Error = E::Error;
    const META: &'static Meta = E::META;
}
