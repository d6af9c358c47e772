//! Servers that fail while the browser waits.

use misskey_auth::loopback::SignInError;
use misskey_auth::ways::Way;
use misskey_test_server::{Reply, Visitor};

use crate::support::{begin, not_begun, session_of, sign_in, with_user};

#[tokio::test]
async fn a_lost_token_is_told_and_not_asked_for_again() {
    for reply in [
        Reply::close(),
        Reply::hang(),
        Reply::truncated("{\"ok\":true,\"token\":\"hid"),
        Reply::text(200, "text/html", "<h1>Welcome</h1>"),
        Reply::empty(502),
    ] {
        let (server, client) = begin().await;
        let (refused, landing) = with_user(sign_in(&client), async |page| {
            server.respond(&format!("miauth/{}/check", session_of(&page)), reply);
            Visitor::new().press(page.as_str(), "Allow").await.unwrap()
        })
        .await;
        let Err(SignInError::MiAuthCheck(error)) = refused else {
            panic!("{refused:?}");
        };
        assert!(error.is_outcome_unknown(), "{error}");
        assert_eq!(landing.status, Some(502));
        assert!(landing.html.contains("Not signed in"), "{landing:?}");
        let checks = server.requests();
        assert_eq!(
            checks
                .iter()
                .filter(|one| one.path.ends_with("/check"))
                .count(),
            1
        );
    }
}

#[tokio::test]
async fn a_lost_token_is_told_by_the_other_ways_too() {
    for (way, path) in [
        (Way::Oauth, "/oauth/token"),
        (Way::AppSession, "auth/session/userkey"),
    ] {
        let (server, client) = begin().await;
        server.respond(path, Reply::close());
        let (refused, landing) =
            with_user(sign_in(&client).served_here().way(way), async |page| {
                Visitor::new().press(page.as_str(), "Allow").await.unwrap()
            })
            .await;
        let error = refused.unwrap_err();
        assert!(
            error.to_string().contains("the token may be lost"),
            "{error}"
        );
        assert!(landing.html.contains("Not signed in"), "{landing:?}");
    }
}

#[tokio::test]
async fn a_server_that_sends_the_user_elsewhere_is_not_followed() {
    let (server, client) = begin().await;
    let elsewhere = Reply::empty(302).header("Location", "https://evil.example/");
    for path in ["/.well-known/oauth-authorization-server", "meta"] {
        server.respond(path, elsewhere.clone());
        let error = not_begun(sign_in(&client)).await;
        assert!(matches!(error, SignInError::Ways(_)), "{error}");
        assert!(error.to_string().contains("evil.example"), "{error}");
    }
}

/// What is said of an error and of all that lies behind it.
fn chain(error: &dyn std::error::Error) -> Vec<String> {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect()
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_with_the_reason_once() {
    let (server, client) = begin().await;
    // As often as the client asks: OAuth, `meta`, and then nothing at all.
    let faults = [
        "/.well-known/oauth-authorization-server",
        "meta",
        "endpoints",
    ];
    for path in faults.map(Some).into_iter().chain([None]) {
        match path {
            Some(path) => server.respond(path, Reply::close()),
            None => server.stop().await,
        }
        let error = not_begun(sign_in(&client)).await;
        assert!(matches!(error, SignInError::Ways(_)), "{error}");
        let chain = chain(&error);
        let told = &chain[0];
        assert_eq!(told.matches(&server.host()).count(), 1, "{told}");
        assert!(told.contains("; check the address"), "{told}");
        assert_eq!(chain.len(), 1, "{chain:?}");
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_once() {
    let (_server, client) = begin().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let id = misskey_auth::Url::parse("https://app.example/").unwrap();
    let error = not_begun(sign_in(&client).published(id, port)).await;
    assert_eq!(chain(&error).len(), 1);
}

#[tokio::test]
async fn whose_token_it_is_must_not_cost_the_token() {
    let (server, client) = begin().await;
    // As often as the client asks again by itself.
    for _ in 0..10 {
        server.respond("i", Reply::empty(502));
    }
    let (signed_in, _) = with_user(sign_in(&client).served_here(), async |page| {
        Visitor::new().press(page.as_str(), "Allow").await.unwrap()
    })
    .await;
    let signed_in = signed_in.unwrap();
    assert!(signed_in.who.is_none() && signed_in.account().is_none());
    assert_eq!(signed_in.token.expose().len(), 128);
}

#[tokio::test]
async fn a_sign_in_shows_no_secret() {
    let (_server, client) = begin().await;
    let request = sign_in(&client);
    assert!(format!("{request:?}").contains("SignIn"));
    let (signed_in, session) = with_user(request, async |page| {
        Visitor::new().press(page.as_str(), "Allow").await.unwrap();
        session_of(&page)
    })
    .await;
    let signed_in = signed_in.unwrap();
    let text = format!("{signed_in:?} {:?}", signed_in.account());
    assert!(
        !text.contains(signed_in.token.expose()) && !text.contains(&session),
        "{text}"
    );
}
