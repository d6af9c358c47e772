//! Typed bindings for the whole Misskey API.
//!
//! Every endpoint is a type. Its value is the request; [`Client::send`] returns the answer.
//! Endpoints are named after their paths: `notes/reactions/create` is
//! [`endpoints::notes::reactions::Create`], and a search for the path finds it. What endpoints
//! answer with is in [`entities`].
//!
//! ```
//! use misskey_api::Client;
//! use misskey_api::endpoints::notes;
//! use misskey_api::entities::Visibility;
//! # use misskey_test_server::TestServer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = TestServer::start().await?;
//! # let (host, token) = (server.base_url(), server.token());
//! let client = Client::builder(host).token(token).build()?;
//! let request = notes::Create::new().text("Hello").visibility(Visibility::Home);
//! let note = client.send(request).await?.created_note;
//! assert_eq!(note.text.as_deref(), Some("Hello"));
//! # Ok(())
//! # }
//! ```
//!
//! # Guides
#![cfg_attr(feature = "reqwest", doc = include_str!("guide/list.md"))]
#![cfg_attr(
    not(feature = "reqwest"),
    doc = "The guides are in the documentation with the feature `reqwest`.\n"
)]
//!
//! # In short
//! **Requests.** `new` takes what the endpoint requires, and each optional parameter has a
//! setter; where the server distinguishes null from absent, there is a `clear_…` as well.
//! Endpoints that can be called in alternative ways have a constructor for each:
//! [`users::Show::by_username`](endpoints::users::Show::by_username). Ids are typed by what they
//! identify ([`ids`]). The limits of a parameter are in its documentation; with the feature
//! `validate`, `Endpoint::validate` lists everything in a request that breaks them.
//!
//! **Answers.** Nothing that a newer server or a fork sends is lost: an unknown text, kind or
//! field is kept, can be read, and is written back unchanged. What does not fit at all is left
//! out, or left blank where there must be something, and reported as [`Drift`];
//! [`ClientBuilder::strict`] makes it an error. [`open`] lists what really can be anything, each
//! with the reason.
//!
//! **Errors.** [`Error::reason`] says which of the endpoint's own errors it is; the page of
//! [`Error`] says what else you can ask it. Calls that are safe to repeat are retried ([`Retry`]);
//! a call that would have its effect twice is never sent twice. [`ClientBuilder::pacing`] keeps
//! calls within the server's known rate limits from the start.
//!
//! **Credentials.** A [`Token`] can't be printed or serialised; its memory is overwritten when the
//! last clone is dropped. It appears in no address, log, error or `Debug` output, and goes to no
//! host but the client's own. Over plain http it goes only to this machine, unless
//! [`Server::over_plain_http`] allows another by name.
//!
//! **Logs.** Each call is a `tracing` span `call` at the level DEBUG, with its `endpoint`. Within
//! it are the events `answered` and `failed` with `status`, `attempt` and `elapsed_ms`, `will try
//! again` with `delay_ms`, and a warning with the first of the places in an answer that did not
//! fit, and their number. What is sent and received is never logged.
//!
//! **Other HTTP clients.** A [`Transport`] carries a client's calls. reqwest is the default; the
//! example `other_transport` uses hyper. [`Call`] builds HTTP requests and reads HTTP responses
//! without any I/O, and without the default features it is all there is.
//!
//! # Testing programs that use this crate
//! The crate `misskey-test-server` is a server inside the test: it answers by itself or as it is
//! told, shows what it was asked, and fails on demand. With the feature `samples`, every entity,
//! answer and event has a sample value to start from; the page of `Sample` shows them together.
//!
//! # Features
//! | feature | default | what it adds |
//! |---|---|---|
//! | `reqwest` | yes | the default transport, on reqwest and rustls; implies `client` |
//! | `client` | yes | [`Client`], over any [`Transport`]; its timers need Tokio |
//! | `blocking` | no | [`blocking::Client`], for programs without async |
//! | `cache` | no | answers are kept for as long as the server allows: [`ClientBuilder::cache`] |
//! | `helpers` | yes | everyday questions about notes and users, such as [`entities::Note::is_pure_renote`] |
//! | `channels` | no | the types of the streaming API, without any I/O: [`channels`] with their parameters and events |
//! | `streaming` | no | the streaming client, on tokio-tungstenite and rustls: [`streaming`]; implies `channels` and `client` |
//! | `webhook` | no | a receiver that verifies requests of webhooks and reads their events: [`webhook`] |
//! | `validate` | no | `Endpoint::validate`: finds what the server would refuse, before it is sent: [`validate`] |
//! | `samples` | no | a sample value of each entity, answer and event, for tests: [`Sample`] |
//! | `dispatch` | no | all endpoints by name, for tools that put recorded traffic through the types: [`dispatch`] |
//!
// What a feature adds is linked to where it is not there, too: then to the table of features.
#![cfg_attr(
    not(feature = "client"),
    doc = "[`Client`]: #features\n[`Client::send`]: #features\n[`ClientBuilder::strict`]: #features\n[`ClientBuilder::pacing`]: #features\n[`Retry`]: #features\n[`Transport`]: #features"
)]
#![cfg_attr(
    not(feature = "helpers"),
    doc = "[`entities::Note::is_pure_renote`]: #features"
)]
#![cfg_attr(not(feature = "blocking"), doc = "[`blocking::Client`]: #features")]
#![cfg_attr(not(feature = "cache"), doc = "[`ClientBuilder::cache`]: #features")]
#![cfg_attr(not(feature = "channels"), doc = "[`channels`]: #features")]
#![cfg_attr(not(feature = "streaming"), doc = "[`streaming`]: #features")]
#![cfg_attr(not(feature = "webhook"), doc = "[`webhook`]: #features")]
#![cfg_attr(not(feature = "validate"), doc = "[`validate`]: #features")]
#![cfg_attr(not(feature = "samples"), doc = "[`Sample`]: #features")]
#![cfg_attr(not(feature = "dispatch"), doc = "[`dispatch`]: #features")]

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "dispatch")]
pub mod dispatch;
#[cfg(all(any(doc, doctest), feature = "reqwest"))]
pub mod guide;
#[cfg(feature = "streaming")]
pub mod streaming;
pub mod text;
#[cfg(feature = "validate")]
pub mod validate;
#[cfg(feature = "webhook")]
pub mod webhook;

