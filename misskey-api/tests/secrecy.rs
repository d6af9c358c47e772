//! Tokens and passwords are in nothing that is shown, whatever goes wrong.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "support/response.rs"]
mod response;
mod support;

use std::fmt::Debug;
use std::time::Duration;

use http::Response;
use http::header::LOCATION;
use misskey_api::endpoints::{self, admin, auth, i};
use misskey_api::{
    Call, Client, ClientBuilder, Decode, Endpoint, Error, ErrorEnum, Retry, Secret,
    Server, Token, TokenIn,
};
use misskey_test_server::{Reply, TestServer};
use serde_json::{Value, json};

use response::{json_response, response};
use support::{me_detailed, read, shown, user_detailed, with};

/// What nothing but these tests' secrets contains.
const TOKEN: &str = "Wisteria0Wisteria1Wisteria2Wist3";
const PASSWORD: &str = "Hydrangea-in-the-rain";

#[track_caller]
fn assert_hidden(text: &str) {
    for secret in [TOKEN, PASSWORD] {
        assert!(!text.contains(secret), "{secret} is shown: {text}");
    }
}

#[track_caller]
fn assert_value_hidden(value: &impl Debug) {
    assert_hidden(&format!("{value:?}"));
    assert_hidden(&format!("{value:#?}"));
}

#[track_caller]
fn assert_error_hidden<E: ErrorEnum>(error: &Error<E>) {
    assert_hidden(&shown(error));
    assert_value_hidden(&error.api());
    assert_value_hidden(&error.not_api());
    assert_value_hidden(&error.decode());
    assert_value_hidden(&error.reason());
}

/// A request with two secrets, beside the token of its call.
fn change_password() -> i::ChangePassword {
    i::ChangePassword::new(PASSWORD, format!("{PASSWORD}!")).token(PASSWORD)
}

fn builder(server: &TestServer) -> ClientBuilder {
    Client::builder(server.base_url())
        .retry(Retry::never())
        .token(TOKEN)
        .timeout(Duration::from_millis(500))
}

/// What a call in the name of the token's owner makes of a response.
fn failure_of<E: Endpoint>(response: &Response<Vec<u8>>) -> Error<E::Error> {
    let server: Server = "misskey.example".parse().unwrap();
    let call = Call::new(&server).token(&TOKEN.into()).strict(true);
    match call.response::<E>(response) {
        Ok(_) => panic!("it was taken for a success"),
        Err(error) => error,
    }
}

fn error_with(key: &str, value: Value) -> Response<Vec<u8>> {
    let error = json!({
        "message": "No.", "code": "NO", "id": "no", "kind": "client", "info": null,
    });
    json_response(400, &json!({ "error": with(error, "", key, value) }))
}

mod what_is_sent {
    use super::*;

    #[test]
    fn secrets_hide_themselves() {
        assert_value_hidden(&Token::from(TOKEN));
        assert_value_hidden(&Secret::from(PASSWORD));
        assert_value_hidden(&Some(vec![Secret::from(PASSWORD)]));
        assert_eq!(Token::from(TOKEN).expose(), TOKEN);
        assert_eq!(Secret::from(PASSWORD).expose(), PASSWORD);
    }

    #[test]
    fn requests_hide_their_secrets_and_send_them() {
        assert_value_hidden(&change_password());
        assert_value_hidden(&auth::session::Userkey::new(PASSWORD, TOKEN));
        assert_value_hidden(
            &admin::accounts::Create::new("sumire", PASSWORD).setup_password(PASSWORD),
        );
        assert_value_hidden(&i::DeleteAccount::new(PASSWORD).token(TOKEN));
        assert_value_hidden(&i::RegenerateToken::new(PASSWORD));
        assert_value_hidden(&i::UpdateEmail::new(PASSWORD).token(TOKEN));
        assert_value_hidden(&i::two_factor::Done::new(TOKEN));
        assert_value_hidden(&i::two_factor::Register::new(PASSWORD));
        assert_value_hidden(&endpoints::ResetPassword::new(TOKEN, PASSWORD));
        assert_value_hidden(
            &admin::UpdateMeta::new()
                .smtp_pass(PASSWORD)
                .object_storage_secret_key(TOKEN)
                .deepl_auth_key(TOKEN),
        );
        let sent = serde_json::to_string(&change_password()).unwrap();
        assert_eq!(sent.matches(PASSWORD).count(), 3);
    }

