//! Errors that the API tells.

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