// Modules that may have something unused serve generated code: that of a small or old server
// does not need all of it. With the committed spec all is used.
mod acct;
#[cfg(feature = "client")]
mod body;
mod called;
#[cfg(feature = "channels")]
mod channel;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "validate")]
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod constraint;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod content;
mod decode;
mod demand;
mod depth;
#[cfg(feature = "client")]
mod download;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod drift;
mod endpoint;
mod error;
mod form;
#[allow(
    clippy::fn_params_excessive_bools,
    clippy::match_same_arms,
    clippy::needless_raw_string_hashes,
    clippy::too_many_lines,
    clippy::unreadable_literal,
    reason = "tables and texts as long as what they tell, and none to read line by line"
)]
mod generated;
#[cfg(feature = "helpers")]
mod helpers;
mod id;
#[cfg(any(feature = "channels", feature = "webhook"))]
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod message;
mod meta;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod object;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod other;
#[cfg(feature = "client")]
mod pace;
#[cfg(feature = "client")]
mod pages;
mod paging;
mod path;
mod permission_set;
mod raw;
mod received;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "samples")]
mod sample;
mod secret;
mod server;
#[cfg(feature = "client")]
mod server_info;
mod text_enum;
#[cfg(feature = "client")]
mod transport;
mod tristate;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod union;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod upload;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod visit;

