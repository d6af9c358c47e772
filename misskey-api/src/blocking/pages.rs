//! Walking through all that an endpoint lists.

use std::pin::Pin;
use std::sync::Arc;

use super::worker::{Stopped, Worker};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::pages::{Collected, Cursor};
use crate::paging::Paged;

/// What a list's endpoint may fail with.
type ErrorOf<E> = Error<<E as Endpoint>::Error>;

/// What a step of a walk comes to.
type Step<'a, E, T> = Pin<Box<dyn Future<Output = Result<T, ErrorOf<E>>> + Send + 'a>>;

/// All that an endpoint lists, item by item; see [`crate::Pages`].
///
/// After an error the next item is the one that failed.
#[derive(Debug)]
pub struct Pages<E: Paged> {
    pages: Option<crate::Pages<E>>,
    cursor: Cursor,
    worker: Arc<Worker>,
}

impl<E> Pages<E>
where
    E: Paged + Send + 'static,
    E::Item: Send,
    E::Error: Send,
{
    pub(super) fn new(pages: crate::Pages<E>, worker: Arc<Worker>) -> Self {
        Self {
            cursor: pages.cursor(),
            pages: Some(pages),
            worker,
        }
    }

    /// The oldest come first; see [`crate::Pages::oldest_first`].
    #[must_use]
    pub fn oldest_first(self) -> Self {
        self.changed(crate::Pages::oldest_first)
    }

    /// Goes on where another walk stopped; see [`crate::Pages::resume`].
    #[must_use]
    pub fn resume(self, cursor: Cursor) -> Self {
        self.changed(|pages| pages.resume(cursor))
    }

    fn changed(
        mut self,
        change: impl FnOnce(crate::Pages<E>) -> crate::Pages<E>,
    ) -> Self {
        self.pages = self.pages.map(change);
        self.remember();
        self
    }

    fn remember(&mut self) {
        if let Some(pages) = &self.pages {
            self.cursor = pages.cursor();
        }
    }

    /// Where the walk stands; see [`crate::Pages::cursor`].
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.cursor.clone()
    }

    /// The next page; none at the end; see [`crate::Pages::next_page`].
    ///
    /// # Errors
    /// Those of the endpoint. The next page is then the same.
    pub fn next_page(&mut self) -> Result<Option<Vec<E::Item>>, ErrorOf<E>> {
        self.step(|pages| Box::pin(pages.next_page()))
    }

    /// At most so many items, and whether there are more; see
    /// [`crate::Pages::collect_up_to`].
    ///
    /// # Errors
    /// Those of the endpoint.
    pub fn collect_up_to(
        &mut self,
        max: usize,
    ) -> Result<Collected<E::Item>, ErrorOf<E>> {
        self.step(move |pages| Box::pin(pages.collect_up_to(max)))
    }

    fn step<T: Send + 'static>(
        &mut self,
        step: impl FnOnce(&mut crate::Pages<E>) -> Step<'_, E, T> + Send + 'static,
    ) -> Result<T, ErrorOf<E>> {
        let stopped = || Stopped.at(E::META.path);
        let mut pages = self.pages.take().ok_or_else(stopped)?;
        let walked = self.worker.wait(async move {
            let outcome = step(&mut pages).await;
            (pages, outcome)
        });
        let (pages, outcome) = walked.map_err(|_| stopped())?;
        self.pages = Some(pages);
        self.remember();
        outcome
    }
}

impl<E> Iterator for Pages<E>
where
    E: Paged + Send + 'static,
    E::Item: Send,
    E::Error: Send,
{
    type Item = Result<E::Item, ErrorOf<E>>;

    /// After a panic in a transport there is nothing more.
    fn next(&mut self) -> Option<Self::Item> {
        self.pages.as_ref()?;
        self.step(|pages| Box::pin(pages.try_next())).transpose()
    }
}
