//! Comparing and printing.

use super::*;

#[test]
fn objects_are_equal_if_all_their_fields_are() {
    let one: Note = read(&note()).unwrap();
    assert_eq!(one, one.clone());
    for (name, value) in [
        ("id", json!("9zzzzzzzzz")),
        ("text", json!("another")),
        ("text", Value::Null),
        ("renoteCount", json!(99)),
        ("visibility", json!("galactic")),
        ("futureField", json!(2)),
        ("channelId", json!("9zzzzzzzzz")),
    ] {
        let other: Note = read(&with(note(), "", name, value.clone())).unwrap();
        assert_ne!(one, other, "{name} {value}");
        assert_ne!(other, one, "{name} {value}");
    }
}

#[test]
fn what_is_there_differs_from_what_is_not() {
    let there: Note = read(&with(note(), "", "cw", json!("tea"))).unwrap();
    let not_there: Note = read(&with(note(), "", "cw", Value::Null)).unwrap();
    assert_ne!(there, not_there);
    assert_ne!(not_there, there);
}

#[test]
fn fields_are_printed_by_their_names_on_the_wire_if_they_are_there() {
    let request = endpoints::notes::Create::new()
        .text("Hello")
        .no_extract_hashtags(true);
    assert_eq!(
        format!("{request:?}"),
        r#"Create { noExtractHashtags: true, text: "Hello" }"#
    );
    let request = endpoints::drive::files::Update::new("f1").clear_folder_id();
    assert_eq!(
        format!("{request:?}"),
        r#"Update { fileId: "f1", folderId: null }"#
    );
}
