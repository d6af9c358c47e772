//! In whose name calls are made.

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
    let said = "(it needs `read:account`)";
    assert!(error.to_string().ends_with(said), "{error}");
    assert_eq!(
        denied.error,
        endpoints::IError::Common(CommonError::PermissionDenied)
    );
}

#[tokio::test]
async fn a_token_that_none_can_be_is_refused_before_anything_is_sent() {
    let (server, client) = start().await;
    for (token, reason) in [("", "is empty"), ("wisteria\n", "a line break")] {
        let client = client.with_token(token);
        let create = drive::files::Create::new(Upload::new("tea.txt", "green"));
        let call = client.send(endpoints::I::new()).await.unwrap_err();
        let upload = client.send(create.clone()).await.unwrap_err();
        let once = client.upload_once(create).await.unwrap_err();
        let raw = client
            .send_raw::<serde_json::Value>(RawCall::new("i"))
            .await;
        let raw = raw.unwrap_err();
        let told = [call.local(), upload.local(), once.local(), raw.local()];
        for told in told.map(Option::unwrap) {
            assert!(
                told.contains("the token") && told.contains(reason),
                "{told}"
            );
            assert!(!told.contains("wisteria"), "{told}");
        }
        assert!(!call.is_outcome_unknown() && !call.is_retryable());
    }
    assert!(server.requests().is_empty());
}
