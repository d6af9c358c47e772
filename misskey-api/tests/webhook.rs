//! What comes of webhooks' requests, sent through a socket to an HTTP server that reads
//! them.

#![cfg(feature = "webhook")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod support;

use std::fmt::Debug;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::post;
use misskey_api::from_json;
use misskey_api::webhook::{
    Delivery, Error, HOOK_ID, HOOK_SECRET, Receiver, SystemDelivery, UserDelivery,
    system, user,
};
use misskey_api::{Drift, Secret, WithDrift};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use support::{assert_same, note, shown, user_detailed, user_lite, with, written};

const SECRET: &str = "Wisteria-by-the-gate";
const HOOK: &str = "a7c0u91sbk000001";

/// An HTTP server that reads what is posted to it, and tells what it made of it.
struct Site<D> {
    address: String,
    read: mpsc::UnboundedReceiver<Result<WithDrift<D>, Error>>,
}

impl<D: Delivery + Send + 'static> Site<D> {
    async fn open() -> Self {
        Self::with(Receiver::new(SECRET).unwrap()).await
    }

    async fn with(receiver: Receiver) -> Self {
        let (tell, read) = mpsc::unbounded_channel();
        let handle = async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let read = receiver.read_with_drift::<D>(&head.headers, &body);
            let status = read
                .as_ref()
                .map_or_else(Error::status, |_| StatusCode::NO_CONTENT);
            tell.send(read).unwrap();
            status
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = Router::new().route("/hook", post(handle));
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { address, read }
    }

    /// Sends what a server sends, and gives what was made of it and the answer's status.
    async fn send(&mut self, body: &Value) -> (Result<WithDrift<D>, Error>, u16) {
        self.post(&headers(), body.to_string().as_bytes()).await
    }

    async fn post(
        &mut self,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (Result<WithDrift<D>, Error>, u16) {
        let mut head = format!("POST /hook HTTP/1.1\r\nHost: {}\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        let status = std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap();
        (self.read.recv().await.unwrap(), status)
    }

    /// What was made of a body that must be read.
    async fn read(&mut self, body: &Value) -> WithDrift<D> {
        let (read, status) = self.send(body).await;
        assert_eq!(status, 204);
        read.unwrap()
    }

    /// Why something was refused.
    async fn refuse(&mut self, headers: &[(&str, &str)], body: &[u8]) -> (Error, u16) {
        match self.post(headers, body).await {
            (Ok(_), _) => panic!("it was read"),
            (Err(error), status) => (error, status),
        }
    }
}

fn headers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("User-Agent", "Misskey-Hooks"),
        ("X-Misskey-Host", "violet.example"),
        ("X-Misskey-Hook-Id", HOOK),
        ("X-Misskey-Hook-Secret", SECRET),
        ("Content-Type", "application/json"),
    ]
}

fn headers_with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut headers = headers();
    for (other, known) in &mut headers {
        if *other == name {
            *known = value;
        }
    }
    headers
}

fn system_delivery(kind: &str, body: &Value) -> Value {
    json!({
        "server": "https://violet.example",
        "hookId": HOOK,
        "eventId": "4b1d7e0c-6f0a-4a63-9d53-6a3c1f0b9e11",
        "createdAt": 1_767_323_045_678_i64,
        "type": kind,
        "body": body,
    })
}

fn user_delivery(kind: &str, body: &Value) -> Value {
    with(
        system_delivery(kind, body),
        "",
        "userId",
        json!("a7b2m4x0bk000001"),
    )
}

fn report() -> Value {
    json!({
        "id": "a7c0u91sbk000002",
        "targetUserId": "a7b2m4x0bk000001",
        "targetUser": user_lite(),
        "targetUserHost": "violet.example",
        "reporterId": "a7b2m4x0bk000003",
        "reporter": null,
        "reporterHost": null,
        "assigneeId": null,
        "assignee": null,
        "resolved": true,
        "forwarded": false,
        "comment": "Rude.",
        "moderationNote": "",
        "resolvedAs": "accept",
    })
}

/// The events of users' webhooks, and of administrators'.
fn user_events() -> Vec<(&'static str, Value)> {
    let mut events = Vec::new();
    for kind in ["note", "reply", "renote", "mention"] {
        events.push((kind, json!({ "note": note() })));
    }
    events.push(("follow", json!({ "user": user_detailed() })));
    events.push(("unfollow", json!({ "user": user_detailed() })));
    events.push(("followed", json!({ "user": user_lite() })));
    events.push(("reaction", json!({ "whatever": [1, null] })));
    events
}

