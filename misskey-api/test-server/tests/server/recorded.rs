//! What a test asks of requests, and answers as it likes.

use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::client::{post, request};

#[tokio::test]
async fn a_function_answers_with_what_it_makes_of_the_request() {
    let server = TestServer::start().await.unwrap();
    server.respond_with("notes/show", |request| {
        Reply::json(
            200,
            json!({"id": request.json()["noteId"], "length": request.length}),
        )
    });
    server.respond("notes/show", Reply::empty(503));
    let first = post(&server, "notes/show", json!({"noteId": "a"})).await;
    assert_eq!(first.status, 503, "what is queued comes first");
    for id in ["b", "c"] {
        let body = json!({"noteId": id});
        let answer = post(&server, "notes/show", body.clone()).await.json();
        assert_eq!(answer, json!({"id": id, "length": body.to_string().len()}));
    }
}

#[tokio::test]
async fn whatever_serde_writes_is_an_answer_and_what_it_does_not_is_said() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::json(200, [Some("a"), None]));
    server.respond("ping", Reply::json_text(200, "{\"cut\":"));
    let odd = std::collections::BTreeMap::from([((1, 2), 3)]);
    server.respond("ping", Reply::json(200, &odd));
    let answers = [
        post(&server, "ping", json!({})).await,
        post(&server, "ping", json!({})).await,
        post(&server, "ping", json!({})).await,
    ];
    assert_eq!(answers[0].json(), json!(["a", null]));
    assert_eq!(answers[1].body, b"{\"cut\":");
    assert_eq!(answers[2].status, 500);
}

#[tokio::test]
async fn the_parts_of_a_form_are_told_apart() {
    let server = TestServer::start().await.unwrap();
    let body = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nplum\r\n\
        --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plum.png\"\r\n\
        Content-Type: image/png\r\n\r\n\u{1}\r\n\r\n--\u{2}\r\n--x--\r\n";
    let headers = [("Content-Type", "multipart/form-data; boundary=\"x\"")];
    server.respond("drive/files/create", Reply::empty(204));
    let path = "POST /api/drive/files/create";
    request(&server, path, &headers, body.as_bytes()).await;
    let sent = server.only_request_to("drive/files/create");
    assert_eq!(sent.parts().len(), 2);
    assert_eq!(sent.part("name").unwrap().text(), "plum");
    let file = sent.part("file").unwrap();
    assert_eq!(file.file_name.as_deref(), Some("plum.png"));
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(file.body, b"\x01\r\n\r\n--\x02");
    assert_eq!(server.requests()[0].json(), json!(null));
}

#[tokio::test]
async fn a_failed_assertion_shows_what_came_and_no_credential() {
    let server = TestServer::start().await.unwrap();
    let body = json!({"i": server.token(), "text": "Hello", "deep": [{"newPassword": "hunter2"}]});
    server.respond("fork/only", Reply::empty(204));
    post(&server, "fork/only", body).await;
    let asserted =
        std::panic::AssertUnwindSafe(|| server.only_request_to("notes/create"));
    let message = std::panic::catch_unwind(asserted).unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("POST /api/fork/only"), "{message}");
    assert!(message.contains("\"text\":\"Hello\""), "{message}");
    assert!(!message.contains(server.token()), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}