pub use acct::{Acct, InvalidAcct};
#[cfg(feature = "client")]
pub use body::{Body, BoxError};
#[cfg(feature = "channels")]
pub use channel::{Channel, ChannelMeta, NoMessage};
#[cfg(feature = "client")]
pub use client::{BuildError, Client, ClientBuilder, Detailed};
pub use content::OtherContent;
pub use decode::{BySerde, Decode, DecodeError, from_json, from_json_with_drift};
pub use demand::{Demand, Demands};
#[cfg(feature = "client")]
pub use download::Download;
pub use drift::Drift;
pub use endpoint::{Call, Endpoint, TokenIn, WithDrift};
pub use error::{ApiError, Error, ErrorEnum, ErrorKind, NotApi, OtherError};
#[cfg(feature = "channels")]
pub use generated::channels;
pub use generated::error::CommonError;
pub use generated::permission::Permission;
#[cfg(feature = "samples")]
pub use generated::samples::SAMPLES;
pub use generated::{endpoints, entities, ids, open};
#[cfg(all(feature = "helpers", feature = "streaming"))]
pub use helpers::UrlUploadError;
pub use id::{Id, IdFormat};
/// A point in time, as servers send it: with milliseconds.
pub use jiff::Timestamp;
#[cfg(any(feature = "channels", feature = "webhook"))]
pub use message::OtherMessage;
pub use meta::{Credential, Meta, RateLimit, Role};
pub use other::{Other, OtherJson, OtherValue};
#[cfg(feature = "client")]
pub use pages::{ByPage, Collected, Cursor, InvalidCursor, Pages, Stuck};
pub use paging::{Paged, PagedBy, Paging};
pub use permission_set::PermissionSet;
pub use raw::RawCall;
#[cfg(feature = "reqwest")]
/// The HTTP client, in the version that [`ReqwestTransport::with_client`] takes.
pub use reqwest;
#[cfg(feature = "client")]
pub use retry::Retry;
#[cfg(feature = "samples")]
pub use sample::{Sample, SampleEntry};
pub use secret::{Secret, Token};
pub use server::{InvalidServer, Server};
#[cfg(feature = "client")]
pub use server_info::ServerInfo;
#[cfg(feature = "reqwest")]
pub use transport::ReqwestTransport;
#[cfg(feature = "client")]
pub use transport::{Carried, Transport, TransportError};
pub use tristate::Tristate;
pub use upload::Upload;
#[cfg(feature = "client")]
pub use upload::UploadProgress;

/// A map from text, in the order of its keys.
pub type Map<T> = std::collections::BTreeMap<String, T>;
/// An object that can hold anything.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// What generated code uses. What is generated for another server may not use all of it.
#[allow(unused_imports)]
mod runtime {
    pub(crate) use serde::de::Error as DecodeFailure;
    pub(crate) use serde::de::MapAccess;
    #[cfg(any(feature = "channels", feature = "webhook"))]
    pub(crate) use serde::ser::SerializeMap;
    pub(crate) use serde::{Serialize, Serializer};
    pub(crate) use serde_json::Value;

    #[cfg(feature = "channels")]
    pub(crate) use crate::channel::{Channel, ChannelMeta, NoMessage};
    #[cfg(feature = "validate")]
    pub(crate) use crate::constraint::{Constraint, Rule};
    pub(crate) use crate::content::{
        Contents, OtherContent, contents, read_content, told, write_content,
    };
    pub(crate) use crate::decode::blank;
    #[cfg(feature = "dispatch")]
    pub(crate) use crate::dispatch::{ChannelEntry, Entry};
    pub(crate) use crate::endpoint::Endpoint;
    pub(crate) use crate::error::{ErrorEnum, OtherError};
    pub(crate) use crate::generated::error::CommonError;
    pub(crate) use crate::generated::permission::Permission;
    #[cfg(any(feature = "channels", feature = "webhook"))]
    pub(crate) use crate::message::{Message, OtherMessage, body, message, write_body};
    pub(crate) use crate::meta::{Credential, Meta, RateLimit, Role};
    pub(crate) use crate::object::{
        Fields, Fill, Object, Seen, compared, default_of, list, optional_field, read,
        read_as_object, required_field, skip, vital_field, written,
    };
    pub(crate) use crate::other::{Other, OtherJson, OtherValue};
    pub(crate) use crate::paging::{Paged, Paging};
    #[cfg(feature = "samples")]
    pub(crate) use crate::sample::{Sample, SampleEntry, made};
    pub(crate) use crate::secret::Secret;
    pub(crate) use crate::text_enum::{TextEnum, text_enum};
    pub(crate) use crate::tristate::Tristate;
    pub(crate) use crate::union::{
        Ladder, Tagged, Untagged, fitting, ladder, tag_of, tagged, untagged,
    };
    pub(crate) use crate::upload::Upload;
    pub(crate) use crate::visit::{Visit, write, write_other, write_said, write_some};
    pub(crate) use crate::{JsonObject, Map, Timestamp};
}
