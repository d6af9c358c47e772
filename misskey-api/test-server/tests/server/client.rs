//! The smallest HTTP client that notices everything.

use std::io;

use misskey_test_server::TestServer;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Headers `Authorization` that hold no token.
pub(crate) const UNREADABLE: [&str; 5] = [
    "Bearer ",
    "Bearer",
    "Basic bW9taWpp",
    "bearer x",
    "Bearer ü",
];

/// A response, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = bytes[end + 4..].to_vec();
        Some(Self { status, head, body })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        let found = headers.find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The members of a Misskey error that name it.
    pub(crate) fn error(&self) -> (u16, String, String, String) {
        let json = self.json();
        let text = |key: &str| json["error"][key].as_str().unwrap().to_owned();
        assert!(!text("message").is_empty());
        (self.status, text("code"), text("id"), text("kind"))
    }
}

/// An error as [`Answer::error`] gives it.
pub(crate) fn error(
    status: u16,
    code: &str,
    id: &str,
    kind: &str,
) -> (u16, String, String, String) {
    (status, code.to_owned(), id.to_owned(), kind.to_owned())
}

/// Sends a request on a connection of its own and reads until the server closes it.
pub(crate) async fn exchange(
    server: &TestServer,
    request: &[u8],
) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server.host()).await?;
    stream.write_all(request).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

pub(crate) async fn request(
    server: &TestServer,
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let head = head(server, line, headers, body.len());
    let answer = exchange(server, &[head.as_bytes(), body].concat())
        .await
        .unwrap();
    Answer::parse(&answer).unwrap()
}

/// Method and path come first, and the connection is not kept.
pub(crate) fn head(
    server: &TestServer,
    line: &str,
    headers: &[(&str, &str)],
    length: usize,
) -> String {
    let mut head = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n",
        server.host(),
    );
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + "\r\n"
}

/// Calls an endpoint as the documentation says.
pub(crate) async fn post(server: &TestServer, endpoint: &str, body: Value) -> Answer {
    let line = format!("POST /api/{endpoint}");
    let headers = [("Content-Type", "application/json")];
    request(server, &line, &headers, body.to_string().as_bytes()).await
}

/// Calls an endpoint with a token among the parameters.
pub(crate) async fn post_as(
    server: &TestServer,
    token: &str,
    endpoint: &str,
    mut body: Value,
) -> Answer {
    body["i"] = json!(token);
    post(server, endpoint, body).await
}

/// Calls an endpoint as the owner of the server's token, and expects it to go well.
pub(crate) async fn call(server: &TestServer, endpoint: &str, body: Value) -> Value {
    let answer = post_as(server, server.token(), endpoint, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The ids of a list.
pub(crate) fn ids(list: &Value) -> Vec<String> {
    let items = list.as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The keys of an object, in order.
pub(crate) fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// Users and notes of the fixture.
pub(crate) mod fixture {
    pub(crate) const MOMIJI: &str = "a2ib3pkefix00001";
    pub(crate) const KAEDE: &str = "a2k3sjs1fix00002";
    pub(crate) const SORA: &str = "a437gt7ofix00003";
    pub(crate) const HINOKI: &str = "a4t02dc0fix00004";

    /// By momiji, with two reactions, an answer and a renote.
    pub(crate) const SEEDLINGS: &str = "a61rv280fix00005";
    /// By kaede, for followers.
    pub(crate) const FOLLOWERS_ONLY: &str = "a64iggp0fix00008";
    /// By kaede: a renote of the seedlings.
    pub(crate) const RENOTE: &str = "a64itayofix00009";
    /// By sora, for momiji alone.
    pub(crate) const DIRECT: &str = "a69oxex9fix0000c";
}
