//! Typed bindings for the whole Misskey API.
//!
//! Every endpoint is a type: its value is the request, and [`Client::send`] gives the
//! answer. Endpoints are found by their path: `notes/reactions/create` is
//! [`endpoints::notes::reactions::Create`]. What they answer with is in [`entities`].
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
//! # Requests
//! `new` takes what an endpoint can't do without, and each optional parameter has a
//! setter. Where the server tells absent from null, there is a `clear_…` beside it.
//! Requests with alternatives have a constructor for each:
//! [`users::Show::by_username`](endpoints::users::Show::by_username). Ids have types
//! ([`ids`]), so that a user's can't be passed for a note's.
//!
//! What the server's document limits (lengths, numbers, patterns) is told beside each
//! parameter. With the feature `validate`, `Meta::constraints` holds it too, and
//! `Endpoint::validate` lists all that a request breaks, without sending it.
//!
//! # Answers
//! Servers are newer than these bindings, or forks. Nothing of what they send is lost
//! for it: a text that is none of the known ones, a kind of notification that is new,
//! a field that nobody has heard of are kept, can be read, and are written back.
//!
//! What does not fit at all is left out, blank where something must be, and reported as
//! [`Drift`]: one bad note never costs the page. [`ClientBuilder::strict`] makes it an
//! error with its place instead.
//!
//! What really can be anything is listed in [`open`], each with the reason.
//!
//! # Lists
//! [`Client::pages`] walks through all that an endpoint lists, asking for the next page when
//! it is needed; what comes meanwhile leads to no gap, and another run can go on where one
//! stopped ([`Cursor`]). It takes every endpoint that is [`Paged`].
//!
//! # Errors
//! [`Error`] keeps what the server said, and [`Error::reason`] tells which of the
//! endpoint's own errors it is:
//!
//! ```
//! use misskey_api::endpoints::notes;
//! # use misskey_api::Client;
//! # use misskey_test_server::TestServer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = TestServer::start().await?;
//! # let client = Client::builder(server.base_url()).token(server.token()).build()?;
//! let error = client.send(notes::Show::new("9s4g2p7k00")).await.unwrap_err();
//! assert_eq!(error.reason(), Some(&notes::ShowError::NoSuchNote));
//! # Ok(())
//! # }
//! ```
//!
//! Beside that an error says how long the server wants to be left alone
//! ([`Error::retry_after`]), whether a proxy answered ([`Error::not_api`]), whether the call
//! may have had an effect although there is no answer ([`Error::is_outcome_unknown`]), and
//! whether it is worth trying again ([`Error::is_retryable`]). See [`Error`] for all of it.
//!
//! # Trying again
//! A client tries again by itself, up to three times in all, if the server said that there
//! were too many calls, if it could not be reached, or if the endpoint only reads
//! ([`Meta::repeatable`], decided for each endpoint). It waits for as long as the server says.
//! What may have had an effect is never sent twice. [`Retry`] sets how often and how long;
//! [`ClientBuilder::pacing`] keeps to the known limits from the beginning, for all tasks that
//! share a client.
//!
//! # Files
//! [`Upload`] takes bytes, a path or a reader; files are sent while they are read, with
//! [progress](Upload::on_progress), and [`Client::upload_once`] sends none that is there
//! already. [`Client::download`] receives a file up to a size. With the feature `streaming`,
//! `StreamingClient::upload_from_url` lets the server fetch one, and waits for it.
//!
//! # Credentials
//! A [`Token`] can't be printed or serialised, and its memory is overwritten in the end. It is
//! in no address, log, error or `Debug` output, goes to no other host than the client's own,
//! and over plain http only to this machine, or where [`Server::over_plain_http`] says so by
//! its name.
//!
//! # Logs
//! Each call is a span `call` of `tracing` at the level DEBUG with its `endpoint`. In it are
//! the events `answered` and `failed` with `status`, `attempt` and `elapsed_ms`, `will try
//! again` with `delay_ms`, and, as a warning, what in an answer did not fit. What is sent and
//! received is logged nowhere.
//!
//! # What a server can do
//! Versions tell little of that, since forks count in ways of their own. [`Client::server`]
//! asks the server once, and [`ServerInfo::supports`] answers by the server's own list of
//! endpoints. A call that the server does not know fails with an error that says since
//! which release it exists ([`Error::is_unknown_endpoint`], [`Error::since`]).
//!
//! # Endpoints that these bindings lack
//! [`RawCall`] calls any endpoint by its name, with JSON or a file, and takes the answer for
//! whatever the caller says. A type of one's own can implement [`Endpoint`] as well.
//!
//! # Other HTTP clients
//! A [`Transport`] carries a client's calls: reqwest's if nothing is said, or any other, which
//! the example `other_transport` shows with hyper. [`Call`] makes HTTP requests of requests,
//! and answers of HTTP responses, without any I/O. Without the default features that is all
//! there is.
//!
//! # Streaming
//! What happens on a server is told as it happens, with the feature `streaming`:
//! `client.stream()` connects, and [`streaming`] says what survives the loss of a connection.
//!
//! ```no_run
//! # #[cfg(feature = "streaming")]
//! # async fn run(client: misskey_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use misskey_api::channels::{self, home_timeline};
//!
//! let stream = client.stream().connect().await?;
//! let mut home = stream.open(channels::HomeTimeline::new()).backfill(true).await?;
//! while let Some(event) = home.next_event().await {
//!     if let home_timeline::Event::Note(note) = event {
//!         println!("{}: {}", note.user.username, note.text.unwrap_or_default());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Tests of programs that use this crate
//! The crate `misskey-test-server` is a server within the test: it answers by itself or as it is
//! told, shows what it was asked, and fails on demand. With the feature `samples`, every entity
//! and answer has a value to begin with; [`Sample`] shows both together.
//!
//! # Features
//! | feature | default | what it adds |
//! |---|---|---|
//! | `reqwest` | yes | `client`, carried by reqwest and rustls |
//! | `client` | by `reqwest` | [`Client`], carried by any [`Transport`]; its timers need Tokio |
//! | `blocking` | no | [`blocking::Client`], for programs without async |
//! | `cache` | no | answers kept for as long as the server allows: [`ClientBuilder::cache`] |
//! | `helpers` | yes | what is asked of notes and users every day, such as [`entities::Note::is_pure_renote`] |
//! | `channels` | no | the types of the streaming API, without any I/O: [`channels`] with what they tell and take |
//! | `streaming` | no | the streaming client: [`streaming`], on tokio-tungstenite and rustls |
//! | `webhook` | no | the types of what webhooks are told, and the proof of who tells it: [`webhook`] |
//! | `validate` | no | `Endpoint::validate`: what the server would refuse, found before it is sent |
//! | `samples` | no | a value of each entity and answer to begin a test with: [`Sample`] |
//! | `dispatch` | no | all endpoints by name, for tools that put recorded traffic through the types |

