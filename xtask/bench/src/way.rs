//! Ways to decode a list.

use crate::Failure;
use std::hint::black_box;

use misskey_api::{Decode, from_json_with_drift};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// A way to decode a text, and to drop what it gave.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) decode: fn(&str) -> Result<(), Failure>,
}

impl Way {
    /// As the client does: what does not fit would be left out. All fits here, so that what
    /// this costs is told too.
    pub(crate) fn ours<T: Decode>() -> Self {
        Self {
            name: "ours",
            decode: |text| {
                black_box(from_json_with_drift::<Vec<T>>(text)?);
                Ok(())
            },
        }
    }

    /// As serde's derive does.
    pub(crate) fn derived<T: DeserializeOwned>() -> Self {
        Self {
            name: "serde derive",
            decode: as_serde_does::<Vec<T>>,
        }
    }

    /// Without types.
    pub(crate) fn value() -> Self {
        Self {
            name: "serde_json::Value",
            decode: as_serde_does::<Value>,
        }
    }

    /// Only looked over: what each of the others does beside its own work.
    pub(crate) fn ignored() -> Self {
        Self {
            name: "serde::de::IgnoredAny",
            decode: as_serde_does::<IgnoredAny>,
        }
    }
}

fn as_serde_does<T: DeserializeOwned>(text: &str) -> Result<(), Failure> {
    black_box(serde_json::from_str::<T>(text)?);
    Ok(())
}
