//! From an endpoint's request to HTTP, and from HTTP to its answer, without any I/O.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use serde::Serialize;
use serde_json::Value;

use crate::called::Called;
use crate::decode::Decode;
use crate::drift::Drift;
use crate::error::{Error, ErrorEnum, Untyped};
use crate::form::Form;
use crate::meta::Meta;
use crate::raw::RawCall;
use crate::received::{self, Received};
use crate::secret::Token;
use crate::server::Server;
use crate::upload::Upload;

/// An endpoint of the API: its request is the type itself.
///
/// The generated types in [`endpoints`](crate::endpoints) implement it. For an endpoint
/// that they lack, implement it for a type of your own.
///
/// With the feature `validate`, `validate` finds what the server would refuse before it is
/// sent.
pub trait Endpoint: Serialize {
    /// What it answers.
    type Response: Decode;
    /// The errors that it may give.
    type Error: ErrorEnum;
    /// What is known of it.
    const META: &'static Meta;

    /// The file that it sends, with the name of its part, if it sends one.
    fn upload(&self) -> Option<(&'static str, &Upload)> {
        None
    }

    /// Looks for what in the request the server would refuse by its document: texts that
    /// are too long, numbers that are too great, patterns that don't match
    /// ([`Meta::constraints`]). Sending does not do that: a server may have other limits.
    ///
    /// ```
    /// use misskey_api::Endpoint;
    /// use misskey_api::endpoints::notes;
    ///
    /// let request = notes::Create::new().cw("").text("x".repeat(3217));
    /// let error = request.validate().unwrap_err();
    /// let violations: Vec<_> =
    ///     error.violations().iter().map(ToString::to_string).collect();
    /// assert_eq!(
    ///     violations,
    ///     ["cw: 1 to 100 characters, has 0", "text: 1 to 3000 characters, has 3217"]
    /// );
    ///
    /// let error = notes::Create::new().validate().unwrap_err();
    /// let violation = &error.violations()[0];
    /// assert_eq!(
    ///     violation.to_string(),
    ///     "one of text, renoteId, fileIds, mediaIds, poll is there, none is"
    /// );
    /// ```
    ///
    /// # Errors
    /// All that it would refuse. Of a request that can't be written as JSON nothing is
    /// told: sending it fails in any case.
    #[cfg(feature = "validate")]
    fn validate(&self) -> Result<(), crate::validate::InvalidRequest> {
        let json = serde_json::to_string(self).unwrap_or_default();
        let request: Value = json.parse().unwrap_or_default();
        Self::META.validate(&request)
    }
}

/// Where a call's token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenIn {
    /// Into the body, as `i`: every server takes it there.
    #[default]
    Body,
    /// Into the `Authorization` header, where it stays out of logged bodies. Servers
    /// since 12 take it there.
    Header,
}

/// An answer, and what in it did not fit.
pub type WithDrift<T> = (T, Vec<Drift>);

/// How to turn requests into HTTP and back: the part of a client that does no I/O.
///
/// Any HTTP client can carry the calls:
///
/// ```
/// use misskey_api::endpoints::notes;
/// use misskey_api::{Call, Endpoint, Server};
///
/// let server: Server = "misskey.example".parse()?;
/// let call = Call::new(&server).token(&"0123456789abcdef".into());
///
/// let request = call.request(&notes::Show::new("9s4g2p7k00"))?;
/// assert_eq!(request.uri(), "https://misskey.example/api/notes/show");
/// assert_eq!(request.body(), br#"{"i":"0123456789abcdef","noteId":"9s4g2p7k00"}"#);
///
/// let response = http::Response::builder().status(404).body("<html>not here</html>")?;
/// let error = call.response::<notes::Show>(&response).unwrap_err();
/// assert!(error.not_api().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Call<'a> {
    server: &'a Server,
    token: Option<Token>,
    token_in: TokenIn,
    get: bool,
    strict: bool,
}

impl<'a> Call<'a> {
    /// Anonymous calls to a server.
    #[must_use]
    pub fn new(server: &'a Server) -> Self {
        Self {
            server,
            token: None,
            token_in: TokenIn::default(),
            get: false,
            strict: false,
        }
    }

    /// Calls in the name of whose the token is.
    #[must_use]
    pub fn token(mut self, token: &Token) -> Self {
        self.token = Some(token.clone());
        self
    }

    /// Where the token goes. With GET it always goes into the header.
    #[must_use]
    pub fn token_in(mut self, place: TokenIn) -> Self {
        self.token_in = place;
        self
    }

    /// Calls endpoints that answer GET that way, so that caches can answer.
    #[must_use]
    pub fn get(mut self, get: bool) -> Self {
        self.get = get;
        self
    }

    /// The HTTP request for an endpoint's request.
    ///
    /// # Errors
    /// If the token is empty or has a character that no token has, the request can't be
    /// written as JSON, or its file is not held in memory.
    pub fn request<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> Result<Request<Vec<u8>>, Error<E::Error>> {
        let upload = endpoint.upload();
        let written = serde_json::to_string(endpoint).map_err(|error| error.to_string());
        let built = written
            .and_then(|json| self.build(&E::META.into(), &json, upload))
            .and_then(in_memory);
        built.map_err(|reason| Error::invalid(E::META.into(), &reason))
    }

