//! Visitors that nobody waits for.

use std::time::Duration;

use misskey_api::Client;
use misskey_auth::loopback::SignInError;
use misskey_auth::ways::Way;
use misskey_test_server::{Reply, TestServer, Visitor};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::support::{
    begin, callback_of, get, host_of, raw, session_of, sign_in, with_user,
};

/// Lets a visitor come, and then the user; the sign-in must go well all the same.
async fn before_the_user<T>(visitor: impl AsyncFnOnce(String, String) -> T) -> T {
    let (_server, client) = begin().await;
    let (signed_in, told) = with_user(sign_in(&client), async |page| {
        let told = visitor(host_of(&callback_of(&page)), session_of(&page)).await;
        let landing = Visitor::new().press(page.as_str(), "Allow").await.unwrap();
        assert!(landing.html.contains("Signed in"), "{landing:?}");
        told
    })
    .await;
    signed_in.unwrap();
    told
}

#[tokio::test]
async fn a_browser_of_another_session_is_sent_away_and_changes_nothing() {
    before_the_user(async |host, session| {
        for query in [
            String::new(),
            "?".to_owned(),
            "?session=5b0a4c1e-7f2d-4b6a-9a53-2d3a4f8c1e70".to_owned(),
            format!("?session={session}&session={session}"),
            format!("?Session={session}"),
            format!("?session={session}x"),
            "?error=access_denied".to_owned(),
            "?code=x&state=y&iss=z".to_owned(),
        ] {
            let answer = get(&host, &format!("/callback{query}"), "en").await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
            assert!(answer.contains("Nobody waits for this page"), "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_visit_of_a_browser_is_refused() {
    before_the_user(async |host, session| {
        let target = format!("/callback?session={session}");
        let post = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let misled = format!("GET {target} HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        let nameless = format!("GET {target} HTTP/1.1\r\n\r\n");
        let elsewhere =
            format!("GET /?session={session} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let long = format!("GET {target} HTTP/1.1\r\nX: {}\r\n", "x".repeat(20_000));
        let many = format!("GET {target} HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(100));
        for (request, status) in [
            (post.as_str(), 405),
            (misled.as_str(), 421),
            (nameless.as_str(), 421),
            (elsewhere.as_str(), 404),
            ("GET /favicon.ico HTTP/1.1\r\nHost: HOST\r\n\r\n", 404),
            (long.as_str(), 431),
            (many.as_str(), 400),
            ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
        ] {
            let answer = raw(&host, &request.replace("HOST", &host)).await;
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")),
                "{answer}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn visitors_that_say_nothing_keep_nobody_waiting() {
    before_the_user(async |host, _| {
        let mut silent = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(&host).await.unwrap();
            stream.write_all(b"GET /call").await.unwrap();
            silent.push(stream);
        }
        silent
    })
    .await;
}

/// Lets the token be a while on its way, while the user's browser waits.
async fn slowly(
    server: &TestServer,
    client: &Client,
    status: u16,
    body: serde_json::Value,
) -> (
    Result<misskey_auth::loopback::SignedIn, SignInError>,
    [String; 2],
) {
    with_user(sign_in(client), async |page| {
        let session = session_of(&page);
        let slow = Reply::json(status, body).delay(Duration::from_millis(400));
        server.respond(&format!("miauth/{session}/check"), slow);
        let (host, target) = (
            host_of(&callback_of(&page)),
            format!("/callback?session={session}"),
        );
        let first = get(&host, &target, "en");
        let second = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            get(&host, &target, "en").await
        };
        tokio::join!(first, second).into()
    })
    .await
}

#[tokio::test]
async fn a_second_visit_changes_nothing() {
    let (server, client) = begin().await;
    let before = server.requests().len();
    let granted = json!({"ok": true, "token": "given", "user": null});
    let (signed_in, [first, second]) = slowly(&server, &client, 200, granted).await;
    assert_eq!(signed_in.unwrap().token.expose(), "given");
    assert!(first.contains("Signed in"), "{first}");
    assert!(second.starts_with("HTTP/1.1 400 "), "{second}");
    let checks = server.requests().into_iter().skip(before);
    assert_eq!(checks.filter(|one| one.path.ends_with("/check")).count(), 1);
}

#[tokio::test]
async fn who_knows_the_session_but_has_no_access_gets_nothing() {
    let (server, client) = begin().await;
    let (refused, [first, _]) =
        slowly(&server, &client, 200, json!({"ok": false})).await;
    assert!(
        matches!(refused, Err(SignInError::NotGranted)),
        "{refused:?}"
    );
    assert!(first.starts_with("HTTP/1.1 502 "), "{first}");
    assert!(first.contains("Not signed in"), "{first}");
}

#[tokio::test]
async fn hostile_queries_end_no_oauth_either() {
    let (_server, client) = begin().await;
    let request = sign_in(&client).served_here().way(Way::Oauth);
    let (signed_in, ()) = with_user(request, async |page| {
        let host = host_of(&callback_of(&page));
        let state = page
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        for query in [
            "?code=x".to_owned(),
            "?error=access_denied&state=x".to_owned(),
            format!("?state={state}&state={state}&error=access_denied"),
        ] {
            let answer = get(&host, &format!("/callback{query}"), "en").await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        }
        Visitor::new().press(page.as_str(), "Allow").await.unwrap();
    })
    .await;
    signed_in.unwrap();
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_server_ends_oauth() {
    let (_server, client) = begin().await;
    let request = sign_in(&client).served_here();
    let (refused, answer) = with_user(request, async |page| {
        let host = host_of(&callback_of(&page));
        let state = page
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        let target = format!("/callback?code=x&state={state}&iss=https://evil.example");
        get(&host, &target, "en").await
    })
    .await;
    assert!(
        matches!(refused, Err(SignInError::Callback(_))),
        "{refused:?}"
    );
    assert!(answer.contains("Not signed in"), "{answer}");
}

#[tokio::test]
async fn pages_are_in_the_language_of_the_user_and_keep_to_themselves() {
    before_the_user(async |host, _| {
        for (language, tag, title) in [
            ("en-GB,en;q=0.9", "en", "Nobody waits for this page"),
            ("ja,en;q=0.5", "ja", "このページは無効です"),
            ("zh-CN", "zh", "此页面无效"),
            ("ko-KR", "ko", "유효하지 않은 페이지입니다"),
            ("de-AT,de;q=0.9", "de", "Niemand wartet auf diese Seite"),
            ("fr", "fr", "Personne n’attend cette page"),
            ("es-MX", "es", "Nadie espera esta página"),
            ("tlh", "en", "Nobody waits for this page"),
        ] {
            let answer = get(&host, "/callback", language).await;
            assert!(
                answer.contains(&format!("<html lang=\"{tag}\">")),
                "{answer}"
            );
            assert!(answer.contains(&format!("<h1>{title}</h1>")), "{answer}");
            for header in [
                "Cache-Control: no-store",
                "Content-Security-Policy: default-src 'none'",
                "Referrer-Policy: no-referrer",
            ] {
                assert!(answer.contains(header), "{answer}");
            }
        }
    })
    .await;
}
