//! Apps of the old kind.

use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::client::{error, fixture::MOMIJI, keys, post, post_as, request};

async fn app(server: &TestServer, callback: Value) -> Value {
    let params = json!({
        "name": "Rake",
        "description": "Gathers leaves.",
        "permission": ["read:account", "account-read", "write:notes"],
        "callbackUrl": callback,
    });
    post(server, "app/create", params).await.json()
}

async fn session(server: &TestServer, app: &Value) -> String {
    let params = json!({"appSecret": app["secret"]});
    let session = post(server, "auth/session/generate", params).await.json();
    let token = session["token"].as_str().unwrap();
    assert_eq!(
        session["url"],
        format!("{}/auth/{token}", server.base_url())
    );
    token.to_owned()
}

#[tokio::test]
async fn an_app_is_made_with_a_secret_and_modern_permissions() {
    let server = TestServer::start().await.unwrap();
    let app = app(&server, json!(null)).await;
    assert_eq!(
        keys(&app),
        ["id", "name", "callbackUrl", "permission", "secret"]
    );
    assert_eq!(app["permission"], json!(["read:account", "write:notes"]));
    assert_eq!(app["secret"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn a_session_waits_gives_its_token_once_and_is_gone() {
    let server = TestServer::start().await.unwrap();
    let app = app(&server, json!(null)).await;
    let token = session(&server, &app).await;
    let params = json!({"appSecret": app["secret"], "token": token});
    let waiting = post(&server, "auth/session/userkey", params.clone()).await;
    let id = "8c8a4145-02cc-4cca-8e66-29ba60445a8e";
    assert_eq!(waiting.error(), error(400, "PENDING_SESSION", id, "client"));
    server.grant(&token);
    let key = post(&server, "auth/session/userkey", params.clone())
        .await
        .json();
    assert_eq!(
        (
            &key["user"]["id"],
            key["accessToken"].as_str().unwrap().len()
        ),
        (&json!(MOMIJI), 32)
    );
    let gone = post(&server, "auth/session/userkey", params).await;
    let id = "5b5a1503-8bc8-4bd0-8054-dc189e8cdcb3";
    assert_eq!(gone.error(), error(400, "NO_SUCH_SESSION", id, "client"));
}

#[tokio::test]
async fn the_token_works_as_it_is_and_hashed_with_the_secret() {
    let server = TestServer::start().await.unwrap();
    let app = app(&server, json!(null)).await;
    let token = session(&server, &app).await;
    server.grant(&format!("{}/auth/{token}", server.base_url()));
    let params = json!({"appSecret": app["secret"], "token": token});
    let key = post(&server, "auth/session/userkey", params).await.json();
    let access_token = key["accessToken"].as_str().unwrap();
    let secret = app["secret"].as_str().unwrap();
    for credential in [
        access_token.to_owned(),
        sha256(&format!("{access_token}{secret}")),
    ] {
        assert_eq!(
            post_as(&server, &credential, "i", json!({})).await.status,
            200
        );
        let refused = post_as(&server, &credential, "i/notifications", json!({})).await;
        assert_eq!(refused.error().1, "PERMISSION_DENIED");
    }
}

fn sha256(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn the_page_of_a_session_leads_back_to_the_app() {
    let server = TestServer::start().await.unwrap();
    let app = app(&server, json!("https://rake.example/back")).await;
    let token = session(&server, &app).await;
    let page = request(&server, &format!("GET /auth/{token}"), &[], b"").await;
    assert!(
        page.text().contains("Rake")
            && page.text().contains(&format!("/auth/{token}/allow"))
    );
    let allowed = request(&server, &format!("POST /auth/{token}/allow"), &[], b"").await;
    let back = format!("https://rake.example/back?token={token}");
    assert_eq!(
        (allowed.status, allowed.header("location")),
        (303, Some(back.as_str()))
    );
    let params = json!({"appSecret": app["secret"], "token": token});
    assert_eq!(
        post(&server, "auth/session/userkey", params).await.status,
        200
    );
    assert_eq!(
        request(&server, &format!("GET /auth/{token}"), &[], b"")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_unknown_secret_has_an_error_for_each_purpose() {
    let server = TestServer::start().await.unwrap();
    let answer = post(&server, "auth/session/generate", json!({"appSecret": "x"})).await;
    let id = "92f93e63-428e-4f2f-a5a4-39e1407fe998";
    assert_eq!(answer.error(), error(400, "NO_SUCH_APP", id, "client"));
    let params = json!({"appSecret": "x", "token": "y"});
    let answer = post(&server, "auth/session/userkey", params).await;
    let id = "fcab192a-2c5a-43b7-8ad8-9b7054d8d40d";
    assert_eq!(answer.error(), error(400, "NO_SUCH_APP", id, "client"));
}
