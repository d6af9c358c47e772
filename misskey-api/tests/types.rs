//! What the types make of what servers send, and what they write back.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod support;

use misskey_api::endpoints::{self, admin};
use misskey_api::entities::{
    Note, Notification, ReactionAcceptance, RoleCondFormulaValue, User, UserDetailed,
    UserLiteOnlineStatus, Visibility,
};
use misskey_api::{Decode, DecodeError, Endpoint, Map, Timestamp, from_json};
use serde_json::{Value, json};

use support::{
    NOTE, assert_same, me_detailed, note, read, user_detailed, user_lite, with, without,
    written,
};

type MetaResponse = <endpoints::Meta as Endpoint>::Response;
type DelayedDeliveries = <admin::queue::DeliverDelayed as Endpoint>::Response;

fn error<T: Decode>(value: &Value) -> DecodeError {
    match read::<T>(value) {
        Ok(_) => panic!("{value} was read"),
        Err(error) => error,
    }
}

mod texts {
    use super::*;

    #[test]
    fn a_text_that_is_known_is_its_variant_however_it_is_made() {
        assert_eq!(read(&json!("home")), Ok(Visibility::Home));
        assert_eq!(Visibility::from("home"), Visibility::Home);
        assert_eq!("home".parse(), Ok(Visibility::Home));
        assert_eq!(Visibility::Home.as_str(), "home");
        assert_eq!(Visibility::Home.to_string(), "home");
        assert_eq!(written(&Visibility::Home), json!("home"));
    }

    #[test]
    fn a_text_that_is_not_known_is_kept_and_written_back() {
        for text in ["galaxy", "Home", "", "ほし \"1\"\n"] {
            let read: Visibility = read(&json!(text)).unwrap();
            let Visibility::Other(other) = &read else {
                panic!("{text:?} was taken for {read:?}");
            };
            assert_eq!(other.as_str(), text);
            assert_eq!(read.as_str(), text);
            assert_eq!(read.to_string(), text);
            assert_eq!(read, Visibility::from(text));
            assert_eq!(written(&read), json!(text));
        }
    }

    #[test]
    fn the_known_text_unknown_is_not_one_that_is_not_known() {
        assert_eq!(read(&json!("unknown")), Ok(UserLiteOnlineStatus::Unknown));
        assert_eq!(written(&UserLiteOnlineStatus::Unknown), json!("unknown"));
        assert!(matches!(
            read(&json!("dreaming")),
            Ok(UserLiteOnlineStatus::Other(_))
        ));
    }

    #[test]
    fn what_is_not_a_text_is_no_text() {
        let error = error::<Visibility>(&json!(3));
        assert_eq!(error.path(), "$");
        assert!(error.reason().contains("expected text"), "{error}");
    }
}

mod tagged {
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
}

mod ladders {
    use super::*;

    #[test]
    fn a_user_is_as_much_as_its_keys_tell() {
        assert!(matches!(read(&user_lite()), Ok(User::UserLite(_))));
        assert!(matches!(
            read(&user_detailed()),
            Ok(User::UserDetailedNotMe(_))
        ));
        assert!(matches!(read(&me_detailed()), Ok(User::MeDetailed(_))));
        assert!(matches!(
            read(&user_detailed()),
            Ok(UserDetailed::UserDetailedNotMe(_))
        ));
        assert!(matches!(
            read(&me_detailed()),
            Ok(UserDetailed::MeDetailed(_))
        ));
    }

    #[test]
    fn a_detailed_user_is_recognised_with_optional_keys_of_the_next_step() {
        // Moderators see these of others.
        let seen = with(
            user_detailed(),
            "",
            "followedMessage",
            json!("Follow the tea"),
        );
        let Ok(User::UserDetailedNotMe(user)) = read(&seen) else {
            panic!("{:?}", read::<User>(&seen));
        };
        assert_eq!(user.followed_message.as_deref(), Some("Follow the tea"));
        assert_eq!(user.two_factor_enabled, None);
        let seen = with(user_detailed(), "", "twoFactorEnabled", json!(false));
        let Ok(User::UserDetailedNotMe(user)) = read(&seen) else {
            panic!("{:?}", read::<User>(&seen));
        };
        assert_eq!(user.two_factor_enabled, Some(false));
    }

