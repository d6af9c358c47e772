//! Unions that a property tells apart.

use super::*;

fn reaction() -> Value {
    json!({
        "id": "a7c1bk0abk000010",
        "createdAt": "2025-05-03T10:00:00.123Z",
        "type": "reaction",
        "userId": "a7b2m4x0bk000001",
        "user": user_lite(),
        "note": note(),
        "reaction": "👍",
    })
}

#[test]
fn a_known_tag_tells_the_member() {
    let read: Notification = read(&reaction()).unwrap();
    let Notification::Reaction(inner) = &read else {
        panic!("{read:?}");
    };
    assert_eq!(inner.reaction, "👍");
    assert_eq!(inner.note.id.as_str(), "a7c0u91sbk000007");
    assert_eq!(inner.user.as_ref().unwrap().username, "sumire");
    assert_eq!(read.tag(), Some("reaction"));
    assert_eq!(read.id().unwrap().as_str(), "a7c1bk0abk000010");
    let time = read.created_at().unwrap();
    assert_eq!(time.to_string(), "2025-05-03T10:00:00.123Z");
}

#[test]
fn the_place_of_the_tag_does_not_matter() {
    let tag_second = read::<Notification>(&reaction()).unwrap();
    let fields = reaction().as_object().unwrap().clone();
    let (tag, others): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|(key, _)| key == "type");
    let text = |fields: Vec<(String, Value)>| {
        let fields = fields
            .iter()
            .map(|(key, value)| format!("{}:{value}", json!(key)));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    let first = text([tag.clone(), others.clone()].concat());
    let last = text([others, tag].concat());
    assert!(first.starts_with("{\"type\"") && last.ends_with("\"reaction\"}"));
    assert_eq!(from_json(&first), Ok(tag_second.clone()));
    assert_eq!(from_json(&last), Ok(tag_second));
}

#[test]
fn a_member_keeps_and_writes_fields_that_are_not_known() {
    let sent = json!({
        "sparkles": [1, null],
        "id": "a7c1bk0abk000011",
        "createdAt": "2025-05-03T10:00:00.123Z",
        "type": "app",
        "body": "Water is boiling",
        "header": "Kettle",
        "icon": null,
        "degrees": 99.5,
    });
    let read: Notification = read(&sent).unwrap();
    let Notification::App(inner) = &read else {
        panic!("{read:?}");
    };
    assert_eq!(inner.other.get("sparkles"), Some(&json!([1, null])));
    assert_eq!(inner.other.get("degrees"), Some(&json!(99.5)));
    assert_eq!(inner.other.get("type"), None);
    assert_eq!(written(&read), sent);
}

#[test]
fn a_tag_that_is_not_known_keeps_all_and_is_written_back() {
    let sent = json!({
        "id": "a7c1bk0abk000012",
        "createdAt": "2025-05-03T10:00:00.123Z",
        "type": "kettleBoiled",
        "litres": 1.5,
        "cups": [{ "sugar": 2 }, { "sugar": null }],
    });
    let read: Notification = read(&sent).unwrap();
    let Notification::Other(inner) = &read else {
        panic!("{read:?}");
    };
    assert_eq!(read.tag(), Some("kettleBoiled"));
    assert_eq!(read.id().unwrap().as_str(), "a7c1bk0abk000012");
    assert_eq!(
        read.created_at().unwrap().as_millisecond(),
        1_746_266_400_123
    );
    assert_eq!(inner.other.get("litres"), Some(&json!(1.5)));
    assert_eq!(
        inner.other.get("cups"),
        Some(&json!([{ "sugar": 2 }, { "sugar": null }]))
    );
    assert_eq!(written(&read), sent);
}

#[test]
fn an_object_without_a_tag_is_of_no_known_member() {
    for sent in [
        json!({}),
        json!({ "id": "7f6e5d4c" }),
        json!({ "type": null }),
        json!({ "type": 3, "value": { "type": "isBot" } }),
    ] {
        let read: RoleCondFormulaValue = read(&sent).unwrap();
        assert!(
            matches!(read, RoleCondFormulaValue::Other(_)),
            "{sent}: {read:?}"
        );
        assert_eq!(read.tag(), None);
        assert_eq!(written(&read), sent);
    }
}

#[test]
fn a_member_that_stands_for_several_tags_keeps_which_it_is() {
    let sent = json!({
        "id": "f0",
        "type": "or",
        "values": [
            { "id": "f1", "type": "isRemote" },
            { "id": "f2", "type": "not", "value": { "id": "f3", "type": "isCat" } },
            { "id": "f4", "type": "phaseOfTheMoon", "is": "full" },
            {},
        ],
    });
    let read: RoleCondFormulaValue = read(&sent).unwrap();
    let RoleCondFormulaValue::RoleCondFormulaLogics(logics) = &read else {
        panic!("{read:?}");
    };
    assert_eq!(logics.r#type.as_str(), "or");
    assert_eq!(logics.values.len(), 4);
    assert_eq!(logics.values[2].tag(), Some("phaseOfTheMoon"));
    assert_eq!(logics.values[3].tag(), None);
    assert_eq!(written(&read), sent);
}

#[test]
fn the_tag_can_be_asked_of_every_member() {
    for tag in ["isLocal", "isRemote", "isBot", "phaseOfTheMoon"] {
        let sent = json!({ "id": "f0", "type": tag });
        let read: RoleCondFormulaValue = read(&sent).unwrap();
        assert_eq!(read.tag(), Some(tag));
    }
    let sent = json!({ "id": "f0", "type": "and", "values": [] });
    let read: RoleCondFormulaValue = read(&sent).unwrap();
    assert_eq!(read.tag(), Some("and"));
}

#[test]
fn a_known_member_without_a_field_that_it_needs_is_an_error() {
    let error = error::<Notification>(&without(reaction(), "", "reaction"));
    assert_eq!(error.path(), "$");
    assert!(error.reason().contains("`reaction`"), "{error}");
}

#[test]
fn errors_have_their_place_before_and_after_the_tag() {
    let wrong = with(reaction(), "/note/user", "username", json!(7));
    assert_eq!(error::<Notification>(&wrong).path(), "$.note.user.username");
    let fields = without(wrong, "", "type");
    let fields = fields.to_string();
    let tag_last = format!(
        "[{},\"type\":\"reaction\"}}]",
        fields.strip_suffix('}').unwrap()
    );
    let error = from_json::<Vec<Notification>>(&tag_last).unwrap_err();
    assert_eq!(error.path(), "$[0].note.user.username");
}
