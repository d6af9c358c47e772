//! What calls over HTTP make the streaming API say.

use misskey_test_server::TestServer;
use serde_json::json;

use crate::{
    client::{call, fixture, ids, keys, post_as},
    listener::Listener,
};

#[tokio::test]
async fn a_new_note_reaches_the_timelines_it_belongs_to_and_the_pages_too() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    for channel in [
        "homeTimeline",
        "localTimeline",
        "hybridTimeline",
        "globalTimeline",
    ] {
        listener.connect(channel, channel).await;
    }
    let mut reached = Vec::new();
    let posted = server.post_note("Fresh leaves");
    for _ in 0..4 {
        let (channel, event, note) = listener.event().await;
        assert_eq!((event.as_str(), &note["id"]), ("note", &posted["id"]));
        assert!(keys(&note).contains(&"reactionAndUserPairCache"));
        reached.push(channel);
    }
    assert_eq!(
        reached,
        [
            "homeTimeline",
            "localTimeline",
            "hybridTimeline",
            "globalTimeline"
        ]
    );
    for endpoint in [
        "timeline",
        "local-timeline",
        "hybrid-timeline",
        "global-timeline",
    ] {
        let page = call(&server, &format!("notes/{endpoint}"), json!({})).await;
        assert_eq!(page[0]["id"], posted["id"], "{endpoint}");
    }
    assert!(listener.is_quiet().await);
}

#[tokio::test]
async fn a_note_reaches_only_those_who_may_see_it_there() {
    let server = TestServer::start().await.unwrap();
    let kaede = server.token_of("kaede").unwrap();
    let mut momiji = Listener::owner(&server).await;
    let mut kaede = Listener::with(&server, &kaede).await;
    let mut anonymous = Listener::query(&server, "").await.unwrap();
    momiji.connect("homeTimeline", "home").await;
    kaede.connect("homeTimeline", "home").await;
    anonymous.connect("localTimeline", "local").await;
    let note = json!({"text": "For followers", "visibility": "followers"});
    server
        .act_as("hinoki", "notes/create", note.clone())
        .unwrap();
    server.act_as("kaede", "notes/create", note).unwrap();
    for listener in [&mut momiji, &mut kaede] {
        assert_eq!(listener.event().await.2["user"]["username"], "kaede");
        assert!(listener.is_quiet().await);
    }
    assert!(anonymous.is_quiet().await);
}

#[tokio::test]
async fn filters_of_a_channel_hold() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener
        .ask("homeTimeline", "plain", json!({"withRenotes": false}))
        .await;
    listener
        .ask("localTimeline", "files", json!({"withFiles": true}))
        .await;
    listener
        .ask(
            "hashtag",
            "tags",
            json!({"q": [["moss", "shade"], ["Fern"]]}),
        )
        .await;
    for _ in 0..3 {
        listener.hear().await;
    }
    let renote = json!({"renoteId": fixture::SEEDLINGS});
    server.act_as("kaede", "notes/create", renote).unwrap();
    server.post_note("#fern");
    assert_eq!(listener.event().await.0, "plain");
    assert_eq!(listener.event().await.0, "tags");
    assert!(listener.is_quiet().await);
}

#[tokio::test]
async fn who_is_mentioned_answered_or_renoted_hears_of_it_on_main() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "main").await;
    let mut expect = async |params, events: &[(&str, &str)]| {
        server.act_as("kaede", "notes/create", params).unwrap();
        for (event, kind) in events {
            let (_, told, body) = listener.event().await;
            assert_eq!(&told, event);
            assert_eq!(body["type"].as_str().unwrap_or_default(), *kind);
            assert_eq!(body["user"]["username"], "kaede");
        }
    };
    let mention = json!({"text": "Look, @momiji"});
    expect(mention, &[("mention", ""), ("notification", "mention")]).await;
    let reply = json!({"text": "Nice", "replyId": fixture::SEEDLINGS});
    let events = [("mention", ""), ("reply", ""), ("notification", "reply")];
    expect(reply, &events).await;
    let renote = json!({"renoteId": fixture::SEEDLINGS});
    expect(renote, &[("renote", ""), ("notification", "renote")]).await;
    let quote = json!({"text": "See", "renoteId": fixture::SEEDLINGS});
    expect(quote, &[("renote", ""), ("notification", "quote")]).await;
    let told = call(&server, "i/notifications", json!({"limit": 4})).await;
    let kinds = told
        .as_array()
        .unwrap()
        .iter()
        .map(|told| told["type"].clone());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["quote", "renote", "reply", "mention"]
    );
    let kaede = server.token_of("kaede").unwrap();
    let hers = post_as(&server, &kaede, "i/notifications", json!({})).await;
    assert!(ids(&hers.json()).is_empty());
}

