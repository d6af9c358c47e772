//! `multipart/form-data`: texts, and a file that may be sent while it is read.

use crate::secret::Token;
use crate::upload::Upload;

/// A form: what stands before the file's bytes, the file, and what stands after them.
pub(crate) struct Form {
    boundary: String,
    head: Vec<u8>,
    upload: Option<Upload>,
    tail: Vec<u8>,
}

impl Form {
    pub(crate) fn new(
        mut fields: Vec<(String, String)>,
        token: Option<&Token>,
        upload: Option<(&str, &Upload)>,
    ) -> Result<Self, String> {
        fields.extend(token.map(|token| ("i".to_owned(), token.expose().to_owned())));
        let mut form = Self {
            boundary: boundary()?,
            head: Vec::new(),
            upload: upload.map(|(_, upload)| upload.clone()),
            tail: Vec::new(),
        };
        for (name, value) in &fields {
            form.part(&format!("name=\"{}\"", quoted(name)), None);
            form.head.extend(value.as_bytes());
            form.head.extend(b"\r\n");
        }
        if let Some((name, upload)) = upload {
            form.file_part(name, upload)?;
            form.tail.extend(b"\r\n");
        }
        form.tail
            .extend(format!("--{}--\r\n", form.boundary).into_bytes());
        Ok(form)
    }

    fn file_part(&mut self, name: &str, upload: &Upload) -> Result<(), String> {
        let disposition = format!(
            "name=\"{}\"; filename=\"{}\"",
            quoted(name),
            quoted(&upload.name)
        );
        let media_type = upload
            .media_type
            .as_deref()
            .unwrap_or("application/octet-stream");
        if !is_media_type(media_type) {
            return Err(format!(
                "{media_type:?} is not a media type: name it as in `image/png`"
            ));
        }
        self.part(&disposition, Some(media_type));
        Ok(())
    }

    /// Begins a part.
    fn part(&mut self, disposition: &str, media_type: Option<&str>) {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; {disposition}\r\n",
            self.boundary
        );
        if let Some(media_type) = media_type {
            head.push_str(&format!("Content-Type: {media_type}\r\n"));
        }
        head.push_str("\r\n");
        self.head.extend(head.into_bytes());
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// All of it, if the file is held in memory.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, String> {
        let mut bytes = self.head;
        if let Some(upload) = &self.upload {
            let file = upload.in_memory().ok_or_else(|| {
                format!("{upload:?} is not held in memory; send it with a client")
            })?;
            bytes.extend(file);
        }
        bytes.extend(self.tail);
        Ok(bytes)
    }

    /// What stands before and after the file, and the file.
    #[cfg(feature = "client")]
    pub(crate) fn into_parts(self) -> (Vec<u8>, Option<Upload>, Vec<u8>) {
        (self.head, self.upload, self.tail)
    }
}

/// A line that nobody can have put into what is sent, since nobody can guess it.
fn boundary() -> Result<String, String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .map_err(|error| format!("there is no randomness for the form: {error}"))?;
    Ok(format!("misskey-api-{:032x}", u128::from_be_bytes(random)))
}

/// A name as it stands between quotes in a part's head. Browsers write quotes and ends of lines
/// that way; other controls can't stand in a head either.
fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for one in name.chars() {
        if matches!(one, '"' | '\\') || one.is_ascii_control() {
            quoted.push_str(&format!("%{:02X}", u32::from(one)));
        } else {
            quoted.push(one);
        }
    }
    quoted
}

fn is_media_type(text: &str) -> bool {
    let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let (kind, rest) = text.split_once('/').unwrap_or_default();
    !kind.is_empty() && !rest.is_empty() && text.bytes().all(is_visible)
}
