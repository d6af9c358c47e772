//! What is logged, and what never is. All that is logged in this program is looked at, by
//! whatever crate, at the finest level; so there is one test.

#![expect(
    clippy::unwrap_used,
    reason = "a test's helpers may stop at the first surprise, as the test may"
)]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use misskey_api::{Client, endpoints};
use misskey_auth::app::Registration;
use misskey_auth::loopback::SignIn;
use misskey_auth::miauth::Request;
use misskey_auth::ways::Way;
use misskey_auth::{Url, calls};
use misskey_test_server::{Reply, TestServer, Visitor};
use tracing_subscriber::filter::LevelFilter;

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
            .with_writer(move || writer.clone())
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Signs in by a way; gives what is secret about it.
async fn sign_in(client: &Client, way: Way) -> Vec<String> {
    let pages = Arc::new(Mutex::new(Vec::new()));
    let shown = Arc::clone(&pages);
    let signed_in = SignIn::new(client, "Test app")
        .calls(&calls!(endpoints::I))
        .served_here()
        .way(way)
        .show(move |page: &Url| {
            shown.lock().unwrap().push(page.clone());
            let page = page.to_string();
            tokio::spawn(async move { Visitor::new().press(&page, "Allow").await });
        })
        .run()
        .await
        .unwrap();
    let page = pages.lock().unwrap().remove(0);
    let mut secrets = vec![signed_in.token.expose().to_owned()];
    match way {
        Way::Oauth => secrets.extend(
            page.query_pairs()
                .filter(|(name, _)| name == "state")
                .map(|(_, state)| state.into_owned()),
        ),
        _ => secrets.extend(page.path().rsplit('/').next().map(str::to_owned)),
    }
    secrets
}

/// The same where servers repeat what they were asked.
async fn fail(server: &TestServer, client: &Client) -> Vec<String> {
    let session = Request::new(client.address()).start().unwrap();
    let id = session.id().to_owned();
    let echo = Reply::text(502, "text/html", format!("<p>{id}"));
    server.respond(&format!("miauth/{id}/check"), echo);
    assert!(session.check(client).await.is_err());

    let app = Registration::new("Test app")
        .register(client)
        .await
        .unwrap();
    let secret = app.secret().expose().to_owned();
    let echo = Reply::text(502, "text/html", format!("<p>{secret}"));
    server.respond("auth/session/userkey", echo);
    let session = app.begin(client).await.unwrap();
    assert!(session.check(client).await.is_err());
    vec![id, secret]
}

#[tokio::test]
async fn no_secret_is_logged() {
    let log = Log::of_everything();
    let server = TestServer::start().await.unwrap();
    let client = Client::builder(server.base_url()).build().unwrap();
    let mut secrets = Vec::new();
    for way in [Way::Oauth, Way::MiAuth, Way::AppSession] {
        secrets.extend(sign_in(&client, way).await);
    }
    secrets.extend(fail(&server, &client).await);
    assert_eq!(secrets.len(), 8);
    let text = log.text();
    assert!(!text.is_empty());
    for secret in secrets {
        let found = text.lines().find(|line| line.contains(&secret));
        assert_eq!(found, None);
    }
}
