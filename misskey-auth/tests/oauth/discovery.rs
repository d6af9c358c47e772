//! Whether a server has OAuth, and one that is safe.

use misskey_auth::oauth::{DiscoveryError, Metadata};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};

use crate::support::{WELL_KNOWN, client, discover};

async fn discovered(reply: Reply) -> Result<Metadata, DiscoveryError> {
    let server = TestServer::start().await.unwrap();
    server.respond(WELL_KNOWN, reply);
    Metadata::discover(&client(&server)).await
}

#[tokio::test]
async fn a_server_tells_what_it_knows() {
    let (server, _, metadata) = discover().await;
    assert_eq!(metadata.server().host(), server.host());
    let permissions = metadata.permissions().unwrap();
    assert!(permissions.contains(&"write:notes".to_owned()));
    let [asked] = <[_; 1]>::try_from(server.requests()).unwrap();
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        ("GET", WELL_KNOWN)
    );
}

#[tokio::test]
async fn a_server_without_oauth_is_told_apart() {
    for reply in [
        Reply::empty(404),
        Reply::json(404, json!({"statusCode": 404, "error": "Not Found"})),
        // Old releases show their page for people whatever is asked for.
        Reply::text(200, "text/html", "<!DOCTYPE html><title>Misskey</title>"),
        Reply::json(200, json!(null)),
        Reply::empty(204),
        Reply::empty(405),
    ] {
        let error = discovered(reply).await.unwrap_err();
        assert!(
            matches!(error, DiscoveryError::NotOffered { .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_server_that_fails_is_not_taken_for_one_without_oauth() {
    for reply in [
        Reply::empty(502),
        Reply::empty(429),
        Reply::empty(301).header("Location", "https://elsewhere.example/"),
    ] {
        let error = discovered(reply).await.unwrap_err();
        assert!(
            matches!(error, DiscoveryError::Unavailable { .. }),
            "{error}"
        );
    }
    for reply in [Reply::close(), Reply::hang()] {
        let error = discovered(reply).await.unwrap_err();
        assert!(matches!(error, DiscoveryError::Transport(_)), "{error}");
    }
}

#[tokio::test]
async fn oauth_that_is_not_safe_is_refused_with_the_reason() {
    let own = |server: &TestServer, path: &str| format!("{}{path}", server.base_url());
    let faults: [(&str, Value, &str); 9] = [
        ("issuer", json!(null), "`issuer` is missing"),
        (
            "issuer",
            json!("https://evil.example"),
            "leads to evil.example, away from",
        ),
        (
            "token_endpoint",
            json!("https://evil.example/token"),
            "leads to evil.example",
        ),
        (
            "authorization_endpoint",
            json!("javascript:alert(1)"),
            "leads to nowhere",
        ),
        (
            "authorization_endpoint",
            json!("/oauth"),
            "`authorization_endpoint`",
        ),
        ("token_endpoint", json!(7), "`token_endpoint` is missing"),
        (
            "code_challenge_methods_supported",
            json!(["plain"]),
            "lacks `S256`",
        ),
        ("response_types_supported", json!(["token"]), "lacks `code`"),
        (
            "grant_types_supported",
            json!([]),
            "lacks `authorization_code`",
        ),
    ];
    for (name, value, reason) in faults {
        let server = TestServer::start().await.unwrap();
        let mut document = json!({
            "issuer": own(&server, ""),
            "authorization_endpoint": own(&server, "/a"),
            "token_endpoint": own(&server, "/t"),
        });
        let client = client(&server);
        server.respond(WELL_KNOWN, Reply::json(200, document.clone()));
        assert!(Metadata::discover(&client).await.is_ok());
        document[name] = value;
        server.respond(WELL_KNOWN, Reply::json(200, document));
        let error = Metadata::discover(&client).await.unwrap_err();
        assert!(matches!(error, DiscoveryError::Invalid { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}
