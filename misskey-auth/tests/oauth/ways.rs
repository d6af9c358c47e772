//! Which ways a server offers.

use misskey_auth::ways::{Way, Ways, WaysError};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::support::{WELL_KNOWN, client};

async fn begin() -> (TestServer, misskey_api::Client) {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    (server, client)
}

#[tokio::test]
async fn a_server_of_today_offers_all_three() {
    let (server, client) = begin().await;
    let client = client.with_token(server.token());
    let ways = Ways::ask(&client).await.unwrap();
    for way in [Way::Oauth, Way::MiAuth, Way::AppSession] {
        assert!(ways.offers(way), "{way}");
    }
    assert_eq!(
        (ways.best(true), ways.best(false)),
        (Some(Way::Oauth), Some(Way::MiAuth))
    );
    assert!(ways.oauth().is_some() && ways.version().is_some());
    for sent in server.requests() {
        let text = String::from_utf8_lossy(&sent.body).into_owned();
        assert!(
            !text.contains(server.token()) && sent.header("authorization").is_none()
        );
    }
}

#[tokio::test]
async fn an_older_server_offers_less() {
    for (meta, best) in [
        (
            json!({"version": "13.14.2", "features": {"miauth": true}}),
            Way::MiAuth,
        ),
        (json!({"version": "12.26.0"}), Way::AppSession),
    ] {
        let (server, client) = begin().await;
        server.respond(WELL_KNOWN, Reply::text(200, "text/html", "<html>"));
        server.respond("meta", Reply::json(200, meta));
        let ways = Ways::ask(&client).await.unwrap();
        assert_eq!(ways.best(true), Some(best));
        assert!(ways.oauth().is_none());
    }
}

#[tokio::test]
async fn oauth_that_cannot_be_used_is_as_none() {
    let (server, client) = begin().await;
    let document = json!({"issuer": "https://evil.example"});
    server.respond(WELL_KNOWN, Reply::json(200, document));
    let ways = Ways::ask(&client).await.unwrap();
    assert_eq!(ways.best(true), Some(Way::MiAuth));
}

#[tokio::test]
async fn what_is_no_misskey_or_fails_is_told() {
    let (server, client) = begin().await;
    server.respond("meta", Reply::text(200, "text/html", "<html>"));
    let error = Ways::ask(&client).await.unwrap_err();
    assert!(matches!(error, WaysError::NotMisskey { .. }), "{error}");
    server.respond("meta", Reply::close());
    let error = Ways::ask(&client).await.unwrap_err();
    assert!(matches!(error, WaysError::Transport(_)), "{error}");
    server.respond(WELL_KNOWN, Reply::empty(503));
    let error = Ways::ask(&client).await.unwrap_err();
    assert!(matches!(error, WaysError::Discovery(_)), "{error}");
}
