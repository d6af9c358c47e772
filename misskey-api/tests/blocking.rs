//! The client that waits.

#![cfg(all(feature = "blocking", feature = "reqwest"))]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::io::Read as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use misskey_api::endpoints::drive::files;
use misskey_api::endpoints::{self, notes};
use misskey_api::{Body, Carried, RawCall, Retry, Transport, Upload, blocking};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The runtime is the server's alone.
fn start() -> (Runtime, TestServer, blocking::Client) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(TestServer::start()).unwrap();
    let client = misskey_api::Client::builder(server.base_url())
        .token(server.token())
        .retry(Retry::never())
        .build()
        .unwrap();
    (runtime, server, blocking::Client::new(client).unwrap())
}

#[test]
fn calls_are_made_and_their_errors_told() {
    let (_runtime, server, client) = start();
    let note = client
        .send(notes::Create::new().text("Tea"))
        .unwrap()
        .created_note;
    let shown = client.send_detailed(notes::Show::new(&note.id)).unwrap();
    assert_eq!((shown.answer, shown.status.as_u16()), (note, 200));
    let error = client.send(notes::Show::new("9s4g2p7k00")).unwrap_err();
    assert_eq!(error.reason(), Some(&notes::ShowError::NoSuchNote));
    let error = client.anonymous().send(endpoints::I::new()).unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    server.respond("tea/brew", Reply::json(200, json!({ "cups": 2 })));
    let answer: Value = client.send_raw(RawCall::new("tea/brew")).unwrap();
    assert_eq!(answer["cups"], 2);
    assert!(client.server().unwrap().supports::<notes::Create>());
}

#[test]
fn lists_are_walked_through() {
    let (_runtime, _server, client) = start();
    let all = client.send(notes::Timeline::new().limit(100)).unwrap();
    let walked: Result<Vec<_>, _> =
        client.pages(notes::Timeline::new().limit(2)).collect();
    assert_eq!(walked.unwrap(), all);
}

#[test]
fn files_are_sent_and_received() {
    let (_runtime, _server, client) = start();
    let create = files::Create::new(Upload::new("tea.txt", "green"));
    let file = client.upload_once(create.clone()).unwrap();
    assert_eq!(client.upload_once(create).unwrap(), file);
    let mut text = String::new();
    let mut download = client.download(&file.url, 1000).unwrap();
    download.read_to_string(&mut text).unwrap();
    assert_eq!(text, "green");
    let download = client.download(&file.url, 1000).unwrap();
    assert_eq!(download.bytes().unwrap(), b"green");
    assert!(client.download(&file.url, 2).is_err());
}

#[test]
fn threads_share_a_client() {
    let (_runtime, server, client) = start();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                let request = notes::Create::new().text(format!("cup {number}"));
                client.send(request).unwrap();
            });
        }
    });
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn a_call_from_within_async_code_blocks_and_does_not_panic() {
    let (runtime, _server, client) = start();
    let pong = runtime.block_on(async move { client.send(endpoints::Ping::new()) });
    assert!(pong.is_ok());
}

#[test]
fn a_transport_that_panics_is_an_error() {
    struct Panics;

    impl Transport for Panics {
        fn carry(&self, _: http::Request<Body>) -> Carried<'_> {
            panic!("this panic is part of the test")
        }
    }

    let client = misskey_api::Client::builder("misskey.example").transport(Panics);
    let client = blocking::Client::new(client.build().unwrap()).unwrap();
    for _ in 0..2 {
        let error = client.send(notes::Create::new().text("Tea")).unwrap_err();
        assert!(error.to_string().contains("panicked"), "{error}");
        assert!(error.is_outcome_unknown());
    }
}

#[test]
fn pages_that_are_no_endpoints_are_carried() {
    let (_runtime, server, client) = start();
    let address = format!("{}/nodeinfo/2.1", server.base_url());
    let request = http::Request::get(address).body(Vec::new()).unwrap();
    assert_eq!(client.carry(request).unwrap().status(), 200);
    let request = http::Request::get("https://far.example/").body(Vec::new());
    assert!(client.carry(request.unwrap()).unwrap_err().is_unsent());
}

/// Parts of a body, of which some may be empty.
struct Parts(std::vec::IntoIter<&'static str>);

impl http_body::Body for Parts {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<bytes::Bytes>, Self::Error>>> {
        let part = self.0.next();
        Poll::Ready(part.map(|part| Ok(http_body::Frame::data(part.into()))))
    }
}

#[test]
fn an_empty_part_of_a_file_is_not_its_end() {
    struct InParts;

    impl Transport for InParts {
        fn carry(&self, _: http::Request<Body>) -> Carried<'_> {
            let parts = vec!["gr", "", "", "een", ""].into_iter();
            Box::pin(async { Ok(http::Response::new(Body::wrap(Parts(parts)))) })
        }
    }

    let client = misskey_api::Client::builder("misskey.example").transport(InParts);
    let client = blocking::Client::new(client.build().unwrap()).unwrap();
    let mut download = client.download("https://far.example/tea", 5).unwrap();
    let mut text = String::new();
    download.read_to_string(&mut text).unwrap();
    assert_eq!(text, "green");
}
