//! What is logged, and what never is. All that is logged in this program is looked at, by
//! whatever crate, at the finest level; so there is one test.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use misskey_api::endpoints::drive::files;
use misskey_api::endpoints::{self, notes};
use misskey_api::{Client, RawCall, Retry, TokenIn, Upload};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};
use tracing_subscriber::filter::LevelFilter;

/// A text that is in what is sent and received.
const TEXT: &str = "a-text-for-nobody-else";

/// A password among the parameters of a call.
const PASSWORD: &str = "a-password-of-the-account";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything that anybody logs from now on.
    fn of_everything() -> Self {
        let log = Self::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(move || writer.clone())
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Calls of all kinds, with what is shown of them and their outcomes.
async fn shown(client: &Client, server: &TestServer) -> Vec<String> {
    fn both<T: Debug, E: Debug + std::fmt::Display>(
        shown: &mut Vec<String>,
        it: &Result<T, E>,
    ) {
        if let Err(error) = it {
            shown.push(format!("{error} {error:?} {error:#?}"));
        }
    }
    let mut shown = vec![format!("{client:?} {client:#?}")];
    let create = || notes::Create::new().text(TEXT);
    both(&mut shown, &client.send(create()).await);
    for reply in [
        Reply::rate_limited(Some(0), None),
        Reply::text(502, "text/html", format!("<p>{}</p>", server.token())),
        Reply::close(),
        Reply::json(200, json!({ "createdNote": server.token() })),
    ] {
        server.respond("notes/create", reply.clone());
        both(&mut shown, &client.send(create()).await);
        server.respond("i", reply);
        both(&mut shown, &client.send(endpoints::I::new()).await);
    }
    let half = json!([{ "id": TEXT, "text": server.token() }, 7]);
    server.respond("notes/timeline", Reply::json(200, half));
    let timeline = client.send_detailed(notes::Timeline::new()).await;
    shown.push(format!("{:?}", timeline.unwrap().drift));
    let mut pages = client.pages(notes::Timeline::new().limit(2));
    both(&mut shown, &pages.collect_up_to(5).await);
    shown.push(format!("{pages:?} {:?}", pages.cursor()));
    let upload = Upload::new("tea.txt", TEXT);
    shown.push(format!("{upload:?}"));
    both(
        &mut shown,
        &client.upload_once(files::Create::new(upload)).await,
    );
    let parameters = json!({ "password": PASSWORD, "text": TEXT });
    let call = RawCall::new("tea/brew").parameters(parameters);
    shown.push(format!("{call:?}"));
    both(&mut shown, &client.send_raw::<Value>(call).await);
    let url = format!("{}/files/none", server.base_url());
    both(&mut shown, &client.download(&url, 1000).await);
    both(
        &mut shown,
        &client.anonymous().send(endpoints::Stats::new()).await,
    );
    both(&mut shown, &client.server().await);
    shown
}

#[tokio::test]
async fn nothing_that_is_logged_or_shown_has_a_token_or_a_body() {
    let log = Log::of_everything();
    let server = TestServer::start().await.unwrap();
    for place in [TokenIn::Body, TokenIn::Header] {
        let builder = Client::builder(server.base_url())
            .token(server.token())
            .token_in(place)
            .retry(Retry::default().first_delay(Duration::from_millis(2)))
            .pacing(true);
        let mut all = vec![format!("{builder:?}")];
        let client = builder.build().unwrap();
        all.extend(shown(&client, &server).await);
        for text in &all {
            assert!(!text.contains(server.token()), "{text}");
            assert!(!text.contains(PASSWORD), "{text}");
        }
    }
    let log = log.text();
    for secret in [server.token(), PASSWORD, TEXT] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is logged");
    }
    // What should be there is, and so is what the HTTP client logs.
    for said in [
        "call{endpoint=\"notes/create\"}",
        "answered",
        "status=200",
        "status=502",
        "attempt=2",
        "elapsed_ms=",
        "will try again",
        "an answer is not as expected",
        "hyper_util",
    ] {
        assert!(log.contains(said), "{said} is not in {log}");
    }
    // What is sent is in no address.
    for request in server.requests() {
        assert!(!request.query.contains(server.token()));
        assert!(!request.path.contains(server.token()));
    }
}
