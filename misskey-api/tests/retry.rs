//! What is tried again, when, and what never is.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::time::{Duration, Instant};

use misskey_api::endpoints::{self, drive, i, notes};
use misskey_api::{Client, ClientBuilder, RawCall, Retry, Upload};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};

/// Tries again at once, so that the tests need not wait.
fn quick() -> Retry {
    Retry::default().first_delay(Duration::from_millis(4))
}

fn builder(server: &TestServer) -> ClientBuilder {
    Client::builder(server.base_url())
        .token(server.token())
        .retry(quick())
}

async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server).build().unwrap();
    (server, client)
}

fn proxy(status: u16) -> Reply {
    Reply::text(status, "text/html", "<html>later</html>")
}

mod what_only_reads {
    use super::*;

    #[tokio::test]
    async fn is_asked_again_until_there_is_an_answer() {
        let (server, client) = start().await;
        for lost in [
            Reply::close(),
            Reply::truncated("{"),
            proxy(502),
            proxy(503),
        ] {
            server.respond("i", lost);
            let detailed = client.send_detailed(endpoints::I::new()).await.unwrap();
            assert_eq!(detailed.attempts, 2);
        }
        assert_eq!(server.requests().len(), 8);
    }

    #[tokio::test]
    async fn is_asked_as_often_as_said_and_the_last_failure_is_told() {
        let (server, client) = start().await;
        server.respond_always("i", proxy(504));
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 504);
        assert_eq!(error.attempts(), 3);
        assert!(error.is_retryable() && !error.is_outcome_unknown());
        assert_eq!(server.requests().len(), 3);
    }

    #[tokio::test]
    async fn is_not_asked_again_if_the_answer_would_be_the_same() {
        let (server, client) = start().await;
        for same in [
            proxy(403),
            proxy(500),
            Reply::empty(405),
            Reply::framework(415),
        ] {
            server.respond("i", same);
            let error = client.send(endpoints::I::new()).await.unwrap_err();
            assert_eq!(error.attempts(), 1);
            assert!(!error.is_retryable());
        }
        let error = client.send(notes::Show::new("9s4g2p7k00")).await;
        assert_eq!(error.unwrap_err().attempts(), 1);
    }
}

mod what_has_an_effect {
    use super::*;

    #[tokio::test]
    async fn is_never_sent_twice_and_its_outcome_is_unknown() {
        let (server, client) = start().await;
        let client = client.with_timeout(Duration::from_millis(200));
        let lost = [
            Reply::close(),
            Reply::reset(),
            Reply::truncated("{"),
            Reply::hang(),
            proxy(502),
            proxy(503).header("Retry-After", "0"),
            proxy(504),
            proxy(200),
        ];
        for (number, lost) in lost.into_iter().enumerate() {
            server.respond("notes/create", lost.clone());
            let request = notes::Create::new().text("Once");
            let error = client.send(request).await.unwrap_err();
            assert_eq!(error.attempts(), 1, "{lost:?}");
            assert!(error.is_outcome_unknown(), "{lost:?}: {error}");
            assert!(!error.is_retryable(), "{lost:?}: {error}");
            assert!(error.to_string().contains("whether the call had an effect"));
            assert_eq!(server.requests().len(), number + 1, "{lost:?}");
        }
    }

    #[tokio::test]
    async fn is_sent_again_if_the_server_says_that_it_had_none() {
        let (server, client) = start().await;
        server.respond("notes/create", Reply::rate_limited(Some(0), None));
        let request = notes::Create::new().text("Once");
        let detailed = client.send_detailed(request).await.unwrap();
        assert_eq!(detailed.attempts, 2);
        let request = notes::Timeline::new().limit(100);
        let notes = client.send(request).await.unwrap();
        let once = notes
            .iter()
            .filter(|note| note.text.as_deref() == Some("Once"));
        assert_eq!(once.count(), 1);
    }

    #[tokio::test]
    async fn is_tried_again_if_nobody_was_there() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let client = Client::builder(&address).retry(quick()).build().unwrap();
        let request = notes::Create::new().text("Once");
        let error = client.send(request).await.unwrap_err();
        assert_eq!(error.attempts(), 3);
        assert!(error.is_connect() && error.is_retryable());
        assert!(!error.is_outcome_unknown());
    }

    #[tokio::test]
    async fn had_none_if_it_was_refused() {
        let (server, client) = start().await;
        for refused in [
            proxy(403),
            Reply::empty(413),
            Reply::redirect(307, "https://a.example/"),
        ] {
            server.respond("notes/create", refused);
            let request = notes::Create::new().text("Once");
            let error = client.send(request).await.unwrap_err();
            assert!(!error.is_outcome_unknown(), "{error}");
        }
    }

    #[tokio::test]
    async fn may_have_had_some_if_the_server_broke_off() {
        let (server, client) = start().await;
        let body = json!({ "error": {
            "message": "Broken.", "code": "INTERNAL_ERROR",
            "id": "5d37dbcb-891e-41ca-a3d6-e690c97775ac", "kind": "server",
        }});
        server.respond("notes/create", Reply::json(500, body.clone()));
        let request = notes::Create::new().text("Once");
        let error = client.send(request).await.unwrap_err();
        assert!(error.is_outcome_unknown() && !error.is_retryable());
        server.respond("i", Reply::json(500, body));
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        assert!(!error.is_outcome_unknown());
    }

    #[tokio::test]
    async fn had_it_if_the_answer_can_not_be_read() {
        let (server, client) = start().await;
        server.respond("notes/create", Reply::json(200, json!([])));
        let request = notes::Create::new().text("Once");
        let error = client.send(request).await.unwrap_err();
        assert!(error.decode().is_some());
        assert!(!error.is_outcome_unknown() && !error.is_retryable());
    }

    #[tokio::test]
    async fn is_what_a_call_by_name_has_unless_it_is_said_to_read() {
        let (server, client) = start().await;
        let call = RawCall::new("tea/brew").parameters(json!({ "cups": 2 }));
        server.respond("tea/brew", Reply::close());
        let error = client.send_raw::<Value>(call.clone()).await.unwrap_err();
        assert_eq!(error.endpoint(), "tea/brew");
        assert!(error.is_outcome_unknown());
        server.respond("tea/brew", Reply::close());
        server.respond("tea/brew", Reply::json(200, json!({ "cups": 2 })));
        let call = call.repeatable(true);
        let answer: Value = client.send_raw(call).await.unwrap();
        assert_eq!(answer, json!({ "cups": 2 }));
        assert_eq!(server.requests().len(), 3);
    }
}

