//! The client against a server, over real sockets.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod support;

use std::time::Duration;

use misskey_api::endpoints::{self, drive, i, notes, users};
use misskey_api::entities::{Notification, UserDetailed, Visibility};
use misskey_api::{
    BuildError, Call, Client, ClientBuilder, CommonError, Endpoint, Error, Map, RawCall,
    Retry, TokenIn, Upload,
};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;

async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server).build().unwrap();
    (server, client)
}

fn builder(server: &TestServer) -> ClientBuilder {
    Client::builder(server.base_url())
        .token(server.token())
        .retry(Retry::never())
}

/// A token of an app that may only post.
async fn posting_app(server: &TestServer, client: &Client) -> String {
    const SESSION: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";
    server.grant(&format!("{SESSION}?permission=write:notes"));
    let address = format!("{}/api/miauth/{SESSION}/check", server.base_url());
    let request = http::Request::post(address)
        .header("content-type", "application/json")
        .body(b"{}".to_vec())
        .unwrap();
    let response = client.carry(request).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    answer["token"].as_str().unwrap().to_owned()
}

/// Neither an answer of the API nor another one.
fn assert_unanswered<E>(error: &Error<E>) {
    assert!(error.api().is_none());
    assert!(error.not_api().is_none());
    assert!(error.decode().is_none());
    assert_eq!(error.status(), None);
    assert_eq!(error.retry_after(), None);
}

mod everyday {
    use super::*;

    #[tokio::test]
    async fn a_note_is_posted_and_read_back() {
        let (server, client) = start().await;
        let request = notes::Create::new()
            .text("お茶 \"now\"?\n🍵")
            .cw("tea")
            .visibility(Visibility::Home);
        let created = client.send(request).await.unwrap().created_note;
        assert_eq!(created.text.as_deref(), Some("お茶 \"now\"?\n🍵"));
        let shown = client.send(notes::Show::new(&created.id)).await.unwrap();
        assert_eq!(shown, created);
        assert_eq!(shown.visibility, Visibility::Home);
        assert_eq!(shown.user.username, "momiji");

        client.send(notes::Delete::new(&created.id)).await.unwrap();
        let gone = client
            .send(notes::Show::new(&created.id))
            .await
            .unwrap_err();
        assert_eq!(gone.reason(), Some(&notes::ShowError::NoSuchNote));
        let paths: Vec<_> = server.requests().into_iter().map(|it| it.path).collect();
        assert_eq!(
            paths,
            [
                "/api/notes/create",
                "/api/notes/show",
                "/api/notes/delete",
                "/api/notes/show",
            ]
        );
    }

    #[tokio::test]
    async fn a_timeline_is_read_page_by_page() {
        let (_server, client) = start().await;
        let all = client
            .send(notes::Timeline::new().limit(100))
            .await
            .unwrap();
        assert!(all.len() > 3);
        assert!(all.is_sorted_by(|newer, older| newer.id > older.id));
        let first = client.send(notes::Timeline::new().limit(2)).await.unwrap();
        let rest = notes::Timeline::new().limit(100).until_id(&first[1].id);
        let rest = client.send(rest).await.unwrap();
        assert_eq!([first, rest].concat(), all);
    }

    #[tokio::test]
    async fn notifications_of_all_kinds_are_read() {
        let (_server, client) = start().await;
        let all = client.send(i::Notifications::new()).await.unwrap();
        assert_eq!(all.len(), 9);
        let unknown: Vec<_> = all
            .iter()
            .filter(|one| matches!(one, Notification::Other(_)))
            .map(Notification::tag)
            .collect();
        assert_eq!(unknown, [Some("gardenWatered")]);
    }

    #[tokio::test]
    async fn users_are_shown_by_name_and_by_id() {
        let (_server, client) = start().await;
        let me = client.send(endpoints::I::new()).await.unwrap();
        assert_eq!(me.username, "momiji");
        let shown = client.send(users::Show::by_user_id(&me.id)).await.unwrap();
        assert!(matches!(shown, UserDetailed::MeDetailed(_)), "{shown:?}");
        let remote = users::Show::by_username("sora").host("far.example");
        let remote = client.send(remote).await.unwrap();
        assert_eq!(remote.host().map(String::as_str), Some("far.example"));
        assert!(matches!(remote, UserDetailed::UserDetailedNotMe(_)));
        let both = users::ShowByUserIds::new([me.id.clone(), remote.id().clone()]);
        let both = client.send(both).await.unwrap();
        let ids: Vec<_> = both.iter().map(UserDetailed::id).collect();
        assert_eq!(ids, [&me.id, remote.id()]);
        let nobody = client.send(users::Show::by_username("nobody")).await;
        assert_eq!(
            nobody.unwrap_err().reason(),
            Some(&users::ShowError::NoSuchUser)
        );
    }

