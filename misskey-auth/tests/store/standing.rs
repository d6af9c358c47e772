//! Whether a token is still good.

use misskey_api::endpoints::{I, notes};
use misskey_api::{Client, Token};
use misskey_auth::store::{Refusal, Standing};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;

async fn begin() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = Client::builder(server.base_url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_token_is_good_until_its_owner_takes_it_back() {
    let (server, client) = begin().await;
    let token = Token::from(server.token());
    assert_eq!(
        Standing::ask(&client, &token).await.unwrap(),
        Standing::Good
    );
    server.revoke(server.token());
    let standing = Standing::ask(&client, &token).await.unwrap();
    assert_eq!(standing, Standing::Refused(Refusal::Revoked));
    let error = client.with_token(token).send(I::new()).await.unwrap_err();
    assert_eq!(Refusal::of(&error), Some(Refusal::Revoked));
}

#[tokio::test]
async fn a_token_without_the_permission_to_ask_is_good() {
    let (server, client) = begin().await;
    let refused = json!({"error": {
        "message": "x", "code": "PERMISSION_DENIED", "kind": "permission",
        "id": "1370e5b7-d4eb-4566-bb1d-7748ee6a1838",
    }});
    server.respond("i", Reply::json(403, refused));
    let token = Token::from(server.token());
    assert_eq!(
        Standing::ask(&client, &token).await.unwrap(),
        Standing::Good
    );
}

#[tokio::test]
async fn a_server_that_fails_does_not_tell() {
    let (server, client) = begin().await;
    // The client asks again by itself what may be asked again.
    for _ in 0..10 {
        server.respond("i", Reply::empty(502));
    }
    let token = Token::from(server.token());
    assert!(Standing::ask(&client, &token).await.is_err());
    let error = client.send(notes::Show::new("x")).await.unwrap_err();
    assert_eq!(Refusal::of(&error), None);
}