mod what_leaves_the_same_twice {
    use super::*;

    #[tokio::test]
    async fn is_sent_again_and_its_outcome_is_unknown_if_all_answers_are_lost() {
        let (server, client) = start().await;
        let update = || i::Update::new().description("Tea first.");
        server.respond("i/update", Reply::close());
        let detailed = client.send_detailed(update()).await.unwrap();
        assert_eq!(detailed.attempts, 2);
        server.respond_always("i/update", Reply::close());
        let error = client.send(update()).await.unwrap_err();
        assert_eq!(error.attempts(), 3);
        assert!(
            error.is_outcome_unknown() && error.is_retryable(),
            "{error}"
        );
    }
}

mod waiting {
    use super::*;

    #[tokio::test]
    async fn lasts_as_long_as_the_server_asks() {
        let (server, client) = start().await;
        server.respond("i", Reply::rate_limited(Some(1), None));
        let begun = Instant::now();
        let detailed = client.send_detailed(endpoints::I::new()).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1));
        assert!(detailed.elapsed >= Duration::from_secs(1));
        assert_eq!(detailed.attempts, 2);
    }

    #[tokio::test]
    async fn is_left_to_the_caller_if_it_would_be_too_long() {
        let (server, client) = start().await;
        server.respond("i", Reply::rate_limited(Some(3600), None));
        let begun = Instant::now();
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert!(error.is_rate_limited() && error.is_retryable());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn ends_when_the_call_is_dropped() {
        let (server, client) = start().await;
        server.respond_always("i", Reply::rate_limited(Some(1), None));
        let call = client.send(endpoints::I::new());
        let dropped = tokio::time::timeout(Duration::from_millis(300), call).await;
        assert!(dropped.is_err());
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(server.requests().len(), 1);
    }
}

mod files {
    use super::*;

    #[tokio::test]
    async fn are_sent_again_from_their_beginning() {
        let (server, client) = start().await;
        server.respond("drive/files/create", Reply::rate_limited(Some(0), None));
        let upload = Upload::new("tea.txt", "green");
        let file = client
            .send(drive::files::Create::new(upload))
            .await
            .unwrap();
        assert_eq!(file.size, 5);
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn that_are_read_once_are_sent_once() {
        let (server, client) = start().await;
        server.respond("drive/files/create", Reply::rate_limited(Some(0), None));
        let upload = Upload::from_reader("tea.txt", &b"green"[..]);
        let request = drive::files::Create::new(upload);
        let error = client.send(request.clone()).await.unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!(error.attempts(), 1);
        let error = client.send(request).await.unwrap_err();
        assert!(
            error.local().unwrap().contains("was read before"),
            "{error}"
        );
        assert_eq!(server.requests().len(), 1);
    }
}

mod pacing {
    use super::*;

    /// `i/import-…` and others have limits of few calls; this one has an interval.
    async fn paced() -> (TestServer, Client) {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server).pacing(true).build().unwrap();
        (server, client)
    }

    #[tokio::test]
    async fn tasks_that_share_a_client_keep_the_interval_together() {
        let (server, client) = paced().await;
        let limit = <notes::Delete as misskey_api::Endpoint>::META
            .rate_limit
            .unwrap();
        let interval = Duration::from_millis(limit.min_interval_ms.unwrap());
        server.respond_always("notes/delete", Reply::empty(204));
        let begun = Instant::now();
        let calls: Vec<_> = (0..3)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move {
                    client.send(notes::Delete::new("9s4g2p7k00")).await
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert!(begun.elapsed() >= interval * 2, "{:?}", begun.elapsed());
        // Another account has turns of its own.
        let begun = Instant::now();
        let other = client.with_token("fedcba9876543210");
        other.send(notes::Delete::new("9s4g2p7k00")).await.unwrap();
        assert!(begun.elapsed() < interval);
    }

    #[tokio::test]
    async fn what_one_call_is_told_holds_for_the_others() {
        let (server, client) = paced().await;
        server.respond("notes/create", Reply::rate_limited(Some(1), None));
        let impatient = client.with_retry(Retry::never());
        let create = || notes::Create::new().text("Once");
        impatient.send(create()).await.unwrap_err();
        let begun = Instant::now();
        client.send(create()).await.unwrap();
        assert!(begun.elapsed() >= Duration::from_millis(900));
        assert_eq!(server.requests().len(), 2);
    }
}
