//! Codes for tokens.

use std::time::Duration;

use misskey_api::{Permission, endpoints};
use misskey_auth::oauth::{Attempt, ErrorCode, ExchangeError};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{TOKEN, allowed, begin, client, discover, press, publish, request};

#[tokio::test]
async fn a_code_becomes_a_token_that_works_and_says_what_it_may_do() {
    let (_server, client, exchange) = allowed().await;
    let grant = exchange.send(&client).await.unwrap();
    assert_eq!(grant.permissions, [Permission::ReadAccount]);
    assert_eq!(grant.missing(), Vec::<&str>::new());
    let client = client.with_token(grant.token);
    assert_eq!(
        client.send(endpoints::I::new()).await.unwrap().username,
        "momiji"
    );
}

#[tokio::test]
async fn a_permission_that_the_server_does_not_know_is_missing_in_the_grant() {
    let (server, client, metadata) = discover().await;
    let request = request(&publish(&server)).permission("read:emoji-studio");
    let attempt = request.start(&metadata).unwrap();
    let code = attempt.callback(&press(&attempt, "Allow").await).unwrap();
    let grant = attempt.exchange(code).send(&client).await.unwrap();
    assert_eq!(grant.missing(), ["read:emoji-studio"]);
}

#[tokio::test]
async fn an_attempt_goes_on_after_a_restart() {
    let (_server, client, attempt) = begin().await;
    let back = press(&attempt, "Allow").await;
    let kept = serde_json::to_string(&attempt).unwrap();
    drop(attempt);
    let attempt: Attempt = serde_json::from_str(&kept).unwrap();
    let code = attempt.callback(&back).unwrap();
    assert!(attempt.exchange(code).send(&client).await.is_ok());
}

#[test]
fn an_attempt_that_would_tell_its_code_elsewhere_is_not_read() {
    let kept = json!({
        "server": "https://misskey.example/", "issuer": "https://misskey.example",
        "tells_issuer": true, "token": "https://misskey.example/t",
        "client_id": "https://app.example/", "redirect": "https://app.example/back",
        "permissions": [], "state": "s", "verifier": "v",
        "page": "https://misskey.example/a",
    });
    let read = |kept: &serde_json::Value| {
        serde_json::from_value::<Attempt>(json!(kept.to_string())).map(drop)
    };
    assert!(read(&kept).is_ok());
    for name in ["token", "page", "server"] {
        let mut kept = kept.clone();
        kept[name] = json!("https://evil.example/");
        let error = read(&kept).unwrap_err().to_string();
        assert!(!error.contains("evil"), "{error}");
    }
}

#[tokio::test]
async fn a_code_that_is_used_or_too_old_is_gone() {
    let (server, client, attempt) = begin().await;
    let back = press(&attempt, "Allow").await;
    let kept = serde_json::to_string(&attempt).unwrap();
    let code = attempt.callback(&back).unwrap();
    attempt.exchange(code).send(&client).await.unwrap();
    let again: Attempt = serde_json::from_str(&kept).unwrap();
    let code = again.callback(&back).unwrap();
    let error = again.exchange(code).send(&client).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidGrant));
    assert!(error.is_gone() && error.into_session().is_err());
    drop(server);

    let (server, client, exchange) = allowed().await;
    server.expire_codes();
    let error = exchange.send(&client).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidGrant));
}

#[tokio::test]
async fn a_code_of_another_attempt_is_of_no_use() {
    let (server, client, attempt) = begin().await;
    let back = press(&attempt, "Allow").await;
    let code = attempt.callback(&back).unwrap();
    let metadata = misskey_auth::oauth::Metadata::discover(&client)
        .await
        .unwrap();
    let other = request(&publish(&server)).start(&metadata).unwrap();
    let error = other.exchange(code).send(&client).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidGrant));
}

#[tokio::test]
async fn every_documented_error_is_told() {
    for (status, name, code) in [
        (400, "invalid_request", ErrorCode::InvalidRequest),
        (401, "invalid_client", ErrorCode::InvalidClient),
        (400, "invalid_grant", ErrorCode::InvalidGrant),
        (400, "unauthorized_client", ErrorCode::UnauthorizedClient),
        (
            400,
            "unsupported_grant_type",
            ErrorCode::UnsupportedGrantType,
        ),
        (400, "invalid_scope", ErrorCode::InvalidScope),
    ] {
        let (server, client, exchange) = allowed().await;
        server.respond(TOKEN, Reply::json(status, json!({"error": name})));
        let error = exchange.send(&client).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
        assert!(
            error.is_gone() && error.to_string().contains(name),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_unknown_and_the_code_is_not_sent_again() {
    for reply in [
        Reply::close(),
        Reply::hang(),
        Reply::truncated(r#"{"access_token":"hid"#),
        Reply::empty(200),
        Reply::empty(502),
        Reply::text(200, "text/html", "<h1>Welcome</h1>"),
        Reply::json(200, json!({"token_type": "Bearer"})),
        Reply::json(200, json!({"access_token": ""})),
        Reply::json(500, json!({"error": "server_error"})),
    ] {
        let (server, client, exchange) = allowed().await;
        server.respond(TOKEN, reply);
        let before = server.requests().len();
        let error = exchange.send(&client).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error}");
        assert!(error.into_session().is_err());
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(server.requests().len(), before + 1);
    }
}

#[tokio::test]
async fn what_something_else_refuses_can_be_sent_again() {
    for reply in [
        Reply::empty(429).header("Retry-After", "1"),
        Reply::empty(307).header("Location", "https://evil.example/oauth/token"),
        Reply::text(403, "text/html", "<h1>Checking your browser</h1>"),
        Reply::json(400, json!({"statusCode": 400, "error": "Bad Request"})),
    ] {
        let (server, client, exchange) = allowed().await;
        server.respond(TOKEN, reply);
        let error = exchange.send(&client).await.unwrap_err();
        assert!(matches!(error, ExchangeError::Refused(_)), "{error}");
        let exchange = error.into_session().unwrap();
        assert!(exchange.send(&client).await.is_ok());
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_costs_nothing() {
    let (server, _, exchange) = allowed().await;
    // A new connection: one that is kept open may break after the code was sent.
    let client = client(&server);
    drop(server);
    let error = exchange.send(&client).await.unwrap_err();
    assert!(matches!(error, ExchangeError::NotSent(_)), "{error}");
}

#[tokio::test]
async fn what_comes_beside_the_token_cannot_cost_it() {
    for body in [
        r#"{"access_token":"given"}"#,
        r#"{"access_token":"given","scope":7}"#,
        r#"{"access_token":"given","scope":"rea"#,
    ] {
        let (server, client, exchange) = allowed().await;
        server.respond(TOKEN, Reply::text(200, "application/json", body));
        let grant = exchange.send(&client).await.unwrap();
        assert_eq!(grant.token.expose(), "given");
        assert_eq!(grant.missing(), ["read:account"]);
    }
}