    /// The HTTP request for a call of an endpoint by its name.
    ///
    /// # Errors
    /// If the token is empty or has a character that no token has, the call can't be written
    /// as JSON, or its file is not held in memory.
    pub fn raw_request(&self, call: &RawCall) -> Result<Request<Vec<u8>>, Error> {
        let built = call
            .json()
            .and_then(|json| self.build(&call.called(), &json, call.upload()))
            .and_then(in_memory);
        built.map_err(|reason| Error::invalid(call.called(), &reason))
    }

    /// Everything that does not depend on the endpoint's type.
    pub(crate) fn build(
        &self,
        called: &Called,
        json: &str,
        upload: Option<(&str, &Upload)>,
    ) -> Result<Request<Payload>, String> {
        if let Some(token) = &self.token {
            token.checked()?;
        }
        let address = self.server.endpoint(called.path());
        let by_get = if self.get && called.get() {
            with_query(&address, json)?
        } else {
            None
        };
        let in_header = by_get.is_some() || self.token_in == TokenIn::Header;
        let request = Request::builder().header(ACCEPT, "application/json");
        let request = match &self.token {
            Some(token) if in_header => request.header(AUTHORIZATION, token.bearer()?),
            _ => request,
        };
        let in_body = self.token.as_ref().filter(|_| !in_header);
        let built = if let Some(address) = by_get {
            let nothing = Payload::Bytes(Vec::new());
            request.method(Method::GET).uri(address).body(nothing)
        } else if upload.is_some() || called.meta().is_some_and(|meta| meta.multipart) {
            let form = Form::new(parameters(json)?, in_body, upload)?;
            request
                .method(Method::POST)
                .uri(address)
                .header(CONTENT_TYPE, form.content_type())
                .body(Payload::Form(form))
        } else {
            let body = with_token(json, in_body);
            request
                .method(Method::POST)
                .uri(address)
                .header(CONTENT_TYPE, "application/json")
                .body(Payload::Bytes(body.into_bytes()))
        };
        built.map_err(|error| error.to_string())
    }

    /// Whether an answer must fit in all its parts. If not, which is the default, it is
    /// made of what fits, and the rest is reported as [`Drift`].
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// The answer in an HTTP response.
    ///
    /// # Errors
    /// What the server answers instead, or that the answer is not of the endpoint's shape.
    pub fn response<E: Endpoint>(
        &self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<E::Response, Error<E::Error>> {
        self.response_with_drift::<E>(response)
            .map(|(answer, _)| answer)
    }

    /// The answer to a call of an endpoint by its name, with what in it did not fit.
    ///
    /// # Errors
    /// What the server answers instead, or that the answer is not of the shape that it is
    /// taken for.
    pub fn raw_response<T: Decode>(
        &self,
        call: &RawCall,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<WithDrift<T>, Error> {
        self.read(&call.called(), response).map_err(Untyped::typed)
    }

    /// The answer in an HTTP response, with what in it did not fit.
    ///
    /// # Errors
    /// What the server answers instead, or that the answer is not of the endpoint's shape.
    pub fn response_with_drift<E: Endpoint>(
        &self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<WithDrift<E::Response>, Error<E::Error>> {
        self.read(&E::META.into(), response).map_err(Untyped::typed)
    }

    fn read<T: Decode>(
        &self,
        called: &Called,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<WithDrift<T>, Untyped> {
        let received = Received {
            called,
            status: response.status(),
            headers: response.headers(),
            body: received::text(response.body().as_ref()),
            token: self.token.as_ref(),
        };
        let text = received.success()?;
        received.decode(text, self.strict)
    }
}

/// What a request carries.
pub(crate) enum Payload {
    Bytes(Vec<u8>),
    Form(Form),
}

fn in_memory(request: Request<Payload>) -> Result<Request<Vec<u8>>, String> {
    let (parts, payload) = request.into_parts();
    let bytes = match payload {
        Payload::Bytes(bytes) => bytes,
        Payload::Form(form) => form.into_bytes()?,
    };
    Ok(Request::from_parts(parts, bytes))
}

/// A JSON object with the token as its first field.
fn with_token(json: &str, token: Option<&Token>) -> String {
    let Some(token) = token else {
        return json.to_owned();
    };
    let mut body = format!("{{\"i\":{}", Value::from(token.expose()));
    if json.len() > "{}".len() {
        body.push(',');
    }
    body.push_str(json.get(1..).unwrap_or_default());
    body
}

fn object(json: &str) -> Result<crate::JsonObject, String> {
    match json.parse() {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("its parameters are no JSON object".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The parameters that a JSON object holds, as texts.
fn parameters(json: &str) -> Result<Vec<(String, String)>, String> {
    object(json).map(as_texts)
}

fn as_texts(object: crate::JsonObject) -> Vec<(String, String)> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    object
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, text(value)))
        .collect()
}

/// The address with the parameters; none if they can't be in an address: texts alone can,
/// and what is read from texts.
fn with_query(address: &str, json: &str) -> Result<Option<String>, String> {
    let mut url = url::Url::parse(address).map_err(|error| error.to_string())?;
    let object = object(json)?;
    if object
        .values()
        .any(|value| value.is_array() || value.is_object())
    {
        return Ok(None);
    }
    let parameters = as_texts(object);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok(Some(url.into()))
}
