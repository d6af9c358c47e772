//! Endpoints by name, with what can be done without knowing their types.

use serde::Serialize;
use serde_json::Value;

use crate::decode::{Decode, DecodeError};
use crate::endpoint::Endpoint;
use crate::error::ErrorEnum;
use crate::meta::Meta;

/// An endpoint without its types.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What is known of it.
    pub meta: &'static Meta,
    request: fn(&str) -> Result<Value, DecodeError>,
    response: fn(&str) -> Result<Value, DecodeError>,
    error: fn(&str, &str) -> String,
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
            error: |id, code| format!("{:?}", E::Error::of(id, code)),
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

    /// The endpoint's error of an id and a code, as `Debug` shows it.
    #[must_use]
    pub fn error(&self, id: &str, code: &str) -> String {
        (self.error)(id, code)
    }
}

fn round_trip<T: Decode + Serialize>(json: &str) -> Result<Value, DecodeError> {
    let value: T = DecodeError::decode(json)?;
    // What was read from JSON can be written as JSON.
    Ok(serde_json::to_value(value).unwrap_or_default())
}
