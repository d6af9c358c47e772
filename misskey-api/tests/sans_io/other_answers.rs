//! Answers that are not the API's.

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
    let error = answer_to::<i::ReadAllUnreadNotes>(&json_response(404, &json!(null)));
    let error = error.unwrap_err();
    assert_eq!(error.until(), Some("2025.3.1"));
    let shown = error.to_string();
    assert!(shown.contains(" to 2025.3.1 have: "), "{shown}");
}

#[test]
fn an_endpoint_of_which_no_release_is_known_is_told_without_one() {
    let error = answer_to::<Own<false>>(&response(404, "text/html", "<h1>No</h1>"));
    let error = error.unwrap_err();
    assert_eq!(error.since(), None);
    let said = "tea/brew: the server does not know this endpoint, \
                or is not a Misskey server: status 404";
    assert!(error.to_string().starts_with(said), "{error}");
}

#[test]
fn an_answer_that_is_no_json_is_told_with_its_beginning() {
    let error = answer_to::<i::Apps>(&response(200, "text/plain", "Tea time"));
    let error = error.unwrap_err();
    assert_eq!(error.decode().unwrap().path(), "$");
}
