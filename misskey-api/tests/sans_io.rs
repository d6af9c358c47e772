//! From requests to HTTP and from HTTP to answers, without a socket.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "support/form.rs"]
mod form;
mod support;

use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{Method, Request, Response};
use misskey_api::endpoints::{self, charts, drive, i, notes};
use misskey_api::entities::ChartSpan;
use misskey_api::{
    ApiError, Call, CommonError, Credential, Decode, Endpoint, Error, ErrorKind, Meta,
    NotApi, RawCall, Server, Token, TokenIn, Upload, from_json,
};
use serde_json::{Value, json};

use support::{note, shown};

const TOKEN: &str = "0123456789abcdef";

fn server() -> Server {
    "misskey.example".parse().unwrap()
}

fn body(request: &Request<Vec<u8>>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

/// A call in somebody's name.
fn request_of<E: Endpoint>(endpoint: &E) -> Request<Vec<u8>> {
    let server = server();
    let call = Call::new(&server).token(&TOKEN.into());
    call.request(endpoint).unwrap()
}

fn answer_to<E: Endpoint>(
    response: &Response<impl AsRef<[u8]>>,
) -> Result<E::Response, Error<E::Error>> {
    let server = server();
    Call::new(&server)
        .token(&TOKEN.into())
        .response::<E>(response)
}

fn response(
    status: u16,
    content_type: &str,
    body: impl Into<Vec<u8>>,
) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, content_type)
        .body(body.into())
        .unwrap()
}

fn json_response(status: u16, body: &Value) -> Response<Vec<u8>> {
    response(status, "application/json; charset=utf-8", body.to_string())
}

fn empty(status: u16) -> Response<Vec<u8>> {
    Response::builder().status(status).body(Vec::new()).unwrap()
}

/// An endpoint that these bindings lack, as one writes it down oneself.
struct Own<const GET: bool> {
    parameters: Value,
}

impl<const GET: bool> serde::Serialize for Own<GET> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl<const GET: bool> Endpoint for Own<GET> {
    type Response = String;
    type Error = CommonError;
    const META: &'static Meta = &Meta::new("tea/brew")
        .credential(Credential::Optional)
        .get(GET)
        .reads(GET);
}

