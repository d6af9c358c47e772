//! What a server says of itself, over real sockets.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::time::Duration;

use misskey_api::endpoints::{self, notes, users};
use misskey_api::{Client, Retry, ServerInfo};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};

const NODEINFO: &str = "/nodeinfo/2.1";

async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    (server, client)
}

fn client(server: &TestServer) -> Client {
    let builder = Client::builder(server.base_url()).token(server.token());
    builder.retry(Retry::never()).build().unwrap()
}

fn paths(server: &TestServer) -> Vec<String> {
    server.requests().into_iter().map(|it| it.path).collect()
}

mod asking {
    use super::*;

    const ALL: [&str; 3] = ["/api/endpoints", "/api/meta", NODEINFO];

    #[tokio::test]
    async fn the_server_is_asked_once_and_in_nobodys_name() {
        let (server, client) = start().await;
        let first = client.server().await.unwrap();
        let elsewhere = client.with_token("0123456789abcdef");
        assert_eq!(elsewhere.server().await.unwrap(), first);
        assert_eq!(client.anonymous().server().await.unwrap(), first);
        assert_eq!(paths(&server), ALL);
        for request in server.requests() {
            let body = String::from_utf8(request.body.clone()).unwrap();
            assert!(!body.contains(server.token()), "{body}");
            assert!(!format!("{:?}", request.headers).contains(server.token()));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn those_who_ask_at_the_same_time_share_one_answer() {
        let (server, client) = start().await;
        let slow = Reply::json(200, json!(["ping"])).delay(Duration::from_millis(100));
        server.respond("endpoints", slow);
        let asking = (0..8).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.server().await.unwrap().clone() })
        });
        let asking: Vec<_> = asking.collect();
        for answer in asking {
            assert_eq!(answer.await.unwrap().endpoints(), ["ping"]);
        }
        assert_eq!(paths(&server), ALL);
    }

    #[tokio::test]
    async fn a_failure_is_told_and_not_kept() {
        let (server, client) = start().await;
        server.respond("endpoints", Reply::text(502, "text/html", "<h1>Later</h1>"));
        let error = client.server().await.unwrap_err();
        assert_eq!(error.endpoint(), "endpoints");
        assert_eq!(error.status().unwrap(), 502);

        server.respond("meta", Reply::json(200, json!(["no object"])));
        let error = client.server().await.unwrap_err();
        assert_eq!(error.endpoint(), "meta");
        assert!(error.decode().is_some());

        server.respond(NODEINFO, Reply::close());
        let error = client.server().await.unwrap_err();
        assert!(error.transport().is_some());
        assert!(error.to_string().starts_with("nodeinfo/2.1: "), "{error}");

        assert_eq!(client.server().await.unwrap().version(), Some("2026.5.4"));
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_it_to_the_next() {
        let (server, client) = start().await;
        server.respond("endpoints", Reply::hang());
        let short = Duration::from_millis(50);
        let waited = tokio::time::timeout(short, client.server()).await;
        assert!(waited.is_err());
        assert!(client.server().await.unwrap().supports::<notes::Create>());
    }

    #[tokio::test]
    async fn another_client_asks_anew() {
        let (server, client) = start().await;
        server.respond("endpoints", Reply::json(200, json!([])));
        assert!(client.server().await.unwrap().endpoints().is_empty());
        let later = super::client(&server);
        assert!(later.server().await.unwrap().supports::<notes::Create>());
    }

    #[tokio::test]
    async fn a_server_without_a_list_of_endpoints_says_so() {
        let (server, client) = start().await;
        server.respond("endpoints", Reply::text(404, "text/plain", "Not Found"));
        let error = client.server().await.unwrap_err();
        assert!(error.is_unknown_endpoint());
        assert_eq!(error.endpoint(), "endpoints");
    }

    #[test]
    fn asking_goes_from_thread_to_thread() {
        fn assert_send<T: Send>(_: T) {}
        fn assert_shared<T: Send + Sync + Clone + 'static>() {}
        assert_shared::<ServerInfo>();
        if let Ok(client) = Client::builder("misskey.example").build() {
            assert_send(client.server());
        }
    }
}

mod answers {
    use super::*;