    #[test]
    fn requests_hide_parameters_that_are_not_known() {
        let mut request = endpoints::Ping::new();
        request.other.insert("password", PASSWORD);
        request.other.insert("deep", json!({ "token": [TOKEN] }));
        assert_value_hidden(&request);
        assert!(format!("{request:?}").contains("password"));
    }

    #[test]
    fn calls_hide_their_token() {
        let server: Server = "misskey.example".parse().unwrap();
        for place in [TokenIn::Body, TokenIn::Header] {
            let call = Call::new(&server).token(&TOKEN.into()).token_in(place);
            assert_value_hidden(&call);
            assert_value_hidden(&call.request(&change_password()).unwrap());
        }
    }

    #[test]
    fn clients_and_their_builders_hide_their_token() {
        let builder = Client::builder("misskey.example").token(TOKEN);
        assert_value_hidden(&builder);
        assert_value_hidden(&builder.clone().token_in(TokenIn::Header));
        let client = builder.build().unwrap();
        assert_value_hidden(&client);
        assert_value_hidden(&client.with_token(PASSWORD));
        assert_value_hidden(&client.anonymous());
    }

    #[test]
    fn an_address_with_a_password_is_refused_without_showing_it() {
        for address in [
            format!("https://sumire:{PASSWORD}@misskey.example"),
            format!("https://{TOKEN}@misskey.example/@sumire"),
            format!("sumire:{PASSWORD}@misskey.example"),
        ] {
            let builder = Client::builder(&address);
            assert_value_hidden(&builder);
            assert_hidden(&shown(&builder.build().unwrap_err()));
        }
    }

    #[test]
    fn an_address_with_a_token_in_its_query_is_refused_without_showing_it() {
        for address in [
            format!("wss://misskey.example/streaming?i={TOKEN}"),
            format!("https://misskey.example/?i={TOKEN}"),
            format!("https://misskey.example/#{TOKEN}"),
        ] {
            let builder = Client::builder(&address);
            assert_value_hidden(&builder);
            assert_hidden(&shown(&builder.build().unwrap_err()));
        }
    }

    #[test]
    fn a_token_that_can_not_be_sent_is_not_shown() {
        let server: Server = "misskey.example".parse().unwrap();
        let call = Call::new(&server)
            .token(&format!("{TOKEN}\n").into())
            .token_in(TokenIn::Header);
        let error = call.request(&change_password()).unwrap_err();
        assert_error_hidden(&error);
    }
}

mod what_is_received {
    use super::*;

    #[test]
    fn answers_hide_the_tokens_in_them() {
        fn read_hidden<T: Decode + Debug>(answer: &Value) -> T {
            let answer: T = read(answer).unwrap();
            assert_value_hidden(&answer);
            answer
        }
        type Answer<E> = <E as Endpoint>::Response;

        let answer = json!({ "accessToken": TOKEN, "user": user_detailed() });
        let answer: Answer<auth::session::Userkey> = read_hidden(&answer);
        assert_eq!(answer.access_token.expose(), TOKEN);

        let answer = with(me_detailed(), "", "token", json!(TOKEN));
        let answer: Answer<admin::accounts::Create> = read_hidden(&answer);
        assert_eq!(answer.token.expose(), TOKEN);

        let answer = json!({ "password": PASSWORD });
        let answer: Answer<admin::ResetPassword> = read_hidden(&answer);
        assert_eq!(answer.password.expose(), PASSWORD);

        let answer = json!({ "backupCodes": [TOKEN, PASSWORD] });
        let answer: Answer<i::two_factor::Done> = read_hidden(&answer);
        assert_eq!(answer.backup_codes.len(), 2);

        let answer = json!({
            "qr": format!("data:{TOKEN}"), "url": format!("otpauth://totp/?secret={TOKEN}"),
            "secret": TOKEN, "label": "sumire", "issuer": "misskey.example",
        });
        read_hidden::<Answer<i::two_factor::Register>>(&answer);

        let answer = json!({
            "id": "a1", "name": "Tea", "callbackUrl": null, "permission": [],
            "secret": PASSWORD,
        });
        read_hidden::<misskey_api::entities::App>(&answer);
    }

