//! What a test decides for the user, and how the app behind the page hears of it.

use std::time::Duration;

use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::client::post;

const SESSION: &str = "6f1f0f0b-4b2e-4a37-8a5c-0d3f6f2f9a11";

/// The query with which the browser comes back to an app on this machine.
async fn way_back(server: &TestServer) -> String {
    for _ in 0..500 {
        if let Some(request) = server.requests_to("/back").pop() {
            return request.query;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody comes back");
}

async fn start() -> (TestServer, String) {
    let server = TestServer::start().await.unwrap();
    server.respond_always("/back", Reply::text(200, "text/plain", "Welcome"));
    let back = format!("{}/back", server.base_url());
    (server, back)
}

#[tokio::test]
async fn the_browser_goes_back_to_an_app_on_this_machine() {
    let (server, back) = start().await;
    server.grant(&format!(
        "{}/miauth/{SESSION}?callback={back}",
        server.base_url()
    ));
    assert_eq!(way_back(&server).await, format!("session={SESSION}"));
}

#[tokio::test]
async fn the_browser_goes_back_to_an_app_of_the_old_kind() {
    let (server, back) = start().await;
    let app = json!({"name": "Rake", "description": "", "permission": [], "callbackUrl": back});
    let app = post(&server, "app/create", app).await.json();
    let secret = json!({"appSecret": app["secret"]});
    let session = post(&server, "auth/session/generate", secret).await.json();
    server.grant(session["url"].as_str().unwrap());
    let token = session["token"].as_str().unwrap();
    assert_eq!(way_back(&server).await, format!("token={token}"));
}

#[tokio::test]
async fn the_browser_goes_back_over_oauth_whatever_the_user_says() {
    for is_granted in [true, false] {
        let (server, back) = start().await;
        let page = format!("<link rel=\"redirect_uri\" href=\"{back}\">");
        server.respond("/app", Reply::text(200, "text/html", page));
        let page = format!(
            "{0}/oauth/authorize?client_id={0}/app&redirect_uri={back}&response_type=code\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
             &code_challenge_method=S256&scope=write:notes&state=s",
            server.base_url()
        );
        if is_granted {
            server.grant(&page);
        } else {
            server.deny(&page);
        }
        let query = way_back(&server).await;
        assert_eq!(query.contains("code="), is_granted, "{query}");
        assert_eq!(
            query.contains("error=access_denied"),
            !is_granted,
            "{query}"
        );
    }
}

#[tokio::test]
async fn nobody_goes_anywhere_for_a_bare_session_or_an_app_elsewhere() {
    let (server, back) = start().await;
    server.grant(&format!("{SESSION}?callback={back}"));
    let page =
        |callback| format!("{}/miauth/{SESSION}?callback={callback}", server.base_url());
    server.grant(&page("https://app.example/back"));
    server.grant(&page("my-app://back"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(server.requests().is_empty());
}
