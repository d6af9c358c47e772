//! Answers that tell of success.

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
    assert!(std::error::Error::source(&error).is_none());
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
