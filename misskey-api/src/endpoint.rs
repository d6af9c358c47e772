//! From an endpoint's request to HTTP, and from HTTP to its answer, without any I/O.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use serde::Serialize;
use serde_json::Value;

use crate::decode::{Decode, DecodeError};
use crate::drift::Drift;
use crate::error::{Error, ErrorEnum, Received};
use crate::meta::Meta;
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
    fn validate(&self) -> Result<(), crate::InvalidRequest> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let request: Value = serde_json::from_slice(&json).unwrap_or_default();
        Self::META.validate(&request)
    }
}

/// Where a call's token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    /// If the token can't be in a header, or the request can't be written as JSON.
    pub fn request<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> Result<Request<Vec<u8>>, Error<E::Error>> {
        let upload = endpoint.upload();
        let written = serde_json::to_vec(endpoint).map_err(|error| error.to_string());
        let built = written.and_then(|json| self.build(E::META, json, upload));
        built.map_err(|reason| Error::invalid_request(E::META, reason))
    }

    /// Everything that does not depend on the endpoint's type.
    fn build(
        &self,
        meta: &Meta,
        json: Vec<u8>,
        upload: Option<(&str, &Upload)>,
    ) -> Result<Request<Vec<u8>>, String> {
        let get = self.get && meta.get;
        let in_header = get || self.token_in == TokenIn::Header;
        let address = self.server.endpoint(meta.path);
        let request = Request::builder().header(ACCEPT, "application/json");
        let request = match &self.token {
            Some(token) if in_header => request.header(AUTHORIZATION, bearer(token)?),
            _ => request,
        };
        let in_body = self.token.as_ref().filter(|_| !in_header);
        let built = if get {
            request
                .method(Method::GET)
                .uri(with_query(&address, &json)?)
                .body(Vec::new())
        } else if meta.multipart {
            let form = Form::new(&json, in_body, upload)?;
            request
                .method(Method::POST)
                .uri(address)
                .header(CONTENT_TYPE, form.content_type())
                .body(form.finish())
        } else {
            let body = with_token(json, in_body);
            request
                .method(Method::POST)
                .uri(address)
                .header(CONTENT_TYPE, "application/json")
                .body(body)
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

    /// The answer in an HTTP response, with what in it did not fit.
    ///
    /// # Errors
    /// What the server answers instead, or that the answer is not of the endpoint's shape.
    pub fn response_with_drift<E: Endpoint>(
        &self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<WithDrift<E::Response>, Error<E::Error>> {
        let received = Received::new(
            E::META,
            response.status(),
            response.headers(),
            response.body().as_ref(),
            self.token.as_ref(),
        );
        let text = received.success().map_err(Error::from_failure)?;
        let decoded = if self.strict {
            DecodeError::decode(text).map(|answer| (answer, Vec::new()))
        } else {
            DecodeError::recover(text)
        };
        decoded.map_err(|error| Error::from_failure(received.undecodable(error)))
    }
}

fn bearer(token: &Token) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
        .map_err(|_| {
            "the token has characters that no token has; copy it again".to_owned()
        })?;
    value.set_sensitive(true);
    Ok(value)
}

/// A JSON object with the token as its first field.
fn with_token(json: Vec<u8>, token: Option<&Token>) -> Vec<u8> {
    let Some(token) = token else { return json };
    let mut body = b"{\"i\":".to_vec();
    body.extend(Value::from(token.expose()).to_string().into_bytes());
    if json.len() > "{}".len() {
        body.push(b',');
    }
    body.extend(json.get(1..).unwrap_or_default());
    body
}

/// The parameters that a JSON object holds, as texts.
fn parameters(json: &[u8]) -> Result<Vec<(String, String)>, String> {
    let json = std::str::from_utf8(json).map_err(|error| error.to_string())?;
    let object: crate::JsonObject = json
        .parse()
        .map_err(|error: serde_json::Error| error.to_string())?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, text(value)))
        .collect())
}

fn with_query(address: &str, json: &[u8]) -> Result<String, String> {
    let mut url = url::Url::parse(address).map_err(|error| error.to_string())?;
    let parameters = parameters(json)?;
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok(url.into())
}

/// A `multipart/form-data` body.
struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    fn new(
        json: &[u8],
        token: Option<&Token>,
        upload: Option<(&str, &Upload)>,
    ) -> Result<Self, String> {
        let mut fields = parameters(json)?;
        fields.extend(token.map(|token| ("i".to_owned(), token.expose().to_owned())));
        let file = upload.map_or(&[][..], |(_, upload)| &upload.bytes);
        let mut form = Self {
            boundary: boundary(&fields, file),
            body: Vec::new(),
        };
        for (name, value) in &fields {
            form.part(
                &format!("name=\"{}\"", quoted(name)),
                None,
                value.as_bytes(),
            );
        }
        if let Some((name, upload)) = upload {
            let disposition = format!(
                "name=\"{}\"; filename=\"{}\"",
                quoted(name),
                quoted(&upload.name)
            );
            let media_type = upload
                .media_type
                .as_deref()
                .unwrap_or("application/octet-stream");
            if media_type.chars().any(char::is_control) {
                return Err(format!("{media_type:?} is not a media type"));
            }
            form.part(&disposition, Some(media_type), &upload.bytes);
        }
        Ok(form)
    }

    fn part(&mut self, disposition: &str, media_type: Option<&str>, content: &[u8]) {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; {disposition}\r\n",
            self.boundary
        );
        if let Some(media_type) = media_type {
            head.push_str(&format!("Content-Type: {media_type}\r\n"));
        }
        head.push_str("\r\n");
        self.body.extend(head.into_bytes());
        self.body.extend(content);
        self.body.extend(b"\r\n");
    }

    fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    fn finish(mut self) -> Vec<u8> {
        self.body
            .extend(format!("--{}--\r\n", self.boundary).into_bytes());
        self.body
    }
}

/// A line that occurs nowhere in what is sent.
fn boundary(fields: &[(String, String)], file: &[u8]) -> String {
    let occurs = |line: &str| {
        let within = |bytes: &[u8]| {
            bytes
                .windows(line.len())
                .any(|window| window == line.as_bytes())
        };
        within(file)
            || fields
                .iter()
                .any(|(name, value)| within(name.as_bytes()) || within(value.as_bytes()))
    };
    (0_u64..)
        .map(|count| format!("misskey-api-{count:016x}"))
        .find(|line| !occurs(line))
        .unwrap_or_default()
}

/// A name as it stands between quotes in a part's head.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\\', "%5C")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
