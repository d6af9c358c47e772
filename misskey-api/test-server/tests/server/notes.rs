//! Notes and the reactions to them.

use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::client::{
    call, error,
    fixture::{DIRECT, FOLLOWERS_ONLY, KAEDE, MOMIJI, RENOTE, SEEDLINGS, SORA},
    keys, post, post_as,
};

async fn refusal(server: &TestServer, params: Value) -> String {
    let answer = post_as(server, server.token(), "notes/create", params).await;
    assert_eq!(answer.status, 400);
    answer.error().1
}

#[tokio::test]
async fn a_new_note_has_an_id_of_its_time_and_all_the_keys() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"text": " Hello, #World! @kaede "});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    let expected = [
        "id",
        "createdAt",
        "userId",
        "user",
        "text",
        "cw",
        "visibility",
        "localOnly",
        "reactionAcceptance",
        "renoteCount",
        "repliesCount",
        "reactionCount",
        "reactions",
        "reactionEmojis",
        "tags",
        "fileIds",
        "files",
        "replyId",
        "renoteId",
        "mentions",
        "clippedCount",
    ];
    assert_eq!(keys(&note), expected);
    assert_eq!(
        (&note["text"], &note["tags"]),
        (&json!("Hello, #World! @kaede"), &json!(["world"]))
    );
    assert_eq!(
        (&note["mentions"], &note["userId"]),
        (&json!([KAEDE]), &json!(MOMIJI))
    );
    assert_eq!(note["id"].as_str().unwrap().len(), 16);
    assert!(note["createdAt"].as_str().unwrap().ends_with('Z'));
    let shown = call(&server, "notes/show", json!({"noteId": note["id"]})).await;
    assert_eq!(shown, note);
}

#[tokio::test]
async fn a_poll_and_a_warning_belong_to_a_note() {
    let server = TestServer::start().await.unwrap();
    let poll = json!({"choices": ["a", "b"], "multiple": true, "expiredAfter": 60_000});
    let params = json!({"text": "x", "cw": "poll", "visibility": "home", "poll": poll});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    assert_eq!(
        (&note["cw"], &note["visibility"]),
        (&json!("poll"), &json!("home"))
    );
    assert_eq!(
        (&note["hasPoll"], &note["poll"]["multiple"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        note["poll"]["choices"][1],
        json!({"text": "b", "votes": 0, "isVoted": false})
    );
    assert!(
        note["poll"]["expiresAt"].as_str().unwrap()
            > note["createdAt"].as_str().unwrap()
    );
    let poll = json!({"choices": ["a", "b"], "expiresAt": 1});
    let code = refusal(&server, json!({"poll": poll})).await;
    assert_eq!(code, "CANNOT_CREATE_ALREADY_EXPIRED_POLL");
}

#[tokio::test]
async fn a_reply_shows_what_it_answers() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"text": "re", "replyId": SEEDLINGS});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    assert_eq!(
        (&note["reply"]["id"], &note["reply"]["repliesCount"]),
        (&json!(SEEDLINGS), &json!(2))
    );
    assert!(note["reply"].get("clippedCount").is_none());
    let params = json!({"text": "x", "replyId": DIRECT});
    let code = refusal(&server, params).await;
    assert_eq!(
        code,
        "CANNOT_REPLY_TO_SPECIFIED_VISIBILITY_NOTE_WITH_EXTENDED_VISIBILITY"
    );
    let params = json!({"text": "x", "replyId": DIRECT, "visibility": "specified"});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    assert_eq!(note["visibleUserIds"], json!([SORA]));
    let code = refusal(&server, json!({"text": "x", "replyId": RENOTE})).await;
    assert_eq!(code, "CANNOT_REPLY_TO_A_PURE_RENOTE");
    let code =
        refusal(&server, json!({"text": "x", "replyId": "aaaaaaaaaaaaaaaa"})).await;
    assert_eq!(code, "NO_SUCH_REPLY_TARGET");
}

#[tokio::test]
async fn a_renote_shows_what_it_passes_on() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"renoteId": SEEDLINGS});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    assert_eq!(
        (&note["text"], &note["renote"]["renoteCount"]),
        (&json!(null), &json!(2))
    );
    assert_eq!(note["renote"]["reactions"], json!({"🌱": 1, "❤": 1}));
    let codes = [
        (RENOTE, "CANNOT_RENOTE_TO_A_PURE_RENOTE"),
        (FOLLOWERS_ONLY, "CANNOT_RENOTE_DUE_TO_VISIBILITY"),
        (DIRECT, "CANNOT_RENOTE_DUE_TO_VISIBILITY"),
        ("aaaaaaaaaaaaaaaa", "NO_SUCH_RENOTE_TARGET"),
    ];
    for (target, code) in codes {
        assert_eq!(refusal(&server, json!({"renoteId": target})).await, code);
    }
}

#[tokio::test]
async fn what_is_not_there_can_not_be_attached() {
    let server = TestServer::start().await.unwrap();
    let code = refusal(&server, json!({"fileIds": ["aaaaaaaaaaaaaaaa"]})).await;
    assert_eq!(code, "NO_SUCH_FILE");
    let code = refusal(
        &server,
        json!({"text": "x", "channelId": "aaaaaaaaaaaaaaaa"}),
    )
    .await;
    assert_eq!(code, "NO_SUCH_CHANNEL");
}

