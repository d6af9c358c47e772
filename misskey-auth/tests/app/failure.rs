//! Servers that fail.

use std::time::Duration;

use misskey_auth::app::{CheckError, InvalidSession, RegisterError};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{begin, register, shown};

const CHECK: &str = "auth/session/userkey";

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_unknown_and_is_not_asked_for_again() {
    for reply in [
        Reply::close(),
        Reply::hang(),
        Reply::truncated(r#"{"accessToken":"hid"#),
        Reply::empty(204),
        Reply::empty(502),
        Reply::text(200, "text/html", "<h1>Welcome</h1>"),
        Reply::json(200, json!({"user": {}})),
        Reply::json(200, json!({"accessToken": 7})),
    ] {
        let (server, client, session) = begin().await;
        server.grant(session.url().as_str());
        server.respond(CHECK, reply);
        let before = server.requests().len();
        let error = session.check(&client).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(server.requests().len(), before + 1);
    }
}

#[tokio::test]
async fn what_is_refused_can_be_asked_again() {
    for reply in [
        Reply::json(429, json!({"error": {"code": "RATE_LIMIT_EXCEEDED"}})),
        Reply::empty(301).header("Location", "https://other.example/"),
        Reply::text(403, "text/html", "<h1>Checking your browser</h1>"),
    ] {
        let (server, client, session) = begin().await;
        server.respond(CHECK, reply);
        let error = session.check(&client).await.unwrap_err();
        assert!(matches!(error, CheckError::Refused(_)), "{error}");
        assert!(error.into_session().unwrap().check(&client).await.is_ok());
    }
}

#[tokio::test]
async fn a_page_of_another_server_is_not_shown() {
    for url in [
        "https://evil.example/auth/hidden",
        "http://127.0.0.1:1/auth/hidden",
        "javascript:hidden",
        "",
    ] {
        let (server, client, app) = register().await;
        let answer = json!({"token": "hidden", "url": url});
        server.respond("auth/session/generate", Reply::json(200, answer));
        let error = app.begin(&client).await.unwrap_err();
        let page = matches!(error, RegisterError::Session(InvalidSession::Page { .. }));
        assert!(page, "{error}");
        assert!(
            !error.to_string().contains("hidden") && !shown(&error).contains("hidden")
        );
    }
}

#[tokio::test]
async fn no_error_shows_what_opens_an_account() {
    let (server, client, app) = register().await;
    let secret = app.secret().expose().to_owned();
    let echo = |token: &str| {
        [
            Reply::json(
                400,
                json!({"error": {"code": "X", "message": format!("{token} {secret}")}}),
            ),
            Reply::text(502, "text/html", format!("<p>{secret} {token}")),
            Reply::empty(302).header("Location", &format!("/{token}?{secret}")),
            Reply::json(200, json!({"accessToken": {"hidden": token}})),
        ]
    };
    for number in 0..4 {
        let session = app.begin(&client).await.unwrap();
        let token = session.url().path().rsplit('/').next().unwrap().to_owned();
        let reply = echo(&token).into_iter().nth(number).unwrap();
        server.respond(CHECK, reply);
        let error = session.check(&client).await.unwrap_err();
        let text = format!("{error} {}", shown(&error));
        assert!(!text.contains(&token) && !text.contains(&secret), "{text}");
    }
}
