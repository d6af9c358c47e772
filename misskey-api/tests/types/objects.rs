//! Objects and their fields.

use super::*;

#[test]
fn a_note_is_written_back_as_it_came() {
    let sent = note();
    let read: Note = read(&sent).unwrap();
    assert_eq!(read.other.get("futureField"), Some(&json!({ "a": 1 })));
    assert_eq!(read.visibility, Visibility::Home);
    assert_eq!(read.poll.as_ref().unwrap().choices[0].votes, 5);
    assert_eq!(read.reactions["👍"], 3);
    assert_same(&written(&read), &sent, "$");
}

#[test]
fn what_is_written_reads_the_same_again() {
    let first: Note = from_json(NOTE).unwrap();
    let text = serde_json::to_string(&first).unwrap();
    let second: Note = from_json(&text).unwrap();
    assert_eq!(first, second);
    assert_eq!(text, serde_json::to_string(&second).unwrap());
    assert_eq!(first, serde_json::from_str(NOTE).unwrap());
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let fields = note();
    let reversed: Vec<String> = fields
        .as_object()
        .unwrap()
        .iter()
        .rev()
        .map(|(key, value)| format!("{}:{value}", json!(key)))
        .collect();
    let text = format!("{{{}}}", reversed.join(","));
    assert_eq!(from_json::<Note>(&text), read(&note()));
}

#[test]
fn what_can_be_null_is_written_as_null_and_what_can_be_absent_is_left_out() {
    let sent = with(note(), "", "text", Value::Null);
    let sent = without(without(sent, "", "poll"), "", "reply");
    let read: Note = read(&sent).unwrap();
    assert_eq!((&read.text, &read.poll, &read.reply), (&None, &None, &None));
    let back = written(&read);
    assert_eq!(back.get("text"), Some(&Value::Null));
    assert_eq!((back.get("poll"), back.get("reply")), (None, None));
}

#[test]
fn null_and_absent_are_taken_for_each_other_where_nothing_can_be() {
    // Older servers leave out what newer ones send as null, and the other way round.
    let absent: Note = read(&without(note(), "", "text")).unwrap();
    assert_eq!(absent.text, None);
    let null: Note = read(&with(note(), "", "poll", Value::Null)).unwrap();
    assert_eq!(null.poll, None);
    assert_eq!(
        error::<Note>(&with(note(), "", "userId", Value::Null)).path(),
        "$.userId"
    );
}

#[test]
fn notes_hold_notes_that_hold_notes() {
    let single = without(note(), "", "reply");
    let thread = with(single.clone(), "", "reply", single.clone());
    let thread = with(single, "", "reply", thread);
    let read: Note = read(&thread).unwrap();
    let grandparent = read.reply.unwrap().reply.unwrap();
    assert_eq!(grandparent.id.as_str(), "a7c0u91sbk000007");
    assert_eq!(grandparent.reply, None);
}

#[test]
fn a_name_that_is_there_twice_counts_the_last_time() {
    let text = NOTE.replacen('{', "{\"clippedCount\": 5,", 1);
    let read: Note = from_json(&text).unwrap();
    assert_eq!(read.clipped_count, Some(0));
}

#[test]
fn lists_of_fixed_length_are_read_by_place() {
    let sent = json!([["misskey.example", 12.5], ["violet.example", 3.25]]);
    let read: DelayedDeliveries = read(&sent).unwrap();
    assert_eq!(read[0], ("misskey.example".to_owned(), 12.5));
    assert_eq!(written(&read), sent);
    assert_eq!(
        support::read::<DelayedDeliveries>(&json!([["misskey.example", 12]])).unwrap(),
        [("misskey.example".to_owned(), 12.0)]
    );
    assert_eq!(
        support::read::<DelayedDeliveries>(&json!([["a.example", 1, "more"]])).unwrap(),
        [("a.example".to_owned(), 1.0)]
    );
    let wrong = json!([["a.example", 1], ["b.example", "many"]]);
    assert_eq!(error::<DelayedDeliveries>(&wrong).path(), "$[1][1]");
    let short = error::<DelayedDeliveries>(&json!([["a.example", 1], ["b.example"]]));
    assert_eq!(short.path(), "$[1]");
    assert!(
        short.reason().contains("a list of 2 elements"),
        "{}",
        short.reason()
    );
}
