//! Asking again and again.

use std::future::pending;
use std::time::Duration;

use misskey_auth::{Patience, Waited};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;
use tokio::sync::oneshot;

use crate::support::{begin, check_of, granted};

fn often() -> Patience {
    let patience = Patience::default().every(Duration::from_millis(20));
    patience.at_most(Duration::from_secs(10))
}

/// Waits until so many requests have come.
async fn until(server: &TestServer, requests: usize) {
    while server.requests().len() < requests {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_session_is_asked_until_the_user_has_allowed_access() {
    let (server, client, session) = begin().await;
    let page = session.url().to_string();
    let waiting = session.wait(&client, often(), pending());
    let user = async {
        until(&server, 3).await;
        server.grant(&page);
    };
    let (waited, ()) = tokio::join!(waiting, user);
    let Ok(Waited::Granted(grant)) = waited else {
        panic!("{waited:?}");
    };
    assert_eq!(grant.user.unwrap().username, "momiji");
    assert!(server.requests().len() >= 4);
}

#[tokio::test]
async fn the_time_is_limited_and_the_session_comes_back() {
    let (server, client, session) = begin().await;
    server.deny(session.url().as_str());
    let patience = often().at_most(Duration::from_millis(90));
    let waited = session.wait(&client, patience, pending()).await;
    let Ok(Waited::TimedOut(session)) = waited else {
        panic!("{waited:?}");
    };
    server.grant(session.url().as_str());
    granted(session.check(&client).await);
}

#[tokio::test]
async fn waiting_can_be_cancelled() {
    let (server, client, session) = begin().await;
    let (cancel, cancelled) = oneshot::channel::<()>();
    let waiting = session.wait(&client, often(), async {
        let _ = cancelled.await;
    });
    let task = async {
        until(&server, 2).await;
        drop(cancel);
    };
    let (waited, ()) = tokio::join!(waiting, task);
    let Ok(Waited::Cancelled(session)) = waited else {
        panic!("{waited:?}");
    };
    server.grant(session.url().as_str());
    granted(session.check(&client).await);
}

#[tokio::test]
async fn a_question_on_its_way_is_not_cancelled() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let answer = json!({"ok": true, "token": "given", "user": null});
    let slow = Reply::json(200, answer).delay(Duration::from_millis(200));
    server.respond(&check_of(&session), slow);
    let asked = async { until(&server, 1).await };
    let waited = session.wait(&client, often(), asked).await;
    let Ok(Waited::Granted(grant)) = waited else {
        panic!("{waited:?}");
    };
    assert_eq!(grant.token.expose(), "given");
}

#[tokio::test]
async fn a_server_that_is_asked_too_often_is_asked_less_often() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let limited = Reply::json(429, json!({"error": {"code": "RATE_LIMIT_EXCEEDED"}}));
    server.respond(&check_of(&session), limited.header("Retry-After", "1"));
    let start = std::time::Instant::now();
    let waited = session.wait(&client, often(), pending()).await;
    assert!(matches!(waited, Ok(Waited::Granted(_))), "{waited:?}");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_for_ages_is_asked_at_the_end() {
    let (server, client, session) = begin().await;
    let limited = Reply::json(429, json!({"error": {"code": "RATE_LIMIT_EXCEEDED"}}));
    let ages = u64::MAX.to_string();
    server.respond(&check_of(&session), limited.header("Retry-After", &ages));
    let patience = often().at_most(Duration::from_millis(200));
    let waited = session.wait(&client, patience, pending()).await;
    let Ok(Waited::TimedOut(session)) = waited else {
        panic!("{waited:?}");
    };
    assert_eq!(server.requests().len(), 2);

    let for_ever = often().at_most(Duration::MAX);
    server.grant(session.url().as_str());
    let waited = session.wait(&client, for_ever, pending()).await;
    assert!(matches!(waited, Ok(Waited::Granted(_))), "{waited:?}");
}

#[tokio::test]
async fn nothing_is_asked_again_once_the_token_may_be_lost() {
    for reply in [
        Reply::close(),
        Reply::empty(502),
        Reply::text(200, "text/html", "<p>"),
    ] {
        let (server, client, session) = begin().await;
        server.respond(&check_of(&session), reply);
        let error = session.wait(&client, often(), pending()).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error}");
        tokio::time::sleep(Duration::from_millis(60)).await;
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn waiting_can_be_a_task_of_its_own() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let task =
        tokio::spawn(async move { session.wait(&client, often(), pending()).await });
    assert!(matches!(task.await.unwrap(), Ok(Waited::Granted(_))));
}
