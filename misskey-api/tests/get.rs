//! What is asked with GET, and what is kept of it.

#![cfg(feature = "reqwest")]
#![expect(clippy::float_cmp, reason = "counts, which are whole")]
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
    use misskey_api::RawCall;
    use serde_json::{Value, json};

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
        let builder = builder.cache(1000);
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

    /// Asks for something that is told from others by a number.
    async fn ask(client: &Client, number: u32) {
        let call = RawCall::new("tea/list").get(true);
        let call = call.parameters(json!({ "number": number }));
        client.send_raw::<Value>(call).await.unwrap();
    }

    #[tokio::test]
    async fn many_small_answers_take_no_more_than_there_is_room_for() {
        let (server, builder) = start().await;
        let client = builder.cache(16 << 10).build().unwrap();
        server.respond_always("tea/list", counted(1, "public, max-age=60"));
        for number in (0..50).chain([49, 0]) {
            ask(&client, number).await;
        }
        assert_eq!(server.requests().len(), 51);
    }

    #[tokio::test]
    async fn an_answer_that_is_larger_than_all_room_does_not_displace_the_others() {
        let (server, builder) = start().await;
        let client = builder.cache(16 << 10).build().unwrap();
        let long = "x".repeat(20 << 10);
        let cache = "public, max-age=60";
        server.respond("tea/list", counted(1, cache));
        let large = Reply::json(200, json!({ "text": long }));
        server.respond("tea/list", large.header("Cache-Control", cache));
        for number in [1, 2, 1] {
            ask(&client, number).await;
        }
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn an_answer_that_is_said_to_be_older_than_time_is_not_kept() {
        let (server, builder) = start().await;
        let client = builder.cache(1 << 20).build().unwrap();
        let cache = format!("public, max-age={}", u64::MAX);
        let age = (u64::MAX - 1).to_string();
        server.respond_always("tea/list", counted(1, &cache).header("Age", &age));
        ask(&client, 1).await;
        tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
        ask(&client, 1).await;
        assert_eq!(server.requests().len(), 2);
    }
}
