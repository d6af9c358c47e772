//! A call that has passed all checks, as an endpoint gets it.

use serde_json::{Map, Value};

use crate::{
    auth::Token,
    error::{ApiError, CREDENTIAL_REQUIRED},
    upload::Upload,
};

/// Caller, parameters and, where the endpoint takes one, the file.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) token: Option<Token>,
    pub(crate) params: Map<String, Value>,
    pub(crate) upload: Option<Upload>,
}

impl Call {
    /// The caller, if there is one.
    pub(crate) fn viewer(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.user_id.as_str())
    }

    /// The caller, where there must be one.
    pub(crate) fn user(&self) -> Result<String, ApiError> {
        let viewer = self.viewer().ok_or(CREDENTIAL_REQUIRED)?;
        Ok(viewer.to_owned())
    }

    /// A text; `None` when it is absent or null.
    pub(crate) fn text(&self, param: &str) -> Option<&str> {
        self.params.get(param).and_then(Value::as_str)
    }

    /// A text that the schema demands.
    pub(crate) fn required(&self, param: &str) -> Result<String, ApiError> {
        let text = self
            .text(param)
            .ok_or_else(|| ApiError::invalid_param("#/required", param))?;
        Ok(text.to_owned())
    }

    pub(crate) fn flag(&self, param: &str, default: bool) -> bool {
        self.params
            .get(param)
            .and_then(Value::as_bool)
            .unwrap_or(default)
    }

    pub(crate) fn integer(&self, param: &str) -> Option<i64> {
        self.params.get(param).and_then(Value::as_i64)
    }

    pub(crate) fn texts(&self, param: &str) -> Option<Vec<String>> {
        self.params.get(param).map(texts)
    }
}

/// The texts of an array.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