#[tokio::test]
async fn reactions_and_deletion_reach_captures() {
    let server = TestServer::start().await.unwrap();
    let note = server.post_note("Who likes this?")["id"].clone();
    let mut listener = Listener::query(&server, "").await.unwrap();
    listener.say("subNote", json!({"id": note})).await;
    listener.connect("localTimeline", "now").await;
    let react = |reaction| json!({"noteId": note, "reaction": reaction});
    for (endpoint, params) in [
        ("notes/reactions/create", react("🌱")),
        ("notes/reactions/create", react("👍")),
        ("notes/reactions/delete", json!({"noteId": note})),
    ] {
        server.act_as("momiji", endpoint, params).unwrap();
    }
    let delete = json!({"noteId": note});
    server.act_as("kaede", "notes/delete", delete).unwrap();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let frame = listener.hear().await;
        assert_eq!(
            (&frame["type"], &frame["body"]["id"]),
            (&json!("noteUpdated"), &note)
        );
        let body = &frame["body"];
        seen.push((body["type"].clone(), body["body"]["reaction"].clone()));
    }
    let expected = [
        (json!("reacted"), json!("🌱")),
        (json!("unreacted"), json!("🌱")),
        (json!("reacted"), json!("👍")),
        (json!("unreacted"), json!("👍")),
        (json!("deleted"), json!(null)),
    ];
    assert_eq!(seen, expected);
    let again =
        server.act_as("momiji", "notes/reactions/delete", json!({"noteId": note}));
    assert_eq!(again.unwrap_err()["code"], "NO_SUCH_NOTE");
}

#[tokio::test]
async fn captures_tell_the_emoji_of_a_reaction() {
    let server = TestServer::start().await.unwrap();
    let note = server.post_note("Tea?")["id"].clone();
    let mut listener = Listener::query(&server, "").await.unwrap();
    listener.say("subNote", json!({"id": note})).await;
    listener.connect("localTimeline", "now").await;
    let reactions = [
        ("momiji", "👍"),
        ("momiji", ":teapot:"),
        ("momiji", ":no_such_emoji:"),
        ("sora@far.example", ":cloud:"),
    ];
    for (who, reaction) in reactions {
        let react = json!({"noteId": note, "reaction": reaction});
        server.act_as(who, "notes/reactions/create", react).unwrap();
    }
    let mut seen = Vec::new();
    while seen.len() < reactions.len() {
        let frame = listener.hear().await;
        if frame["body"]["type"] == "reacted" {
            seen.push(frame["body"]["body"]["emoji"].clone());
        }
    }
    let url = format!("{}/emoji/teapot.png", server.base_url());
    let teapot = json!({"name": "teapot@.", "url": url});
    let cloud = json!({
        "name": "cloud@far.example",
        "url": "https://far.example/emoji/cloud.png",
    });
    assert_eq!(seen, [json!(null), teapot, json!(null), cloud]);
}

#[tokio::test]
async fn a_reaction_notifies_the_author_and_can_be_taken_back_once() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "main").await;
    let note = json!({"noteId": fixture::SEEDLINGS});
    let react = json!({"noteId": fixture::SEEDLINGS, "reaction": "🎉"});
    server
        .act_as("hinoki", "notes/reactions/create", react)
        .unwrap();
    let (_, event, body) = listener.event().await;
    assert_eq!(
        (event.as_str(), &body["type"], &body["reaction"]),
        ("notification", &json!("reaction"), &json!("🎉"))
    );
    server
        .act_as("hinoki", "notes/reactions/delete", note.clone())
        .unwrap();
    let again = server.act_as("hinoki", "notes/reactions/delete", note);
    assert_eq!(again.unwrap_err()["code"], "NOT_REACTED");
}

#[tokio::test]
async fn accounts_tell_their_own_user_of_changes() {
    let server = TestServer::start().await.unwrap();
    let mut momiji = Listener::owner(&server).await;
    let kaede = server.token_of("kaede").unwrap();
    let mut kaede = Listener::with(&server, &kaede).await;
    momiji.connect("main", "main").await;
    kaede.connect("main", "main").await;
    let change = json!({"name": "Kaede of the hill"});
    server.act_as("kaede", "i/update", change).unwrap();
    let (_, event, body) = kaede.event().await;
    assert_eq!(
        (event.as_str(), &body["name"]),
        ("meUpdated", &json!("Kaede of the hill"))
    );
    assert!(momiji.is_quiet().await);
}

#[tokio::test]
async fn statistics_have_no_history_to_tell() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::query(&server, "").await.unwrap();
    listener.connect("serverStats", "stats").await;
    let ask =
        json!({"id": "stats", "type": "requestLog", "body": {"id": 1, "length": 5}});
    listener.say("ch", ask).await;
    assert_eq!(
        listener.event().await,
        ("stats".into(), "statsLog".into(), json!([]))
    );
}