    #[test]
    fn answers_hide_the_values_of_fields_that_are_not_known() {
        let answer = with(user_detailed(), "", "sessionToken", json!(TOKEN));
        let user: misskey_api::entities::User = read(&answer).unwrap();
        assert_value_hidden(&user);
        assert!(format!("{user:?}").contains("sessionToken"));
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_told_without_its_secrets() {
        type Answer = <auth::session::Userkey as Endpoint>::Response;

        let wrong = json!({ "accessToken": [TOKEN], "user": user_detailed() });
        let error = read::<Answer>(&wrong).unwrap_err();
        assert_eq!(error.path(), "$.accessToken");
        assert_hidden(&shown(&error));
        let wrong = json!({ "accessToken": TOKEN, "user": PASSWORD });
        assert_hidden(&shown(&read::<Answer>(&wrong).unwrap_err()));
        let wrong = json!(TOKEN);
        assert_hidden(&shown(&read::<Answer>(&wrong).unwrap_err()));
    }

    /// A token that nobody knew before: there is nothing to look for.
    #[test]
    fn an_answer_that_brings_a_token_does_not_show_it_when_its_shape_is_wrong() {
        let server: Server = "misskey.example".parse().unwrap();
        let call = Call::new(&server).strict(true);
        let wrong = json!({ "accessToken": TOKEN, "user": null });
        let error = call
            .response::<auth::session::Userkey>(&json_response(200, &wrong))
            .unwrap_err();
        assert_error_hidden(&error);
        let wrong = json!({ "password": PASSWORD, "at": null }).to_string() + "}";
        let error = call
            .response::<admin::ResetPassword>(&response(200, "application/json", wrong))
            .unwrap_err();
        assert_error_hidden(&error);
    }

    /// A secret that does not fit is never made up: the answer is an error.
    #[test]
    fn a_secret_that_does_not_fit_is_an_error_that_does_not_show_it() {
        let wrong = json!({ "accessToken": [TOKEN], "user": user_detailed() });
        let server: Server = "misskey.example".parse().unwrap();
        let error = Call::new(&server)
            .response::<auth::session::Userkey>(&json_response(200, &wrong))
            .unwrap_err();
        assert_error_hidden(&error);
    }

    #[test]
    fn what_does_not_fit_is_reported_without_showing_it() {
        let mut user = user_detailed();
        user["name"] = json!([TOKEN]);
        let server: Server = "misskey.example".parse().unwrap();
        let (_, drift) = Call::new(&server)
            .response_with_drift::<misskey_api::endpoints::users::Show>(&json_response(
                200, &user,
            ))
            .unwrap();
        assert_eq!(drift[0].value, Some(json!([TOKEN])));
        for one in &drift {
            assert_hidden(&one.to_string());
        }
        assert_value_hidden(&drift);
    }
}

mod what_is_echoed {
    use super::*;

