//! Numbers and times.

use super::*;

#[test]
fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
    for (text, value) in [("3", 3), ("3.0", 3), ("-0.0", 0), ("1e3", 1000)] {
        let sent = NOTE.replace(
            "\"reactionCount\": 4",
            &format!("\"reactionCount\": {text}"),
        );
        let read: Note = from_json(&sent).unwrap();
        assert_eq!(read.reaction_count, value, "{text}");
        assert_eq!(written(&read)["reactionCount"], json!(value));
    }
}

#[test]
fn a_number_that_is_not_whole_is_refused_where_one_is_needed() {
    for text in [
        "3.5",
        "1e300",
        "18446744073709551615",
        "1e-5",
        "9007199254740993.0e3",
    ] {
        let sent = NOTE.replace(
            "\"reactionCount\": 4",
            &format!("\"reactionCount\": {text}"),
        );
        let error = from_json::<Note>(&sent).unwrap_err();
        assert_eq!(error.path(), "$.reactionCount", "{text}");
        assert!(error.reason().contains("whole number"), "{text}: {error}");
    }
}

#[test]
fn a_number_may_be_written_as_a_whole_one() {
    let sent = with(note(), "/user/avatarDecorations/0", "angle", json!(1));
    let read: Note = read(&sent).unwrap();
    assert_eq!(read.user.avatar_decorations[0].angle, Some(1.0));
}

#[test]
fn times_keep_their_milliseconds() {
    for (text, milliseconds) in [
        ("2025-05-03T09:15:02.316Z", 1_746_263_702_316),
        ("2025-05-03T09:15:02.300Z", 1_746_263_702_300),
        ("2025-05-03T09:15:02.000Z", 1_746_263_702_000),
        ("2025-05-03T09:15:02Z", 1_746_263_702_000),
        ("1969-12-31T23:59:59.999Z", -1),
    ] {
        let time: Timestamp = read(&json!(text)).unwrap();
        assert_eq!(time.as_millisecond(), milliseconds, "{text}");
        assert_eq!(read::<Timestamp>(&written(&time)), Ok(time));
    }
    let read: Note = from_json(NOTE).unwrap();
    assert_eq!(read.created_at.as_millisecond(), 1_746_263_702_320);
}