    #[tokio::test]
    async fn a_file_is_uploaded() {
        let (server, client) = start().await;
        let upload = Upload::new("tea \"leaves\" 茶.txt", "green\r\n--black")
            .media_type("text/plain");
        let create = drive::files::Create::new(upload)
            .comment("Two kinds")
            .is_sensitive(true);
        let file = client.send(create.clone()).await.unwrap();
        assert_eq!(file.size, 14);
        assert_eq!(file.comment.as_deref(), Some("Two kinds"));
        assert!(file.is_sensitive);
        assert_eq!(file.created_at.as_millisecond() / 1000, {
            file.id.created_at().unwrap().as_millisecond() / 1000
        });

        let by_header = builder(&server).token_in(TokenIn::Header).build().unwrap();
        by_header.send(create.name("renamed.txt")).await.unwrap();
        let last = server.requests().pop().unwrap();
        assert!(last.header("authorization").is_some());
        let body = String::from_utf8(last.body).unwrap();
        assert!(!body.contains(server.token()));
    }

    #[tokio::test]
    async fn an_account_is_changed_field_by_field() {
        let (server, client) = start().await;
        let update = i::Update::new().description("Tea first.").clear_location();
        let me = client.send(update).await.unwrap();
        assert_eq!(me.description.as_deref(), Some("Tea first."));
        assert_eq!(me.location, None);
        assert_eq!(
            server.requests()[0].json(),
            json!({ "i": server.token(), "description": "Tea first.", "location": null })
        );
    }

    #[tokio::test]
    async fn an_endpoint_that_answers_get_can_be_got() {
        let (server, client) = start().await;
        let call = Call::new(client.address()).get(true);
        let request = call
            .request(&endpoints::GetOnlineUsersCount::new())
            .unwrap();
        let response = client.carry(request).await.unwrap();
        assert_eq!(response.headers()["cache-control"], "public, max-age=60");
        let answer = call.response::<endpoints::GetOnlineUsersCount>(&response);
        let posted = client.send(endpoints::GetOnlineUsersCount::new()).await;
        assert_eq!(answer.unwrap(), posted.unwrap());
        let methods: Vec<_> =
            server.requests().into_iter().map(|it| it.method).collect();
        assert_eq!(methods, ["GET", "POST"]);
    }

    #[tokio::test]
    async fn many_calls_go_out_at_once() {
        let (server, client) = start().await;
        let calls: Vec<_> = (0..32)
            .map(|number| {
                let client = client.clone();
                let request = notes::Create::new().text(format!("cup {number}"));
                tokio::spawn(async move { client.send(request).await })
            })
            .collect();
        let mut created = Vec::new();
        for call in calls {
            created.push(call.await.unwrap().unwrap().created_note);
        }
        for (number, note) in created.iter().enumerate() {
            assert_eq!(note.text, Some(format!("cup {number}")));
        }
        assert_eq!(server.requests().len(), 32);
    }
}

mod callers {
    use super::*;

    #[tokio::test]
    async fn a_call_is_made_in_the_name_of_whose_the_token_is() {
        let (server, client) = start().await;
        client.send(endpoints::Ping::new()).await.unwrap();
        client
            .anonymous()
            .send(endpoints::Ping::new())
            .await
            .unwrap();
        let [named, unnamed] = &server.requests()[..] else {
            panic!("there were {:?}", server.requests());
        };
        assert_eq!(named.json(), json!({ "i": server.token() }));
        assert_eq!(named.header("authorization"), None);
        assert_eq!(unnamed.json(), json!({}));
        assert_eq!(
            named.header("user-agent"),
            Some(concat!("misskey-api/", env!("CARGO_PKG_VERSION")))
        );
    }