    #[test]
    fn a_page_that_holds_the_token_does_not_show_it() {
        let page = format!("<p>You sent {{\"i\":\"{TOKEN}\"}}, {TOKEN}</p>");
        for status in [200, 400, 502] {
            let error =
                failure_of::<i::ChangePassword>(&response(status, "text/html", &*page));
            assert_error_hidden(&error);
            assert!(error.to_string().contains("You sent"));
        }
        // The excerpt ends in the midst of a token.
        for before in 150..230 {
            let page = format!("{}{TOKEN}{TOKEN}", "x".repeat(before));
            let error =
                failure_of::<i::ChangePassword>(&response(502, "text/html", page));
            assert!(!shown(&error).contains("Wist"), "{error}");
        }
    }

    #[test]
    fn a_page_full_of_tokens_does_not_show_a_part_of_one() {
        for padding in 0..TOKEN.len() {
            let page = format!("{}{}", "x".repeat(padding), TOKEN.repeat(200));
            let error =
                failure_of::<i::ChangePassword>(&response(502, "text/html", page));
            assert!(!shown(&error).contains("Wist"), "{error}");
        }
    }

    #[test]
    fn other_json_that_holds_the_token_does_not_show_it() {
        for body in [
            json!({ "error": format!("{TOKEN}?") }),
            json!({ "statusCode": 415, "error": "No", "message": TOKEN }),
            json!([TOKEN]),
        ] {
            let error = failure_of::<i::ChangePassword>(&json_response(415, &body));
            assert!(error.not_api().is_some());
            assert_error_hidden(&error);
        }
    }

    #[test]
    fn a_message_that_holds_the_token_does_not_show_it() {
        let response = error_with("message", json!(format!("{TOKEN} is no token")));
        let error = failure_of::<i::ChangePassword>(&response);
        assert_error_hidden(&error);
        assert!(error.to_string().contains("is no token"));
    }

    #[test]
    fn info_that_holds_the_token_does_not_show_it() {
        for info in [
            json!({ "param": "i", "reason": TOKEN }),
            json!([{ "deep": [format!("i={TOKEN}")] }]),
            json!(TOKEN),
            json!({ TOKEN: 1 }),
        ] {
            let error = failure_of::<i::ChangePassword>(&error_with("info", info));
            assert_error_hidden(&error);
        }
    }

    #[test]
    fn a_code_that_holds_the_token_does_not_show_it() {
        for key in ["code", "id", "kind"] {
            let response = error_with(key, json!(format!("NO_{TOKEN}")));
            assert_error_hidden(&failure_of::<i::ChangePassword>(&response));
        }
    }

    #[test]
    fn a_redirect_that_holds_the_token_does_not_show_it() {
        let mut response = response(302, "text/plain", "");
        let location = format!("https://misskey.example/login?i={TOKEN}&again={TOKEN}");
        let location = location.parse().unwrap();
        response.headers_mut().insert(LOCATION, location);
        let error = failure_of::<i::ChangePassword>(&response);
        assert_error_hidden(&error);
        let location = error.not_api().unwrap().location.as_deref();
        assert!(
            location
                .unwrap()
                .starts_with("https://misskey.example/login?i=")
        );
    }

    #[test]
    fn a_media_type_that_holds_the_token_does_not_show_it() {
        let media_type = format!("text/html; boundary={TOKEN}");
        let response = response(502, &media_type, "No");
        assert_error_hidden(&failure_of::<i::ChangePassword>(&response));
    }

    #[test]
    fn an_answer_of_another_shape_does_not_show_the_token() {
        let body = json!({ "username": TOKEN, "you sent": { "i": TOKEN } });
        let error = failure_of::<endpoints::I>(&json_response(200, &body));
        assert!(error.decode().is_some());
        assert_error_hidden(&error);
        let error = failure_of::<endpoints::I>(&response(200, "text/plain", TOKEN));
        assert_error_hidden(&error);
    }

    #[test]
    fn a_key_that_holds_the_token_does_not_show_it() {
        let body = json!({ TOKEN: 5 });
        let response = json_response(200, &body);
        let error = failure_of::<i::registry::KeysWithType>(&response);
        assert!(error.decode().is_some());
        assert_error_hidden(&error);
    }
}

mod over_sockets {
    use super::*;