    #[tokio::test]
    async fn the_list_decides_and_not_the_version() {
        let (server, client) = start().await;
        let list = json!(["users/show", "ping", "garden/water", "notes/drafts/list"]);
        server.respond("endpoints", Reply::json(200, list));
        server.respond(
            "meta",
            Reply::json(200, json!({"version": "13.0.0-garden.1"})),
        );
        let info = client.server().await.unwrap();
        assert_eq!(info.version(), Some("13.0.0-garden.1"));
        assert!(info.supports::<notes::drafts::List>());
        assert!(info.supports::<users::Show>());
        assert!(info.supports::<users::ShowByUserIds>());
        assert!(!info.supports::<notes::Create>());
        assert!(!info.supports::<endpoints::Meta>());
        assert!(info.has_endpoint("garden/water"));
        assert!(!info.has_endpoint("garden"));
        assert_eq!(
            info.endpoints(),
            ["garden/water", "notes/drafts/list", "ping", "users/show"]
        );
    }

    #[tokio::test]
    async fn the_server_tells_what_it_is() {
        let (server, client) = start().await;
        server.respond(NODEINFO, software(&json!("sharkey")));
        let info = client.server().await.unwrap();
        assert_eq!(info.software(), Some("sharkey"));
        assert_eq!(info.version(), Some("2026.5.4"));
        assert_eq!(info.name(), Some("Test Garden"));
    }

    #[tokio::test]
    async fn what_the_server_does_not_tell_stays_unknown() {
        let server = TestServer::start().await.unwrap();
        for page in [
            Reply::empty(404),
            Reply::text(403, "text/html", "<h1>Are you human?</h1>"),
            Reply::text(200, "text/html", "<h1>Welcome</h1>"),
            Reply::json(301, json!({"software": {"name": "misskey"}})),
            Reply::text(200, "application/json", b"{\"software\":\xff".to_vec()),
            Reply::json(200, json!(null)),
            software(&json!(["misskey"])),
        ] {
            let meta = json!({"version": 13, "name": null});
            server.respond("meta", Reply::json(200, meta));
            server.respond(NODEINFO, page);
            let client = client(&server);
            let info = client.server().await.unwrap();
            assert_eq!(
                (info.version(), info.name(), info.software()),
                (None, None, None)
            );
            assert!(info.supports::<notes::Create>());
        }
    }

    fn software(name: &Value) -> Reply {
        let page = json!({"version": "2.1", "software": {"name": name}});
        Reply::json(200, page)
    }
}

mod unknown_endpoints {
    use super::*;

    #[tokio::test]
    async fn an_error_says_since_when_there_is_what_the_server_lacks() {
        let (server, client) = start().await;
        let page = Reply::text(404, "text/html", "<h1>Not Found</h1>");
        for (reply, end) in [
            (None, ""),
            (Some(Reply::empty(404)), ""),
            (Some(page), ", or is not a Misskey server"),
        ] {
            if let Some(reply) = reply {
                server.respond("notes/drafts/list", reply);
            }
            let error = client.send(notes::drafts::List::new()).await.unwrap_err();
            assert!(error.is_unknown_endpoint());
            assert_eq!(error.since(), Some("2025.7.0"));
            let said = format!(
                "notes/drafts/list: the server does not know this endpoint, \
                 which releases from 2025.7.0 on have{end}: status 404"
            );
            assert!(error.to_string().starts_with(&said), "{error}");
        }
    }

    #[tokio::test]
    async fn what_an_endpoint_does_not_find_is_another_matter() {
        let (server, client) = start().await;
        let gone = json!({"error": {
            "message": "It is gone.",
            "code": "NO_SUCH_NOTE",
            "id": "24fcbfc6-2e37-42b6-8388-c29b3861a08d",
            "kind": "client",
        }});
        server.respond("notes/show", Reply::json(404, gone));
        let error = client.send(notes::Show::new("9s4g2p7k00")).await;
        let error = error.unwrap_err();
        assert_eq!(error.reason(), Some(&notes::ShowError::NoSuchNote));
        assert!(!error.is_unknown_endpoint());
        assert!(!error.to_string().contains("does not know"), "{error}");
    }
}
