//! Apps and their registration.

use misskey_api::endpoints::app::Create;
use misskey_api::endpoints::auth::session::{self, GenerateError};
use misskey_api::{Call, Permission, PermissionSet};
use misskey_auth::app::{App, InvalidApp, RegisterError, Registration};
use misskey_auth::{InvalidCallback, InvalidPermissions, Url};
use misskey_test_server::Reply;
use serde_json::json;

use crate::support::{client, register, registration, shown};

#[tokio::test]
async fn an_app_is_registered_with_what_it_says() {
    let (server, client, _) = register().await;
    registration()
        .callback(Url::parse("myapp://back").unwrap())
        .permission("read:emoji-studio")
        .permissions(PermissionSet::EMPTY.with(&Permission::WriteNotes))
        .register(&client.with_token(server.token()))
        .await
        .unwrap();
    let sent = server.requests().pop().unwrap();
    assert_eq!(sent.path, "/api/app/create");
    assert_eq!(
        sent.json(),
        json!({
            "name": "Test app",
            "description": "Tests.",
            "permission": ["read:account", "read:emoji-studio", "write:notes"],
            "callbackUrl": "myapp://back",
        })
    );
    assert_eq!(sent.header("authorization"), None);
}

#[tokio::test]
async fn an_app_is_kept_with_its_secret_and_shows_none() {
    let (_server, client, app) = register().await;
    let kept = serde_json::to_string(&app).unwrap();
    assert!(kept.contains(app.secret().expose()));
    assert!(!shown(&app).contains(app.secret().expose()));
    let app: App = serde_json::from_str(&kept).unwrap();
    drop(app.begin(&client).await.unwrap());
}

#[test]
fn what_a_server_would_refuse_is_refused_beforehand() {
    let callback = |text| registration().callback(Url::parse(text).unwrap()).request();
    assert!(matches!(
        callback("javascript:alert(1)"),
        Err(InvalidApp::Callback(InvalidCallback::Scheme { .. }))
    ));
    assert_eq!(
        callback("https://app.example/?token=mine").err(),
        Some(InvalidApp::Callback(InvalidCallback::Parameter {
            parameter: "token"
        }))
    );
    let ungrantable = Registration::new("x")
        .permission("read:admin:stream")
        .request();
    assert!(matches!(
        ungrantable,
        Err(InvalidApp::Permissions(
            InvalidPermissions::NotGrantable { .. }
        ))
    ));
}

#[tokio::test]
async fn a_registration_without_a_secret_is_told() {
    let (server, client, _) = register().await;
    let created = json!({"id": "a", "name": "x", "callbackUrl": null, "permission": []});
    server.respond("app/create", Reply::json(200, created));
    let error = registration().register(&client).await.unwrap_err();
    assert!(
        matches!(error, RegisterError::App(InvalidApp::NoSecret)),
        "{error}"
    );
}

#[tokio::test]
async fn a_secret_that_no_app_has_is_told() {
    let (server, client, _) = register().await;
    let app = App::new(client.address(), "hidden");
    let error = app.begin(&client).await.unwrap_err();
    let RegisterError::Call(call) = &error else {
        panic!("{error}");
    };
    assert_eq!(call.reason(), Some(&GenerateError::NoSuchApp));
    assert!(!shown(&error).contains("hidden") && !error.to_string().contains("hidden"));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn any_client_can_carry_a_registration_and_a_session() {
    let (server, _, _) = register().await;
    let carrier = client(&server);
    let address = carrier.address();
    let call = Call::new(address);
    let request = call.request(&registration().request().unwrap()).unwrap();
    let response = carrier.carry(request).await.unwrap();
    let created = call.response::<Create>(&response).unwrap();
    let app = App::created(address, created).unwrap();
    let response = carrier
        .carry(call.request(&app.request()).unwrap())
        .await
        .unwrap();
    let generated = call.response::<session::Generate>(&response).unwrap();
    let session = app.session(generated).unwrap();
    assert!(session.url().path().starts_with("/auth/"));
}

#[tokio::test]
async fn a_secret_is_not_told_to_another_server() {
    let (_server, _, app) = register().await;
    let (elsewhere, client_of_another, _) = register().await;
    let before = elsewhere.requests().len();
    let error = app.begin(&client_of_another).await.unwrap_err();
    assert!(
        matches!(error, RegisterError::OtherServer { .. }),
        "{error}"
    );
    assert_eq!(elsewhere.requests().len(), before);
}