fn system_events() -> Vec<(&'static str, Value)> {
    let left = json!({ "time": 90_000_000, "asHours": 25, "asDays": 1 });
    vec![
        ("abuseReport", report()),
        ("abuseReportResolved", report()),
        ("userCreated", user_lite()),
        (
            "inactiveModeratorsWarning",
            json!({ "remainingTime": left }),
        ),
        ("inactiveModeratorsInvitationOnlyChanged", json!({})),
    ]
}

fn paths(drifts: &[Drift]) -> Vec<&str> {
    drifts.iter().map(|drift| drift.path.as_str()).collect()
}

#[tokio::test]
async fn every_event_of_users_is_read_and_written_back_as_it_came() {
    let mut site = Site::<UserDelivery>::open().await;
    for (kind, body) in user_events() {
        let sent = user_delivery(kind, &body);
        let (delivery, drifts) = site.read(&sent).await;
        assert!(drifts.is_empty(), "{kind}: {drifts:?}");
        let is_known = !matches!(delivery.event, user::Event::Other(_));
        assert!(is_known, "{kind} is not known");
        assert_eq!(delivery.server, "https://violet.example");
        assert_eq!(delivery.hook_id.as_str(), HOOK);
        assert_eq!(delivery.user_id.as_str(), "a7b2m4x0bk000001");
        assert_eq!(delivery.event_id, "4b1d7e0c-6f0a-4a63-9d53-6a3c1f0b9e11");
        let time = delivery.created_at.to_string();
        assert_eq!(time, "2026-01-02T03:04:05.678Z");
        assert_same(&written(&delivery), &sent, kind);
        assert_eq!(
            serde_json::from_value(written(&delivery)).ok(),
            Some(delivery)
        );
    }
}

#[tokio::test]
async fn every_event_of_a_server_is_read_and_written_back_as_it_came() {
    let mut site = Site::<SystemDelivery>::open().await;
    for (kind, body) in system_events() {
        let sent = system_delivery(kind, &body);
        let (delivery, drifts) = site.read(&sent).await;
        assert!(drifts.is_empty(), "{kind}: {drifts:?}");
        let is_known = !matches!(delivery.event, system::Event::Other(_));
        assert!(is_known, "{kind} is not known");
        assert_same(&written(&delivery), &sent, kind);
        assert_eq!(
            serde_json::from_value(written(&delivery)).ok(),
            Some(delivery)
        );
    }
}

#[tokio::test]
async fn the_parts_of_an_event_have_their_types() {
    let mut site = Site::<SystemDelivery>::open().await;
    let sent = system_delivery("abuseReport", &report());
    let system::Event::AbuseReport(report) = site.read(&sent).await.0.event else {
        panic!("{sent} is no report");
    };
    assert_eq!(report.id.as_str(), "a7c0u91sbk000002");
    assert_eq!(report.target_user.as_ref().unwrap().username, "sumire");
    assert_eq!(report.reporter, None);
    let mut site = Site::<UserDelivery>::open().await;
    let sent = user_delivery("followed", &json!({ "user": user_lite() }));
    let user::Event::Followed(body) = site.read(&sent).await.0.event else {
        panic!("{sent} tells of no follower");
    };
    assert_eq!(body.user.username, "sumire");
}

#[tokio::test]
async fn the_order_of_keys_does_not_matter() {
    let mut site = Site::<UserDelivery>::open().await;
    let sent = user_delivery("mention", &json!({ "note": note() }));
    let fields = sent.as_object().unwrap().iter();
    let fields: Vec<_> = fields
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    for turn in 0..fields.len() {
        let mut fields = fields.clone();
        fields.rotate_left(turn);
        let text = format!("{{{}}}", fields.join(","));
        let (read, _) = site.post(&headers(), text.as_bytes()).await;
        assert_same(&written(&read.unwrap().0), &sent, &text);
    }
}

#[tokio::test]
async fn an_unknown_event_and_an_unknown_field_are_kept_and_written_back() {
    let mut site = Site::<UserDelivery>::open().await;
    let body = json!({ "by": [user_lite()], "count": 3 });
    let sent = with(
        user_delivery("waved", &body),
        "",
        "region",
        json!({ "a": 1 }),
    );
    let (delivery, drifts) = site.read(&sent).await;
    assert!(drifts.is_empty());
    assert_eq!(delivery.other.get("region"), Some(&json!({ "a": 1 })));
    assert_eq!(written(&delivery), sent);
    let user::Event::Other(other) = &delivery.event else {
        panic!("{:?}", delivery.event);
    };
    assert_eq!((other.kind(), other.body()), ("waved", &body));
}

