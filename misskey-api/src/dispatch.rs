//! Endpoints by name, with what can be done without knowing their types.

use serde::Serialize;
use serde_json::{Value, json};

use crate::decode::{Decode, DecodeError, from_json, from_json_with_drift};
use crate::endpoint::{Call, Endpoint, WithDrift};
use crate::meta::Meta;
use crate::server::Server;

pub use crate::generated::dispatch::{CHANNELS, ENDPOINTS, WEBHOOKS};

/// An endpoint without its types.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What is known of it.
    pub meta: &'static Meta,
    request: fn(&str) -> Result<Value, DecodeError>,
    response: fn(&str) -> Result<Value, DecodeError>,
    with_drift: fn(&str) -> Result<WithDrift<Value>, DecodeError>,
    error: fn(&http::Response<Vec<u8>>) -> Result<Value, String>,
}

impl Entry {
    pub(crate) const fn of<E>() -> Self
    where
        E: Endpoint + Decode,
        E::Response: Serialize,
    {
        Self {
            meta: E::META,
            request: round_trip::<E>,
            response: round_trip::<E::Response>,
            with_drift: with_drift::<E::Response>,
            error: error_of::<E>,
        }
    }

    /// Reads a request into its type and writes it again.
    ///
    /// # Errors
    /// If the text is not of the request's shape.
    pub fn request(&self, json: &str) -> Result<Value, DecodeError> {
        (self.request)(json)
    }

    /// Reads an answer into its type and writes it again.
    ///
    /// # Errors
    /// If the text is not of the answer's shape.
    pub fn response(&self, json: &str) -> Result<Value, DecodeError> {
        (self.response)(json)
    }

    /// Reads an answer into its type, going on without what does not fit, and writes it
    /// again.
    ///
    /// # Errors
    /// If nothing can be made of the text.
    pub fn response_with_drift(
        &self,
        json: &str,
    ) -> Result<WithDrift<Value>, DecodeError> {
        (self.with_drift)(json)
    }

    /// Reads an error and tells what was kept of it: `code`, `id`, `kind`, `info`, and
    /// as `error` the endpoint's error as `Debug` shows it.
    ///
    /// # Errors
    /// If the status tells of success, or the text is not an error of the API.
    pub fn error(&self, status: u16, json: &str) -> Result<Value, String> {
        let response = http::Response::builder()
            .status(status)
            .body(json.as_bytes().to_vec());
        (self.error)(&response.map_err(|error| error.to_string())?)
    }
}

/// A channel of the streaming API, or what webhooks of a kind are told, without its types.
#[derive(Clone, Copy, Debug)]
pub struct ChannelEntry {
    /// A channel's name on the wire; `user` or `system` for webhooks.
    pub name: &'static str,
    event: fn(&str) -> Result<Value, DecodeError>,
    with_drift: fn(&str) -> Result<WithDrift<Value>, DecodeError>,
}

impl ChannelEntry {
    pub(crate) const fn of<E: Decode + Serialize>(name: &'static str) -> Self {
        Self {
            name,
            event: round_trip::<E>,
            with_drift: with_drift::<E>,
        }
    }

    /// Reads an event (`type` and `body`) into its type and writes it again.
    ///
    /// # Errors
    /// If the text is not of an event's shape.
    pub fn event(&self, json: &str) -> Result<Value, DecodeError> {
        (self.event)(json)
    }

    /// Reads an event into its type, going on without what does not fit, and writes it
    /// again.
    ///
    /// # Errors
    /// If nothing can be made of the text.
    pub fn event_with_drift(&self, json: &str) -> Result<WithDrift<Value>, DecodeError> {
        (self.with_drift)(json)
    }
}

fn error_of<E: Endpoint>(response: &http::Response<Vec<u8>>) -> Result<Value, String> {
    let server = Server::new("misskey.example").map_err(|error| error.to_string())?;
    let Err(error) = Call::new(&server).response::<E>(response) else {
        return Err("it was taken for a success".to_owned());
    };
    let Some(api) = error.api() else {
        return Err(error.to_string());
    };
    let kind = Some(api.kind.as_str()).filter(|kind| !kind.is_empty());
    Ok(json!({
        "code": api.code,
        "id": api.id,
        "kind": kind,
        "info": api.info,
        "error": format!("{:?}", api.error),
    }))
}

fn round_trip<T: Decode + Serialize>(json: &str) -> Result<Value, DecodeError> {
    let value: T = from_json(json)?;
    // What was read from JSON can be written as JSON.
    Ok(serde_json::to_value(value).unwrap_or_default())
}

fn with_drift<T: Decode + Serialize>(
    json: &str,
) -> Result<WithDrift<Value>, DecodeError> {
    let (value, drifts) = from_json_with_drift::<T>(json)?;
    Ok((serde_json::to_value(value).unwrap_or_default(), drifts))
}
