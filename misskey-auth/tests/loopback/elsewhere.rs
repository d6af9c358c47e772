//! Browsers on other machines.

use std::time::Duration;

use misskey_auth::Patience;
use misskey_auth::loopback::SignInError;
use misskey_auth::ways::Way;
use misskey_test_server::Visitor;

use crate::support::{begin, not_begun, not_long, sign_in, with_user};

#[tokio::test]
async fn the_server_is_asked_where_no_browser_comes_back() {
    for way in [Way::MiAuth, Way::AppSession] {
        let (_server, client) = begin().await;
        let often = Patience::default().every(Duration::from_millis(20));
        let request = sign_in(&client)
            .served_here()
            .way(way)
            .elsewhere()
            .patience(often);
        let (signed_in, landing) = with_user(request, async |page| {
            assert!(page.query_pairs().all(|(name, _)| name != "callback"));
            Visitor::new().press(page.as_str(), "Allow").await.unwrap()
        })
        .await;
        assert_eq!(signed_in.unwrap().way, way);
        assert!(landing.html.contains("Access granted"), "{landing:?}");
    }
}

#[tokio::test]
async fn nobody_is_waited_for_for_ever() {
    let (_server, client) = begin().await;
    let request = sign_in(&client).elsewhere().patience(not_long());
    let (refused, ()) = with_user(request, async |_| ()).await;
    assert!(matches!(refused, Err(SignInError::TimedOut)), "{refused:?}");
}

#[tokio::test]
async fn oauth_needs_a_browser_that_comes_back() {
    let (_server, client) = begin().await;
    let request = sign_in(&client).served_here().elsewhere().way(Way::Oauth);
    let error = not_begun(request).await;
    assert!(matches!(error, SignInError::NoWay { .. }), "{error}");
}
