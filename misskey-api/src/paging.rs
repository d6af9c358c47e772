//! Which endpoints answer page by page, and how the next page is asked for.

use serde::Serialize;

use crate::decode::Decode;
use crate::endpoint::Endpoint;

/// An endpoint that answers with a list, page by page.
///
/// The generated types in [`endpoints`](crate::endpoints) implement it where the server
/// takes a `limit` and a place to go on from. `Client::pages` walks through all of it. For an
/// endpoint that they lack, implement it for a type of your own.
pub trait Paged:
    Endpoint<Response = Vec<<Self as Paged>::Item>, Error: Send> + 'static
{
    /// What is listed.
    type Item: Decode + Serialize + Send + 'static;
    /// How the next page is asked for.
    const PAGING: Paging;
}

/// How the pages of an endpoint are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Paging {
    /// By what the next page is asked for.
    pub by: PagedBy,
    /// The greatest `limit`, in items a page; none if it is not known.
    pub max_limit: Option<u32>,
}

impl Paging {
    /// By ids, with at most so many items a page.
    #[must_use]
    pub const fn by_ids(max_limit: Option<u32>) -> Self {
        let by = PagedBy::Ids;
        Self { by, max_limit }
    }

    /// By `untilId` alone, with at most so many items a page.
    #[must_use]
    pub const fn by_until_id(max_limit: Option<u32>) -> Self {
        let by = PagedBy::UntilId;
        Self { by, max_limit }
    }

    /// By `offset`, with at most so many items a page.
    #[must_use]
    pub const fn by_offset(max_limit: Option<u32>) -> Self {
        let by = PagedBy::Offset;
        Self { by, max_limit }
    }
}

/// By what the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PagedBy {
    /// By `sinceId` and `untilId`, which take the `id` of an item: both ways, and what
    /// comes meanwhile moves nothing.
    Ids,
    /// By `untilId` alone, which takes the `id` of an item: from the newest to the oldest.
    UntilId,
    /// By `offset`, the number of items before the page: what comes or goes meanwhile moves
    /// the rest.
    Offset,
}
