//! Forms with files.

use super::form::{Part, parts};
use super::*;

fn sent(request: &Request<Vec<u8>>) -> Vec<Part> {
    let content_type = request.headers()[CONTENT_TYPE].to_str().unwrap();
    parts(content_type, request.body())
}

fn only_file(upload: Upload) -> Part {
    let server = server();
    let call = Call::new(&server);
    let request = call.request(&drive::files::Create::new(upload)).unwrap();
    let mut parts = sent(&request);
    assert_eq!(parts.len(), 1, "{parts:?}");
    parts.remove(0)
}

fn field(name: &str, value: &str) -> Part {
    Part {
        name: name.to_owned(),
        file_name: None,
        content_type: None,
        content: value.into(),
    }
}

#[test]
fn a_file_is_sent_as_a_form_with_its_parameters_as_texts() {
    let upload = Upload::new("tea.png", [0x89, 0x50, 0, 0xff]).media_type("image/png");
    let create = drive::files::Create::new(upload)
        .comment("A cup \"of\" 茶\r\n--x")
        .is_sensitive(true)
        .force(false);
    let request = request_of(&create);
    assert_eq!(request.method(), Method::POST);
    assert_eq!(
        request.uri(),
        "https://misskey.example/api/drive/files/create"
    );
    let mut parts = sent(&request);
    let file = parts.pop().unwrap();
    assert_eq!(
        file,
        Part {
            name: "file".to_owned(),
            file_name: Some("tea.png".to_owned()),
            content_type: Some("image/png".to_owned()),
            content: vec![0x89, 0x50, 0, 0xff],
        }
    );
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(
        parts,
        [
            field("comment", "A cup \"of\" 茶\r\n--x"),
            field("force", "false"),
            field("i", TOKEN),
            field("isSensitive", "true"),
        ]
    );
}

#[test]
fn a_file_without_a_media_type_is_bytes() {
    let file = only_file(Upload::new("tea", "green"));
    assert_eq!(
        file.content_type.as_deref(),
        Some("application/octet-stream")
    );
    assert_eq!(file.text(), "green");
    assert_eq!(only_file(Upload::new("tea", "")).content, b"");
}

#[test]
fn nulls_are_left_out_since_no_form_can_hold_them() {
    let mut create = drive::files::Create::new(Upload::new("tea.txt", "green"));
    create.other.insert("folderId", Value::Null);
    create.other.insert("steeped", 3);
    let server = server();
    let request = Call::new(&server).request(&create).unwrap();
    let parts = sent(&request);
    let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["steeped", "file"]);
    assert_eq!(parts[0].text(), "3");
}

#[test]
fn the_token_can_go_into_the_header_of_a_form() {
    let server = server();
    let call = Call::new(&server)
        .token(&TOKEN.into())
        .token_in(TokenIn::Header);
    let create = drive::files::Create::new(Upload::new("tea.txt", "green"));
    let request = call.request(&create).unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer 0123456789abcdef");
    assert_eq!(sent(&request).len(), 1);
}

#[test]
fn what_is_sent_does_not_hold_the_boundary() {
    // What would be the boundary of an empty file, put into the file, and so on.
    let mut content = Vec::new();
    for _ in 0..4 {
        let server = server();
        let create = drive::files::Create::new(Upload::new("tea", content.clone()))
            .comment(String::from_utf8(content.clone()).unwrap());
        let request = Call::new(&server).request(&create).unwrap();
        let parts = sent(&request);
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1].content, content);
        let content_type = request.headers()[CONTENT_TYPE].to_str().unwrap();
        let boundary = content_type.split_once("boundary=").unwrap().1;
        assert!(!parts[1].text().contains(boundary));
        content.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
    }
}

#[test]
fn no_name_of_a_file_breaks_out_of_its_place() {
    for name in [
        "a \"cup\" of tea.png",
        "a\"; name=\"i",
        "tea\r\nX-Tea: green",
        "tea\nleaves",
        "\r\n\r\nbody",
        "tea\0leaves\u{7f}\t",
        "お茶 🍵.png",
        "",
    ] {
        let file = only_file(Upload::new(name, "green"));
        assert_eq!(file.name, "file", "{name:?}");
        assert_eq!(file.text(), "green", "{name:?}");
        let sent = file.file_name.unwrap();
        let sent = sent
            .replace("%22", "\"")
            .replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%00", "\0")
            .replace("%09", "\t")
            .replace("%7F", "\u{7f}");
        assert_eq!(sent, name);
    }
}

#[test]
fn no_backslash_in_a_name_breaks_out_of_its_place() {
    for name in ["tea\\", "a\\\"b", "a\\", "\\\\", "C:\\tea\\"] {
        let file = only_file(Upload::new(name, "green"));
        assert_eq!(file.name, "file", "{name:?}");
        assert_eq!(file.text(), "green", "{name:?}");
    }
}

#[test]
fn no_name_of_a_parameter_breaks_out_of_its_place() {
    let mut create = drive::files::Create::new(Upload::new("tea.txt", "green"));
    create.other.insert("a\"\r\n\r\nb", "x");
    let server = server();
    let request = Call::new(&server).request(&create).unwrap();
    let parts = sent(&request);
    assert_eq!(parts[0], field("a%22%0D%0A%0D%0Ab", "x"));
}

#[test]
fn what_is_no_media_type_is_refused() {
    let server = server();
    let call = Call::new(&server);
    let request = |media_type| {
        let upload = Upload::new("tea", "green").media_type(media_type);
        call.request(&drive::files::Create::new(upload))
    };
    for media_type in [
        "text/plain\r\nX-Tea: 1",
        "",
        "png",
        "image/",
        "/png",
        "image/茶",
    ] {
        let error = request(media_type).unwrap_err();
        assert!(error.to_string().contains("media type"), "{error}");
    }
    request("text/plain; charset=\"utf-8\"").unwrap();
}