#[tokio::test]
async fn one_bad_field_is_reported_and_costs_nothing_else() {
    let mut site = Site::<UserDelivery>::open().await;
    let good = user_delivery("mention", &json!({ "note": note() }));
    let sent = with(good.clone(), "/body/note/user", "username", json!(7));
    let (delivery, drifts) = site.read(&sent).await;
    assert_eq!(paths(&drifts), ["$.body.note.user.username"]);
    assert_eq!(drifts[0].value, Some(json!(7)));
    let blank = with(good.clone(), "/body/note/user", "username", json!(""));
    assert_same(&written(&delivery), &blank, "$");
    // Around the event too.
    let sent = with(good.clone(), "", "createdAt", json!("yesterday"));
    let (delivery, drifts) = site.read(&sent).await;
    assert_eq!(paths(&drifts), ["$.createdAt"]);
    assert_eq!(delivery.created_at.as_millisecond(), 0);
    let sent = support::without(good, "", "server");
    let (delivery, drifts) = site.read(&sent).await;
    assert_eq!(paths(&drifts), ["$.server"]);
    assert_eq!(delivery.server, "");
}

#[tokio::test]
async fn a_body_of_which_nothing_fits_is_kept_and_written_back() {
    let mut site = Site::<UserDelivery>::open().await;
    for body in [
        json!("a note"),
        json!([1]),
        json!({ "node": 1 }),
        Value::Null,
    ] {
        let sent = user_delivery("mention", &body);
        let (delivery, drifts) = site.read(&sent).await;
        assert_eq!(paths(&drifts), ["$.body"]);
        assert!(matches!(delivery.event, user::Event::Other(_)));
        assert_eq!(written(&delivery), sent);
    }
}

#[tokio::test]
async fn strictly_what_does_not_fit_is_an_error_with_its_place() {
    let receiver = Receiver::new(SECRET).unwrap().strict(true);
    let mut site = Site::<UserDelivery>::with(receiver).await;
    let good = user_delivery("mention", &json!({ "note": note() }));
    for (parent, key, path) in [
        ("/body/note/user", "username", "$.body.note.user.username"),
        ("", "createdAt", "$.createdAt"),
        ("", "type", "$.type"),
        ("", "hookId", "$.hookId"),
    ] {
        let sent = with(good.clone(), parent, key, json!([]));
        let (error, status) = site.refuse(&headers(), sent.to_string().as_bytes()).await;
        let Error::Body(error) = error else {
            panic!("{error}");
        };
        assert_eq!((error.path(), status), (path, 400));
    }
    assert!(site.read(&good).await.1.is_empty());
}

