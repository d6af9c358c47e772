//! Each way, from the button to the token.

use misskey_api::{Client, endpoints};
use misskey_auth::Url;
use misskey_auth::loopback::{SignInError, SignedIn};
use misskey_auth::ways::Way;
use misskey_test_server::{Reply, TestServer, Visitor};
use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{
    begin, callback_of, host_of, not_begun, not_long, session_of, sign_in, with_user,
};

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

/// Whose token it is, and that it works.
async fn check(server: &TestServer, client: &Client, signed_in: &SignedIn) {
    assert_eq!(signed_in.server.host(), server.host());
    let client = client.with_token(signed_in.token.clone());
    let me = client.send(endpoints::I::new()).await.unwrap();
    let account = signed_in.account().unwrap();
    assert_eq!((account.id.user_id, account.username), (me.id, me.username));
    assert_eq!(account.token, signed_in.token);
}

#[tokio::test]
async fn a_user_who_allows_access_is_signed_in_by_every_way() {
    for way in [Way::Oauth, Way::MiAuth, Way::AppSession] {
        let (server, client) = begin().await;
        let (signed_in, landing) =
            with_user(sign_in(&client).served_here().way(way), async |page| {
                Visitor::new().press(page.as_str(), "Allow").await.unwrap()
            })
            .await;
        let signed_in = signed_in.unwrap();
        assert_eq!(signed_in.way, way);
        check(&server, &client, &signed_in).await;
        assert_eq!(landing.status, Some(200), "{landing:?}");
        assert!(landing.url.starts_with("http://127.0.0.1:"), "{landing:?}");
        assert!(landing.html.contains("<h1>Signed in</h1>"), "{landing:?}");
        assert!(
            landing.html.contains("Rake &amp; &lt;Co&gt;"),
            "{landing:?}"
        );
        assert_eq!(signed_in.permissions.is_some(), way == Way::Oauth);
    }
}

#[tokio::test]
async fn the_best_way_is_gone_that_server_and_app_have() {
    let old = json!({"version": "12.0.0"});
    for (has_page, oauth, meta, way) in [
        (true, true, None, Way::Oauth),
        (false, true, None, Way::MiAuth),
        (true, false, None, Way::MiAuth),
        (true, false, Some(old), Way::AppSession),
    ] {
        let (server, client) = begin().await;
        if !oauth {
            server.respond(WELL_KNOWN, Reply::text(200, "text/html", "<html>"));
        }
        if let Some(meta) = meta {
            server.respond("meta", Reply::json(200, meta));
        }
        let request = sign_in(&client);
        let request = if has_page {
            request.served_here()
        } else {
            request
        };
        let (signed_in, _) = with_user(request, async |page| {
            Visitor::new().press(page.as_str(), "Allow").await.unwrap()
        })
        .await;
        assert_eq!(signed_in.unwrap().way, way);
    }
}

