//! Checks that get no answer, or one that does not tell what became of the token.

use std::net::TcpListener;
use std::time::Duration;

use misskey_api::Client;
use misskey_auth::miauth::{CheckError, Request};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{begin, check_of, check_with, granted, pending, unknown};

#[tokio::test]
async fn a_server_that_cannot_be_reached_costs_nothing() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::builder(format!("http://{port}")).build().unwrap();
    let session = Request::new(client.address()).start().unwrap();
    let id = session.id().to_owned();
    let error = session.check(&client).await.unwrap_err();
    assert!(matches!(error, CheckError::NotSent(_)), "{error:?}");
    assert_eq!((error.status(), error.is_outcome_unknown()), (None, false));
    assert!(
        error
            .to_string()
            .contains("was not sent and can be repeated"),
        "{error}"
    );
    let host = client.address().host();
    assert_eq!(error.to_string().matches(&host).count(), 1, "{error}");
    assert_eq!(error.into_session().unwrap().id(), id);
}

#[tokio::test]
async fn no_answer_in_time_leaves_the_outcome_unknown() {
    let (server, _, checked) = check_with(Reply::hang()).await;
    let error = unknown(checked);
    assert!(error.is_timeout() && error.answer().is_none());
    assert!(
        error.to_string().contains("the token may be lost"),
        "{error}"
    );
    assert_eq!(
        error.to_string().matches(&server.host()).count(),
        1,
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_broken_connection_leaves_the_outcome_unknown() {
    for reply in [
        Reply::close(),
        Reply::truncated(""),
        Reply::truncated(r#"{"ok":true,"token":"hid"#),
        Reply::truncated(r#"{"ok":false}"#),
    ] {
        let (server, _, checked) = check_with(reply).await;
        let error = unknown(checked);
        assert!(!error.is_timeout() && error.answer().is_none());
        assert_eq!(server.requests().len(), 1);
    }
}

/// A connection that is kept open is the one that a client might use again by itself.
#[tokio::test]
async fn nothing_is_sent_twice_on_a_connection_that_was_kept() {
    let (server, client, session) = begin().await;
    let session = pending(session.check(&client).await);
    server.respond(&check_of(&session), Reply::close());
    drop(unknown(session.check(&client).await));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_leaves_the_outcome_unknown() {
    for reply in [
        Reply::empty(200),
        Reply::empty(204),
        Reply::text(200, "text/html", "<h1>Welcome to the airport</h1>"),
        Reply::text(200, "application/json", "{\"ok\":true,\"token\":\"hid"),
        Reply::text(200, "application/json", "{\"ok\":false"),
        Reply::text(200, "application/json", "{\"ok\":false}{\"ok\":true}"),
        Reply::json(200, json!([])),
        Reply::json(200, json!(null)),
        Reply::json(200, json!({})),
        Reply::json(200, json!({"ok": "true", "token": "hidden"})),
        Reply::json(200, json!({"ok": true})),
        Reply::json(200, json!({"ok": true, "token": null})),
        Reply::json(200, json!({"ok": true, "token": ""})),
        Reply::json(200, json!({"ok": true, "token": {"value": "hidden"}})),
        Reply::json(200, json!({"error": {"code": "INTERNAL_ERROR"}})),
    ] {
        let (server, _, checked) = check_with(reply.clone()).await;
        let error = unknown(checked);
        assert!(error.answer().unwrap().status.is_success());
        assert_eq!(error.answer().unwrap().excerpt, None);
        assert_eq!(server.requests().len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_leaves_the_outcome_unknown() {
    let (server, _, session) = begin().await;
    let client = Client::builder(server.base_url())
        .response_limit(100)
        .build()
        .unwrap();
    server.grant(session.url().as_str());
    let error = unknown(session.check(&client).await);
    assert!(error.to_string().contains("more than 100 bytes"), "{error}");
}

/// A gateway that fails may have handed the request on; a server that fails may have noted
/// before that the token is fetched.
#[tokio::test]
async fn a_failure_of_a_server_or_proxy_leaves_the_outcome_unknown() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    let internal =
        json!({"error": {"code": "INTERNAL_ERROR", "message": "Internal error"}});
    for (reply, status, shown) in [
        (Reply::text(502, "text/html", page), 502, "502 Bad Gateway"),
        (Reply::json(500, internal), 500, "INTERNAL_ERROR"),
        (Reply::empty(504), 504, "status 504"),
    ] {
        let (server, _, checked) = check_with(reply).await;
        assert_eq!(checked.as_ref().unwrap_err().status().unwrap(), status);
        let error = unknown(checked);
        assert!(error.to_string().contains(shown), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_lost_token_stays_lost_and_one_that_was_not_given_is_still_to_be_had() {
    let (_server, client, checked) =
        check_with(Reply::text(502, "text/html", "x")).await;
    granted(unknown(checked).into_session_anyway().check(&client).await);

    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    // The answer gets lost on the way.
    client.carry(session.check_request()).await.unwrap();
    drop(pending(session.check(&client).await));
}

#[tokio::test]
async fn an_unknown_outcome_does_not_give_the_session_back_as_safe() {
    let (_, _, checked) = check_with(Reply::close()).await;
    let error = checked.unwrap_err();
    assert!(error.is_outcome_unknown());
    assert!(error.into_session().is_err());
}