    #[tokio::test]
    async fn a_client_can_be_named_and_its_token_sent_in_the_header() {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server)
            .token_in(TokenIn::Header)
            .user_agent("tea-bot/1.0")
            .build()
            .unwrap();
        client.send(endpoints::I::new()).await.unwrap();
        let request = server.requests().pop().unwrap();
        let bearer = format!("Bearer {}", server.token());
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
        assert_eq!(request.header("user-agent"), Some("tea-bot/1.0"));
        assert_eq!(request.json(), json!({}));
    }

    #[tokio::test]
    async fn a_client_without_a_token_is_asked_for_one() {
        let (_server, client) = start().await;
        let error = client.anonymous().send(endpoints::I::new()).await;
        let error = error.unwrap_err();
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(
            error.reason(),
            Some(&endpoints::IError::Common(CommonError::CredentialRequired))
        );
    }

    #[tokio::test]
    async fn a_wrong_token_is_told() {
        let (_server, client) = start().await;
        let wrong = client.with_token("fedcba9876543210");
        let error = wrong
            .send(notes::Create::new().text("x"))
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(
            error.reason(),
            Some(&notes::CreateError::Common(
                CommonError::AuthenticationFailed
            ))
        );
        client.send(endpoints::I::new()).await.unwrap();
    }

    #[tokio::test]
    async fn an_app_without_the_permission_is_told_so() {
        let (server, client) = start().await;
        let app = client.with_token(posting_app(&server, &client).await);
        app.send(notes::Create::new().text("From an app"))
            .await
            .unwrap();
        let error = app.send(endpoints::I::new()).await.unwrap_err();
        let denied = error.api().unwrap();
        assert_eq!(denied.status, 403);
        assert_eq!(denied.code, "PERMISSION_DENIED");
        assert_eq!(denied.kind.as_str(), "permission");
        assert_eq!(
            denied.error,
            endpoints::IError::Common(CommonError::PermissionDenied)
        );
    }
}

mod refusals {
    use super::*;

    #[tokio::test]
    async fn a_rate_limit_tells_how_long_to_wait() {
        let (server, client) = start().await;
        let body = json!({ "error": {
            "message": "Too fast.", "code": "RATE_LIMIT_EXCEEDED",
            "id": "d5826d14-3982-4d2e-8011-b9e9f02499ef", "kind": "client",
        }});
        let reply = Reply::json(429, body).header("Retry-After", "17");
        server.respond("notes/create", reply);
        let request = notes::Create::new().text("x");
        let error = client.send(request.clone()).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));
        assert_eq!(
            error.reason(),
            Some(&notes::CreateError::Common(CommonError::RateLimitExceeded))
        );
        // Nothing was repeated behind the caller's back.
        assert_eq!(server.requests().len(), 1);
        client.send(request).await.unwrap();
    }

    #[tokio::test]
    async fn a_page_of_a_proxy_is_told() {
        let (server, client) = start().await;
        let page = "<html><h1>Bad Gateway</h1></html>";
        server.respond("i", Reply::text(502, "text/html", page));
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        let answer = error.not_api().unwrap();
        assert_eq!(answer.status, 502);
        assert_eq!(answer.excerpt, page);
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let (server, client) = start().await;
        let elsewhere = TestServer::start().await.unwrap();
        for status in [301, 302, 303, 307, 308] {
            let location = format!("{}/api/i", elsewhere.base_url());
            let reply = Reply::empty(status).header("Location", &location);
            server.respond("i", reply);
            let error = client.send(endpoints::I::new()).await.unwrap_err();
            let answer = error.not_api().unwrap();
            assert_eq!(answer.status, status);
            assert_eq!(answer.location.as_deref(), Some(location.as_str()));
        }
        assert_eq!(elsewhere.requests(), []);
        assert_eq!(server.requests().len(), 5);
    }

    #[tokio::test]
    async fn an_endpoint_that_the_server_lacks_is_told() {
        let (_server, client) = start().await;
        let error = client.send(notes::Featured::new()).await.unwrap_err();
        assert_eq!(error.not_api().unwrap().status, 404);
        assert_eq!(error.endpoint(), "notes/featured");
        assert!(error.is_unknown_endpoint());
        assert!(
            error
                .to_string()
                .starts_with("notes/featured: the server does not know this endpoint"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn an_answer_of_another_shape_names_the_endpoint_and_the_place() {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server).strict(true).build().unwrap();
        server.respond("notes/timeline", half_broken_page());
        let error = client.send(notes::Timeline::new()).await.unwrap_err();
        assert_eq!(error.decode().unwrap().path(), "$[1]");
        assert!(error.to_string().starts_with("notes/timeline: "));
        server.respond("notes/timeline", Reply::empty(204));
        let error = client.send(notes::Timeline::new()).await.unwrap_err();
        assert_eq!(error.decode().unwrap().path(), "$");
    }

    #[tokio::test]
    async fn what_does_not_fit_costs_no_page() {
        let (server, client) = start().await;
        server.respond("notes/timeline", half_broken_page());
        let page = client.send(notes::Timeline::new()).await.unwrap();
        assert_eq!(page.len(), 1);
        server.respond(
            "notes/timeline",
            half_broken_page().header("X-Tea", "green"),
        );
        let detailed = client.send_detailed(notes::Timeline::new()).await.unwrap();
        assert_eq!(detailed.answer, page);
        assert_eq!(detailed.status, 200);
        assert_eq!(detailed.headers["x-tea"], "green");
        assert_eq!(detailed.drift.len(), 1);
        assert_eq!(detailed.drift[0].path, "$[1]");
        let detailed = client.send_detailed(notes::Timeline::new()).await.unwrap();
        assert_eq!(detailed.drift, []);
        server.respond("notes/timeline", Reply::empty(204));
        let error = client.send(notes::Timeline::new()).await.unwrap_err();
        assert_eq!(error.decode().unwrap().path(), "$");
    }

    fn half_broken_page() -> Reply {
        Reply::json(200, json!([support::note(), "no note"]))
    }
}

mod connections {
    use super::*;

    #[tokio::test]
    async fn a_silent_server_is_not_waited_for_longer_than_said() {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server)
            .timeout(Duration::from_millis(100))
            .build()
            .unwrap();
        server.respond("i", Reply::hang());
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        assert!(error.is_timeout() && !error.is_connect(), "{error}");
        assert_unanswered(&error);
        assert!(error.to_string().starts_with("i: no answer in time"));
        // The client is as good as before.
        client.send(endpoints::Ping::new()).await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_had_no_effect() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client = Client::builder(format!("http://{address}"))
            .build()
            .unwrap();
        let error = client.send(endpoints::Ping::new()).await.unwrap_err();
        assert!(error.is_connect() && !error.is_timeout(), "{error}");
        assert_unanswered(&error);
        assert!(error.to_string().contains("can't be reached"), "{error}");
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_no_answer() {
        let (server, client) = start().await;
        for reply in [Reply::truncated(b"{\"pong\":"), Reply::close()] {
            server.respond("ping", reply);
            let error = client.send(endpoints::Ping::new()).await.unwrap_err();
            assert!(!error.is_connect() && !error.is_timeout(), "{error}");
            assert_unanswered(&error);
            assert!(
                error.to_string().contains("the connection failed"),
                "{error}"
            );
        }
        client.send(endpoints::Ping::new()).await.unwrap();
    }

    #[tokio::test]
    async fn an_answer_is_only_received_up_to_the_limit() {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server).response_limit(1000).build().unwrap();
        let page = |length| Reply::text(502, "text/html", "x".repeat(length));

        // What did not succeed says enough with its beginning.
        server.respond("ping", page(1_000_000));
        let error = client.send(endpoints::Ping::new()).await.unwrap_err();
        assert_eq!(error.not_api().unwrap().status, 502);

        server.respond("ping", page(1001).status(200));
        let error = client.send(endpoints::Ping::new()).await.unwrap_err();
        assert_unanswered(&error);
        assert!(
            error.to_string().contains("more than 1000 bytes"),
            "{error}"
        );

        server.respond("ping", page(1_000_000));
        let request = Call::new(client.address()).request(&endpoints::Ping::new());
        let error = client.carry(request.unwrap()).await.unwrap_err();
        assert!(error.is_too_large());
        assert!(!error.is_connect() && !error.is_timeout());
    }
}

