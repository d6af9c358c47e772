//! The errors of an endpoint, by their ids.

use std::fmt;

use crate::generated::error::CommonError;

/// An error that these bindings don't know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherError {
    id: String,
    code: String,
}

impl OtherError {
    /// The server's id of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The server's code of it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// The errors of an endpoint.
pub trait ErrorEnum: Clone + fmt::Debug + Sized + 'static {
    /// The endpoint's own error of an id, or of a code.
    fn known(name: &str) -> Option<Self>;

    /// An error that any endpoint may give.
    fn common(error: CommonError) -> Self;

    /// The error of an id. Where a server gives another id, its code decides.
    #[must_use]
    fn of(id: &str, code: &str) -> Self {
        Self::known(id)
            .or_else(|| CommonError::known(id).map(Self::common))
            .or_else(|| Self::known(code))
            .or_else(|| CommonError::known(code).map(Self::common))
            .unwrap_or_else(|| {
                let other = OtherError {
                    id: id.to_owned(),
                    code: code.to_owned(),
                };
                Self::common(CommonError::Other(other))
            })
    }
}
