//! Replies that a test queued.

use std::time::{Duration, Instant};

use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::client::{post, request};

#[tokio::test]
async fn queued_replies_come_first_in_first_out_and_then_the_server_again() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::json(200, json!({"pong": 1})));
    server.respond("ping", Reply::empty(204));
    let answers = [
        post(&server, "ping", json!({})).await,
        post(&server, "ping", json!({})).await,
        post(&server, "ping", json!({})).await,
    ];
    assert_eq!(answers[0].json(), json!({"pong": 1}));
    assert_eq!(
        answers[0].header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!((answers[1].status, answers[1].body.len()), (204, 0));
    assert!(answers[2].json()["pong"].as_i64().unwrap() > 1);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_reply_wins_over_every_check() {
    let server = TestServer::start().await.unwrap();
    server.respond("i", Reply::json(200, json!({"id": "x"})));
    assert_eq!(
        request(&server, "GET /api/i", &[], b"").await.json(),
        json!({"id": "x"})
    );
}

#[tokio::test]
async fn a_reply_can_stand_for_what_the_server_does_not_have() {
    let server = TestServer::start().await.unwrap();
    server.respond("fork/only", Reply::json(200, json!([])));
    server.respond(
        "/.well-known/nodeinfo",
        Reply::json(200, json!({"links": []})),
    );
    assert_eq!(post(&server, "fork/only", json!({})).await.status, 200);
    let nodeinfo = request(&server, "GET /.well-known/nodeinfo", &[], b"").await;
    assert_eq!(nodeinfo.json(), json!({"links": []}));
}

#[tokio::test]
async fn headers_are_added_and_the_content_type_replaced() {
    let server = TestServer::start().await.unwrap();
    let reply = Reply::text(502, "text/html", "<h1>Bad Gateway</h1>")
        .header("Retry-After", "3")
        .header("Content-Type", "text/html; charset=shift_jis")
        .header("not a name", "x");
    server.respond("ping", reply);
    let answer = post(&server, "ping", json!({})).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (502, "<h1>Bad Gateway</h1>")
    );
    assert_eq!(answer.header("retry-after"), Some("3"));
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=shift_jis")
    );
}

#[tokio::test]
async fn a_status_that_is_none_is_sent_as_500() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::empty(7));
    assert_eq!(post(&server, "ping", json!({})).await.status, 500);
}

#[tokio::test]
async fn a_delayed_reply_is_late() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::empty(204).delay(Duration::from_millis(150)));
    let before = Instant::now();
    assert_eq!(post(&server, "ping", json!({})).await.status, 204);
    assert!(before.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn a_lasting_reply_follows_what_is_queued_until_it_is_taken_back() {
    let server = TestServer::start().await.unwrap();
    server.respond_always("ping", Reply::empty(503));
    server.respond("ping", Reply::empty(502));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(post(&server, "ping", json!({})).await.status);
    }
    server.respond_always("ping", None);
    statuses.push(post(&server, "ping", json!({})).await.status);
    assert_eq!(statuses, [502, 503, 503, 200]);
}

#[tokio::test]
async fn an_error_of_the_api_is_known_by_its_code_and_says_more_if_told() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::api_error(400, "NO_SUCH_NOTE"));
    server.respond("ping", Reply::api_error(403, "NO"));
    let full = Reply::api_error(500, "INTERNAL_ERROR")
        .error_id("5d37dbcb-891e-41ca-a3d6-e690c97775ac")
        .error_message("out of order")
        .error_info(json!({"e": 1}))
        .status(503);
    server.respond("ping", full.error_message("closed"));
    let answer = post(&server, "ping", json!({})).await;
    let error = &answer.json()["error"];
    assert_eq!(
        (answer.status, &error["code"]),
        (400, &json!("NO_SUCH_NOTE"))
    );
    assert_eq!((&error["kind"], error.get("id")), (&json!("client"), None));
    assert!(error["message"].is_string());
    let answer = post(&server, "ping", json!({})).await;
    assert_eq!(answer.json()["error"]["kind"], "permission");
    let answer = post(&server, "ping", json!({})).await;
    let expected = json!({"error": {
        "message": "closed",
        "code": "INTERNAL_ERROR",
        "kind": "server",
        "id": "5d37dbcb-891e-41ca-a3d6-e690c97775ac",
        "info": {"e": 1},
    }});
    assert_eq!((answer.status, answer.json()), (503, expected));
}

#[tokio::test]
async fn what_is_no_error_of_the_api_does_not_become_one() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::framework(404).error_id("x"));
    server.respond("ping", Reply::json(200, json!([1])).error_message("x"));
    let answer = post(&server, "ping", json!({})).await;
    assert_eq!(answer.json()["error"], "Not Found");
    assert_eq!(post(&server, "ping", json!({})).await.json(), json!([1]));
}
