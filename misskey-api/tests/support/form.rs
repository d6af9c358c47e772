//! A strict reader of `multipart/form-data`.

/// A part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) content: Vec<u8>,
}

impl Part {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.content).unwrap()
    }
}

/// The parts of a body, by the boundary that its media type tells.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Vec<Part> {
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    assert!((1..=70).contains(&boundary.len()));
    assert!(
        boundary
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    );
    // As if the body were preceded by a line, every delimiter begins alike.
    let body = [b"\r\n", body].concat();
    let delimiter = format!("\r\n--{boundary}");
    let mut pieces = split(&body, delimiter.as_bytes()).into_iter();
    assert_eq!(
        pieces.next(),
        Some(&[][..]),
        "something stands before the parts"
    );
    assert_eq!(
        pieces.next_back(),
        Some(&b"--\r\n"[..]),
        "the form has no end"
    );
    pieces.map(part).collect()
}

fn part(piece: &[u8]) -> Part {
    let piece = piece.strip_prefix(b"\r\n").unwrap();
    let blank = piece
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let head = std::str::from_utf8(&piece[..blank]).unwrap();
    let mut disposition = None;
    let mut content_type = None;
    for line in head.split("\r\n") {
        assert!(!line.contains(char::is_control), "{line:?}");
        let (name, value) = line.split_once(": ").unwrap();
        let slot = match name {
            "Content-Disposition" => &mut disposition,
            "Content-Type" => &mut content_type,
            _ => panic!("{line:?} is not a header that a part needs"),
        };
        assert!(slot.replace(value.to_owned()).is_none(), "{head:?}");
    }
    let disposition = disposition.unwrap();
    let rest = disposition.strip_prefix("form-data; name=").unwrap();
    let (name, rest) = quoted(rest);
    let file_name = match rest {
        "" => None,
        _ => {
            let rest = rest.strip_prefix("; filename=").unwrap();
            let (file_name, rest) = quoted(rest);
            assert_eq!(rest, "", "{disposition:?} goes on");
            Some(file_name)
        }
    };
    Part {
        name,
        file_name,
        content_type,
        content: piece[blank + 4..].to_vec(),
    }
}

/// What stands between quotes, where a backslash takes the next character as it is, and
/// what comes after.
fn quoted(text: &str) -> (String, &str) {
    let inner = text.strip_prefix('"').unwrap();
    let mut found = String::new();
    let mut characters = inner.char_indices();
    while let Some((offset, character)) = characters.next() {
        match character {
            '"' => return (found, &inner[offset + 1..]),
            '\\' => found.extend(characters.next().map(|(_, next)| next)),
            _ => found.push(character),
        }
    }
    panic!("{text:?} has no closing quote");
}

fn split<'a>(body: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(found) = rest
        .windows(delimiter.len())
        .position(|window| window == delimiter)
    {
        pieces.push(&rest[..found]);
        rest = &rest[found + delimiter.len()..];
    }
    pieces.push(rest);
    pieces
}
