//! Entries of the moderation log: `type` tells what `info` holds.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]
#![allow(clippy::unwrap_used, reason = "what tests share does so too")]

use misskey_api::endpoints::admin::{ModerationInfo, ModerationLog};
use serde_json::{Value, json};

mod support;

/// An entry as the server writes it, by an account of our own making.
fn entry(kind: &Value, info: &Value) -> Value {
    let mut user = support::user_detailed();
    user["id"] = json!("9s4g2p7k01");
    json!({
        "id": "9s4g2p7k00",
        "createdAt": "2026-01-02T03:04:05.678Z",
        "type": kind,
        "info": info,
        "userId": "9s4g2p7k01",
        "user": user,
    })
}

fn read(json: &Value) -> ModerationLog {
    serde_json::from_str(&json.to_string()).expect("it is an entry")
}

fn written(log: &ModerationLog) -> Value {
    serde_json::to_value(log).expect("it can be written")
}

#[test]
fn the_kind_tells_what_the_info_holds() {
    let info = json!({ "userId": "9s4g2p7k02", "userUsername": "ai", "userHost": null });
    let log = read(&entry(&json!("suspend"), &info));
    let ModerationInfo::Suspend(target) = &log.info else {
        panic!("{:?}", log.info);
    };
    assert_eq!(target.user_id.as_str(), "9s4g2p7k02");
    assert_eq!(target.user_username.as_deref(), Some("ai"));
    assert_eq!(log.info.kind(), "suspend");
    assert_eq!(log.user_id.as_str(), log.user.id.as_str());
}

#[test]
fn the_info_may_come_before_the_kind() {
    let text =
        entry(&json!("deleteNote"), &json!({ "noteId": "9s4g2p7k03" })).to_string();
    let fields: serde_json::Map<String, Value> =
        serde_json::from_str(&text).expect("it is an object");
    let info = &fields["info"];
    let mut rest = fields.clone();
    rest.remove("info");
    let rest = Value::Object(rest).to_string();
    let log: ModerationLog =
        serde_json::from_str(&format!("{{\"info\":{info},{}", &rest[1..]))
            .expect("it is an entry");
    assert!(matches!(log.info, ModerationInfo::DeleteNote(_)));
}

#[test]
fn what_is_not_known_or_does_not_fit_is_kept_as_it_came() {
    let cases = [
        (json!("newInTheFuture"), json!({ "a": [1, null] })),
        (json!("suspend"), json!({ "userId": 5 })),
        (json!("suspend"), json!("text")),
        (json!(7), json!({ "userId": "9s4g2p7k02" })),
    ];
    for (kind, info) in cases {
        let json = entry(&kind, &info);
        let log = read(&json);
        let ModerationInfo::Other(other) = &log.info else {
            panic!("{:?}", log.info);
        };
        assert_eq!(*other.value(), info);
        assert_eq!(other.kind(), kind.as_str().unwrap_or_default());
        assert_eq!(log.id.as_str(), "9s4g2p7k00");
        let back = written(&log);
        assert_eq!((&back["type"], &back["info"]), (&kind, &info));
    }
}

#[test]
fn an_entry_without_info_has_none_and_gets_none() {
    let mut json = entry(&json!("suspend"), &json!({}));
    json.as_object_mut()
        .expect("it is an object")
        .remove("info");
    let log = read(&json);
    assert_eq!(log.info.kind(), "suspend");
    assert_eq!(written(&log).get("info"), None);
}
