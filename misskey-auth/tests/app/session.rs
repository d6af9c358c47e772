//! Sessions from the page to the token.

use misskey_api::endpoints;
use misskey_auth::CallbackError;
use misskey_auth::app::{Check, Session};
use misskey_auth::{Patience, Url, Waited};
use misskey_test_server::Visitor;
use std::time::Duration;

use crate::support::{begin, register, registration};

#[tokio::test]
async fn a_token_is_pending_then_granted_then_gone() {
    let (server, client, session) = begin().await;
    let kept = serde_json::to_string(&session).unwrap();
    let Ok(Check::Pending(session)) = session.check(&client).await else {
        panic!("not pending");
    };
    Visitor::new()
        .press(session.url().as_str(), "Allow")
        .await
        .unwrap();
    let Ok(Check::Granted(grant)) = session.check(&client).await else {
        panic!("not granted");
    };
    let user = grant.user.unwrap();
    assert_eq!(user.username, "momiji");
    let client_of_user = client.with_token(grant.token.clone());
    let me = client_of_user.send(endpoints::I::new()).await.unwrap();
    assert_eq!(me.id, user.id);
    assert_eq!(grant.token.expose().len(), 64);

    let again: Session = serde_json::from_str(&kept).unwrap();
    let error = again.check(&client).await.unwrap_err();
    assert!(
        error.is_gone() && error.to_string().contains("NO_SUCH_SESSION"),
        "{error}"
    );
    assert!(!error.is_outcome_unknown() && error.into_session().is_err());
    drop(server);
}

#[tokio::test]
async fn the_token_is_the_hash_of_what_came_and_the_secret() {
    let (server, client, app) = register().await;
    let session = app.begin(&client).await.unwrap();
    server.grant(session.url().as_str());
    let response = client.carry(session.check_request()).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    let access_token = answer["accessToken"].as_str().unwrap();
    let Ok(Check::Granted(grant)) = session.check_response(&response) else {
        panic!("not granted");
    };
    let hashed = misskey_auth::app::credential(&access_token.into(), app.secret());
    assert_eq!(grant.token, hashed);
    assert_ne!(grant.token.expose(), access_token);
}

#[tokio::test]
async fn a_denied_session_looks_like_one_that_waits() {
    let (_server, client, session) = begin().await;
    Visitor::new()
        .press(session.url().as_str(), "Deny")
        .await
        .unwrap();
    assert!(matches!(
        session.check(&client).await,
        Ok(Check::Pending(_))
    ));
}

#[tokio::test]
async fn the_browser_comes_back_with_the_session() {
    let (_server, client, _) = register().await;
    let app = registration()
        .callback(Url::parse("myapp://back?a=1").unwrap())
        .register(&client)
        .await
        .unwrap();
    let session = app.begin(&client).await.unwrap();
    let other = app.begin(&client).await.unwrap();
    let landing = Visitor::new()
        .press(session.url().as_str(), "Allow")
        .await
        .unwrap();
    assert!(landing.url.starts_with("myapp://back?a=1&token="));
    assert_eq!(session.verify_callback(&landing.url), Ok(()));
    assert_eq!(
        other.verify_callback(&landing.url),
        Err(CallbackError::Other)
    );
    let parameter = "token";
    for (query, refused) in [
        ("?session=x", CallbackError::Missing { parameter }),
        ("?token=x&token=y", CallbackError::Repeated { parameter }),
    ] {
        assert_eq!(session.verify_callback(query), Err(refused));
    }
}

#[tokio::test]
async fn a_session_can_be_waited_for() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let patience = Patience::default().every(Duration::from_millis(10));
    let waited = session
        .wait(&client, patience, std::future::pending())
        .await;
    assert!(matches!(waited, Ok(Waited::Granted(_))), "{waited:?}");
}

#[tokio::test]
async fn a_session_shows_neither_its_token_nor_the_secret() {
    let (_server, client, session) = begin().await;
    let token = session.url().path().rsplit('/').next().unwrap().to_owned();
    assert!(!crate::support::shown(&session).contains(&token));
    let checked = session.check(&client).await;
    assert!(!crate::support::shown(&checked).contains(&token));
}

#[test]
fn what_no_session_wrote_is_not_read() {
    let kept = |server: &str, page: &str| {
        serde_json::json!({
            "app": {"server": server, "secret": "hidden"},
            "token": "hidden",
            "page": page,
        })
    };
    let read = |value: serde_json::Value| {
        let text = serde_json::Value::from(value.to_string());
        serde_json::from_value::<Session>(text).map(drop)
    };
    let good = kept("https://misskey.example/", "https://misskey.example/auth/x");
    assert!(read(good).is_ok());
    for (server, page) in [
        (
            "https://misskey.example/",
            "https://evil.example/auth/hidden",
        ),
        (
            "https://misskey.example/",
            "http://misskey.example/auth/hidden",
        ),
        ("https://misskey.example/", "javascript:hidden"),
        (
            "http://misskey.example/",
            "http://misskey.example/auth/hidden",
        ),
    ] {
        let error = read(kept(server, page)).unwrap_err().to_string();
        assert!(!error.contains("hidden"), "{error}");
    }
}
