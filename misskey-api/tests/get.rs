//! What is asked with GET, and what is kept of it.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use misskey_api::endpoints;
use misskey_api::{Client, ClientBuilder};
use misskey_test_server::{Reply, TestServer};

async fn start() -> (TestServer, ClientBuilder) {
    let server = TestServer::start().await.unwrap();
    let builder = Client::builder(server.base_url());
    (server, builder)
}

fn methods(server: &TestServer) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests.map(|request| request.method).collect()
}

#[tokio::test]
async fn what_can_be_kept_is_asked_with_get_in_nobodys_name() {
    let (server, builder) = start().await;
    let client = builder.build().unwrap();
    let count = endpoints::GetOnlineUsersCount::new();
    client.send(count.clone()).await.unwrap();
    client.send(endpoints::Ping::new()).await.unwrap();
    client.with_token(server.token()).send(count).await.unwrap();
    assert_eq!(methods(&server), ["GET", "POST", "POST"]);
    let asked = &server.requests()[0];
    assert_eq!((asked.query.as_str(), asked.body.len()), ("", 0));
}

#[tokio::test]
async fn a_server_that_has_no_get_is_asked_with_post_from_then_on() {
    for refusal in [Reply::empty(405), Reply::framework(404)] {
        let (server, builder) = start().await;
        let client = builder.build().unwrap();
        server.respond("get-online-users-count", refusal);
        for _ in 0..2 {
            let count = endpoints::GetOnlineUsersCount::new();
            client.send(count).await.unwrap();
        }
        assert_eq!(methods(&server), ["GET", "POST", "POST"]);
    }
}

#[tokio::test]
async fn get_can_be_done_without() {
    let (server, builder) = start().await;
    let client = builder.get(false).build().unwrap();
    client
        .send(endpoints::GetOnlineUsersCount::new())
        .await
        .unwrap();
    assert_eq!(methods(&server), ["POST"]);
}

#[cfg(feature = "cache")]
mod kept {
    use serde_json::json;

    use super::*;

    fn counted(count: u32, cache: &str) -> Reply {
        Reply::json(200, json!({ "count": count })).header("Cache-Control", cache)
    }

    async fn counts(client: &Client) -> [f64; 2] {
        let mut counts = [0.0; 2];
        for count in &mut counts {
            let request = endpoints::GetOnlineUsersCount::new();
            let answer = client.send(request).await.unwrap();
            *count = serde_json::to_value(answer).unwrap()["count"]
                .as_f64()
                .unwrap();
        }
        counts
    }

    async fn respond(
        builder: ClientBuilder,
        server: &TestServer,
        cache: &str,
    ) -> [f64; 2] {
        let client = builder.build().unwrap();
        server.respond("get-online-users-count", counted(1, cache));
        server.respond("get-online-users-count", counted(2, cache));
        counts(&client).await
    }

    #[tokio::test]
    async fn answers_are_kept_for_as_long_as_the_server_allows() {
        let (server, builder) = start().await;
        let builder = builder.cache(1 << 20);
        assert_eq!(
            respond(builder, &server, "public, max-age=60").await,
            [1.0, 1.0]
        );
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn answers_that_may_not_be_kept_are_asked_for_again() {
        for cache in ["no-store", "max-age=0", ""] {
            let (server, builder) = start().await;
            let builder = builder.cache(1 << 20);
            assert_eq!(
                respond(builder, &server, cache).await,
                [1.0, 2.0],
                "{cache}"
            );
        }
    }

    #[tokio::test]
    async fn no_more_is_kept_than_there_is_room_for() {
        let (server, builder) = start().await;
        let builder = builder.cache(4);
        assert_eq!(
            respond(builder, &server, "public, max-age=60").await,
            [1.0, 2.0]
        );
    }

    #[tokio::test]
    async fn nothing_is_kept_unless_asked_for() {
        let (server, builder) = start().await;
        assert_eq!(
            respond(builder, &server, "public, max-age=60").await,
            [1.0, 2.0]
        );
    }
}