#[test]
fn a_call_by_name_is_made_and_answered_like_any_other() {
    let server = server();
    let calls = Call::new(&server).token(&TOKEN.into());
    let call = RawCall::new("tea/cups").parameters(json!({ "tea": "green" }));
    let request = calls.raw_request(&call).unwrap();
    assert_eq!(request.uri(), "https://misskey.example/api/tea/cups");
    assert_eq!(body(&request), r#"{"i":"0123456789abcdef","tea":"green"}"#);

    let response = json_response(200, &json!([1, "two"]));
    let (cups, drift) = calls.raw_response::<Vec<i64>>(&call, &response).unwrap();
    assert_eq!((cups, drift[0].path.as_str()), (vec![1], "$[1]"));
    let response = json_response(429, &json!({ "error": {} }));
    let error = calls.raw_response::<Value>(&call, &response).unwrap_err();
    assert!(error.is_rate_limited() && error.endpoint() == "tea/cups");
}

mod requests {
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
    fn a_token_of_any_characters_is_one_json_text() {
        let server = server();
        let token = Token::from("a\"b\\c\nd");
        let call = Call::new(&server).token(&token);
        let request = call.request(&endpoints::I::new()).unwrap();
        let sent: Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(sent, json!({ "i": "a\"b\\c\nd" }));
    }

    #[test]
    fn a_token_that_no_header_can_hold_is_an_error_that_does_not_show_it() {
        let server = server();
        let call = Call::new(&server)
            .token(&"wisteria\ntea".into())
            .token_in(TokenIn::Header);
        let error = call.request(&endpoints::I::new()).unwrap_err();
        assert_eq!(error.endpoint(), "i");
        assert!(error.to_string().contains("the request can't be sent"));
        assert!(!shown(&error).contains("wisteria"));
        assert_eq!((error.status(), error.api()), (None, None));
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
}

mod get {
    use super::*;

    fn get<E: Endpoint>(endpoint: &E) -> Request<Vec<u8>> {
        let server = server();
        let call = Call::new(&server).token(&TOKEN.into()).get(true);
        call.request(endpoint).unwrap()
    }

    #[test]
    fn an_endpoint_that_answers_get_can_be_called_so() {
        let request = get(&notes::Reactions::new("n1").r#type("🍵 & +").limit(5));
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.body(), b"");
        assert!(!request.headers().contains_key(CONTENT_TYPE));
        let address = url::Url::parse(&request.uri().to_string()).unwrap();
        assert_eq!(address.path(), "/api/notes/reactions");
        let mut query: Vec<(String, String)> =
            address.query_pairs().into_owned().collect();
        query.sort();
        let expected = [("limit", "5"), ("noteId", "n1"), ("type", "🍵 & +")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query, expected);
    }

    #[test]
    fn the_token_of_a_get_goes_into_the_header_in_any_case() {
        let request = get(&endpoints::GetOnlineUsersCount::new());
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer 0123456789abcdef");
        assert!(request.headers()[AUTHORIZATION].is_sensitive());
        assert_eq!(
            request.uri(),
            "https://misskey.example/api/get-online-users-count"
        );
    }

    #[test]
    fn a_get_without_a_token_has_none() {
        let server = server();
        let call = Call::new(&server).get(true);
        let request = call.request(&charts::Notes::new(ChartSpan::Day)).unwrap();
        assert_eq!(request.method(), Method::GET);
        assert!(!request.headers().contains_key(AUTHORIZATION));
        assert_eq!(request.uri().query(), Some("span=day"));
    }

    #[test]
    fn an_endpoint_that_does_not_answer_get_is_posted_to() {
        let request = get(&notes::Show::new("n1"));
        assert_eq!(request.method(), Method::POST);
        assert_eq!(body(&request), r#"{"i":"0123456789abcdef","noteId":"n1"}"#);
    }

    #[test]
    fn endpoints_that_answer_get_are_posted_to_unless_told_otherwise() {
        let request = request_of(&notes::Reactions::new("n1"));
        assert_eq!(request.method(), Method::POST);
    }

    #[test]
    fn a_query_leaves_nulls_out_and_holds_texts_numbers_and_booleans() {
        let parameters = json!({ "cup": null, "hot": true, "leaves": "a=b", "ml": 250 });
        let request = get(&Own::<true> { parameters });
        assert_eq!(request.uri().query(), Some("hot=true&leaves=a%3Db&ml=250"));
    }
}

mod forms {
    use super::form::{Part, parts};
    use super::*;

    fn sent(request: &Request<Vec<u8>>) -> Vec<Part> {
        let content_type = request.headers()[CONTENT_TYPE].to_str().unwrap();
        parts(content_type, request.body())
    }

    fn only_file(upload: Upload) -> Part {
        let server = server();
        let call = Call::new(&server);
        let request = call.request(&drive::files::Create::new(upload)).unwrap();
        let mut parts = sent(&request);
        assert_eq!(parts.len(), 1, "{parts:?}");
        parts.remove(0)
    }

    fn field(name: &str, value: &str) -> Part {
        Part {
            name: name.to_owned(),
            file_name: None,
            content_type: None,
            content: value.into(),
        }
    }

    #[test]
    fn a_file_is_sent_as_a_form_with_its_parameters_as_texts() {
        let upload =
            Upload::new("tea.png", [0x89, 0x50, 0, 0xff]).media_type("image/png");
        let create = drive::files::Create::new(upload)
            .comment("A cup \"of\" 茶\r\n--x")
            .is_sensitive(true)
            .force(false);
        let request = request_of(&create);
        assert_eq!(request.method(), Method::POST);
        assert_eq!(
            request.uri(),
            "https://misskey.example/api/drive/files/create"
        );
        let mut parts = sent(&request);
        let file = parts.pop().unwrap();
        assert_eq!(
            file,
            Part {
                name: "file".to_owned(),
                file_name: Some("tea.png".to_owned()),
                content_type: Some("image/png".to_owned()),
                content: vec![0x89, 0x50, 0, 0xff],
            }
        );
        parts.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(
            parts,
            [
                field("comment", "A cup \"of\" 茶\r\n--x"),
                field("force", "false"),
                field("i", TOKEN),
                field("isSensitive", "true"),
            ]
        );
    }

    #[test]
    fn a_file_without_a_media_type_is_bytes() {
        let file = only_file(Upload::new("tea", "green"));
        assert_eq!(
            file.content_type.as_deref(),
            Some("application/octet-stream")
        );
        assert_eq!(file.text(), "green");
        assert_eq!(only_file(Upload::new("tea", "")).content, b"");
    }

    #[test]
    fn nulls_are_left_out_since_no_form_can_hold_them() {
        let mut create = drive::files::Create::new(Upload::new("tea.txt", "green"));
        create.other.insert("folderId", Value::Null);
        create.other.insert("steeped", 3);
        let server = server();
        let request = Call::new(&server).request(&create).unwrap();
        let parts = sent(&request);
        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["steeped", "file"]);
        assert_eq!(parts[0].text(), "3");
    }

    #[test]
    fn the_token_can_go_into_the_header_of_a_form() {
        let server = server();
        let call = Call::new(&server)
            .token(&TOKEN.into())
            .token_in(TokenIn::Header);
        let create = drive::files::Create::new(Upload::new("tea.txt", "green"));
        let request = call.request(&create).unwrap();
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer 0123456789abcdef");
        assert_eq!(sent(&request).len(), 1);
    }

    #[test]
    fn what_is_sent_does_not_hold_the_boundary() {
        // What would be the boundary of an empty file, put into the file, and so on.
        let mut content = Vec::new();
        for _ in 0..4 {
            let server = server();
            let create = drive::files::Create::new(Upload::new("tea", content.clone()))
                .comment(String::from_utf8(content.clone()).unwrap());
            let request = Call::new(&server).request(&create).unwrap();
            let parts = sent(&request);
            assert_eq!(parts.len(), 2);
            assert_eq!(parts[1].content, content);
            let content_type = request.headers()[CONTENT_TYPE].to_str().unwrap();
            let boundary = content_type.split_once("boundary=").unwrap().1;
            assert!(!parts[1].text().contains(boundary));
            content.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
        }
    }

    #[test]
    fn no_name_of_a_file_breaks_out_of_its_place() {
        for name in [
            "a \"cup\" of tea.png",
            "a\"; name=\"i",
            "tea\r\nX-Tea: green",
            "tea\nleaves",
            "\r\n\r\nbody",
            "tea\0leaves\u{7f}\t",
            "お茶 🍵.png",
            "",
        ] {
            let file = only_file(Upload::new(name, "green"));
            assert_eq!(file.name, "file", "{name:?}");
            assert_eq!(file.text(), "green", "{name:?}");
            let sent = file.file_name.unwrap();
            let sent = sent
                .replace("%22", "\"")
                .replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%00", "\0")
                .replace("%09", "\t")
                .replace("%7F", "\u{7f}");
            assert_eq!(sent, name);
        }
    }

    #[test]
    fn no_backslash_in_a_name_breaks_out_of_its_place() {
        for name in ["tea\\", "a\\\"b", "a\\", "\\\\", "C:\\tea\\"] {
            let file = only_file(Upload::new(name, "green"));
            assert_eq!(file.name, "file", "{name:?}");
            assert_eq!(file.text(), "green", "{name:?}");
        }
    }

    #[test]
    fn no_name_of_a_parameter_breaks_out_of_its_place() {
        let mut create = drive::files::Create::new(Upload::new("tea.txt", "green"));
        create.other.insert("a\"\r\n\r\nb", "x");
        let server = server();
        let request = Call::new(&server).request(&create).unwrap();
        let parts = sent(&request);
        assert_eq!(parts[0], field("a%22%0D%0A%0D%0Ab", "x"));
    }

    #[test]
    fn what_is_no_media_type_is_refused() {
        let server = server();
        let call = Call::new(&server);
        let request = |media_type| {
            let upload = Upload::new("tea", "green").media_type(media_type);
            call.request(&drive::files::Create::new(upload))
        };
        for media_type in [
            "text/plain\r\nX-Tea: 1",
            "",
            "png",
            "image/",
            "/png",
            "image/茶",
        ] {
            let error = request(media_type).unwrap_err();
            assert!(error.to_string().contains("media type"), "{error}");
        }
        request("text/plain; charset=\"utf-8\"").unwrap();
    }
}

mod answers {
    use super::*;

    #[test]
    fn an_answer_is_read_from_json() {
        let answer = answer_to::<notes::Show>(&json_response(200, &note())).unwrap();
        assert_eq!(answer.id.as_str(), "a7c0u91sbk000007");
        // Some servers don't say that it is JSON.
        let bare = Response::builder().body(note().to_string()).unwrap();
        assert_eq!(answer_to::<notes::Show>(&bare).unwrap(), answer);
        let list = json_response(200, &json!([]));
        assert_eq!(answer_to::<notes::Timeline>(&list).unwrap(), []);
    }

    #[test]
    fn nothing_is_an_answer_where_nothing_is_expected() {
        for response in [
            empty(204),
            empty(200),
            response(200, "application/json", "null"),
            response(200, "application/json", " \r\n"),
            json_response(200, &json!({ "kept": [1, 2] })),
            json_response(202, &json!(true)),
        ] {
            answer_to::<notes::Delete>(&response).unwrap();
        }
    }

    #[test]
    fn nothing_is_null_where_null_is_an_answer() {
        for response in [empty(204), empty(200), json_response(200, &Value::Null)] {
            let answer = answer_to::<endpoints::Endpoint>(&response).unwrap();
            assert_eq!(answer, None);
        }
    }

    #[test]
    fn nothing_is_an_error_where_there_should_be_a_list() {
        let error = answer_to::<notes::Timeline>(&empty(204)).unwrap_err();
        assert_eq!(error.endpoint(), "notes/timeline");
        assert_eq!(error.decode().unwrap().path(), "$");
        assert!(error.to_string().starts_with("notes/timeline: "), "{error}");
        assert!(error.to_string().contains("expected a list"), "{error}");
        assert_eq!((error.status(), error.reason()), (None, None));
    }

    #[test]
    fn a_text_is_json_whatever_it_is_said_to_be() {
        let sent = response(200, "text/plain; charset=utf-8", "\"Green \\\"tea\\\"\"");
        assert_eq!(answer_to::<Own<false>>(&sent).unwrap(), "Green \"tea\"");
    }

    fn page_with_a_broken_note() -> Response<Vec<u8>> {
        json_response(200, &json!([note(), { "id": 1 }, "no note", note()]))
    }

    #[test]
    fn an_answer_of_another_shape_names_the_place_when_it_must_fit() {
        let server = server();
        let call = Call::new(&server).strict(true);
        let answer = call.response::<notes::Timeline>(&page_with_a_broken_note());
        let error = answer.unwrap_err();
        let decode = error.decode().unwrap();
        assert_eq!(decode.path(), "$[1].id");
        assert!(error.to_string().contains("$[1].id"), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn what_does_not_fit_costs_no_page_and_is_reported() {
        let response = page_with_a_broken_note();
        let server = server();
        let call = Call::new(&server);
        let (page, drift) = call
            .response_with_drift::<notes::Timeline>(&response)
            .unwrap();
        assert_eq!(page.first(), page.last());
        assert_eq!(page[0].id.as_str(), "a7c0u91sbk000007");
        assert_eq!(page, answer_to::<notes::Timeline>(&response).unwrap());
        let of = |path: &str| drift.iter().find(|one| one.path == path).unwrap();
        assert_eq!(of("$[1].id").value, Some(json!(1)));
        assert_eq!(of("$[2]").value, Some(json!("no note")));
        assert!(of("$[2]").to_string().starts_with("$[2]: "));

        let whole = json_response(200, &json!([note()]));
        let (page, drift) = call.response_with_drift::<notes::Timeline>(&whole).unwrap();
        assert_eq!((page.len(), drift), (1, Vec::new()));
    }

    #[test]
    fn one_call_does_not_report_what_another_one_met() {
        let server = server();
        let call = Call::new(&server);
        call.response::<notes::Timeline>(&page_with_a_broken_note())
            .unwrap();
        call.response::<notes::Timeline>(&empty(204)).unwrap_err();
        let one = json_response(200, &json!([note(), 5]));
        let (_, drift) = call.response_with_drift::<notes::Timeline>(&one).unwrap();
        let paths: Vec<_> = drift.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["$[1]"]);
        let wrong = from_json::<Vec<i64>>("[1, null]");
        assert_eq!(wrong.unwrap_err().path(), "$[1]");
    }

    #[test]
    fn an_answer_with_nothing_that_is_expected_is_an_error() {
        for body in [json!({}), json!({ "error": { "code": "NO", "id": "no" } })] {
            let response = json_response(200, &body);
            assert!(answer_to::<notes::Show>(&response).is_err());
            assert!(answer_to::<endpoints::I>(&response).is_err());
            assert!(answer_to::<notes::Create>(&response).is_err());
        }
    }

    #[test]
    fn an_answer_that_should_bring_a_token_and_does_not_is_an_error() {
        use misskey_api::endpoints::auth::session::Userkey;

        let answer = json!({ "user": support::user_detailed() });
        assert!(answer_to::<Userkey>(&json_response(200, &answer)).is_err());
        let answer = json!({ "accessToken": null, "user": support::user_detailed() });
        assert!(answer_to::<Userkey>(&json_response(200, &answer)).is_err());
    }

    #[test]
    fn a_type_of_ones_own_can_be_the_answer() {
        #[derive(Debug, PartialEq)]
        struct Cups(i64);

        impl<'de> serde::Deserialize<'de> for Cups {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self)
            }
        }

        impl Decode for Cups {
            type By = misskey_api::BySerde;
        }

        let cups: Vec<Cups> = from_json("[1, 2]").unwrap();
        assert_eq!(cups, [Cups(1), Cups(2)]);
    }
}

mod api_errors {
    use std::time::SystemTime;

    use super::*;

    const NO_SUCH_NOTE: &str = "24fcbfc6-2e37-42b6-8388-c29b3861a08d";

    fn refused<E: Endpoint>(status: u16, error: &Value) -> ApiError<E::Error> {
        let response = json_response(status, &json!({ "error": error }));
        let Err(error) = answer_to::<E>(&response) else {
            panic!("it was taken for a success");
        };
        assert_eq!(error.endpoint(), E::META.path);
        assert_eq!(error.status(), Some(response.status()));
        assert!(error.not_api().is_none() && error.decode().is_none());
        error.api().unwrap().clone()
    }

    #[test]
    fn an_error_is_told_with_all_that_the_server_says() {
        let error = refused::<notes::Show>(
            400,
            &json!({
                "message": "Not here.",
                "code": "NO_SUCH_NOTE",
                "id": NO_SUCH_NOTE,
                "kind": "client",
                "info": { "param": "noteId", "tried": [1] },
            }),
        );
        assert_eq!(error.error, notes::ShowError::NoSuchNote);
        assert_eq!(error.status, 400);
        assert_eq!(error.code, "NO_SUCH_NOTE");
        assert_eq!(error.id, NO_SUCH_NOTE);
        assert_eq!(error.kind, ErrorKind::Client);
        assert_eq!(error.message, "Not here.");
        assert_eq!(error.info, Some(json!({ "param": "noteId", "tried": [1] })));
        assert_eq!(error.retry_after, None);
    }

    #[test]
    fn an_error_is_shown_with_endpoint_status_code_id_message_and_info() {
        let body = json!({ "error": {
            "message": "Not here.", "code": "NO_SUCH_NOTE", "id": NO_SUCH_NOTE,
            "kind": "client", "info": { "param": "noteId" },
        }});
        let error = answer_to::<notes::Show>(&json_response(400, &body)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "notes/show: 400 NO_SUCH_NOTE ({NO_SUCH_NOTE}): Not here. {{\"param\":\"noteId\"}}"
            )
        );
    }

    #[test]
    fn the_id_counts_and_not_the_code() {
        let error = refused::<notes::Show>(
            400,
            &json!({ "code": "RENAMED_SINCE", "id": NO_SUCH_NOTE, "kind": "client" }),
        );
        assert_eq!(error.error, notes::ShowError::NoSuchNote);
        assert_eq!(error.code, "RENAMED_SINCE");
    }

    #[test]
    fn the_code_counts_where_the_id_is_not_known() {
        let error = refused::<notes::Show>(
            400,
            &json!({ "code": "NO_SUCH_NOTE", "id": "ffff", "kind": "client" }),
        );
        assert_eq!(error.error, notes::ShowError::NoSuchNote);
        assert_eq!(error.id, "ffff");
        let error = refused::<notes::Show>(
            401,
            &json!({ "code": "AUTHENTICATION_FAILED", "id": "ffff", "kind": "client" }),
        );
        assert_eq!(
            error.error,
            notes::ShowError::Common(CommonError::AuthenticationFailed)
        );
    }

    #[test]
    fn a_code_of_several_errors_is_taken_for_the_one_that_has_its_name() {
        let error = refused::<endpoints::Ping>(
            400,
            &json!({ "code": "INVALID_PARAM", "id": "ffff" }),
        );
        assert_eq!(error.error, CommonError::InvalidParam);
        let error = refused::<endpoints::Ping>(
            403,
            &json!({ "code": "ROLE_PERMISSION_DENIED", "id": "ffff" }),
        );
        assert_eq!(error.error, CommonError::RolePermissionDenied);
    }

    #[test]
    fn an_error_that_any_endpoint_may_give_is_told_by_every_endpoint() {
        let body = json!({
            "code": "AUTHENTICATION_FAILED",
            "id": "b0a7f5f8-dc2f-4171-b91f-de88ad238e14",
            "kind": "client",
        });
        let error = refused::<notes::Create>(401, &body).error;
        assert_eq!(
            error,
            notes::CreateError::Common(CommonError::AuthenticationFailed)
        );
        let error = refused::<endpoints::Ping>(403, &body).error;
        assert_eq!(error, CommonError::AuthenticationFailed);
    }

    #[test]
    fn an_error_that_is_not_known_keeps_id_and_code() {
        let error = refused::<notes::Show>(
            418,
            &json!({ "code": "OUT_OF_TEA", "id": "abc", "kind": "kettle" }),
        );
        let notes::ShowError::Common(CommonError::Other(other)) = error.error else {
            panic!("{error:?}");
        };
        assert_eq!((other.code(), other.id()), ("OUT_OF_TEA", "abc"));
        assert_eq!(error.kind, ErrorKind::Other("kettle".to_owned()));
        assert_eq!(error.kind.as_str(), "kettle");
    }

    #[test]
    fn an_error_may_say_nearly_nothing() {
        let error = refused::<notes::Show>(500, &json!({ "message": "Broken." }));
        assert_eq!((error.message.as_str(), error.id.as_str()), ("Broken.", ""));
        assert_eq!(error.kind.as_str(), "");
        assert!(matches!(
            error.error,
            notes::ShowError::Common(CommonError::Other(_))
        ));
        let error = refused::<notes::Show>(500, &json!({ "id": NO_SUCH_NOTE }));
        assert_eq!(error.error, notes::ShowError::NoSuchNote);
        let error = refused::<notes::Show>(500, &json!({ "id": "abc" }));
        assert_eq!((error.id.as_str(), error.message.as_str()), ("abc", ""));
        let error = refused::<notes::Show>(500, &json!({ "id": 7, "info": null }));
        assert_eq!((error.id.as_str(), error.info), ("", None));
        refused::<notes::Show>(500, &json!({}));
    }

    #[test]
    fn kinds_are_told_apart() {
        for (text, kind) in [
            ("client", ErrorKind::Client),
            ("server", ErrorKind::Server),
            ("permission", ErrorKind::Permission),
        ] {
            let error = refused::<endpoints::Ping>(403, &json!({ "kind": text }));
            assert_eq!(error.kind, kind);
            assert_eq!(error.kind.as_str(), text);
        }
    }

    fn limited(retry_after: Option<&str>, info: &Value) -> Option<Duration> {
        let body = json!({ "error": {
            "message": "Too fast.", "code": "RATE_LIMIT_EXCEEDED",
            "id": "d5826d14-3982-4d2e-8011-b9e9f02499ef", "kind": "client", "info": info,
        }});
        let mut response = json_response(429, &body);
        if let Some(seconds) = retry_after {
            let value = seconds.parse().unwrap();
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        let error = answer_to::<notes::Create>(&response).unwrap_err();
        assert_eq!(
            error.reason(),
            Some(&notes::CreateError::Common(CommonError::RateLimitExceeded))
        );
        assert_eq!(error.retry_after(), error.api().unwrap().retry_after);
        error.retry_after()
    }

    #[test]
    fn a_rate_limit_tells_how_long_to_wait() {
        assert_eq!(
            limited(Some("3600"), &Value::Null),
            Some(Duration::from_secs(3600))
        );
        let info = json!({ "remaining": 0, "reset": 1, "resetMs": 1000, "total": 300 });
        assert_eq!(limited(Some("0"), &info), Some(Duration::ZERO));
        assert_eq!(limited(None, &Value::Null), None);
        assert_eq!(limited(Some("soon"), &Value::Null), None);
    }

    /// `resetMs` is the time at which the window ends, in milliseconds since 1970.
    #[test]
    fn a_rate_limit_that_only_tells_when_it_ends_tells_how_long_to_wait() {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap();
        let end = u64::try_from(now.as_millis()).unwrap() + 90_000;
        let info = json!({
            "remaining": 0, "reset": end / 1000, "resetMs": end, "total": 300,
        });
        let wait = limited(None, &info).unwrap();
        assert!(
            (Duration::from_secs(30)..=Duration::from_secs(90)).contains(&wait),
            "{wait:?}"
        );
        let past = json!({ "remaining": 0, "reset": 1, "resetMs": 1000, "total": 300 });
        let wait = limited(None, &past).unwrap_or_default();
        assert_eq!(wait, Duration::ZERO);
    }
}

mod other_answers {
    use super::*;

    fn not_api(response: &Response<Vec<u8>>) -> NotApi {
        let error = answer_to::<notes::Show>(response).unwrap_err();
        assert_eq!(error.endpoint(), "notes/show");
        assert_eq!(error.status(), Some(response.status()));
        assert!(error.api().is_none() && error.decode().is_none());
        assert!(!error.is_timeout() && !error.is_connect());
        error.not_api().unwrap().clone()
    }

    #[test]
    fn an_error_of_the_framework_is_not_one_of_the_api() {
        let body = json!({
            "statusCode": 415, "error": "Unsupported Media Type", "message": "No tea.",
        });
        let answer = not_api(&json_response(415, &body));
        assert_eq!(answer.status, 415);
        assert_eq!(
            answer.content_type.as_deref(),
            Some("application/json; charset=utf-8")
        );
        assert!(answer.excerpt.contains("Unsupported Media Type"));
    }

    #[test]
    fn a_page_of_a_proxy_is_told_with_its_beginning() {
        let page = format!("<html>\r\n<h1>Bad Gateway</h1>{}", "é".repeat(5000));
        let answer = not_api(&response(502, "text/html", page));
        assert_eq!(answer.status, 502);
        assert_eq!(answer.content_type.as_deref(), Some("text/html"));
        assert!(answer.excerpt.starts_with("<html>  <h1>Bad Gateway</h1>éé"));
        assert!(answer.excerpt.ends_with('…'));
        assert!(answer.excerpt.chars().count() < 300);
    }

    #[test]
    fn a_page_is_no_answer_with_any_status() {
        let page = "<!DOCTYPE html><title>Sign in to the network</title>";
        for content_type in ["text/html; charset=utf-8", "application/json"] {
            let answer = not_api(&response(200, content_type, format!(" \n{page}")));
            assert_eq!(answer.status, 200);
            assert!(answer.excerpt.contains("Sign in to the network"));
        }
        let answer = not_api(&response(200, "text/html", "Sign in"));
        assert_eq!(answer.excerpt, "Sign in");
    }

    #[test]
    fn an_empty_answer_is_told_by_its_status() {
        for status in [400, 405, 413, 500] {
            let answer = not_api(&empty(status));
            assert_eq!(answer.status, status);
            assert_eq!(answer.content_type, None);
            assert_eq!(answer.excerpt, "");
        }
        let error = answer_to::<notes::Show>(&empty(413)).unwrap_err();
        assert!(error.to_string().contains("413"), "{error}");
        assert!(error.to_string().contains("empty"), "{error}");
    }

    #[test]
    fn a_redirect_is_told_with_where_it_leads() {
        let mut response = empty(308);
        let location = "https://new.example/api/notes/show".parse().unwrap();
        response.headers_mut().insert(LOCATION, location);
        let answer = not_api(&response);
        assert_eq!(answer.status, 308);
        assert_eq!(
            answer.location.as_deref(),
            Some("https://new.example/api/notes/show")
        );
        let error = answer_to::<notes::Show>(&response).unwrap_err();
        assert!(
            error.to_string().contains("https://new.example/"),
            "{error}"
        );
    }

    #[test]
    fn other_json_is_told_with_its_beginning() {
        for body in [
            json!({ "error": "No." }),
            json!([]),
            json!(null),
            json!("No."),
        ] {
            let answer = not_api(&json_response(404, &body));
            assert_eq!(answer.excerpt, body.to_string());
        }
    }

    #[test]
    fn what_is_no_text_is_no_answer() {
        for status in [200, 400] {
            let bytes = b"{\"text\":\"\xff\xfe\"}".to_vec();
            let answer = not_api(&response(status, "application/json", bytes));
            assert!(answer.excerpt.starts_with("{\"text\":\""));
        }
    }

    #[test]
    fn an_answer_of_another_kind_can_say_when_to_come_back() {
        let mut response = response(503, "text/html", "<h1>Later</h1>");
        response
            .headers_mut()
            .insert(RETRY_AFTER, "30".parse().unwrap());
        assert_eq!(
            not_api(&response).retry_after,
            Some(Duration::from_secs(30))
        );
        let error = answer_to::<notes::Show>(&response).unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    }

    #[test]
    fn an_endpoint_that_the_server_lacks_is_told_by_its_code_and_by_the_framework() {
        let code = json!({ "error": {
            "message": "Nothing here.",
            "code": "UNKNOWN_API_ENDPOINT",
            "id": "2ca3b769-540a-4f08-9dd5-b5a825b6d0f1",
            "kind": "client",
        }});
        let framework = json!({ "error": "Not Found", "statusCode": 404 });
        for body in [code, framework, json!(null)] {
            let error = answer_to::<notes::Show>(&json_response(404, &body));
            let error = error.unwrap_err();
            assert!(error.is_unknown_endpoint(), "{error}");
            assert_eq!(error.since(), notes::Show::META.since);
        }
        for (status, body) in [
            (404, json!({ "error": { "code": "NO_SUCH_NOTE" } })),
            (404, json!({ "error": {} })),
            (405, json!(null)),
            (502, json!({ "error": "Not Found", "statusCode": 404 })),
        ] {
            let error = answer_to::<notes::Show>(&json_response(status, &body));
            assert!(!error.unwrap_err().is_unknown_endpoint(), "{body}");
        }
    }

    #[test]
    fn an_endpoint_that_servers_no_longer_have_is_told_with_its_last_release() {
        let error =
            answer_to::<i::ReadAllUnreadNotes>(&json_response(404, &json!(null)));
        let error = error.unwrap_err();
        assert_eq!(error.until(), Some("2025.3.1"));
        let shown = error.to_string();
        assert!(shown.contains("and until release 2025.3.1: "), "{shown}");
    }

    #[test]
    fn an_endpoint_of_which_no_release_is_known_is_told_without_one() {
        let error = answer_to::<Own<false>>(&response(404, "text/html", "<h1>No</h1>"));
        let error = error.unwrap_err();
        assert_eq!(error.since(), None);
        let said = "tea/brew: the server does not know this endpoint: status 404";
        assert!(error.to_string().starts_with(said), "{error}");
    }

    #[test]
    fn an_answer_that_is_no_json_is_told_with_its_beginning() {
        let error = answer_to::<i::Apps>(&response(200, "text/plain", "Tea time"));
        let error = error.unwrap_err();
        assert_eq!(error.decode().unwrap().path(), "$");
    }
}

#[test]
fn calls_and_answers_can_go_from_thread_to_thread() {
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<Call<'static>>();
    assert_shared::<Error<notes::CreateError>>();
    assert_shared::<<notes::Create as Endpoint>::Response>();
    assert_shared::<notes::Create>();
}
