//! OAuth 2.0, from the app's page to the token.

use misskey_test_server::{Reply, TestServer, Visitor};
use serde_json::json;

use crate::client::{Answer, post_as, request};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "https://rake.example/back?a=1";

/// Lets the server open the app's page once.
fn publish(server: &TestServer) -> String {
    let page = "<link rel=\"redirect_uri\" href=\"https://rake.example/back?a=1\">\
                <div class=\"h-app\"><a class=\"p-name\">Rake</a></div>";
    server.respond("/rake", Reply::text(200, "text/html", page));
    format!("{}/rake", server.base_url())
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn page(server: &TestServer, client_id: &str, changed: (&str, &str)) -> String {
    let mut pairs = [
        ("client_id", client_id),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("scope", "write:notes read:moon"),
        ("state", "s+1"),
    ];
    for pair in &mut pairs {
        if pair.0 == changed.0 {
            pair.1 = changed.1;
        }
    }
    format!("{}/oauth/authorize?{}", server.base_url(), query(&pairs))
}

fn param(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(one, _)| one == name);
    found.map(|(_, value)| value.into_owned())
}

/// Lets the user allow access; gives the app's id and the code.
async fn code(server: &TestServer) -> (String, String) {
    let client_id = publish(server);
    let landing = Visitor::new()
        .press(&page(server, &client_id, ("", "")), "Allow")
        .await
        .unwrap();
    assert!(landing.url.starts_with(REDIRECT), "{landing:?}");
    assert_eq!(param(&landing.url, "state").as_deref(), Some("s+1"));
    assert_eq!(param(&landing.url, "iss"), Some(server.base_url()));
    (client_id, param(&landing.url, "code").unwrap())
}

async fn exchange(
    server: &TestServer,
    client_id: &str,
    code: &str,
    changed: (&str, &str),
) -> Answer {
    let mut pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", client_id),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    for pair in &mut pairs {
        if pair.0 == changed.0 {
            pair.1 = changed.1;
        }
    }
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    request(
        server,
        "POST /oauth/token",
        &headers,
        query(&pairs).as_bytes(),
    )
    .await
}

#[tokio::test]
async fn the_server_tells_where_its_oauth_is() {
    let server = TestServer::start().await.unwrap();
    let line = "GET /.well-known/oauth-authorization-server";
    let document = request(&server, line, &[], b"").await.json();
    let base_url = server.base_url();
    assert_eq!(document["issuer"], base_url);
    assert_eq!(
        document["token_endpoint"],
        format!("{base_url}/oauth/token")
    );
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
}

#[tokio::test]
async fn a_code_becomes_a_token_with_the_scopes_that_exist() {
    let server = TestServer::start().await.unwrap();
    let (client_id, code) = code(&server).await;
    let answer = exchange(&server, &client_id, &code, ("", "")).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, Some("no-store"))
    );
    let answer = answer.json();
    assert_eq!(
        (&answer["token_type"], &answer["scope"]),
        (&json!("Bearer"), &json!("write:notes"))
    );
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(token.len(), 128);
    let params = json!({"text": "x"});
    assert_eq!(
        post_as(&server, token, "notes/create", params).await.status,
        200
    );
    assert_eq!(post_as(&server, token, "i", json!({})).await.status, 403);
}

#[tokio::test]
async fn a_code_that_comes_again_costs_the_token() {
    let server = TestServer::start().await.unwrap();
    let (client_id, code) = code(&server).await;
    let answer = exchange(&server, &client_id, &code, ("", "")).await.json();
    let again = exchange(&server, &client_id, &code, ("", "")).await;
    assert_eq!(
        (again.status, again.json()),
        (400, json!({"error": "invalid_grant"}))
    );
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(post_as(&server, token, "i", json!({})).await.status, 401);
}

#[tokio::test]
async fn a_code_is_good_for_who_asked_and_for_a_while() {
    let server = TestServer::start().await.unwrap();
    let (client_id, code) = code(&server).await;
    for (changed, error) in [
        (("code_verifier", "x"), "invalid_grant"),
        (("client_id", "http://127.0.0.1:1/"), "invalid_grant"),
        (
            ("redirect_uri", "https://rake.example/back"),
            "invalid_grant",
        ),
        (("code", "x"), "invalid_grant"),
        (("grant_type", "refresh_token"), "unsupported_grant_type"),
        (("grant_type", ""), "invalid_request"),
    ] {
        let answer = exchange(&server, &client_id, &code, changed).await;
        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({"error": error})),
            "{changed:?}"
        );
    }
    server.expire_codes();
    let late = exchange(&server, &client_id, &code, ("", "")).await;
    assert_eq!(late.json(), json!({"error": "invalid_grant"}));
}

#[tokio::test]
async fn what_is_wrong_is_told_to_the_app_once_the_way_back_is_known() {
    let server = TestServer::start().await.unwrap();
    for (changed, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "read:moon"), "invalid_scope"),
    ] {
        let client_id = publish(&server);
        let landing = Visitor::new()
            .open(&page(&server, &client_id, changed))
            .await
            .unwrap();
        assert_eq!(param(&landing.url, "error").as_deref(), Some(error));
        assert_eq!(param(&landing.url, "state").as_deref(), Some("s+1"));
        assert_eq!(param(&landing.url, "iss"), Some(server.base_url()));
    }
}

#[tokio::test]
async fn nobody_is_sent_where_the_page_of_the_app_does_not_lead() {
    let server = TestServer::start().await.unwrap();
    let client_id = publish(&server);
    let elsewhere = page(
        &server,
        &client_id,
        ("redirect_uri", "https://evil.example/"),
    );
    assert_eq!(
        Visitor::new().open(&elsewhere).await.unwrap().status,
        Some(400)
    );
    for client_id in ["https://app.example/", "rake", "http://127.0.0.1:1/"] {
        let landing = Visitor::new()
            .open(&page(&server, client_id, ("", "")))
            .await
            .unwrap();
        assert_eq!(landing.status, Some(400), "{landing:?}");
    }
}

#[tokio::test]
async fn who_denies_sends_the_app_an_error_and_a_button_works_once() {
    let server = TestServer::start().await.unwrap();
    let client_id = publish(&server);
    let page = page(&server, &client_id, ("", ""));
    let landing = Visitor::new().press(&page, "Deny").await.unwrap();
    assert_eq!(
        param(&landing.url, "error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(param(&landing.url, "code"), None);
    let pressed = server.requests().pop().unwrap();
    let again = request(&server, "POST /oauth/decision", &[], &pressed.body).await;
    assert_eq!(again.status, 400);
}
