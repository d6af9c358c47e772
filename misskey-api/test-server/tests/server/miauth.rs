//! MiAuth, from the page to the token.

use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};

use crate::client::{error, fixture::MOMIJI, keys, post, post_as, request};

const SESSION: &str = "5b0a4c1e-7f2d-4b6a-9a53-2d3a4f8c1e70";

async fn check(server: &TestServer) -> Value {
    post(server, &format!("miauth/{SESSION}/check"), json!({}))
        .await
        .json()
}

#[tokio::test]
async fn a_token_is_given_away_once() {
    let server = TestServer::start().await.unwrap();
    assert_eq!(check(&server).await, json!({"ok": false}));
    server.grant(SESSION);
    let granted = check(&server).await;
    assert_eq!(keys(&granted), ["ok", "token", "user"]);
    assert_eq!(
        (&granted["ok"], &granted["user"]["id"]),
        (&json!(true), &json!(MOMIJI))
    );
    assert_eq!(
        (
            granted["token"].as_str().unwrap().len(),
            keys(&granted["user"]).len()
        ),
        (32, 44)
    );
    assert_eq!(check(&server).await, json!({"ok": false}));
    server.grant(SESSION);
    assert_eq!(check(&server).await, json!({"ok": false}));
}

#[tokio::test]
async fn a_denied_session_looks_like_one_that_waits() {
    let server = TestServer::start().await.unwrap();
    server.deny(SESSION);
    assert_eq!(check(&server).await, json!({"ok": false}));
    let empty = post(&server, "miauth//check", json!({})).await;
    assert_eq!(empty.json(), json!({"ok": false}));
}

#[tokio::test]
async fn the_permissions_are_those_of_the_page_as_far_as_they_exist() {
    let server = TestServer::start().await.unwrap();
    let url = format!("{}/miauth/{SESSION}", server.base_url());
    server.grant(&format!(
        "{url}?name=App&permission=write:notes,%20read:account,read:moon"
    ));
    let token = check(&server).await["token"].as_str().unwrap().to_owned();
    let created = post_as(&server, &token, "notes/create", json!({"text": "x"})).await;
    assert_eq!(created.status, 200);
    let refused = post_as(&server, &token, "i", json!({})).await;
    let id = "1370e5b7-d4eb-4566-bb1d-7748ee6a1838";
    assert_eq!(
        refused.error(),
        error(403, "PERMISSION_DENIED", id, "permission")
    );
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(challenge.contains("error=\"insufficient_scope\""));
    assert_eq!(
        post_as(&server, &token, "ping", json!({})).await.status,
        200
    );
}

#[tokio::test]
async fn an_app_does_not_see_the_address_of_its_user() {
    let server = TestServer::start().await.unwrap();
    server.grant(&format!("{SESSION}?permission=read:account"));
    let token = check(&server).await["token"].as_str().unwrap().to_owned();
    let account = post_as(&server, &token, "i", json!({})).await.json();
    assert_eq!((keys(&account).len(), account.get("email")), (83, None));
}

#[tokio::test]
async fn the_check_wants_a_json_body_and_a_post() {
    let server = TestServer::start().await.unwrap();
    server.grant(SESSION);
    let line = format!("POST /api/miauth/{SESSION}/check");
    let empty =
        request(&server, &line, &[("Content-Type", "application/json")], b"").await;
    assert_eq!(
        (empty.status, &empty.json()["error"]),
        (400, &json!("Bad Request"))
    );
    let got = request(&server, &line.replace("POST", "GET"), &[], b"").await;
    assert_eq!(got.status, 404);
    assert_eq!(check(&server).await["ok"], true);
}

#[tokio::test]
async fn a_reply_can_be_queued_for_a_check() {
    let server = TestServer::start().await.unwrap();
    server.grant(SESSION);
    server.respond(&format!("miauth/{SESSION}/check"), Reply::empty(502));
    let lost = post(&server, &format!("miauth/{SESSION}/check"), json!({})).await;
    assert_eq!(lost.status, 502);
    assert_eq!(check(&server).await["ok"], true);
}

#[tokio::test]
async fn the_page_asks_in_the_words_of_the_query_and_its_buttons_work() {
    let server = TestServer::start().await.unwrap();
    let query = "name=%3CApp%3E&permission=write:notes&callback=https%3A%2F%2Fapp.example%2Fback%3Fa%3D1";
    let page =
        request(&server, &format!("GET /miauth/{SESSION}?{query}"), &[], b"").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let html = page.text();
    assert!(html.contains("&lt;App&gt;") && html.contains("write:notes"));
    assert_eq!(server.requests()[0].query, query);

    let action = |verb: &str| format!("/miauth/{SESSION}/{verb}?{query}");
    assert!(html.contains(&action("allow").replace('&', "&amp;")));
    assert!(html.contains(&action("deny").replace('&', "&amp;")));
    let denied = request(&server, &format!("POST {}", action("deny")), &[], b"").await;
    assert_eq!((denied.status, denied.header("location")), (200, None));
    assert_eq!(check(&server).await["ok"], false);
    let allowed = request(&server, &format!("POST {}", action("allow")), &[], b"").await;
    let back = format!("https://app.example/back?a=1&session={SESSION}");
    assert_eq!(
        (allowed.status, allowed.header("location")),
        (303, Some(back.as_str()))
    );
    let token = check(&server).await["token"].as_str().unwrap().to_owned();
    assert_eq!(
        post_as(&server, &token, "notes/create", json!({"text": "x"}))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn without_a_way_back_the_user_stays_on_the_page() {
    let server = TestServer::start().await.unwrap();
    let line = format!("POST /miauth/{SESSION}/allow");
    assert_eq!(request(&server, &line, &[], b"").await.status, 200);
    let line = format!("POST /miauth/{SESSION}/allow?callback=javascript:alert(1)");
    let refused = request(&server, &line, &[], b"").await;
    assert_eq!((refused.status, refused.header("location")), (400, None));
}

#[tokio::test]
async fn what_the_opened_page_asked_for_is_what_a_bare_grant_grants() {
    let server = TestServer::start().await.unwrap();
    let line = format!("GET /miauth/{SESSION}?permission=read:account");
    request(&server, &line, &[], b"").await;
    server.grant(SESSION);
    let token = check(&server).await["token"].as_str().unwrap().to_owned();
    assert_eq!(post_as(&server, &token, "i", json!({})).await.status, 200);
}
