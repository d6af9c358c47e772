//! Nothing shows what opens an account.

use std::error::Error;
use std::fmt::Debug;

use misskey_auth::miauth::{CheckError, Session};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{begin, check_of, granted, pending, request};

const TOKEN: &str = "hiddenhiddenhiddenhiddenhidden32";

/// Every text that a value shows itself as, down to its causes.
fn shown(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    if let Some(source) = error.source() {
        text += &shown(source);
    }
    text
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[track_caller]
fn assert_hidden(text: &str, id: &str) {
    assert!(!text.contains(TOKEN), "{text}");
    assert!(!text.contains(id), "{text}");
    let rest = id.split_once('-').map_or(id, |(_, rest)| rest);
    assert!(!text.contains(rest), "{text}");
}

#[tokio::test]
async fn a_session_shows_only_the_beginning_of_its_id() {
    let (_server, client, session) = begin().await;
    assert_hidden(&debug(&session), session.id());
    assert!(debug(&session).contains(&session.id()[..8]));
    let id = session.id().to_owned();
    assert_hidden(&debug(&session.check(&client).await), &id);
    assert_hidden(&debug(&request(&client)), &id);
}

#[tokio::test]
async fn a_grant_shows_no_token() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let id = session.id().to_owned();
    let checked = session.check(&client).await;
    let text = debug(&checked);
    let grant = granted(checked);
    assert!(grant.token.expose().len() > 8);
    assert!(!text.contains(grant.token.expose()), "{text}");
    assert_hidden(&text, &id);
    assert!(!debug(&grant).contains(grant.token.expose()));
}

/// Servers and proxies repeat what they were asked; some answers hold the token itself.
#[tokio::test]
async fn no_error_shows_a_credential() {
    type Fault = (&'static str, fn(&str, &str) -> Reply);

    let echo =
        |session: &Session| format!("Route POST:/api/{} not found", check_of(session));
    let faults: [Fault; 12] = [
        ("404", |_, echo| {
            Reply::json(404, json!({"message": echo, "error": "Not Found"}))
        }),
        ("error", |id, echo| {
            Reply::json(400, json!({"error": {"code": id, "message": echo}}))
        }),
        ("info", |id, _| {
            Reply::json(400, json!({"error": {"info": {"session": id}}}))
        }),
        ("html", |_, echo| {
            Reply::text(502, "text/html", format!("<p>{echo}</p>"))
        }),
        ("type", |id, _| Reply::text(502, &format!("text/{id}"), id)),
        ("redirect", |id, _| {
            Reply::empty(302).header("Location", &format!("/login?to=/{id}"))
        }),
        ("token in an error", |_, _| {
            Reply::json(500, json!({"ok": true, "token": TOKEN}))
        }),
        ("token of no text", |_, _| {
            Reply::json(200, json!({"ok": true, "token": [TOKEN]}))
        }),
        ("token in the wrong place", |_, _| {
            Reply::json(200, json!({"ok": TOKEN, "token": true}))
        }),
        ("half", |_, _| {
            Reply::text(200, "application/json", format!("{{\"token\":\"{TOKEN}\""))
        }),
        ("truncated", |_, _| {
            Reply::truncated(format!("{{\"ok\":true,\"token\":\"{TOKEN}\""))
        }),
        ("hang", |_, _| Reply::hang()),
    ];
    for (name, reply) in faults {
        let (server, client, session) = begin().await;
        let id = session.id().to_owned();
        server.respond(&check_of(&session), reply(&id, &echo(&session)));
        let error = session.check(&client).await.unwrap_err();
        assert_hidden(&shown(&error), &id);
        assert_hidden(&debug(&error.answer()), &id);
        match error {
            CheckError::Refused(error) => assert_hidden(&shown(&error), &id),
            CheckError::OutcomeUnknown(error) => assert_hidden(&shown(&error), &id),
            other => panic!("{name}: {other}"),
        }
    }
}

#[tokio::test]
async fn an_error_of_the_connection_shows_no_address() {
    let (server, client, session) = begin().await;
    drop(server);
    let id = session.id().to_owned();
    let error = session.check(&client).await.unwrap_err();
    assert_hidden(&shown(&error), &id);
    let CheckError::NotSent(error) = error else {
        panic!("{error}");
    };
    assert_hidden(&shown(&error), &id);
    assert_hidden(&shown(&session_error(&id)), &id);
}

fn session_error(id: &str) -> impl Error + use<> {
    let server = "misskey.example".parse().unwrap();
    Session::resume(&server, &format!("{id}x")).unwrap_err()
}

#[tokio::test]
async fn errors_of_callbacks_show_neither_session() {
    let (_server, client, session) = begin().await;
    let other = request(&client).start().unwrap();
    let callback = format!("?session={}", other.id());
    let error = session.verify_callback(&callback).unwrap_err();
    assert_hidden(&shown(&error), session.id());
    assert_hidden(&shown(&error), other.id());
    drop(pending(session.check(&client).await));
}
