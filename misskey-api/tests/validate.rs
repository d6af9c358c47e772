//! Requests are looked through before they are sent.
#![cfg(feature = "validate")]
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use misskey_api::Endpoint;
use misskey_api::endpoints::{admin, i, notes, users};
use misskey_api::validate::{Found, Rule};

fn violations(request: &impl Endpoint) -> Vec<String> {
    let error = request.validate().unwrap_err();
    error.violations().iter().map(ToString::to_string).collect()
}

#[test]
fn all_that_is_wrong_is_listed_with_its_place() {
    let poll = notes::CreatePoll::new(["only one"]).expired_after(0);
    let request = notes::Create::new()
        .cw("x".repeat(101))
        .file_ids(["a", "b", "a"].map(misskey_api::Id::new))
        .poll(poll);
    assert_eq!(
        violations(&request),
        [
            "cw: 1 to 100 characters, has 101",
            "fileIds: no element twice, has the element 2 twice",
            "poll.choices: 2 to 10 elements, has 1",
            "poll.expiredAfter: at least 1, is 0",
        ]
    );
    let error = request.validate().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the request for notes/create breaks limits: cw: ")
    );
    assert_eq!(
        *error.violations()[0].rule(),
        Rule::Length(Some(1), Some(100))
    );
    assert_eq!(*error.violations()[0].found(), Found::Count(101));
}

#[test]
fn an_element_is_named_by_its_index() {
    let long = "x".repeat(51);
    let poll = notes::CreatePoll::new(["short", &long, ""]);
    assert_eq!(
        violations(&notes::Create::new().poll(poll)),
        [
            "poll.choices[1]: 1 to 50 characters, has 51",
            "poll.choices[2]: 1 to 50 characters, has 0",
        ]
    );
}

#[test]
fn characters_are_counted_not_bytes() {
    let text = "🍮".repeat(3000);
    assert_eq!(notes::Create::new().text(&text).validate(), Ok(()));
    let text = text + "🍮";
    let found = violations(&notes::Create::new().text(text));
    assert_eq!(found, ["text: 1 to 3000 characters, has 3001"]);
}

#[test]
fn a_text_of_blanks_is_refused_only_where_nothing_else_is_there() {
    let blank = notes::Create::new().text("\u{3000}\n");
    assert_eq!(violations(&blank), ["text: matches `[^\\s]+`, does not"]);
    assert_eq!(blank.renote_id("9s4g2p7k00").validate(), Ok(()));
}

#[test]
fn no_secret_is_shown() {
    let request = admin::accounts::Create::new("not a name", "");
    let error = request.validate().unwrap_err();
    assert!(!format!("{error}{error:?}").contains("not a name"));
    assert_eq!(error.violations().len(), 2);
}

#[test]
fn what_the_document_accepts_is_accepted() {
    assert_eq!(users::Show::by_username("ai").validate(), Ok(()));
    assert_eq!(i::Update::new().birthday("2026-01-02").validate(), Ok(()));
    assert_eq!(
        users::ShowByUserIds::new(["a", "b"].map(misskey_api::Id::new)).validate(),
        Ok(())
    );
}
