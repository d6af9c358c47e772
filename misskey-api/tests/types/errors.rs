//! What is wrong, and where.

use super::*;

/// A word that no message has of itself.
const WORD: &str = "xylophonist";

#[test]
fn an_error_names_its_place() {
    let broken = |parent, key, value| with(note(), parent, key, value);
    for (sent, path) in [
        (broken("", "text", json!(1)), "$[1].text"),
        (broken("/user", "emojis", json!([])), "$[1].user.emojis"),
        (
            broken("/user/avatarDecorations/0", "url", json!({})),
            "$[1].user.avatarDecorations[0].url",
        ),
        (
            broken("/reactions", "👍", json!("many")),
            "$[1].reactions[\"👍\"]",
        ),
        (
            broken("/reactions", ":a\"b: c@d.example:", json!(true)),
            "$[1].reactions[\":a\\\"b: c@d.example:\"]",
        ),
        (
            broken("/reply/user", "isBot", json!("yes")),
            "$[1].reply.user.isBot",
        ),
        (
            broken("/poll/choices/1", "votes", json!(0.5)),
            "$[1].poll.choices[1].votes",
        ),
        (broken("", "fileIds", json!(["a", 2])), "$[1].fileIds[1]"),
        (broken("", "createdAt", json!("teatime")), "$[1].createdAt"),
        (without(note(), "/files/0", "md5"), "$[1].files[0]"),
        (json!("not a note"), "$[1]"),
    ] {
        let error = error::<Vec<Note>>(&json!([note(), sent]));
        assert_eq!(error.path(), path, "{error}");
        assert!(!error.reason().is_empty());
        assert_eq!(error.to_string(), format!("{path}: {}", error.reason()));
    }
}

#[test]
fn an_error_in_a_map_names_the_key() {
    let sent = json!({ "tea": [1, 2], "cups: two": [3, null] });
    let error = error::<Map<Vec<i64>>>(&sent);
    assert_eq!(error.path(), "$[\"cups: two\"][1]");
}

#[test]
fn a_text_that_is_not_json_is_an_error_at_its_place() {
    for text in ["", "tea", "{", "[1,", "nul"] {
        let error = from_json::<Vec<i64>>(text).unwrap_err();
        assert!(!error.reason().is_empty(), "{text}");
    }
    let cut = NOTE.split_once("\"sumire\"").unwrap().0;
    let error = from_json::<Note>(cut).unwrap_err();
    assert_eq!(error.path(), "$.user.username");
    let error = from_json::<Vec<i64>>("[1] [2]").unwrap_err();
    assert_eq!(error.path(), "$");
}

fn assert_unquoted<T: Decode>() {
    let quoted = format!("a \"{WORD}\", expected \"{WORD}\" at line 1 column 2");
    for text in [WORD, &quoted] {
        for sent in [json!(text), json!([text]), json!({ WORD: text })] {
            let Err(error) = read::<T>(&sent) else {
                continue;
            };
            let reason = error.reason();
            assert!(
                !reason.contains(WORD),
                "{}: {reason}",
                std::any::type_name::<T>()
            );
        }
    }
}

#[test]
fn errors_do_not_quote_texts() {
    assert_unquoted::<i64>();
    assert_unquoted::<f64>();
    assert_unquoted::<bool>();
    assert_unquoted::<Vec<i64>>();
    assert_unquoted::<Map<bool>>();
    assert_unquoted::<(i64, String)>();
    assert_unquoted::<Option<Vec<bool>>>();
    assert_unquoted::<Visibility>();
    assert_unquoted::<Note>();
    assert_unquoted::<User>();
    assert_unquoted::<Notification>();
    assert_unquoted::<MetaResponse>();
    assert_unquoted::<misskey_api::Secret>();
    assert_unquoted::<misskey_api::ids::NoteId>();
    assert_unquoted::<misskey_api::JsonObject>();
}

#[test]
fn errors_do_not_quote_texts_that_should_be_times() {
    assert_unquoted::<Timestamp>();
    let sent = with(note(), "", "createdAt", json!(WORD));
    let error = error::<Note>(&sent);
    assert!(!error.to_string().contains(WORD), "{error}");
}

#[test]
fn errors_do_not_quote_texts_before_the_tag() {
    let sent = format!(
        r#"{{"id":"1","createdAt":"2025-05-03T10:00:00.123Z","header":null,"body":["{WORD}"],"type":"app"}}"#
    );
    let error = from_json::<Notification>(&sent).unwrap_err();
    assert_eq!(error.path(), "$.body");
    assert!(!error.to_string().contains(WORD), "{error}");
    let sent = sent.replace(&format!("[\"{WORD}\"]"), "\"x\"");
    let sent = sent.replace("2025-05-03T10:00:00.123Z", WORD);
    let error = from_json::<Notification>(&sent).unwrap_err();
    assert_eq!(error.path(), "$.createdAt");
    assert!(!error.to_string().contains(WORD), "{error}");
}
