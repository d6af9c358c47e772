//! Calls of endpoints that these bindings don't know.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::JsonObject;
use crate::called::{Called, Named};
use crate::upload::Upload;

/// A call of any endpoint by its name, for what only a fork has, or what is newer than these
/// bindings.
///
/// ```
/// use misskey_api::RawCall;
/// use serde_json::json;
/// # use misskey_api::Client;
/// # use misskey_test_server::{Reply, TestServer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = TestServer::start().await?;
/// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
/// # server.respond("notes/brew", Reply::json(200, json!({ "cups": 2 })));
/// let call = RawCall::new("notes/brew").parameters(json!({ "tea": "green" }));
/// let answer: serde_json::Value = client.send_raw(call).await?;
/// assert_eq!(answer["cups"], 2);
/// # Ok(())
/// # }
/// ```
///
/// [`Client::send_raw`] makes it; [`Call::raw_request`](crate::Call) does without I/O.
///
#[cfg_attr(
    feature = "client",
    doc = "[`Client::send_raw`]: crate::Client::send_raw"
)]
#[cfg_attr(not(feature = "client"), doc = "[`Client::send_raw`]: crate#features")]
#[derive(Clone)]
#[must_use]
pub struct RawCall {
    path: String,
    parameters: Result<JsonObject, String>,
    file: Option<(String, Upload)>,
    get: bool,
    repeatable: bool,
}

impl RawCall {
    /// A call without parameters of the endpoint with this path below `/api/`.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            parameters: Ok(JsonObject::new()),
            file: None,
            get: false,
            repeatable: false,
        }
    }

    /// The parameters: anything that serde writes as a JSON object. The client adds the token.
    pub fn parameters(mut self, parameters: impl Serialize) -> Self {
        self.parameters = match serde_json::to_value(parameters) {
            Ok(serde_json::Value::Object(object)) => Ok(object),
            Ok(_) => Err("its parameters are no JSON object".to_owned()),
            Err(error) => Err(error.to_string()),
        };
        self
    }

    /// Sends the call as a form, with a file in the part of this name. The parameters become
    /// texts; those that are null are left out.
    pub fn file(mut self, part: impl Into<String>, upload: Upload) -> Self {
        self.file = Some((part.into(), upload));
        self
    }

    /// Whether the call may be sent again if its answer was lost, since it only reads, or changes
    /// nothing more the second time; false by default.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Whether the endpoint answers GET, which is then used for calls without a token; false by
    /// default.
    pub fn get(mut self, get: bool) -> Self {
        self.get = get;
        self
    }

    pub(crate) fn called(&self) -> Called {
        Called::Named(Arc::new(Named {
            path: self.path.clone(),
            get: self.get,
            repeatable: self.repeatable,
        }))
    }

    /// The file, with the name of its part.
    pub(crate) fn upload(&self) -> Option<(&str, &Upload)> {
        let (part, upload) = self.file.as_ref()?;
        Some((part, upload))
    }

    /// The parameters as they are sent.
    pub(crate) fn json(&self) -> Result<String, String> {
        check_path(&self.path)?;
        let parameters = self.parameters.as_ref().map_err(String::clone)?;
        if parameters.contains_key("i") {
            return Err(
                "`i` is among its parameters; give the token to the client, which keeps it \
                 out of errors"
                    .to_owned(),
            );
        }
        serde_json::to_string(parameters).map_err(|error| error.to_string())
    }
}

impl fmt::Debug for RawCall {
    /// Without the parameters, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("path", &self.path)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// A path can't lead anywhere else than to an endpoint.
fn check_path(path: &str) -> Result<(), String> {
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if path.split('/').all(is_segment) {
        return Ok(());
    }
    Err(format!(
        "{path:?} is no endpoint's path: name it as in `notes/create`"
    ))
}