#[tokio::test]
async fn a_wrong_secret_is_refused_before_the_body_is_looked_at() {
    let mut site = Site::<UserDelivery>::open().await;
    for wrong in [
        "wisteria-by-the-gate",
        "Wisteria-by-the-gat",
        "Wisteria-by-the-gateWisteria-by-the-gate",
        "Wisteria-by-the-gate Wisteria-by-the-gate",
        "",
    ] {
        let headers = headers_with("X-Misskey-Hook-Secret", wrong);
        let refused = site.refuse(&headers, b"not JSON").await;
        assert_eq!(refused, (Error::WrongSecret, 401), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_header_that_is_missing_or_there_twice_is_refused_and_named() {
    let mut site = Site::<UserDelivery>::open().await;
    let body = user_delivery("mention", &json!({ "note": note() })).to_string();
    for (name, header, status) in [
        ("X-Misskey-Hook-Secret", HOOK_SECRET, 401),
        ("X-Misskey-Hook-Id", HOOK_ID, 400),
    ] {
        let mut without = headers();
        without.retain(|(other, _)| *other != name);
        let refused = site.refuse(&without, body.as_bytes()).await;
        assert_eq!(refused, (Error::MissingHeader(header.clone()), status));
        let mut twice = headers();
        twice.extend(headers().into_iter().filter(|(other, _)| *other == name));
        let refused = site.refuse(&twice, body.as_bytes()).await;
        assert_eq!(refused, (Error::RepeatedHeader(header), status));
    }
}

#[tokio::test]
async fn a_body_of_another_webhook_than_the_header_names_is_refused() {
    let mut site = Site::<UserDelivery>::open().await;
    let good = user_delivery("mention", &json!({ "note": note() }));
    let headers = headers_with("X-Misskey-Hook-Id", "a7c0u91sbk000009");
    let refused = site.refuse(&headers, good.to_string().as_bytes()).await;
    assert_eq!(refused, (Error::AnotherHook, 400));
    // One that names none is of none.
    let none = support::without(good, "", "hookId").to_string();
    let refused = site.refuse(&self::headers(), none.as_bytes()).await;
    assert_eq!(refused, (Error::AnotherHook, 400));
}

#[tokio::test]
async fn what_is_no_delivery_is_refused() {
    let mut site = Site::<UserDelivery>::open().await;
    let deep = format!(r#"{{"type":"mention","body":{}"#, "[".repeat(100_000));
    let garbage: [&[u8]; 9] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"<html>",
        b"{\"type\":\"\xff\"}",
        br#"{"hookId":"a7c0u91sbk000001","type":["mention"],"body":{}}"#,
        deep.as_bytes(),
    ];
    for body in garbage {
        let (error, status) = site.refuse(&headers(), body).await;
        assert!(matches!(error, Error::Body(_)), "{error}");
        assert_eq!(status, 400);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let receiver = Receiver::new(SECRET).unwrap().limit(100);
    let mut site = Site::<UserDelivery>::with(receiver).await;
    let refused = site.refuse(&headers(), &[b' '; 101]).await;
    let (length, limit) = (101, 100);
    assert_eq!(refused, (Error::TooLarge { length, limit }, 413));
}

#[test]
fn an_empty_secret_is_no_secret() {
    for empty in ["", " ", "\t\n"] {
        let error = Receiver::new(empty).unwrap_err();
        assert!(error.to_string().contains("anyone could send"), "{error}");
    }
    // As an answer of the API has it.
    assert!(Receiver::new(Secret::from(SECRET)).is_ok());
}

#[test]
fn the_secret_is_in_nothing_that_is_shown() {
    let hidden = |shown: &dyn Debug| {
        for text in [format!("{shown:?}"), format!("{shown:#?}")] {
            assert!(!text.contains(SECRET), "{text}");
        }
    };
    let receiver = Receiver::new(SECRET).unwrap();
    hidden(&receiver);
    // Somebody's body may have it, where no one expects it.
    let mut headers = axum::http::HeaderMap::new();
    headers.insert(HOOK_SECRET, SECRET.parse().unwrap());
    headers.insert(HOOK_ID, HOOK.parse().unwrap());
    let body = with(
        user_delivery("waved", &json!(SECRET)),
        "",
        "x",
        json!(SECRET),
    );
    let read = receiver.read::<UserDelivery>(&headers, body.to_string().as_bytes());
    hidden(&read.unwrap());
    let body = user_delivery("mention", &json!(SECRET)).to_string();
    hidden(&receiver.read_with_drift::<UserDelivery>(&headers, body.as_bytes()));
    let strict = receiver.strict(true);
    let error = strict
        .read::<UserDelivery>(&headers, body.as_bytes())
        .unwrap_err();
    assert!(!shown(&error).contains(SECRET));
}

#[test]
fn what_was_stored_as_json_is_read_again() {
    let sent = user_delivery("renote", &json!({ "note": note() })).to_string();
    let delivery: UserDelivery = from_json(&sent).unwrap();
    let again: UserDelivery = serde_json::from_str(&sent).unwrap();
    assert_eq!(delivery, again);
}

#[cfg(feature = "samples")]
mod sampled {
    use misskey_api::Sample;

    use super::*;

    fn headers_of(hook: &str) -> axum::http::HeaderMap {
        let headers = [(HOOK_SECRET, SECRET), (HOOK_ID, hook)];
        let headers = headers.into_iter();
        headers
            .map(|(name, value)| (name, value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_test_begins_with_a_sample_of_what_a_server_posts() {
        let receiver = Receiver::new(SECRET).unwrap().strict(true);
        let mut told = user::NoteBody::sample();
        told.note.text = Some("@momiji, are you there?".to_owned());
        let mut delivery = UserDelivery::sample();
        delivery.event = user::Event::Mention(Box::new(told));
        let body = serde_json::to_vec(&delivery).unwrap();
        let headers = headers_of(delivery.hook_id.as_str());
        let read: UserDelivery = receiver.read(&headers, &body).unwrap();
        assert_eq!(read, delivery);

        let delivery = SystemDelivery::sample();
        let headers = headers_of(delivery.hook_id.as_str());
        let body = SystemDelivery::JSON.as_bytes();
        let read: SystemDelivery = receiver.read(&headers, body).unwrap();
        assert_eq!(read, delivery);
        assert!(!matches!(read.event, system::Event::Other(_)));
    }

    #[cfg(feature = "channels")]
    #[test]
    fn the_events_of_channels_have_samples_too() {
        use misskey_api::channels::{home_timeline, main};

        let home_timeline::Event::Note(note) = home_timeline::Event::sample() else {
            panic!("a timeline tells notes");
        };
        assert_eq!(note.user.username, "momiji");
        assert!(!matches!(main::Event::sample(), main::Event::Other(_)));
    }
}
