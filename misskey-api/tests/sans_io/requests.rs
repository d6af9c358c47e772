//! Requests as they are sent.

use super::*;

#[test]
fn a_request_is_posted_as_json() {
    let request = request_of(&notes::Create::new().text("Hello"));
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://misskey.example/api/notes/create");
    assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(request.headers()[ACCEPT], "application/json");
    assert_eq!(body(&request), r#"{"i":"0123456789abcdef","text":"Hello"}"#);
}

#[test]
fn the_token_is_first_in_the_body_and_nowhere_else() {
    let mut request = notes::Create::new().text("Hello");
    request.other.insert("a", 1);
    let request = request_of(&request);
    assert!(body(&request).starts_with(r#"{"i":"0123456789abcdef","#));
    assert_eq!(body(&request).matches(TOKEN).count(), 1);
    assert!(!format!("{:?}", request.headers()).contains(TOKEN));
    assert!(!request.headers().contains_key(AUTHORIZATION));
    assert!(!request.uri().to_string().contains(TOKEN));
}

#[test]
fn the_token_can_go_into_the_header_instead() {
    let server = server();
    let call = Call::new(&server)
        .token(&TOKEN.into())
        .token_in(TokenIn::Header);
    let request = call.request(&notes::Create::new().text("Hello")).unwrap();
    let header = &request.headers()[AUTHORIZATION];
    assert_eq!(header, "Bearer 0123456789abcdef");
    assert!(header.is_sensitive());
    assert_eq!(body(&request), r#"{"text":"Hello"}"#);
    assert!(!format!("{request:?}").contains(TOKEN));
}

#[test]
fn a_call_without_a_token_has_none_anywhere() {
    let server = server();
    for place in [TokenIn::Body, TokenIn::Header] {
        let call = Call::new(&server).token_in(place);
        let request = call.request(&notes::Create::new().text("Hello")).unwrap();
        assert_eq!(body(&request), r#"{"text":"Hello"}"#);
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }
}

#[test]
fn an_endpoint_without_parameters_is_sent_an_empty_object() {
    let server = server();
    let request = Call::new(&server).request(&endpoints::Ping::new()).unwrap();
    assert_eq!(body(&request), "{}");
    let request = request_of(&endpoints::I::new());
    assert_eq!(body(&request), r#"{"i":"0123456789abcdef"}"#);
    assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
}

#[test]
fn a_token_of_any_visible_characters_is_one_json_text() {
    let server = server();
    let token = Token::from("a\"b\\c");
    let call = Call::new(&server).token(&token);
    let request = call.request(&endpoints::I::new()).unwrap();
    let sent: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(sent, json!({ "i": "a\"b\\c" }));
}

#[test]
fn a_token_that_none_can_be_is_an_error_that_does_not_show_it() {
    let server = server();
    for (token, reason) in [
        ("", "the token is empty"),
        ("wisteria\n", "the token has a space, a line break"),
        ("wis teria", "the token has a space, a line break"),
        ("wistëria", "or another character that no token has"),
    ] {
        for place in [TokenIn::Body, TokenIn::Header] {
            let call = Call::new(&server).token(&token.into()).token_in(place);
            let file = drive::files::Create::new(Upload::new("tea.txt", "green"));
            for error in [
                call.request(&endpoints::I::new()).unwrap_err().to_string(),
                call.request(&file).unwrap_err().to_string(),
                call.raw_request(&RawCall::new("i"))
                    .unwrap_err()
                    .to_string(),
            ] {
                assert!(error.contains("the request can't be sent: the token"));
                assert!(error.contains(reason), "{error}");
            }
            let error = call.request(&endpoints::I::new()).unwrap_err();
            assert_eq!(error.endpoint(), "i");
            assert!(error.local().is_some());
            assert!(!shown(&error).contains("teria"));
            assert_eq!((error.status(), error.api()), (None, None));
        }
    }
}

#[test]
fn addresses_keep_their_port() {
    let server: Server = "http://localhost:3000".parse().unwrap();
    let call = Call::new(&server);
    let request = call.request(&notes::drafts::List::new()).unwrap();
    assert_eq!(request.uri(), "http://localhost:3000/api/notes/drafts/list");
    assert_eq!(server.host(), "localhost:3000");
}

#[test]
fn an_endpoint_of_ones_own_is_called_like_any_other() {
    let parameters = json!({ "leaves": "green" });
    let request = request_of(&Own::<false> { parameters });
    assert_eq!(request.uri(), "https://misskey.example/api/tea/brew");
    assert_eq!(
        body(&request),
        r#"{"i":"0123456789abcdef","leaves":"green"}"#
    );
}
