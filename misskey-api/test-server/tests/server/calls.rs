//! What every call goes through, whatever its endpoint.

use misskey_test_server::TestServer;
use serde_json::json;

use crate::client::{UNREADABLE, error, fixture::SEEDLINGS, post, post_as, request};

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[tokio::test]
async fn no_credential_where_one_is_needed_is_a_401() {
    let server = TestServer::start().await.unwrap();
    let required = error(
        401,
        "CREDENTIAL_REQUIRED",
        "1384574d-a912-4b81-8601-c7b1c4085df1",
        "client",
    );
    for body in [json!({}), json!({"i": null})] {
        let answer = post(&server, "i", body).await;
        assert_eq!(answer.error(), required);
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Bearer realm=\"Misskey\"")
        );
        assert_eq!(
            answer.header("cache-control"),
            Some("private, max-age=0, must-revalidate")
        );
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
    }
}

#[tokio::test]
async fn a_wrong_credential_is_a_401_even_where_none_is_needed() {
    let server = TestServer::start().await.unwrap();
    let failed = error(
        401,
        "AUTHENTICATION_FAILED",
        "b0a7f5f8-dc2f-4171-b91f-de88ad238e14",
        "client",
    );
    for endpoint in ["i", "ping"] {
        let answer = post_as(&server, "0123456789abcdef", endpoint, json!({})).await;
        assert_eq!(answer.error(), failed);
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer realm=\"Misskey\", error=\"invalid_token\"")
        );
    }
}

#[tokio::test]
async fn the_header_carries_a_credential_too_and_counts_more() {
    let server = TestServer::start().await.unwrap();
    let bearer = format!("Bearer {}", server.token());
    let headers = [JSON, ("Authorization", bearer.as_str())];
    let answer = request(&server, "POST /api/i", &headers, b"{}").await;
    assert_eq!(answer.status, 200);
    let answer = request(&server, "POST /api/i", &headers, br#"{"i":"wrong"}"#).await;
    assert_eq!(answer.status, 200);
    let small = bearer.to_lowercase();
    let headers = [JSON, ("Authorization", small.as_str())];
    assert_eq!(
        request(&server, "POST /api/i", &headers, b"{}")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn who_sends_a_header_that_holds_no_token_is_not_taken_for_nobody() {
    let server = TestServer::start().await.unwrap();
    let named = json!({"i": server.token()}).to_string();
    for unreadable in UNREADABLE {
        let headers = [JSON, ("Authorization", unreadable)];
        let ask =
            async |body: &[u8]| request(&server, "POST /api/ping", &headers, body).await;
        let refused = ask(b"{}").await;
        assert_eq!(refused.status, 401, "{unreadable}");
        assert_eq!(refused.error().1, "AUTHENTICATION_FAILED");
        assert_eq!(ask(named.as_bytes()).await.status, 200, "{unreadable}");
    }
    let empty = post_as(&server, "", "ping", json!({})).await;
    assert_eq!(empty.error().1, "AUTHENTICATION_FAILED");
    assert_eq!(post(&server, "ping", json!({})).await.status, 200);
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_has_errors_of_two_kinds() {
    let server = TestServer::start().await.unwrap();
    let posted = post(&server, "no/such/endpoint", json!({})).await;
    assert_eq!(posted.status, 404);
    assert_eq!(
        (&posted.json()["statusCode"], &posted.json()["error"]),
        (&json!(404), &json!("Not Found"))
    );
    let got = request(&server, "GET /api/no/such/endpoint", &[], b"").await;
    let unknown = error(
        404,
        "UNKNOWN_API_ENDPOINT",
        "2ca3b769-540a-4f08-9dd5-b5a825b6d0f1",
        "client",
    );
    assert_eq!(got.error(), unknown);
    assert_eq!(
        request(&server, "GET /nowhere", &[], b"").await.json()["statusCode"],
        404
    );
}

#[tokio::test]
async fn a_broken_rule_is_named() {
    let server = TestServer::start().await.unwrap();
    let answer = post(&server, "notes/show", json!({})).await;
    let invalid = error(
        400,
        "INVALID_PARAM",
        "3d81ceae-475f-4600-b2a8-2bc116157532",
        "client",
    );
    assert_eq!(answer.error(), invalid);
    assert_eq!(answer.json()["error"]["info"]["param"], "#/required");
    assert!(answer.json()["error"]["info"]["reason"].is_string());
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.starts_with("Bearer realm=\"Misskey\", error=\"invalid_request\"")
    );
    let answer = post_as(
        &server,
        server.token(),
        "notes/timeline",
        json!({"limit": "10"}),
    )
    .await;
    assert_eq!(
        answer.json()["error"]["info"]["param"],
        "#/properties/limit/type"
    );
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused_each_in_its_way() {
    let server = TestServer::start().await.unwrap();
    let line = "POST /api/notes/show";
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = request(&server, line, &form, b"noteId=x").await;
    assert_eq!(
        (answer.status, &answer.json()["error"]),
        (415, &json!("Unsupported Media Type"))
    );
    assert_eq!(answer.json()["code"], "FST_ERR_CTP_INVALID_MEDIA_TYPE");
    let answer = request(&server, line, &[JSON], b"").await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (400, &json!("FST_ERR_CTP_EMPTY_JSON_BODY"))
    );
    let answer = request(&server, line, &[JSON], b"{").await;
    assert_eq!(
        (answer.status, &answer.json()["statusCode"]),
        (400, &json!(400))
    );
    for (headers, body) in [
        (vec![("Content-Type", "text/plain")], &b"x"[..]),
        (vec![JSON], b"[]"),
        (vec![], b""),
    ] {
        let answer = request(&server, line, &headers, body).await;
        assert_eq!(answer.json()["error"]["info"]["param"], "#/type");
    }
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused() {
    let server = TestServer::start().await.unwrap();
    let answer = post(&server, "ping", json!({"x": "x".repeat(1024 * 1024)})).await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (413, &json!("FST_ERR_CTP_BODY_TOO_LARGE"))
    );
    let answer =
        post(&server, "ping", json!({"x": "x".repeat(1024 * 1024 - 100)})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn get_is_for_what_may_be_cached() {
    let server = TestServer::start().await.unwrap();
    let answer = request(&server, "GET /api/notes/create", &[], b"").await;
    assert_eq!((answer.status, answer.body.len()), (405, 0));
    let line = format!("GET /api/notes/reactions?noteId={SEEDLINGS}&limit=1");
    let answer = request(&server, &line, &[], b"").await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(answer.json().as_array().unwrap().len(), 1);
    let bearer = format!("Bearer {}", server.token());
    let answer = request(&server, &line, &[("Authorization", &bearer)], b"").await;
    assert_eq!(
        answer.header("cache-control"),
        Some("private, max-age=0, must-revalidate")
    );
    let answer =
        request(&server, &line.replace("limit=1", "limit=some"), &[], b"").await;
    let invalid = error(
        400,
        "INVALID_PARAM",
        "0b5f1631-7c1a-41a6-b399-cce335f34d85",
        "client",
    );
    assert_eq!(answer.error(), invalid);
    assert_eq!(answer.json()["error"]["info"]["param"], "limit");
}
