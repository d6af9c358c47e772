//! What is nested too deep for its reader must not end the program.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod support;

use misskey_api::entities::{Note, Notification, RoleCondFormulaValue};
use misskey_api::{Decode, from_json, from_json_with_drift};
use serde_json::Value;

use support::{NOTE, note, without};

/// What the threads of tests and of Tokio have.
const USUAL_STACK: usize = 2 << 20;
const LARGE_STACK: usize = 32 << 20;

/// As many lists in one another.
fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

fn with_future_field(json: &str) -> String {
    NOTE.replace("{ \"a\": 1 }", json)
}

/// The beginning of a note, up to the note that it is a reply to.
fn reply_to() -> String {
    let single = without(note(), "", "reply").to_string();
    format!("{},\"reply\":", single.strip_suffix('}').unwrap())
}

/// A note that is a reply to a reply to a reply.
fn thread(notes: usize) -> String {
    format!("{}null{}", reply_to().repeat(notes), "}".repeat(notes))
}

fn on_a_stack(bytes: usize, test: fn()) {
    let thread = std::thread::Builder::new().stack_size(bytes).spawn(test);
    thread.unwrap().join().unwrap();
}

fn read_a_long_thread() {
    let read: Note = from_json(&thread(30)).unwrap();
    let notes = std::iter::successors(Some(&read), |note| note.reply.as_deref());
    assert_eq!(notes.count(), 30);
    let written = serde_json::to_string(&read.clone()).unwrap();
    assert_eq!(written.matches("Tea is ready").count(), 30);
    assert!(format!("{read:?}").contains("Tea is ready"));
}

fn read_a_thread_that_is_too_long() {
    for text in [thread(40), thread(500), reply_to().repeat(500)] {
        let error = from_json::<Note>(&text).unwrap_err();
        assert!(error.path().starts_with("$.reply.reply.reply"), "{error}");
    }
}

#[test]
fn a_value_of_some_depth_is_kept() {
    let text = with_future_field(&nested(100));
    let read: Note = from_json(&text).unwrap();
    let kept = read.other.get("futureField").unwrap();
    assert_eq!(kept.to_string(), nested(100));
}

#[test]
fn a_value_that_is_too_deep_is_an_error() {
    for depth in [127, 128, 1000, 100_000] {
        let text = with_future_field(&nested(depth));
        let error = from_json::<Note>(&text).unwrap_err();
        assert_eq!(error.path(), "$.futureField");
        assert!(error.reason().contains("recursion limit"), "{error}");
    }
}

#[test]
fn a_text_that_only_opens_is_an_error() {
    fn assert_refused<T: Decode>(text: &str) {
        assert!(from_json::<T>(text).is_err());
    }
    for opening in ["[", "{\"a\":", "{\"type\":\"not\",\"id\":\"f\",\"value\":"] {
        let text = opening.repeat(100_000);
        assert_refused::<()>(&text);
        assert_refused::<Value>(&text);
        assert_refused::<Vec<Notification>>(&text);
        assert_refused::<Note>(&text);
        assert_refused::<RoleCondFormulaValue>(&text);
    }
}

#[test]
fn a_formula_of_some_depth_is_read_and_a_deeper_one_is_an_error() {
    let not = "{\"type\":\"not\",\"id\":\"f\",\"value\":";
    let tag_last = "{\"id\":\"f\",\"value\":";
    let formula = |depth| {
        let closing = "}".repeat(depth);
        format!("{}{{}}{closing}", not.repeat(depth))
    };
    let read = from_json::<RoleCondFormulaValue>(&formula(30)).unwrap();
    assert_eq!(
        serde_json::to_string(&read).unwrap().matches("not").count(),
        30
    );
    assert!(from_json::<RoleCondFormulaValue>(&formula(40)).is_err());
    let last = format!(
        "{}{{}}{}",
        tag_last.repeat(30),
        ",\"type\":\"not\"}".repeat(30)
    );
    let read = from_json::<RoleCondFormulaValue>(&last).unwrap();
    assert_eq!(
        serde_json::to_string(&read).unwrap().matches("not").count(),
        30
    );
}

#[test]
fn an_error_body_that_is_too_deep_is_an_answer_that_is_not_the_apis() {
    use misskey_api::{Call, Server, endpoints};

    let server: Server = "misskey.example".parse().unwrap();
    let body = format!("{{\"error\":{{\"info\":{}}}}}", nested(100_000));
    let response = http::Response::builder().status(400).body(body).unwrap();
    let error = Call::new(&server).response::<endpoints::Ping>(&response);
    assert!(error.unwrap_err().not_api().is_some());
}

#[test]
fn a_long_thread_of_notes_is_read() {
    on_a_stack(LARGE_STACK, read_a_long_thread);
}

#[test]
fn a_thread_of_notes_that_is_too_long_is_an_error() {
    on_a_stack(LARGE_STACK, read_a_thread_that_is_too_long);
}

#[test]
fn a_long_thread_of_notes_is_read_on_a_usual_stack() {
    on_a_stack(USUAL_STACK, read_a_long_thread);
}

#[test]
fn a_thread_of_notes_that_is_too_long_is_an_error_on_a_usual_stack() {
    on_a_stack(USUAL_STACK, read_a_thread_that_is_too_long);
}

fn go_on_in_a_thread_that_is_too_long() {
    let text = format!("[{},{NOTE}]", thread(1000));
    let (notes, drifts) = from_json_with_drift::<Vec<Note>>(&text).unwrap();
    assert_eq!(
        notes.last().map(|note| note.id.as_str()),
        Some("a7c0u91sbk000007")
    );
    assert!(!drifts.is_empty());
}

#[test]
fn what_is_too_deep_is_not_gone_into_when_going_on_without_what_does_not_fit() {
    on_a_stack(USUAL_STACK, go_on_in_a_thread_that_is_too_long);
}

#[test]
fn a_value_that_is_too_deep_is_left_out_or_an_error() {
    for depth in [127, 1000, 100_000] {
        let text = format!("[{NOTE},{}]", with_future_field(&nested(depth)));
        let (notes, drifts) = from_json_with_drift::<Vec<Note>>(&text).unwrap();
        assert_eq!((notes.len(), drifts.len()), (1, 1));
        let text = format!("[{NOTE},{}]", nested(depth));
        let (notes, drifts) = from_json_with_drift::<Vec<Note>>(&text).unwrap();
        assert_eq!((notes.len(), drifts.len()), (1, 1));
        assert_eq!(drifts[0].path, "$[1]");
    }
}