    #[test]
    fn every_step_is_written_back_as_it_came() {
        for sent in [user_lite(), user_detailed(), me_detailed()] {
            let sent = with(sent, "", "futureField", json!({ "a": [1] }));
            let user: User = read(&sent).unwrap();
            assert_same(&written(&user), &sent, "$");
            assert_eq!(read(&written(&user)), Ok(user));
        }
    }

    #[test]
    fn what_all_steps_have_is_had_without_asking_which_it_is() {
        for sent in [user_lite(), user_detailed(), me_detailed()] {
            let user: User = read(&sent).unwrap();
            assert_eq!(user.id().as_str(), "a7b2m4x0bk000001");
            assert_eq!(user.username(), "sumire");
            assert_eq!(user.name().map(String::as_str), Some("Sumire"));
            assert_eq!(user.host(), None);
            assert_eq!(user.is_cat(), Some(&true));
        }
    }

    #[test]
    fn a_step_that_lacks_a_field_is_an_error_and_not_a_lower_step() {
        let error = error::<User>(&without(me_detailed(), "", "loggedInDays"));
        assert!(error.reason().contains("`loggedInDays`"), "{error}");
        let error = super::error::<User>(&without(user_detailed(), "", "isSilenced"));
        assert!(error.reason().contains("`isSilenced`"), "{error}");
        let error = super::error::<User>(&without(user_lite(), "", "username"));
        assert!(error.reason().contains("`username`"), "{error}");
    }

    #[test]
    fn a_lite_user_is_no_detailed_user() {
        assert_eq!(error::<UserDetailed>(&user_lite()).path(), "$");
    }

    #[cfg(feature = "reqwest")]
    #[tokio::test]
    async fn what_a_server_says_of_itself_is_short_or_long() {
        let server = misskey_test_server::TestServer::start().await.unwrap();
        let client = misskey_api::Client::builder(server.base_url())
            .build()
            .unwrap();
        let short = client.send(endpoints::Meta::new().detail(false)).await;
        assert!(matches!(short, Ok(MetaResponse::MetaLite(_))), "{short:?}");
        let long = client.send(endpoints::Meta::new()).await;
        let Ok(MetaResponse::MetaDetailed(long)) = long else {
            panic!("{long:?}");
        };
        assert_eq!(long.name.as_deref(), Some("Test Garden"));
    }
}

mod objects {
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
            support::read::<DelayedDeliveries>(&json!([["misskey.example", 12]]))
                .unwrap(),
            [("misskey.example".to_owned(), 12.0)]
        );
        assert_eq!(
            support::read::<DelayedDeliveries>(&json!([["a.example", 1, "more"]]))
                .unwrap(),
            [("a.example".to_owned(), 1.0)]
        );
        let wrong = json!([["a.example", 1], ["b.example", "many"]]);
        assert_eq!(error::<DelayedDeliveries>(&wrong).path(), "$[1][1]");
        let short =
            error::<DelayedDeliveries>(&json!([["a.example", 1], ["b.example"]]));
        assert_eq!(short.path(), "$[1]");
        assert!(
            short.reason().contains("a list of 2 elements"),
            "{}",
            short.reason()
        );
    }
}

mod equality_and_printing {
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
}

mod numbers_and_times {
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
}

mod errors {
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
}

#[test]
fn what_reactions_a_note_takes_may_be_anything_or_null() {
    let read: Note = read(&note()).unwrap();
    assert_eq!(read.reaction_acceptance, None);
    assert_eq!(
        read.reply.unwrap().reaction_acceptance,
        Some(ReactionAcceptance::LikeOnly)
    );
}
