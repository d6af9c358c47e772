//! The page that a request leads to, and the one that the app publishes.

use std::collections::{BTreeMap, HashSet};

use misskey_api::Permission;
use misskey_auth::oauth::{InvalidRequest, Request};
use misskey_auth::{InvalidCallback, InvalidPermissions};
use misskey_test_server::Visitor;

use crate::support::{discover, publish, request, url};

#[tokio::test]
async fn the_address_has_all_that_the_server_needs() {
    let (server, _, metadata) = discover().await;
    let page = publish(&server);
    let attempt = request(&page)
        .permission("read:emoji-studio")
        .start(&metadata)
        .unwrap();
    let address = attempt.url();
    assert!(
        address
            .as_str()
            .starts_with(&format!("{}/oauth/authorize?", server.base_url()))
    );
    let parameters: BTreeMap<String, String> =
        address.query_pairs().into_owned().collect();
    assert_eq!(parameters.len(), 7);
    for (name, value) in [
        ("client_id", page.id().as_str()),
        ("redirect_uri", "myapp://back?a=1&b=2"),
        ("response_type", "code"),
        ("scope", "read:account read:emoji-studio"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameters[name], value);
    }
    assert_eq!(
        (
            parameters["state"].len(),
            parameters["code_challenge"].len()
        ),
        (43, 43)
    );
}

#[tokio::test]
async fn every_attempt_has_secrets_of_its_own() {
    let (server, _, metadata) = discover().await;
    let request = request(&publish(&server));
    let addresses: HashSet<String> = (0..100)
        .map(|_| request.start(&metadata).unwrap().url().to_string())
        .collect();
    assert_eq!(addresses.len(), 100);
}

#[tokio::test]
async fn the_server_reads_the_page_that_the_app_publishes() {
    let (server, _, metadata) = discover().await;
    let attempt = request(&publish(&server)).start(&metadata).unwrap();
    let landing = Visitor::new().open(attempt.url().as_str()).await.unwrap();
    assert!(
        landing
            .html
            .contains("Rake &amp; &lt;Co&gt; asks for access"),
        "{landing:?}"
    );
    assert!(landing.html.contains("<li>read:account</li>"));
}

#[tokio::test]
async fn a_redirect_that_the_page_does_not_name_is_refused_before_the_user_is_asked() {
    let (server, _, metadata) = discover().await;
    let page = publish(&server);
    let attempt = Request::new(page.id(), &url("myapp://back?a=1"))
        .permission(Permission::ReadAccount.as_str())
        .start(&metadata)
        .unwrap();
    let landing = Visitor::new().open(attempt.url().as_str()).await.unwrap();
    assert_eq!(landing.status, Some(400));
}

#[tokio::test]
async fn what_a_server_would_refuse_is_refused_beforehand() {
    let (_server, _, metadata) = discover().await;
    let start = |client_id: &str, redirect: &str, permission: &str| {
        Request::new(&url(client_id), &url(redirect))
            .permission(permission)
            .start(&metadata)
            .map(drop)
            .unwrap_err()
    };
    let (good, back) = ("https://app.example/", "https://app.example/back");
    for client_id in [
        "http://app.example/",
        "https://user:hidden@app.example/",
        "https://app.example/#hidden",
        "myapp:hidden",
    ] {
        let error = start(client_id, back, "read:account");
        assert!(matches!(error, InvalidRequest::ClientId { .. }), "{error}");
        assert!(!error.to_string().contains("hidden"), "{error}");
    }
    for (redirect, refused) in [
        (
            "javascript:x",
            InvalidCallback::Scheme {
                scheme: "javascript".to_owned(),
            },
        ),
        (
            "https://app.example/?state=1",
            InvalidCallback::Parameter { parameter: "state" },
        ),
        ("https://app.example/#x", InvalidCallback::Fragment),
    ] {
        let error = start(good, redirect, "read:account");
        assert_eq!(error, InvalidRequest::Redirect(refused));
    }
    assert!(matches!(
        start(good, back, "read:admin:stream"),
        InvalidRequest::Permissions(InvalidPermissions::NotGrantable { .. })
    ));
    assert!(matches!(
        start(good, back, "read:moon"),
        InvalidRequest::UnknownPermissions { .. }
    ));
    let nothing = Request::new(&url(good), &url(back)).start(&metadata);
    assert_eq!(nothing.unwrap_err(), InvalidRequest::NoPermission);
}
