//! The facts about a server, as they are committed in `spec/`.

mod facts;
mod files;
mod messages;
mod streaming;
mod webhooks;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use facts::{
    Availability, EndpointFacts, Facts, Lifetime, PermissionFact, RateLimit,
};
pub(crate) use files::endpoint_to_json;
pub use files::{
    FORMAT, WEBHOOKS, from_files, parse_endpoint, parse_entity, prefix_of, to_files,
};

pub use messages::Messages;
pub use streaming::{Channel, Streaming, read_table};
pub use webhooks::Webhooks;

use crate::release::Span;
use crate::schema::Schema;

/// All facts: what a server's document says, and what it does not.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// Whose document the facts come from.
    pub server: Server,
    /// The releases that the facts are of, oldest first.
    pub releases: Vec<String>,
    /// The endpoints by path.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// The component schemas by name.
    pub entities: BTreeMap<String, Schema>,
    /// The errors that every endpoint declares.
    pub common_errors: Vec<ErrorFact>,
    /// The streaming API, which documents don't describe.
    pub streaming: Streaming,
    /// The webhooks, which documents don't describe either.
    pub webhooks: Webhooks,
    /// What documents lack.
    pub facts: Facts,
}

/// A server software and its release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// The software, for example `Misskey`.
    pub name: String,
    /// The release, for example `2026.5.4`.
    pub version: String,
}

/// Whether a call must, may or need not name who calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credential {
    /// Callers need none.
    #[default]
    None,
    /// Callers need none; one with the permission changes the answer.
    Optional,
    /// Callers need one.
    Required,
}

/// An endpoint, as the document describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    /// The groups that the document puts it in.
    pub tags: Vec<String>,
    /// Whether it answers GET too.
    pub get: bool,
    /// Whether callers need a credential.
    pub credential: Credential,
    /// The permission that an app's token needs.
    pub permission: Option<String>,
    /// Whether app tokens are refused in any case.
    pub internal: bool,
    /// What it takes.
    pub request: Request,
    /// What it answers by success status; no schema where there is no body.
    pub responses: BTreeMap<u16, Option<Schema>>,
    /// Its own errors, beside those of all endpoints.
    pub errors: Vec<ErrorFact>,
    /// Since and until which release it is there.
    pub span: Span,
}

impl Endpoint {
    /// The shapes of its request and responses.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        self.request
            .schema
            .iter()
            .chain(self.responses.values().flatten())
    }

    /// The same, to be changed.
    pub fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.request
            .schema
            .iter_mut()
            .chain(self.responses.values_mut().flatten())
    }
}

/// What an endpoint takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Whether it is sent as a form with files, not as JSON.
    pub multipart: bool,
    /// The shape of the parameters; none where there are no parameters.
    pub schema: Option<Schema>,
}

/// An error that a server may answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ErrorFact {
    /// The code, for example `NO_SUCH_NOTE`. Different errors share codes.
    pub code: String,
    /// The id, which names the error exactly.
    pub id: String,
    /// The HTTP status.
    pub status: u16,
    /// `client`, `server` or `permission`, where the document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Since and until which release it is there.
    #[serde(flatten)]
    pub span: Span,
}
