//! What requests are on the wire, and what is known of endpoints.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod support;

use misskey_api::endpoints::{self, admin, drive, i, notes, users};
use misskey_api::entities::{FollowVisibility, ReactionAcceptance, Visibility};
use misskey_api::ids::{DriveFileId, NoteId, UserId};
use misskey_api::{
    Credential, Endpoint, Meta, Permission, PermissionSet, RateLimit, Role, Tristate,
    Upload, permissions,
};
use serde::Serialize;
use serde_json::{Value, json};

use support::written;

fn text(request: &impl Serialize) -> String {
    serde_json::to_string(request).unwrap()
}

fn meta<E: Endpoint>(_: &E) -> &'static Meta {
    E::META
}

mod parameters {
    use super::*;

    #[test]
    fn what_is_not_said_is_not_sent() {
        assert_eq!(text(&notes::Create::new()), "{}");
        assert_eq!(text(&notes::Create::default()), "{}");
        assert_eq!(text(&endpoints::Ping::new()), "{}");
        assert_eq!(
            text(&notes::Create::new().text("Hello")),
            r#"{"text":"Hello"}"#
        );
        assert_eq!(
            text(&notes::Show::new("9s4g2p7k00")),
            r#"{"noteId":"9s4g2p7k00"}"#
        );
    }

    #[test]
    fn all_kinds_of_parameters_are_written() {
        let poll = notes::CreatePoll::new(["green", "black"])
            .multiple(true)
            .expired_after(60_000);
        let request = notes::Create::new()
            .visibility(Visibility::Specified)
            .visible_user_ids(["u1", "u2"])
            .cw("Tea")
            .local_only(true)
            .reaction_acceptance(ReactionAcceptance::from("teaOnly"))
            .reply_id("n1")
            .text("Which \"one\"?\n茶 🍵")
            .file_ids(["f1"])
            .poll(poll);
        assert_eq!(
            written(&request),
            json!({
                "visibility": "specified",
                "visibleUserIds": ["u1", "u2"],
                "cw": "Tea",
                "localOnly": true,
                "reactionAcceptance": "teaOnly",
                "replyId": "n1",
                "text": "Which \"one\"?\n茶 🍵",
                "fileIds": ["f1"],
                "poll": {
                    "choices": ["green", "black"],
                    "multiple": true,
                    "expiredAfter": 60_000,
                },
            })
        );
    }

    #[test]
    fn setters_take_what_can_become_the_value() {
        let expected = r#"{"noteId":"n1"}"#;
        let id = NoteId::from("n1");
        assert_eq!(text(&notes::Show::new("n1")), expected);
        assert_eq!(text(&notes::Show::new("n1".to_owned())), expected);
        assert_eq!(text(&notes::Show::new(&id)), expected);
        assert_eq!(text(&notes::Show::new(id)), expected);

        let expected = json!({ "visibleUserIds": ["u1", "u2"] });
        let ids = vec![UserId::from("u1"), UserId::from("u2")];
        let with = notes::Create::new;
        assert_eq!(written(&with().visible_user_ids(["u1", "u2"])), expected);
        assert_eq!(
            written(&with().visible_user_ids(vec!["u1".to_owned(), "u2".to_owned()])),
            expected
        );
        assert_eq!(written(&with().visible_user_ids(&ids)), expected);
        assert_eq!(written(&with().visible_user_ids(ids)), expected);

        let word = "tea".to_owned();
        assert_eq!(
            text(&notes::Create::new().text(&word)),
            text(&notes::Create::new().text(word))
        );
    }

