//! Reading an answer's body, up to the limit.

use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use url::Url;

use crate::error::Error;

/// The greatest size of a document in bytes: what the importer takes.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// The whole body of an answer that looks like a document.
pub(crate) async fn read(url: &Url, mut answer: Response) -> Result<Vec<u8>, Error> {
    let url = || url.clone();
    if is_encoded(&answer) {
        return Err(Error::Encoded { url: url() });
    }
    if is_page(&answer) {
        return Err(Error::Page { url: url() });
    }
    let declared = answer.content_length().unwrap_or(0);
    if declared > MAX_BYTES as u64 {
        return Err(Error::TooLarge { url: url() });
    }
    let mut document = Vec::new();
    while let Some(part) = answer
        .chunk()
        .await
        .map_err(|source| Error::Broken { url: url(), source })?
    {
        if document.len() + part.len() > MAX_BYTES {
            return Err(Error::TooLarge { url: url() });
        }
        document.extend_from_slice(&part);
    }
    match document.trim_ascii_start().first() {
        Some(b'{') => Ok(document),
        Some(b'<') => Err(Error::Page { url: url() }),
        _ => Err(Error::NotJson { url: url() }),
    }
}

fn is_encoded(answer: &Response) -> bool {
    let encodings = answer.headers().get_all(CONTENT_ENCODING);
    encodings.iter().any(|one| one != "identity")
}

fn is_page(answer: &Response) -> bool {
    let kind = answer.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        })
}
