//! The same in a real browser.

use misskey_auth::Url;
use misskey_auth::loopback::{SignInError, SignedIn};
use misskey_auth::ways::Way;
use misskey_test_server::TestServer;

use crate::chromium::Browser;
use crate::support::{begin, callback_of, host_of, session_of, sign_in, with_user};

/// Lets a real browser do something with the page, beside the runtime.
async fn in_browser(
    sign_in: misskey_auth::loopback::SignIn<'_>,
    browser: Browser,
    drive: impl FnOnce(&Browser, &Url) -> String + Send + 'static,
) -> (Result<SignedIn, SignInError>, String) {
    with_user(sign_in, async |page| {
        let driven = tokio::task::spawn_blocking(move || drive(&browser, &page));
        driven.await.unwrap()
    })
    .await
}

fn shared(server: TestServer) -> std::sync::Arc<TestServer> {
    std::sync::Arc::new(server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_allows_access_comes_back_and_shows_the_page() {
    for way in [Way::MiAuth, Way::Oauth] {
        let Some(browser) = Browser::find() else {
            return;
        };
        let (server, client) = begin().await;
        let server = shared(server);
        let driven = std::sync::Arc::clone(&server);
        let request = sign_in(&client).served_here().way(way);
        let (signed_in, document) =
            in_browser(request, browser, move |browser, page| {
                browser.press(&driven, page, "Allow")
            })
            .await;
        assert_eq!(signed_in.unwrap().way, way, "{document}");
        assert!(
            document.contains("<h1>サインインしました</h1>"),
            "{document}"
        );
        assert!(document.contains("Rake &amp; &lt;Co&gt;"), "{document}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_denies_access_comes_back_over_oauth_alone() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (server, client) = begin().await;
    let server = shared(server);
    let driven = std::sync::Arc::clone(&server);
    let request = sign_in(&client).served_here();
    let (refused, document) = in_browser(request, browser, move |browser, page| {
        browser.press(&driven, page, "Deny")
    })
    .await;
    assert!(matches!(refused, Err(SignInError::Denied)), "{refused:?}");
    assert!(
        document.contains("<h1>アクセスは拒否されました</h1>"),
        "{document}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_denies_access_over_miauth_stays_and_the_time_runs_out() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (server, client) = begin().await;
    let server = shared(server);
    let driven = std::sync::Arc::clone(&server);
    let request = sign_in(&client).patience(crate::support::not_long());
    let (refused, document) = in_browser(request, browser, move |browser, page| {
        browser.press(&driven, page, "Deny")
    })
    .await;
    assert!(matches!(refused, Err(SignInError::TimedOut)), "{refused:?}");
    assert!(document.contains("Access denied"), "{document}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_of_another_session_is_sent_away_and_a_second_visit_finds_nobody() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let (server, client) = begin().await;
    let server = shared(server);
    let driven = std::sync::Arc::clone(&server);
    let (signed_in, told) = with_user(sign_in(&client), async move |page| {
        let driven = tokio::task::spawn_blocking(move || {
            let host = host_of(&callback_of(&page));
            let visit = |session: &str| {
                browser.open(&format!("http://{host}/callback?session={session}"))
            };
            let wrong = visit("5b0a4c1e-7f2d-4b6a-9a53-2d3a4f8c1e70");
            let right = browser.press(&driven, &page, "Allow");
            let again = visit(&session_of(&page));
            [wrong, right, again]
        });
        driven.await.unwrap()
    })
    .await;
    signed_in.unwrap();
    let [wrong, right, again] = told;
    assert!(wrong.contains("このページは無効です"), "{wrong}");
    assert!(right.contains("サインインしました"), "{right}");
    assert!(!again.contains("サインインしました"), "{again}");
}