    #[test]
    fn an_empty_list_is_a_list() {
        let request = notes::Create::new().visible_user_ids(Vec::<UserId>::new());
        assert_eq!(text(&request), r#"{"visibleUserIds":[]}"#);
    }

    #[test]
    fn what_is_said_last_counts() {
        let request = notes::Create::new().text("one").text("two");
        assert_eq!(text(&request), r#"{"text":"two"}"#);
        let mut request = notes::Show::new("n1");
        request.note_id = "n2".into();
        assert_eq!(text(&request), r#"{"noteId":"n2"}"#);
    }

    #[test]
    fn parameters_that_are_not_known_can_be_sent() {
        let mut request = notes::Create::new().text("Hello");
        request.other.insert("scheduledAt", 1_746_263_702_316_i64);
        request.other.insert("mood", json!({ "tea": true }));
        request.other.insert("nothing", Value::Null);
        assert_eq!(
            written(&request),
            json!({
                "text": "Hello",
                "scheduledAt": 1_746_263_702_316_i64,
                "mood": { "tea": true },
                "nothing": null,
            })
        );
        let mut poll = notes::CreatePoll::new(["a", "b"]);
        poll.other.insert("weight", 2);
        assert_eq!(
            written(&poll),
            json!({ "choices": ["a", "b"], "weight": 2 })
        );
    }

    #[test]
    fn the_fields_of_requests_can_be_read_and_set() {
        let mut request = notes::Timeline::new().limit(5);
        assert_eq!(request.limit, Some(5));
        request.limit = None;
        assert_eq!(text(&request), "{}");
        let request = i::Update::new().name("Sumire");
        assert_eq!(request.name, Tristate::Value("Sumire".to_owned()));
        assert_eq!(request.name.value().map(String::as_str), Some("Sumire"));
        assert_eq!(request.location.value(), None);
    }
}

mod absent_null_or_a_value {
    use super::*;

    #[test]
    fn an_account_field_stays_is_cleared_or_is_set() {
        assert_eq!(text(&i::Update::new()), "{}");
        assert_eq!(
            text(&i::Update::new().clear_description()),
            r#"{"description":null}"#
        );
        assert_eq!(
            text(&i::Update::new().description("")),
            r#"{"description":""}"#
        );
        let request = i::Update::new()
            .name("Sumire")
            .clear_birthday()
            .clear_avatar_id()
            .banner_id("f1")
            .clear_pinned_page_id()
            .make_notes_hidden_before(-86_400)
            .is_cat(false)
            .following_visibility(FollowVisibility::Private);
        assert_eq!(
            written(&request),
            json!({
                "name": "Sumire",
                "birthday": null,
                "avatarId": null,
                "bannerId": "f1",
                "pinnedPageId": null,
                "makeNotesHiddenBefore": -86_400,
                "isCat": false,
                "followingVisibility": "private",
            })
        );
    }

    #[test]
    fn a_draft_field_stays_is_cleared_or_is_set() {
        assert_eq!(
            text(&notes::drafts::Update::new("d1")),
            r#"{"draftId":"d1"}"#
        );
        let request = notes::drafts::Update::new("d1")
            .text("Tea?")
            .clear_cw()
            .clear_reply_id()
            .renote_id("n1")
            .clear_poll()
            .clear_reaction_acceptance()
            .clear_scheduled_at()
            .is_actually_scheduled(false);
        assert_eq!(
            written(&request),
            json!({
                "draftId": "d1",
                "text": "Tea?",
                "cw": null,
                "replyId": null,
                "renoteId": "n1",
                "poll": null,
                "reactionAcceptance": null,
                "scheduledAt": null,
                "isActuallyScheduled": false,
            })
        );
    }

    #[test]
    fn an_option_can_stand_for_null_or_a_value() {
        let mut request = i::Update::new();
        request.description = None.into();
        request.location = Some("Uji".to_owned()).into();
        assert_eq!(
            written(&request),
            json!({ "description": null, "location": "Uji" })
        );
        request.description = Tristate::Absent;
        assert_eq!(written(&request), json!({ "location": "Uji" }));
    }

    #[test]
    fn where_null_is_what_absent_is_there_are_two_states() {
        assert_eq!(notes::Create::new().reaction_acceptance, None);
        assert_eq!(
            meta(&notes::Create::new()).null_is_absent,
            ["reactionAcceptance"]
        );
        let request = drive::Files::new();
        assert_eq!(request.folder_id, None);
        assert!(drive::Files::META.null_is_absent.contains(&"folderId"));
        assert_eq!(text(&request.folder_id("d1")), r#"{"folderId":"d1"}"#);
        assert!(i::Update::META.null_is_absent.is_empty());
    }
}

mod alternatives {
    use super::*;

    #[test]
    fn a_user_is_shown_by_id_or_by_name() {
        assert_eq!(text(&users::Show::by_user_id("u1")), r#"{"userId":"u1"}"#);
        assert_eq!(
            text(&users::Show::by_username("sumire")),
            r#"{"username":"sumire"}"#
        );
        assert_eq!(
            written(&users::Show::by_username("sumire").host("violet.example")),
            json!({ "username": "sumire", "host": "violet.example" })
        );
        assert_eq!(
            written(&users::Show::by_username("sumire").clear_host()),
            json!({ "username": "sumire", "host": null })
        );
    }

    #[test]
    fn several_users_are_another_request_of_the_same_path() {
        assert_eq!(
            text(&users::ShowByUserIds::new(["u1", "u2"])),
            r#"{"userIds":["u1","u2"]}"#
        );
        assert_eq!(users::ShowByUserIds::META.path, "users/show");
        assert_eq!(users::ShowByUserIds::META.told_by, Some("userIds"));
        assert_eq!(users::Show::META.path, "users/show");
        assert_eq!(users::Show::META.told_by, None);
    }

    #[test]
    fn an_emoji_is_updated_by_id_by_name_or_is_renamed() {
        use admin::emoji::Update;

        assert_eq!(text(&Update::by_id("e1")), r#"{"id":"e1"}"#);
        assert_eq!(text(&Update::by_name("teacup")), r#"{"name":"teacup"}"#);
        assert_eq!(
            written(&Update::by_id_and_name("e1", "teapot")),
            json!({ "id": "e1", "name": "teapot" })
        );
        let request = Update::by_name("teacup")
            .clear_category()
            .license("own work")
            .aliases(["tea", "cup"])
            .role_ids_that_can_be_used_this_emoji_as_reaction(["r1"]);
        assert_eq!(
            written(&request),
            json!({
                "name": "teacup",
                "category": null,
                "license": "own work",
                "aliases": ["tea", "cup"],
                "roleIdsThatCanBeUsedThisEmojiAsReaction": ["r1"],
            })
        );
    }

    #[test]
    fn a_parameter_of_several_shapes_is_written_as_the_shape_that_it_has() {
        use users::RelationUserId;

        let one = users::Relation::new(RelationUserId::Text("u1".into()));
        assert_eq!(text(&one), r#"{"userId":"u1"}"#);
        let several = users::Relation::new(RelationUserId::List(vec!["u1".into()]));
        assert_eq!(text(&several), r#"{"userId":["u1"]}"#);
    }
}

mod ids {
    use std::any::TypeId;
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    #[test]
    fn ids_of_different_kinds_are_different_types() {
        assert_ne!(TypeId::of::<NoteId>(), TypeId::of::<UserId>());
        assert_ne!(TypeId::of::<UserId>(), TypeId::of::<DriveFileId>());
    }

    #[test]
    fn an_id_is_shown_as_its_text() {
        let id = NoteId::from("9s4g2p7k00");
        assert_eq!(id.to_string(), "9s4g2p7k00");
        assert_eq!(format!("{id:?}"), "\"9s4g2p7k00\"");
        assert_eq!(id.as_ref(), "9s4g2p7k00");
        assert_eq!(written(&id), json!("9s4g2p7k00"));
    }

    #[test]
    fn ids_of_one_server_are_in_order_of_time() {
        let ids = ["9s4g2p7k01", "9s4g2p7k00", "9s4g2p6k09"].map(NoteId::from);
        let sorted: Vec<_> = BTreeSet::from(ids.clone())
            .iter()
            .map(NoteId::to_string)
            .collect();
        assert_eq!(sorted, ["9s4g2p6k09", "9s4g2p7k00", "9s4g2p7k01"]);
        let set: HashSet<_> = ids.iter().chain(&ids).collect();
        assert_eq!(set.len(), 3);
    }
}

mod known_facts {
    use super::*;

    #[test]
    fn what_is_known_of_an_endpoint_is_a_constant() {
        const META: &Meta = notes::Create::META;
        const { assert!(!META.repeatable && !META.get && !META.multipart) };
        assert_eq!(META.path, "notes/create");
        assert_eq!(META.credential, Credential::Required);
        assert_eq!(META.permission, Some(Permission::WriteNotes));
        assert_eq!(META.role, Role::Any);
        assert_eq!(META.role_policy, None);
        assert_eq!(META.told_by, None);
        assert!(META.is_grantable());
        assert_eq!(
            META.rate_limit,
            Some(RateLimit::new().window(300, 3_600_000))
        );
    }

    #[test]
    fn endpoints_tell_whether_they_only_read_and_answer_get() {
        const { assert!(notes::Timeline::META.repeatable) };
        const { assert!(!notes::Timeline::META.get) };
        const { assert!(endpoints::GetOnlineUsersCount::META.get) };
        const { assert!(notes::Reactions::META.get) };
        assert_eq!(notes::Reactions::META.cache_seconds, Some(60));
        assert_eq!(notes::Timeline::META.cache_seconds, None);
        const { assert!(drive::files::Create::META.multipart) };
    }

    #[test]
    fn endpoints_tell_who_may_call_them() {
        assert_eq!(endpoints::Ping::META.credential, Credential::None);
        assert_eq!(endpoints::Ping::META.permission, None);
        assert!(endpoints::Ping::META.is_grantable());
        assert_eq!(notes::Show::META.credential, Credential::None);
        assert_eq!(admin::emoji::Update::META.role, Role::Any);
        assert_eq!(
            admin::emoji::Update::META.role_policy,
            Some("canManageCustomEmojis")
        );
        assert_eq!(admin::queue::Clear::META.role, Role::Moderator);
        assert_eq!(admin::UpdateMeta::META.role, Role::Administrator);
        const { assert!(i::ChangePassword::META.internal) };
        assert!(!i::ChangePassword::META.is_grantable());
    }

    #[test]
    fn the_file_of_a_request_is_known_beside_its_parameters() {
        let request = drive::files::Create::new(Upload::new("tea.txt", "green"));
        assert_eq!(text(&request), "{}");
        let (part, upload) = request.upload().unwrap();
        assert_eq!(part, "file");
        assert_eq!(upload, &Upload::new("tea.txt", "green"));
        assert!(notes::Create::new().upload().is_none());
    }
}

mod permission {
    use super::*;

    const NEEDED: PermissionSet = permissions!(
        notes::Create,
        notes::Timeline,
        i::Notifications,
        endpoints::Ping,
        notes::Delete,
    );

    #[test]
    fn what_an_app_needs_follows_from_what_it_calls() {
        assert_eq!(
            NEEDED.to_string(),
            "read:account,write:notes,read:notifications"
        );
        assert_eq!(
            format!("{NEEDED:?}"),
            r#"{"read:account", "write:notes", "read:notifications"}"#
        );
        assert!(NEEDED.contains(&Permission::WriteNotes));
        assert!(!NEEDED.contains(&Permission::WriteDrive));
        assert!(!NEEDED.is_empty());
    }

    #[cfg(feature = "channels")]
    #[test]
    fn a_channel_needs_its_permission_and_the_one_to_connect() {
        use misskey_api::channels;

        const BOT: PermissionSet = permissions!(notes::Create, channels::HomeTimeline);
        const LOCAL: PermissionSet = permissions!(channels::LocalTimeline);
        const CHAT: PermissionSet = permissions!(channels::ChatUser, channels::Main);

        assert_eq!(BOT.to_string(), "read:account,write:notes");
        assert_eq!(LOCAL.to_string(), "read:account");
        assert_eq!(CHAT.to_string(), "read:account,read:chat");
    }

    #[test]
    fn sets_are_computed_before_the_program_runs() {
        const NONE: PermissionSet = permissions!();
        const MORE: PermissionSet = NEEDED
            .union(NONE.with(&Permission::WriteDrive))
            .with(&Permission::WriteNotes);

        const { assert!(NEEDED.contains(&Permission::ReadAccount)) };
        const { assert!(NONE.is_empty()) };
        assert_eq!(NONE, PermissionSet::EMPTY);
        assert_eq!(NONE, PermissionSet::default());
        assert_eq!(NONE.to_string(), "");
        assert_eq!(
            MORE.to_string(),
            "read:account,write:drive,write:notes,read:notifications"
        );
    }

    #[test]
    fn a_set_is_of_the_permissions_put_into_it() {
        let all: PermissionSet = Permission::ALL.iter().collect();
        assert!(all.iter().eq(Permission::ALL));
        assert_eq!(all.to_string().split(',').count(), Permission::ALL.len());
        let unknown = PermissionSet::EMPTY.with(&Permission::from("read:tea-leaves"));
        assert!(unknown.is_empty());
        assert!(!all.contains(&Permission::from("read:tea-leaves")));
    }

    #[test]
    fn every_permission_is_read_back_from_its_text() {
        for permission in Permission::ALL {
            assert_eq!(&Permission::from(permission.as_str()), permission);
            assert_eq!(permission.as_str().parse().as_ref(), Ok(permission));
            assert_eq!(permission.to_string(), permission.as_str());
            assert_eq!(written(permission), json!(permission.as_str()));
            assert_eq!(support::read(&written(permission)).as_ref(), Ok(permission));
            assert!(!matches!(permission, Permission::Other(_)));
        }
        let texts: std::collections::BTreeSet<_> =
            Permission::ALL.iter().map(Permission::as_str).collect();
        assert_eq!(texts.len(), Permission::ALL.len());
    }

    #[test]
    fn five_permissions_can_be_held_by_no_app() {
        let barred: Vec<_> = Permission::ALL
            .iter()
            .filter(|permission| !permission.is_grantable())
            .map(Permission::as_str)
            .collect();
        assert_eq!(
            barred,
            [
                "read:admin:abuse-report:notification-recipient",
                "read:admin:system-webhook",
                "write:admin:abuse-report:notification-recipient",
                "write:admin:system-webhook",
                "read:admin:stream",
            ]
        );
    }
}