    /// Every way in which a server can fail, with the token wherever it may be.
    fn replies(elsewhere: &TestServer) -> Vec<Reply> {
        let page = format!("<p>{TOKEN}</p>");
        let error = json!({ "error": {
            "message": format!("No {TOKEN}"), "code": "AUTHENTICATION_FAILED",
            "id": "b0a7f5f8-dc2f-4171-b91f-de88ad238e14", "kind": "client",
        }});
        let location = format!("{}/?i={TOKEN}", elsewhere.base_url());
        vec![
            Reply::json(401, error.clone()),
            Reply::json(429, error).header("Retry-After", "1"),
            Reply::json(500, json!({ "error": { "message": TOKEN } })),
            Reply::json(415, json!({ "error": "No", "message": TOKEN })),
            Reply::text(502, "text/html", page.clone()),
            Reply::text(200, "text/html", page),
            Reply::text(200, "text/plain", TOKEN),
            Reply::text(
                200,
                "application/json",
                [b"\xff", TOKEN.as_bytes()].concat(),
            ),
            Reply::json(200, json!({ "id": TOKEN, "name": [TOKEN] })),
            Reply::empty(204),
            Reply::empty(405),
            Reply::empty(307).header("Location", &location),
            Reply::truncated(TOKEN),
            Reply::close(),
            Reply::text(502, "text/html", "x".repeat(3000)),
            Reply::hang(),
        ]
    }

    async fn assert_failures_hide_secrets<E: Endpoint + Debug + Clone>(request: E) {
        let server = TestServer::start().await.unwrap();
        let elsewhere = TestServer::start().await.unwrap();
        for place in [TokenIn::Body, TokenIn::Header] {
            let client = builder(&server)
                .token_in(place)
                .response_limit(2000)
                .strict(true)
                .build()
                .unwrap();
            for reply in replies(&elsewhere) {
                server.respond(E::META.path, reply.clone());
                let Err(error) = client.send(request.clone()).await else {
                    panic!("{reply:?} was taken for a success");
                };
                assert_error_hidden(&error);
            }
        }
        assert_eq!(elsewhere.requests(), []);
        let sent = server.requests();
        assert_eq!(sent.len(), 32);
        for request in &sent[16..] {
            let body = String::from_utf8_lossy(&request.body);
            assert!(!body.contains(TOKEN) && !request.query.contains(TOKEN));
        }
    }

    #[tokio::test]
    async fn no_failure_of_an_account_call_shows_a_secret() {
        let mut request = endpoints::I::new();
        request.other.insert("password", PASSWORD);
        assert_failures_hide_secrets(request).await;
    }

    #[tokio::test]
    async fn no_failure_of_a_call_with_a_password_shows_a_secret() {
        let request =
            admin::accounts::Create::new("sumire", PASSWORD).setup_password(PASSWORD);
        assert_failures_hide_secrets(request).await;
    }

    #[tokio::test]
    async fn a_wrong_token_is_told_without_showing_it() {
        let server = TestServer::start().await.unwrap();
        let client = builder(&server).build().unwrap();
        let error = client.send(endpoints::I::new()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 401);
        assert_error_hidden(&error);
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told_without_a_secret() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let client = Client::builder(&address).token(TOKEN).build().unwrap();
        let error = client.send(change_password()).await.unwrap_err();
        assert!(error.is_connect());
        assert_error_hidden(&error);

        let server: Server = address.parse().unwrap();
        let call = Call::new(&server).token(&TOKEN.into()).get(true);
        let mut request = endpoints::GetOnlineUsersCount::new();
        request.other.insert("password", PASSWORD);
        let request = call.request(&request).unwrap();
        assert!(request.uri().to_string().contains(PASSWORD));
        let error = client.carry(request).await.unwrap_err();
        assert_hidden(&shown(&error));
    }
}
