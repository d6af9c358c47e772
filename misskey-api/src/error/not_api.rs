//! What something else than the API says.

use std::time::Duration;

use http::StatusCode;

/// An answer that is not one of the API: from the server's framework, or from a proxy
/// before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotApi {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body's media type.
    pub content_type: Option<String>,
    /// Where a redirect leads. Redirects are not followed.
    pub location: Option<String>,
    /// The beginning of the body.
    pub excerpt: String,
    /// How long to wait before the next call, if the answer says so.
    pub retry_after: Option<Duration>,
}
