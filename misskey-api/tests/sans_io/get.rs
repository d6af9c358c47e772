//! Requests by GET.

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
    let mut query: Vec<(String, String)> = address.query_pairs().into_owned().collect();
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
