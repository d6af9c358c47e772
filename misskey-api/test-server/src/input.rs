//! From bodies, forms and queries to parameters.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, Multipart, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde_json::{Map, Value};

use crate::{body, framework::Refusal, upload::Upload};

/// The largest body but those with files, in bytes.
const LARGEST_JSON: usize = 1024 * 1024;

/// Parameters as they arrived, which need not even be an object.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) params: Value,
    pub(crate) upload: Option<Upload>,
    /// Whether everything in it is text, as in queries and forms.
    pub(crate) textual: bool,
}

impl Input {
    /// The parameters of a GET.
    pub(crate) fn from_query(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let params: Map<String, Value> = pairs
            .map(|(name, value)| (name.into_owned(), value.into()))
            .collect();
        Self {
            params: params.into(),
            textual: true,
            ..Self::default()
        }
    }

    /// The body of any endpoint that takes no file.
    pub(crate) async fn from_body(
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Self, Refusal> {
        let body = body::beginning(body, LARGEST_JSON + 1).await;
        if body.len() > LARGEST_JSON {
            return Err(Refusal::TooLarge);
        }
        Ok(Self {
            params: parse(&content_type(headers), &body)?,
            ..Self::default()
        })
    }

    /// The form of an endpoint that takes a file.
    pub(crate) async fn from_form(
        parts: Parts,
        body: Body,
        largest: u64,
    ) -> Result<Self, Refusal> {
        if content_type(&parts.headers) != "multipart/form-data" {
            // Not an error of any documented shape: the server gives up without a word.
            return Err(Refusal::Silent(StatusCode::BAD_REQUEST));
        }
        let request = Request::from_parts(parts, body);
        let form = Multipart::from_request(request, &()).await;
        let form = form.map_err(|_| Refusal::UnsupportedMediaType)?;
        // A part is a file when it has a file name; without one there is nothing to store.
        let input = read_form(form).await.ok_or(Refusal::UnsupportedMediaType)?;
        match &input.upload {
            None => Err(Refusal::UnsupportedMediaType),
            Some(upload) if upload.content.size > largest => Err(Refusal::TooLarge),
            Some(_) => Ok(input),
        }
    }
}

/// The media type in lower case, without parameters; empty when there is none.
fn content_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn parse(content_type: &str, body: &Bytes) -> Result<Value, Refusal> {
    match content_type {
        "application/json" if body.is_empty() => Err(Refusal::EmptyJson),
        "application/json" => {
            serde_json::from_slice(body).map_err(|_| Refusal::MalformedJson)
        }
        "text/plain" => Ok(String::from_utf8_lossy(body).into()),
        // The form is not read where no file is taken.
        "multipart/form-data" => Ok(Value::Null),
        "" if body.is_empty() => Ok(Value::Null),
        _ => Err(Refusal::UnsupportedMediaType),
    }
}

async fn read_form(mut form: Multipart) -> Option<Input> {
    let mut params = Map::new();
    let mut upload = None;
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        if let Some(file_name) = file_name {
            upload = Some(Upload::read(field, file_name).await?);
        } else {
            let bytes = field.bytes().await.ok()?;
            params.insert(name, String::from_utf8_lossy(&bytes).into());
        }
    }
    Some(Input {
        params: params.into(),
        upload,
        textual: true,
    })
}
