//! The parts of a multipart form that was recorded.

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedPart {
    /// The name of the field.
    pub name: String,
    /// The name of the file, if it is one.
    pub file_name: Option<String>,
    /// The type, if the part says it.
    pub content_type: Option<String>,
    /// What is in it.
    pub body: Vec<u8>,
}

impl RecordedPart {
    /// The body as text. What is not UTF-8 is given as nearly as can be.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The parts of a body of that type; none if it is no form.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Vec<RecordedPart> {
    let is_form = content_type.to_ascii_lowercase();
    let Some(boundary) = parameter(content_type, "boundary")
        .filter(|_| is_form.starts_with("multipart/form-data"))
    else {
        return Vec::new();
    };
    let fence = format!("\r\n--{boundary}");
    // The first fence has no line before it.
    let body = [b"\r\n", body].concat();
    let mut rest = body.as_slice();
    let mut parts = Vec::new();
    while let Some((_, after)) = split(rest, fence.as_bytes()) {
        let (part, _) = split(after, fence.as_bytes()).unwrap_or((after, b""));
        parts.extend(part_of(part));
        rest = after;
    }
    parts
}

/// What stands between two fences: a line's end, headers, an empty line, the body.
fn part_of(part: &[u8]) -> Option<RecordedPart> {
    let (head, body) = split(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let found = key.trim().eq_ignore_ascii_case(name);
            found.then(|| value.trim().to_owned())
        })
    };
    let disposition = header("content-disposition")?;
    Some(RecordedPart {
        name: parameter(&disposition, "name")?,
        file_name: parameter(&disposition, "filename"),
        content_type: header("content-type"),
        body: body.to_vec(),
    })
}

/// A parameter of a header's value, in quotes or not.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let found = key.trim().eq_ignore_ascii_case(name);
        found.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let found = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..found], &bytes[found + at.len()..]))
}
