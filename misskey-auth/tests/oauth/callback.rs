//! The way back.

use misskey_auth::CallbackError as Way;
use misskey_auth::oauth::{CallbackError, ErrorCode, Metadata};
use misskey_test_server::{Reply, TestServer, Visitor};
use serde_json::json;

use crate::support::{WELL_KNOWN, begin, client, press, publish, request};

/// A server that tells neither its permissions nor that it says who it is.
fn tell_no_more_than_needed(server: &TestServer) {
    let address = server.base_url();
    let document = json!({
        "issuer": address,
        "authorization_endpoint": format!("{address}/oauth/authorize"),
        "token_endpoint": format!("{address}/oauth/token"),
    });
    server.respond(WELL_KNOWN, Reply::json(200, document));
}

#[tokio::test]
async fn a_code_comes_back_if_access_is_allowed() {
    let (_server, _, attempt) = begin().await;
    let back = press(&attempt, "Allow").await;
    let code = attempt.callback(&back).unwrap();
    assert_eq!(format!("{code:?}"), "Code(…)");
    // A browser may show the same page twice.
    assert!(attempt.callback(&back).is_ok());
}

#[tokio::test]
async fn the_app_is_told_that_access_is_denied() {
    let (_server, _, attempt) = begin().await;
    let back = press(&attempt, "Deny").await;
    let error = attempt.callback(&back).unwrap_err();
    assert_eq!(error, CallbackError::Denied);
    assert!(error.is_final());
}

#[tokio::test]
async fn what_the_server_refuses_comes_back_too() {
    let (server, client, _) = begin().await;
    tell_no_more_than_needed(&server);
    let metadata = Metadata::discover(&client).await.unwrap();
    // This server does not tell its permissions beforehand.
    let page = publish(&server);
    let attempt = misskey_auth::oauth::Request::new(
        page.id(),
        &crate::support::url("myapp://back?a=1&b=2"),
    )
    .permission("read:moon")
    .start(&metadata)
    .unwrap();
    drop(publish(&server));
    let landing = Visitor::new().open(attempt.url().as_str()).await.unwrap();
    let error = attempt.callback(&landing.url).unwrap_err();
    let CallbackError::Refused(told) = &error else {
        panic!("{error}");
    };
    assert_eq!(told.code, ErrorCode::InvalidScope);
    assert!(error.to_string().contains("`invalid_scope`"), "{error}");
}

#[tokio::test]
async fn hostile_callbacks_are_refused_and_end_nothing() {
    let (server, _, attempt) = begin().await;
    let back = press(&attempt, "Allow").await;
    let query = back.split_once('?').unwrap().1.to_owned();
    let without = |name: &str| {
        let parts = query
            .split('&')
            .filter(|part| !part.starts_with(&format!("{name}=")));
        parts.collect::<Vec<_>>().join("&")
    };
    let missing = |parameter| CallbackError::Way(Way::Missing { parameter });
    let repeated = |parameter| CallbackError::Way(Way::Repeated { parameter });
    let issuer = || CallbackError::Issuer {
        issuer: server.base_url(),
    };
    for (text, refused) in [
        (String::new(), missing("state")),
        (without("state"), missing("state")),
        (without("code"), missing("code")),
        (without("iss"), issuer()),
        (
            format!("{}&state=x", without("state")),
            CallbackError::Way(Way::Other),
        ),
        (format!("{query}&state=x"), repeated("state")),
        (format!("{query}&code=x"), repeated("code")),
        (format!("{query}&iss=x"), repeated("iss")),
        (
            format!("{}&iss=https://evil.example", without("iss")),
            issuer(),
        ),
        (
            format!("{}&iss={}/", without("iss"), server.base_url()),
            issuer(),
        ),
        (
            format!("{}&error=access_denied", without("state")),
            missing("state"),
        ),
        (
            format!("{query}&error=access_denied"),
            CallbackError::Denied,
        ),
    ] {
        let error = attempt.callback(&text).unwrap_err();
        assert_eq!(error, refused, "{text}");
        assert_eq!(error.is_final(), !matches!(refused, CallbackError::Way(_)));
    }
    assert!(attempt.callback(&query).is_ok());
}

#[tokio::test]
async fn every_documented_error_has_a_name() {
    let (_server, _, attempt) = begin().await;
    let state = attempt
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let iss = attempt
        .server()
        .url()
        .as_str()
        .trim_end_matches('/')
        .to_owned();
    for (name, code) in [
        ("invalid_request", ErrorCode::InvalidRequest),
        ("unauthorized_client", ErrorCode::UnauthorizedClient),
        (
            "unsupported_response_type",
            ErrorCode::UnsupportedResponseType,
        ),
        ("invalid_scope", ErrorCode::InvalidScope),
        ("server_error", ErrorCode::ServerError),
        ("temporarily_unavailable", ErrorCode::TemporarilyUnavailable),
        ("moon_is_down", ErrorCode::Other("moon_is_down".to_owned())),
    ] {
        let text =
            format!("?error={name}&error_description=a%0Ab&state={state}&iss={iss}");
        let error = attempt.callback(&text).unwrap_err();
        let CallbackError::Refused(told) = &error else {
            panic!("{error}");
        };
        assert_eq!(
            (&told.code, told.description.as_deref()),
            (&code, Some("a b"))
        );
        assert_eq!(told.code.as_str(), name);
    }
}

#[tokio::test]
async fn a_server_that_does_not_tell_who_it_is_is_believed_unless_it_lies() {
    let (server, _, _) = begin().await;
    tell_no_more_than_needed(&server);
    let metadata = Metadata::discover(&client(&server)).await.unwrap();
    let attempt = request(&publish(&server)).start(&metadata).unwrap();
    let state = attempt
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    assert!(attempt.callback(&format!("?code=x&state={state}")).is_ok());
    let lie = format!("?code=x&state={state}&iss=https://evil.example");
    assert!(matches!(
        attempt.callback(&lie),
        Err(CallbackError::Issuer { .. })
    ));
}
