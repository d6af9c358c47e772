//! Timelines and how they are paged.

use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::client::{
    call, error,
    fixture::{DIRECT, FOLLOWERS_ONLY, KAEDE, MOMIJI, RENOTE, SEEDLINGS},
    ids, post, post_as,
};

async fn three_notes(server: &TestServer) -> Vec<String> {
    let mut created = Vec::new();
    for text in ["one", "two", "three"] {
        let answer = call(server, "notes/create", json!({"text": text})).await;
        created.push(answer["createdNote"]["id"].as_str().unwrap().to_owned());
    }
    created
}

async fn home(server: &TestServer, params: Value) -> Vec<String> {
    ids(&call(server, "notes/timeline", params).await)
}

#[tokio::test]
async fn pages_are_newest_first_unless_they_have_a_beginning_alone() {
    let server = TestServer::start().await.unwrap();
    let [one, two, three] = <[String; 3]>::try_from(three_notes(&server).await).unwrap();
    assert_eq!(
        home(&server, json!({"limit": 2})).await,
        [three.clone(), two.clone()]
    );
    let page = home(&server, json!({"untilId": three, "limit": 2})).await;
    assert_eq!(page, [two.clone(), one.clone()]);
    assert_eq!(
        home(&server, json!({"sinceId": one})).await,
        [two.clone(), three.clone()]
    );
    let page = home(&server, json!({"sinceId": SEEDLINGS, "limit": 1})).await;
    assert!(page[0] < one);
    let page = home(&server, json!({"sinceId": one, "untilId": three})).await;
    assert_eq!(page, [two]);
}

#[tokio::test]
async fn walking_backwards_meets_every_note_once() {
    let server = TestServer::start().await.unwrap();
    three_notes(&server).await;
    let all = home(&server, json!({"limit": 100})).await;
    let mut met = home(&server, json!({"limit": 2})).await;
    while let Some(last) = met.last().cloned() {
        let page = home(&server, json!({"limit": 2, "untilId": last})).await;
        if page.is_empty() {
            break;
        }
        met.extend(page);
    }
    assert_eq!(met, all);
}

#[tokio::test]
async fn dates_bound_a_page_as_ids_do() {
    let server = TestServer::start().await.unwrap();
    let noon = 1_743_508_800_000_i64;
    let before = home(&server, json!({"untilDate": noon})).await;
    assert!(before.contains(&SEEDLINGS.to_owned()));
    let after = home(&server, json!({"sinceDate": noon})).await;
    assert!(after.is_sorted() && !after.contains(&SEEDLINGS.to_owned()));
}

#[tokio::test]
async fn each_timeline_shows_what_belongs_to_it() {
    let server = TestServer::start().await.unwrap();
    let home = home(&server, json!({})).await;
    for id in [SEEDLINGS, FOLLOWERS_ONLY, RENOTE, DIRECT] {
        assert!(home.contains(&id.to_owned()));
    }
    let local = post(&server, "notes/local-timeline", json!({}))
        .await
        .json();
    assert!(
        local
            .as_array()
            .unwrap()
            .iter()
            .all(|note| note["user"]["host"].is_null())
    );
    assert_eq!(local.as_array().unwrap().len(), 3);
    let global = post(&server, "notes/global-timeline", json!({}))
        .await
        .json();
    assert!(
        global
            .as_array()
            .unwrap()
            .iter()
            .all(|note| note["visibility"] == "public")
    );
    assert_eq!(global.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn renotes_and_replies_can_be_left_out_or_let_in() {
    let server = TestServer::start().await.unwrap();
    let without = post(
        &server,
        "notes/local-timeline",
        json!({"withRenotes": false}),
    )
    .await
    .json();
    assert!(!ids(&without).contains(&RENOTE.to_owned()));
    let with = post(
        &server,
        "notes/local-timeline",
        json!({"withReplies": true}),
    )
    .await
    .json();
    assert!(
        with.as_array()
            .unwrap()
            .iter()
            .any(|note| note["replyId"] == SEEDLINGS)
    );
    let files = post(&server, "notes/local-timeline", json!({"withFiles": true}))
        .await
        .json();
    assert_eq!(files, json!([]));
    let params = json!({"withFiles": true, "withReplies": true});
    let answer = post(&server, "notes/local-timeline", params).await;
    let id = "dd9c8400-1cb5-4eef-8a31-200c5f933793";
    assert_eq!(
        answer.error(),
        error(400, "BOTH_WITH_REPLIES_AND_WITH_FILES", id, "client")
    );
}

#[tokio::test]
async fn the_notes_of_a_user_are_those_that_the_caller_may_read() {
    let server = TestServer::start().await.unwrap();
    let of = async |params: Value| ids(&call(&server, "users/notes", params).await);
    let own = of(json!({"userId": MOMIJI, "limit": 100})).await;
    assert!(own.contains(&SEEDLINGS.to_owned()));
    let without = of(json!({"userId": KAEDE, "withRenotes": false})).await;
    assert!(without.iter().all(|id| id != RENOTE));
    let answer = post_as(
        &server,
        &server.token_of("hinoki").unwrap(),
        "users/notes",
        json!({"userId": KAEDE, "limit": 100}),
    )
    .await;
    let public = ids(&answer.json());
    assert!(!public.contains(&FOLLOWERS_ONLY.to_owned()));
    assert!(!public.contains(&DIRECT.to_owned()));

    let missing = post(&server, "users/notes", json!({"userId": "none"})).await;
    assert_eq!(missing.error().1, "NO_SUCH_USER");
    let both = json!({"userId": MOMIJI, "withReplies": true, "withFiles": true});
    let both = post(&server, "users/notes", both).await;
    assert_eq!(both.error().1, "BOTH_WITH_REPLIES_AND_WITH_FILES");
}
