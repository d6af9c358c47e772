//! Typed bindings for the whole Misskey API.

#[cfg(feature = "client")]
mod client;
mod decode;
#[cfg(feature = "dispatch")]
mod dispatch;
mod endpoint;
mod error;
mod generated;
mod id;
mod meta;
mod object;
mod other;
mod path;
mod permission_set;
mod secret;
mod server;
mod text_enum;
mod tristate;
mod union;
mod upload;

#[cfg(feature = "client")]
pub use client::{BuildError, Client, ClientBuilder, TransportError};
pub use decode::{Decode, DecodeError};
#[cfg(feature = "dispatch")]
pub use dispatch::Entry;
pub use endpoint::{Call, Endpoint, TokenIn};
pub use error::{ApiError, Error, ErrorEnum, ErrorKind, NotApi, OtherError};
#[cfg(feature = "dispatch")]
pub use generated::dispatch::ENDPOINTS;
pub use generated::error::CommonError;
pub use generated::permission::Permission;
pub use generated::{endpoints, entities, ids};
pub use id::Id;
/// A point in time, as servers send it: with milliseconds.
pub use jiff::Timestamp;
pub use meta::{Credential, Meta, RateLimit, Role};
pub use other::{Other, OtherJson, OtherValue};
pub use permission_set::PermissionSet;
pub use secret::{Secret, Token};
pub use server::{InvalidServer, Server};
pub use tristate::Tristate;
pub use upload::Upload;

/// A map from text, in the order of its keys.
pub type Map<T> = std::collections::BTreeMap<String, T>;
/// An object that can hold anything.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// What generated code uses.
mod runtime {
    pub(crate) use serde::de::MapAccess;
    pub(crate) use serde::ser::SerializeMap;
    pub(crate) use serde::{Serialize, Serializer};
    pub(crate) use serde_json::Value;

    #[cfg(feature = "dispatch")]
    pub(crate) use crate::dispatch::Entry;
    pub(crate) use crate::endpoint::Endpoint;
    pub(crate) use crate::error::{ErrorEnum, OtherError};
    pub(crate) use crate::generated::error::CommonError;
    pub(crate) use crate::generated::permission::Permission;
    pub(crate) use crate::meta::{Credential, Meta, RateLimit, Role};
    pub(crate) use crate::object::{
        Fields, Object, Seen, blank, default_of, list, object, optional_field, read,
        required_field, skip, write, write_said, write_some,
    };
    pub(crate) use crate::other::{Other, OtherJson, OtherValue};
    pub(crate) use crate::secret::Secret;
    pub(crate) use crate::text_enum::{TextEnum, text_enum};
    pub(crate) use crate::tristate::Tristate;
    pub(crate) use crate::union::{
        Ladder, Tagged, Untagged, fitting, ladder, tag_of, tagged, untagged,
    };
    pub(crate) use crate::upload::Upload;
    pub(crate) use crate::{JsonObject, Map, Timestamp};
}
