//! Webhooks: what servers post to addresses that were registered with them.
//!
//! No server's document describes it. The facts are kept by hand.

use serde_json::{Value, json};

use super::messages::{self, Messages};
use crate::diagnostic::{Diagnostics, Place};

/// The events of webhooks, by who registers them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Webhooks {
    /// What users' webhooks are told.
    pub user: Messages,
    /// What the webhooks of a server's administrators are told.
    pub system: Messages,
}

impl Webhooks {
    /// Whether nothing is known of webhooks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user.is_empty() && self.system.is_empty()
    }

    /// The webhooks as they stand in the spec.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "user": messages::to_json(&self.user),
            "system": messages::to_json(&self.system),
        })
    }

    /// Reads the webhooks as they stand in the spec.
    pub fn parse(
        place: &Place<'_>,
        value: &Value,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut read =
            |key| messages::parse(&place.at(key), value.get(key), diagnostics);
        Self {
            user: read("user"),
            system: read("system"),
        }
    }
}