#[tokio::test]
async fn a_way_that_is_not_offered_is_told_before_the_user_is_asked() {
    let (server, client) = begin().await;
    server.respond(WELL_KNOWN, Reply::empty(404));
    let request = sign_in(&client).served_here().way(Way::Oauth);
    let error = not_begun(request).await;
    assert!(matches!(error, SignInError::NoWay { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        format!("{} does not offer OAuth", server.host())
    );
    // Nor without a page of the app's own.
    let request = sign_in(&client).way(Way::Oauth);
    let error = not_begun(request).await;
    assert!(matches!(error, SignInError::NoWay { .. }), "{error}");
}

#[tokio::test]
async fn what_no_app_can_hold_is_told_before_the_user_is_asked() {
    for way in [Way::Oauth, Way::MiAuth, Way::AppSession] {
        let (_server, client) = begin().await;
        let request = sign_in(&client)
            .served_here()
            .way(way)
            .permission("read:admin:stream");
        let error = not_begun(request).await;
        assert!(error.to_string().contains("`read:admin:stream`"), "{error}");
    }
}

#[tokio::test]
async fn a_user_who_denies_access_ends_the_sign_in_over_oauth() {
    let (_server, client) = begin().await;
    let (refused, landing) = with_user(sign_in(&client).served_here(), async |page| {
        Visitor::new().press(page.as_str(), "Deny").await.unwrap()
    })
    .await;
    assert!(matches!(refused, Err(SignInError::Denied)), "{refused:?}");
    assert!(
        landing.html.contains("<h1>Access denied</h1>"),
        "{landing:?}"
    );
}

#[tokio::test]
async fn a_user_who_denies_access_takes_too_long_by_the_other_ways() {
    for way in [Way::MiAuth, Way::AppSession] {
        let (_server, client) = begin().await;
        let request = sign_in(&client).way(way).patience(not_long());
        let (refused, landing) = with_user(request, async |page| {
            Visitor::new().press(page.as_str(), "Deny").await.unwrap()
        })
        .await;
        assert!(matches!(refused, Err(SignInError::TimedOut)), "{refused:?}");
        assert!(landing.html.contains("Access denied"), "{landing:?}");
    }
}

#[tokio::test]
async fn a_test_grants_access_and_the_sign_in_goes_on() {
    for way in [Way::MiAuth, Way::AppSession, Way::Oauth] {
        let (server, client) = begin().await;
        let request = sign_in(&client).way(way).served_here();
        let signed_in = request.show(|page| server.grant(page.as_str())).run().await;
        check(&server, &client, &signed_in.unwrap()).await;
    }
}

/// Allows access in a browser that does not go back.
async fn allow_and_stay(server: &TestServer, page: &Url) {
    Visitor::new().open(page.as_str()).await.unwrap();
    server.grant(&session_of(page));
}

#[tokio::test]
async fn a_browser_that_fails_to_come_back_does_not_cost_the_token() {
    for way in [Way::MiAuth, Way::AppSession] {
        let (server, client) = begin().await;
        let request = sign_in(&client).way(way).patience(not_long());
        let (signed_in, ()) =
            with_user(request, async |page| allow_and_stay(&server, &page).await).await;
        check(&server, &client, &signed_in.unwrap()).await;
    }
}

#[tokio::test]
async fn the_port_is_closed_when_the_sign_in_ends() {
    let (_server, client) = begin().await;
    let (_, host) = with_user(sign_in(&client), async |page| {
        Visitor::new().press(page.as_str(), "Allow").await.unwrap();
        host_of(&callback_of(&page))
    })
    .await;
    assert!(TcpStream::connect(host).await.is_err());

    let (_, host) = with_user(sign_in(&client).patience(not_long()), async |page| {
        let host = host_of(&callback_of(&page));
        assert!(TcpStream::connect(&host).await.is_ok());
        host
    })
    .await;
    assert!(TcpStream::connect(host).await.is_err());
}

#[tokio::test]
async fn the_port_is_closed_when_the_sign_in_is_dropped() {
    let (_server, client) = begin().await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        let request =
            sign_in(&client).show(move |page| sender.send(page.clone()).unwrap());
        request.run().await.map(drop)
    });
    let host = host_of(&callback_of(&receiver.recv().await.unwrap()));
    assert!(TcpStream::connect(&host).await.is_ok());
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert!(TcpStream::connect(&host).await.is_err());
}

#[tokio::test]
async fn a_published_page_names_the_port() {
    let (server, client) = begin().await;
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let page = misskey_auth::oauth::ClientPage::new(
        "Rake",
        misskey_auth::Url::parse(&format!("{}/rake", server.base_url())).unwrap(),
    )
    .redirect(
        misskey_auth::Url::parse(&format!("http://127.0.0.1:{port}/callback")).unwrap(),
    );
    server.respond("/rake", Reply::text(200, "text/html", page.html()));
    let request = sign_in(&client).published(page.id().clone(), port);
    let (signed_in, _) = with_user(request, async |page| {
        Visitor::new().press(page.as_str(), "Allow").await.unwrap()
    })
    .await;
    assert_eq!(signed_in.unwrap().way, Way::Oauth);
}

#[tokio::test]
async fn a_port_that_is_taken_is_told() {
    let (_server, client) = begin().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let id = misskey_auth::Url::parse("https://app.example/").unwrap();
    let request = sign_in(&client).published(id, port);
    let error = not_begun(request).await;
    assert!(matches!(error, SignInError::Listen(_)), "{error}");
}
