//! The page that a request leads to.

use std::collections::HashSet;

use http::Method;
use misskey_api::endpoints::{self, auth, notes};
use misskey_api::{Permission, PermissionSet, Server, channels};
use misskey_auth::miauth::{InvalidRequest, InvalidSession, Request};
use misskey_auth::{Barrier, InvalidCallback, InvalidPermissions, Url, calls, server};
use url::form_urlencoded;

use crate::support::{begin, browse, example, request, url};

#[test]
fn the_address_is_the_one_of_the_protocol() {
    let id = "c1f6d42b-468b-4fd2-8274-e58abdedef6f";
    let session = Request::new(&server("misskey.io").unwrap())
        .name("MyApp")
        .callback(url("https://myapp.example.com/callback"))
        .permission(Permission::WriteNotes.as_str())
        .permission(Permission::WriteFollowing.as_str())
        .permission("read:drive")
        .start_as(id)
        .unwrap();
    assert_eq!(
        session.url().as_str(),
        "https://misskey.io/miauth/c1f6d42b-468b-4fd2-8274-e58abdedef6f?name=MyApp\
         &callback=https%3A%2F%2Fmyapp.example.com%2Fcallback\
         &permission=write:notes,write:following,read:drive"
    );
    assert_eq!(session.id(), id);
}

#[test]
fn an_id_from_elsewhere_is_a_uuid() {
    let error = Request::new(&example()).start_as("guess").unwrap_err();
    assert_eq!(error, InvalidRequest::Session(InvalidSession::Id));
}

#[test]
fn what_is_not_said_is_not_in_the_address() {
    let session = Request::new(&example()).start().unwrap();
    let bare = format!("https://misskey.example/miauth/{}", session.id());
    assert_eq!(session.url().as_str(), bare);
    let session = Request::new(&example())
        .icon(url("http://app.example/icon.png"))
        .start()
        .unwrap();
    assert_eq!(
        session.url().query(),
        Some("icon=http%3A%2F%2Fapp.example%2Ficon.png")
    );
}

#[test]
fn a_server_on_this_machine_keeps_its_port() {
    let server = "http://[::1]:3000".parse().unwrap();
    let session = Request::new(&server).start().unwrap();
    assert_eq!(
        session.url().as_str(),
        format!("http://[::1]:3000/miauth/{}", session.id())
    );
    assert_eq!(
        session.check_request().uri().to_string(),
        format!("http://[::1]:3000/api/miauth/{}/check", session.id())
    );
}

#[test]
fn nobody_signs_in_over_plain_http_to_another_machine() {
    let server = Server::over_plain_http("http://misskey.example").unwrap();
    let error = Request::new(&server).start().unwrap_err();
    assert!(error.to_string().contains("use https"), "{error}");
}

#[test]
fn every_session_has_an_id_of_its_own() {
    let request = Request::new(&example());
    let ids: HashSet<String> = (0..1000)
        .map(|_| request.start().unwrap().id().to_owned())
        .collect();
    assert_eq!(ids.len(), 1000);
    for id in ids {
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).sum::<usize>(), 32);
        assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']));
        assert_eq!(id, id.to_lowercase());
    }
}

#[tokio::test]
async fn whatever_is_said_arrives_as_it_was_said() {
    let (server, client, _) = begin().await;
    for name in [
        "森のアプリ & <friends> + 100% #1?",
        "a=b&permission=write:account",
        "tab\tnewline\nnull\0bell\u{7}",
        "'\"`{}|\\^[]~-._!*();:@$,/",
        "👩‍🔬",
        "",
    ] {
        let session = request(&client)
            .name(name)
            .icon(url("https://app.example/a b.png?x=1&y=2#z"))
            .callback(url("myapp://callback?state=a%26b&x=+#part"))
            .permission("read:森/&+#=")
            .start()
            .unwrap();
        browse(&client, Method::GET, session.url().as_str()).await;
        let received = server.requests().pop().unwrap();
        assert_eq!(received.path, format!("/miauth/{}", session.id()));
        assert_eq!(received.query, session.url().query().unwrap());
        let parameters: Vec<(String, String)> =
            form_urlencoded::parse(received.query.as_bytes())
                .into_owned()
                .collect();
        let expected = [
            ("name", name),
            ("icon", "https://app.example/a%20b.png?x=1&y=2#z"),
            ("callback", "myapp://callback?state=a%26b&x=+#part"),
            ("permission", "read:account,read:森/&+#="),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(parameters, expected);
        assert!(!received.query.contains('+'), "{}", received.query);
    }
}

#[tokio::test]
async fn the_page_shows_the_app_and_what_it_wants() {
    let (_server, client, session) = begin().await;
    let page = browse(&client, Method::GET, session.url().as_str()).await;
    let html = String::from_utf8(page.into_body()).unwrap();
    assert!(html.contains("Test app asks for access"), "{html}");
    assert!(html.contains("<li>read:account</li>"), "{html}");
}

#[test]
fn permissions_keep_their_order_and_none_comes_twice() {
    let session = Request::new(&example())
        .permission("read:emoji-studio")
        .permission("write:notes")
        .permission(String::from("read:emoji-studio"))
        .permissions(PermissionSet::EMPTY.with(&Permission::WriteNotes))
        .permissions(PermissionSet::EMPTY.with(&Permission::ReadAccount))
        .start()
        .unwrap();
    assert_eq!(
        session.url().query(),
        Some("permission=read:emoji-studio,write:notes,read:account")
    );
}

#[test]
fn every_permission_that_no_app_can_hold_is_named() {
    let error = Request::new(&example())
        .permissions(
            PermissionSet::EMPTY
                .with(&Permission::ReadAdminStream)
                .with(&Permission::WriteNotes)
                .with(&Permission::ReadAdminSystemWebhook),
        )
        .permission("write:admin:system-webhook")
        .start()
        .unwrap_err();
    let InvalidRequest::Permissions(InvalidPermissions::NotGrantable { permissions }) =
        &error
    else {
        panic!("{error}");
    };
    assert_eq!(
        permissions,
        &[
            Permission::ReadAdminSystemWebhook,
            Permission::ReadAdminStream,
            Permission::WriteAdminSystemWebhook,
        ]
    );
    assert_eq!(
        error.to_string(),
        "no token of an app can hold `read:admin:system-webhook`, `read:admin:stream`, \
         `write:admin:system-webhook`; leave out what needs it"
    );
}

#[test]
fn what_an_app_calls_tells_what_it_needs() {
    let session = Request::new(&example())
        .calls(&calls!(notes::Create, endpoints::Ping, endpoints::I))
        .calls(&calls!(notes::Delete))
        .start()
        .unwrap();
    assert_eq!(
        session.url().query(),
        Some("permission=write:notes,read:account")
    );
}

#[test]
fn what_an_app_streams_tells_what_it_needs_too() {
    let request = Request::new(&example());
    let session = request
        .calls(&calls!(
            notes::Create,
            channels::LocalTimeline,
            channels::ChatUser
        ))
        .start()
        .unwrap();
    assert_eq!(
        session.url().query(),
        Some("permission=write:notes,read:account,read:chat")
    );
    let error = Request::new(&example())
        .calls(&calls!(channels::Admin))
        .start()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no token of an app can use `admin (apps are not given read:admin:stream)`; leave them out"
    );
}