// Modules that may have something unused serve generated code: that of a small or old server
// does not need all of it. With the committed spec all is used.
mod acct;
#[cfg(feature = "blocking")]
pub mod blocking;
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
mod depth;
#[cfg(feature = "dispatch")]
mod dispatch;
#[cfg(feature = "client")]
mod download;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod drift;
mod endpoint;
mod error;
mod form;
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
#[cfg(feature = "streaming")]
pub mod streaming;
pub mod text;
mod text_enum;
#[cfg(feature = "client")]
mod transport;
mod tristate;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod union;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod upload;
#[cfg(feature = "validate")]
mod validate;
#[allow(dead_code, unreachable_pub, unused_imports, unused_macros)]
mod visit;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use acct::{Acct, InvalidAcct};
#[cfg(feature = "client")]
pub use body::{Body, BoxError};
#[cfg(feature = "channels")]
pub use channel::{Channel, ChannelMeta, NoMessage};
#[cfg(feature = "client")]
pub use client::{BuildError, Client, ClientBuilder, Detailed};
#[cfg(feature = "validate")]
pub use constraint::{Constraint, Rule};
pub use content::OtherContent;
pub use decode::{BySerde, Decode, DecodeError};
#[cfg(feature = "dispatch")]
pub use dispatch::{ChannelEntry, Entry};
#[cfg(feature = "client")]
pub use download::Download;
pub use drift::Drift;
pub use endpoint::{Call, Endpoint, TokenIn, WithDrift};
pub use error::{ApiError, Error, ErrorEnum, ErrorKind, NotApi, OtherError};
#[cfg(feature = "channels")]
pub use generated::channels;
#[cfg(feature = "dispatch")]
pub use generated::dispatch::{CHANNELS, ENDPOINTS, WEBHOOKS};
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
#[cfg(feature = "client")]
pub use upload::Sent;
pub use upload::Upload;
#[cfg(feature = "validate")]
pub use validate::{Found, InvalidRequest, Violation};

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
