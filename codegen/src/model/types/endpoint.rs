//! Endpoints, their limits, errors and permissions.

use super::{TypeId, TypeRef};
use crate::model::Period;
use crate::spec::{Credential, EndpointFacts};

/// An endpoint, or one of the two ways to call one.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The path.
    pub path: String,
    /// The request's name in the module of its prefix.
    pub name: String,
    /// What it does, in our words.
    pub about: Option<String>,
    /// The property that tells that a request is of this one, if the path has two.
    pub when: Option<String>,
    /// Whether it answers GET too.
    pub get: bool,
    /// Whether it is sent as a form with files.
    pub multipart: bool,
    /// Whether callers need a credential.
    pub credential: Credential,
    /// The permission that an app's token needs.
    pub permission: Option<String>,
    /// Whether app tokens are refused in any case.
    pub internal: bool,
    /// Whether a call leaves nothing behind.
    pub reads: bool,
    /// Whether it may be called twice without harm.
    pub repeatable: bool,
    /// Why; none if no rule decides it, and then it may not.
    pub repeatable_reason: Option<String>,
    /// What the document does not tell.
    pub facts: EndpointFacts,
    /// Since and until which release it is there, where known.
    pub period: Period,
    /// The request.
    pub request: TypeId,
    /// The limits that the request must keep to.
    pub constraints: Vec<Constraint>,
    /// The answer.
    pub response: TypeRef,
    /// How it is paged through.
    pub paging: Paging,
    /// Its own errors.
    pub errors: Vec<ErrorVariant>,
}

/// How an endpoint is paged through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// It takes no place to go on from.
    None,
    /// It takes one, and yet can't be paged through.
    Not(Unpaged),
    /// It can.
    Pages {
        /// By what the next page is asked for.
        by: PagedBy,
        /// What a page is a list of.
        item: TypeRef,
        /// The most items that a page can have, where known.
        limit: Option<u32>,
    },
}

/// By what the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagedBy {
    /// By `sinceId` and `untilId`, with the ids of items.
    Ids,
    /// By `untilId` alone.
    UntilId,
    /// By `offset`, with the number of items before it.
    Offset,
}

/// Why an endpoint that takes a place to go on from can't be paged through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpaged {
    /// It does not answer with a list.
    NoList,
    /// It takes no `limit`.
    NoLimit,
    /// It pages by ids, and the items of its list have none.
    NoId,
    /// The choices say why.
    Chosen(String),
}

/// A limit that a request must keep to.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// Where: `poll.choices[]`, or nothing for the whole.
    pub path: String,
    /// What must hold there.
    pub rule: Rule,
    /// Parameters by path: where one of them is there, and not null, it need not hold.
    pub unless: Vec<String>,
}

/// What must hold at a place of a request, if a value of that type stands there.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The least and the greatest number of characters.
    Length(Option<u64>, Option<u64>),
    /// The least and the greatest number.
    Range(Option<f64>, Option<f64>),
    /// The least and the greatest number of elements.
    Elements(Option<u64>, Option<u64>),
    /// No element is there twice.
    Unique,
    /// The text matches a regular expression (ECMA-262).
    Pattern(String),
    /// One of the parameters at these paths is there.
    AnyOf(Vec<String>),
}

/// An error that can be told from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorVariant {
    /// The variant's name.
    pub ident: String,
    /// The server's id of it.
    pub id: String,
    /// The server's code of it.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The variant's name.
    pub ident: String,
    /// The permission on the wire.
    pub name: String,
    /// What it allows, in our words.
    pub about: Option<String>,
    /// Whether an app's token can hold it.
    pub grantable: bool,
    /// Since and until which release it is known, where known.
    pub period: Period,
    /// The endpoints that ask for it.
    pub endpoints: Vec<String>,
}
