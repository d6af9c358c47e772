//! Checks that a server answers.

use misskey_api::endpoints::{self, notes};
use misskey_auth::miauth::{CheckError, Session};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{begin, check_of, check_with, granted, pending, request};

#[tokio::test]
async fn an_allowed_session_gives_a_token_that_works_and_says_whose_it_is() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let grant = granted(session.check(&client).await);
    let user = grant.user.unwrap();
    assert_eq!(
        (user.username.as_str(), user.host.as_deref()),
        ("momiji", None)
    );

    let client = client.with_token(grant.token);
    let me = client.send(endpoints::I::new()).await.unwrap();
    assert_eq!(me.id, user.id);
    let refused = client
        .send(notes::Create::new().text("x"))
        .await
        .unwrap_err();
    assert_eq!(refused.api().unwrap().code, "PERMISSION_DENIED");
}

#[tokio::test]
async fn a_check_is_one_post_of_an_empty_object_without_a_credential() {
    let (server, client, session) = begin().await;
    let path = format!("/api/{}", check_of(&session));
    let client = client.with_token(server.token());
    drop(pending(session.check(&client).await));
    let requests = server.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!((request.method.as_str(), &request.path), ("POST", &path));
    assert_eq!(
        (request.query.as_str(), request.body.as_slice()),
        ("", &b"{}"[..])
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_session_can_be_checked_until_it_is_allowed() {
    let (server, client, session) = begin().await;
    let session = pending(session.check(&client).await);
    let session = pending(session.check(&client).await);
    server.grant(session.url().as_str());
    granted(session.check(&client).await);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_denied_session_looks_like_one_that_waits() {
    let (server, client, session) = begin().await;
    server.deny(session.url().as_str());
    drop(pending(session.check(&client).await));
}

#[tokio::test]
async fn a_token_comes_once() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let again = Session::resume(session.server(), session.id()).unwrap();
    granted(session.check(&client).await);
    drop(pending(again.check(&client).await));
}

#[tokio::test]
async fn a_permission_that_the_server_does_not_know_is_dropped_without_a_word() {
    let (server, client, _) = begin().await;
    let session = request(&client)
        .permission("read:emoji-studio")
        .start()
        .unwrap();
    server.grant(session.url().as_str());
    let grant = granted(session.check(&client).await);
    let client = client.with_token(grant.token);
    client.send(endpoints::I::new()).await.unwrap();
}

#[tokio::test]
async fn any_client_can_carry_a_check() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let response = client.carry(session.check_request()).await.unwrap();
    granted(session.check_response(&response));
}

#[tokio::test]
async fn a_client_of_another_server_sends_nothing() {
    let (_server, _, session) = begin().await;
    let (elsewhere, client_of_another, _) = begin().await;
    let error = session.check(&client_of_another).await.unwrap_err();
    let CheckError::NotSent(error) = error else {
        panic!("{error}");
    };
    assert!(!error.error().is_connect(), "{error}");
    let session = error.into_session();
    let never = std::future::pending();
    let waiting =
        session.wait(&client_of_another, misskey_auth::Patience::default(), never);
    let patience = std::time::Duration::from_secs(60);
    let error = tokio::time::timeout(patience, waiting)
        .await
        .unwrap()
        .unwrap_err();
    assert!(matches!(error, CheckError::NotSent(_)), "{error}");
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_user_that_cannot_be_read_does_not_cost_the_token() {
    for (body, place) in [
        (r#"{"ok":true,"token":"hidden","user":{"id":7}}"#, "$.id"),
        (r#"{"ok":true,"token":"hidden","user":["hidden"]}"#, "$"),
        (r#"{"ok":true,"token":"hidden","user":null}"#, "$"),
        (r#"{"ok":true,"token":"hidden"}"#, "$"),
        (
            r#"{"user":{"id":1e999},"token":"hidden","ok":true}"#,
            "$.id",
        ),
        (
            r#"{"ok":true,"token":"hidden","user":{"name":"\ud800"}}"#,
            "",
        ),
        // Broken off after the token, where no length tells that more was to come.
        (r#"{"ok":true,"token":"hidden","user":{"id":"a2ib3"#, ""),
        (r#"{"ok":true,"token":"hidden","#, ""),
        (r#"{"ok":true,"token":"hidden""#, ""),
    ] {
        let reply = Reply::text(200, "application/json; charset=utf-8", body);
        let grant = granted(check_with(reply).await.2);
        assert_eq!(grant.token.expose(), "hidden");
        assert!(!format!("{grant:?}").contains("hidden"), "{grant:?}");
        let reason = grant.user.unwrap_err();
        assert!(!reason.to_string().contains("hidden"), "{reason}");
        assert!(reason.path().starts_with(place), "{body}: {reason}");
    }
    let mut body = br#"{"ok":true,"token":"hidden","user":{"name":""#.to_vec();
    body.extend(b"\xff\xfe\"}}");
    let grant = granted(
        check_with(Reply::text(200, "application/json", body))
            .await
            .2,
    );
    assert_eq!(grant.token.expose(), "hidden");
}

#[tokio::test]
async fn what_is_refused_can_be_asked_again() {
    let framework = json!({
        "statusCode": 400,
        "code": "FST_ERR_CTP_EMPTY_JSON_BODY",
        "error": "Bad Request",
        "message": "Body cannot be empty when content-type is set to 'application/json'",
    });
    let limited = json!({"error": {
        "code": "RATE_LIMIT_EXCEEDED",
        "id": "d5826d14-3982-4d2e-8011-b9e9f02499ef",
        "kind": "client",
        "message": "Rate limit exceeded. Please try again later.",
    }});
    for (reply, status, code, shown) in [
        (
            Reply::json(400, framework),
            400,
            None,
            "Body cannot be empty",
        ),
        (
            Reply::json(429, limited).header("Retry-After", "3"),
            429,
            Some("RATE_LIMIT_EXCEEDED"),
            "try again later",
        ),
        (Reply::empty(405), 405, None, "status 405"),
        (
            Reply::text(403, "text/html", "<h1>Checking your browser</h1>"),
            403,
            None,
            "text/html",
        ),
        (
            Reply::empty(301).header("Location", "https://www.misskey.example/"),
            301,
            None,
            "a redirect to https://www.misskey.example/",
        ),
    ] {
        let (server, client, checked) = check_with(reply).await;
        let Err(CheckError::Refused(error)) = checked else {
            panic!("{checked:?}");
        };
        assert_eq!(error.answer().status, status);
        assert_eq!(error.answer().code.as_deref(), code);
        assert_eq!(error.retry_after().is_some(), status == 429);
        assert!(error.to_string().contains(shown), "{error}");
        assert!(error.to_string().contains(&server.host()), "{error}");
        assert_eq!(server.requests().len(), 1);
        let session = CheckError::from(error).into_session().unwrap();
        granted(session.check(&client).await);
    }
}

#[tokio::test]
async fn a_check_can_be_a_task_of_its_own() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let task = tokio::spawn(async move { session.check(&client).await });
    granted(task.await.unwrap());
}
