//! From requests to HTTP and from HTTP to answers, without a socket.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod answers;
mod api_errors;
#[path = "../support/form.rs"]
mod form;
mod forms;
mod get;
mod other_answers;
mod requests;
#[path = "../support/response.rs"]
mod response;
#[path = "../support/mod.rs"]
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

use response::{json_response, response};
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

#[test]
fn calls_and_answers_can_go_from_thread_to_thread() {
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<Call<'static>>();
    assert_shared::<Error<notes::CreateError>>();
    assert_shared::<<notes::Create as Endpoint>::Response>();
    assert_shared::<notes::Create>();
}