mod setting_up {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_told_when_the_client_is_built() {
        for address in ["", "http://misskey.example", "misskey.example/api"] {
            let built = Client::builder(address).build();
            let Err(BuildError::Server(invalid)) = built else {
                panic!("{address:?} was taken: {built:?}");
            };
            assert!(invalid.to_string().contains("server's address"));
        }
    }

    #[tokio::test]
    async fn a_host_that_says_nothing_of_the_scheme_is_called_over_https() {
        let client = Client::builder("misskey.example").build().unwrap();
        assert_eq!(client.address().to_string(), "https://misskey.example/");
        let call = Call::new(client.address());
        let request = call.request(&endpoints::Ping::new()).unwrap();
        assert_eq!(request.uri(), "https://misskey.example/api/ping");
        assert_eq!(endpoints::Ping::META.path, "ping");
    }

    #[test]
    fn clients_go_from_thread_to_thread() {
        fn assert_shared<T: Send + Sync + Clone + 'static>() {}
        assert_shared::<Client>();
        assert_shared::<ClientBuilder>();
    }
}

mod drift {
    use super::*;

    #[tokio::test]
    async fn does_not_show_a_token_that_the_server_sends_as_a_name() {
        let (server, client) = start().await;
        let answer = json!({ server.token(): "green", "tea": true });
        server.respond("tea/list", Reply::json(200, answer));
        let call = RawCall::new("tea/list");
        let detailed = client.send_raw_detailed::<Map<bool>>(call).await.unwrap();
        assert_eq!(detailed.drift.len(), 1);
        let shown = format!("{:?} {}", detailed.drift, detailed.drift[0].path);
        assert!(!shown.contains(server.token()), "{shown}");
    }
}