#[test]
fn every_endpoint_that_no_app_can_call_is_named_with_the_reason() {
    let error = Request::new(&example())
        .calls(&calls!(
            notes::Create,
            auth::Accept,
            endpoints::i::ChangePassword
        ))
        .start()
        .unwrap_err();
    let InvalidRequest::Permissions(InvalidPermissions::NotCallable { barred }) = &error
    else {
        panic!("{error}");
    };
    let barred = barred.iter().map(|one| (one.name, one.reason.clone()));
    assert_eq!(
        barred.collect::<Vec<_>>(),
        [
            ("auth/accept", Barrier::Internal),
            ("i/change-password", Barrier::Internal)
        ]
    );
    assert_eq!(
        error.to_string(),
        "no token of an app can use `auth/accept (internal to the server)`, \
         `i/change-password (internal to the server)`; leave them out"
    );
}

#[test]
fn every_permission_that_an_app_can_hold_is_taken() {
    let all: PermissionSet = Permission::ALL
        .iter()
        .filter(|permission| permission.is_grantable())
        .collect();
    let session = Request::new(&example()).permissions(all).start().unwrap();
    assert_eq!(
        session.url().query(),
        Some(format!("permission={all}").as_str())
    );
}

#[test]
fn a_text_that_is_no_permission_is_refused() {
    for text in [
        "",
        " read:account",
        "read:account ",
        "read:account,write:notes",
        "read:\naccount",
        "read:\0account",
        "read:\u{3000}account",
        "read:\u{85}account",
    ] {
        let error = Request::new(&example())
            .permission(text)
            .start()
            .unwrap_err();
        assert!(
            matches!(
                &error,
                InvalidRequest::Permissions(InvalidPermissions::Name { permission })
                    if permission == text
            ),
            "{error}"
        );
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[test]
fn callbacks_that_servers_refuse_are_refused_beforehand() {
    for text in [
        "javascript:alert(1)",
        "JavaScript://app.example/%0Aalert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "mailto:a@b.example",
        "tel:123",
        "vbscript:x",
    ] {
        let callback = url(text);
        let error = Request::new(&example())
            .callback(callback.clone())
            .start()
            .unwrap_err();
        let scheme = callback.scheme().to_owned();
        assert!(
            error.to_string().contains(&format!("`{scheme}`")),
            "{error}"
        );
        let refused = InvalidCallback::Scheme { scheme };
        assert_eq!(error, InvalidRequest::Callback(refused));
    }
    let taken = Request::new(&example())
        .callback(url("https://app.example/?session=mine"))
        .start();
    let parameter = "session";
    let refused = InvalidCallback::Parameter { parameter };
    assert_eq!(taken.unwrap_err(), InvalidRequest::Callback(refused));
}

#[test]
fn callbacks_of_apps_are_taken() {
    for text in [
        "myapp://callback",
        "com.example.app:/callback",
        "https://app.example",
        "http://localhost:8080/back?state=1",
    ] {
        let session = Request::new(&example())
            .callback(url(text))
            .start()
            .unwrap();
        let parameters: Vec<_> = session.url().query_pairs().collect();
        assert_eq!(parameters.len(), 1);
        assert_eq!(Url::parse(&parameters[0].1).unwrap(), url(text));
    }
}

#[test]
fn an_icon_is_an_image_of_the_web() {
    for text in [
        "data:image/png;base64,AA==",
        "file:///icon.png",
        "myapp:icon",
    ] {
        let error = Request::new(&example())
            .icon(url(text))
            .start()
            .unwrap_err();
        assert!(matches!(error, InvalidRequest::Icon { .. }), "{error}");
    }
}