#[tokio::test]
async fn a_note_for_others_is_shown_without_what_it_says() {
    let server = TestServer::start().await.unwrap();
    for id in [FOLLOWERS_ONLY, DIRECT] {
        let hidden = post(&server, "notes/show", json!({"noteId": id}))
            .await
            .json();
        assert_eq!(
            (&hidden["text"], &hidden["isHidden"]),
            (&json!(null), &json!(true))
        );
        assert!(hidden.get("visibleUserIds").is_none());
        let shown = call(&server, "notes/show", json!({"noteId": id})).await;
        assert!(shown["text"].is_string() && shown.get("isHidden").is_none());
    }
}

#[tokio::test]
async fn a_remote_note_tells_where_it_is_from() {
    let server = TestServer::start().await.unwrap();
    let list = post(&server, "notes/global-timeline", json!({}))
        .await
        .json();
    let mut notes = list.as_array().unwrap().iter();
    let remote = notes.find(|note| note["userId"] == SORA).unwrap();
    assert_eq!(remote["uri"], "https://far.example/notes/1");
    assert!(remote["emojis"]["cloud"].is_string());
}

#[tokio::test]
async fn a_note_that_is_not_there_has_an_error_for_each_purpose() {
    let server = TestServer::start().await.unwrap();
    let nothing = json!({"noteId": "aaaaaaaaaaaaaaaa"});
    let answer = post(&server, "notes/show", nothing.clone()).await;
    let id = "24fcbfc6-2e37-42b6-8388-c29b3861a08d";
    assert_eq!(answer.error(), error(400, "NO_SUCH_NOTE", id, "client"));
    let answer = post_as(&server, server.token(), "notes/delete", nothing).await;
    let id = "490be23f-8c1f-4796-819f-94cb4f9d1630";
    assert_eq!(answer.error(), error(400, "NO_SUCH_NOTE", id, "client"));
}

#[tokio::test]
async fn a_deleted_note_is_gone_with_its_replies() {
    let server = TestServer::start().await.unwrap();
    let answer = post_as(
        &server,
        server.token(),
        "notes/delete",
        json!({"noteId": SEEDLINGS}),
    )
    .await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    for id in [SEEDLINGS, RENOTE] {
        assert_eq!(
            post(&server, "notes/show", json!({"noteId": id}))
                .await
                .status,
            400
        );
    }
    let answer = post_as(
        &server,
        server.token(),
        "notes/delete",
        json!({"noteId": DIRECT}),
    )
    .await;
    assert_eq!(answer.error().1, "ACCESS_DENIED");
}

#[tokio::test]
async fn a_reaction_is_given_once_and_replaced_by_another() {
    let server = TestServer::start().await.unwrap();
    let react = async |reaction: &str, note: &str| {
        let params = json!({"noteId": note, "reaction": reaction});
        post_as(&server, server.token(), "notes/reactions/create", params).await
    };
    assert_eq!(react("🌱", SEEDLINGS).await.status, 204);
    assert_eq!(react("🌱", SEEDLINGS).await.error().1, "ALREADY_REACTED");
    assert_eq!(react(":no_such_emoji:", SEEDLINGS).await.status, 204);
    let note = call(&server, "notes/show", json!({"noteId": SEEDLINGS})).await;
    assert_eq!(
        (&note["reactions"], &note["reactionCount"]),
        (&json!({"🌱": 1, "❤": 2}), &json!(3))
    );
    assert_eq!(note["myReaction"], "❤");
    assert_eq!(
        react("👍", RENOTE).await.error().1,
        "CANNOT_REACT_TO_RENOTE"
    );
    assert_eq!(
        react("👍", "aaaaaaaaaaaaaaaa").await.error().1,
        "NO_SUCH_NOTE"
    );
}

#[tokio::test]
async fn reactions_are_listed_newest_first() {
    let server = TestServer::start().await.unwrap();
    let list = post(&server, "notes/reactions", json!({"noteId": SEEDLINGS}))
        .await
        .json();
    assert_eq!(keys(&list[0]), ["id", "createdAt", "user", "type"]);
    assert_eq!(
        (&list[0]["type"], &list[0]["user"]["id"]),
        (&json!("❤"), &json!(SORA))
    );
    let params = json!({"noteId": SEEDLINGS, "type": "🌱"});
    let list = post(&server, "notes/reactions", params).await.json();
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["type"]),
        (1, &json!("🌱"))
    );
    let nothing = post(
        &server,
        "notes/reactions",
        json!({"noteId": "aaaaaaaaaaaaaaaa"}),
    )
    .await;
    assert_eq!(nothing.json(), json!([]));
}

#[tokio::test]
async fn a_custom_emoji_is_of_the_server_of_whoever_reacts_with_it() {
    let server = TestServer::start().await.unwrap();
    for (user, reaction) in [
        ("momiji", ":teapot:"),
        ("kaede", ":teapot@.:"),
        ("sora@far.example", ":lighthouse:"),
        ("hinoki", ":lighthouse:"),
    ] {
        let params = json!({"noteId": SEEDLINGS, "reaction": reaction});
        server
            .act_as(user, "notes/reactions/create", params)
            .unwrap();
    }
    let note = call(&server, "notes/show", json!({"noteId": SEEDLINGS})).await;
    assert_eq!(
        note["reactions"],
        json!({":teapot@.:": 2, ":lighthouse@far.example:": 1, "❤": 1})
    );
}
