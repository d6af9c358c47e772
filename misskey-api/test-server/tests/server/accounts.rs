//! Accounts, profiles and notifications.

use misskey_test_server::TestServer;
use serde_json::json;

use crate::client::{
    call, error,
    fixture::{HINOKI, KAEDE, MOMIJI, SORA},
    ids, keys, post, post_as,
};

#[tokio::test]
async fn the_own_account_has_all_the_keys() {
    let server = TestServer::start().await.unwrap();
    let me = call(&server, "i", json!({})).await;
    assert_eq!(
        (&me["id"], &me["username"]),
        (&json!(MOMIJI), &json!("momiji"))
    );
    assert_eq!(
        (keys(&me).len(), keys(&me)[..3].to_vec()),
        (86, vec!["id", "name", "username"])
    );
    assert_eq!(
        keys(&me)[83..],
        ["email", "emailVerified", "securityKeysList"]
    );
    assert_eq!(me["notesCount"], 1);
}

#[tokio::test]
async fn null_clears_and_what_is_absent_stays() {
    let server = TestServer::start().await.unwrap();
    let before = call(&server, "i", json!({})).await;
    let params = json!({"name": null, "isCat": true, "notesCount": 99});
    let after = call(&server, "i/update", params).await;
    assert_eq!(
        (&after["name"], &after["isCat"]),
        (&json!(null), &json!(true))
    );
    assert_eq!(after["description"], before["description"]);
    assert_eq!(after["notesCount"], before["notesCount"]);
    assert_ne!(after["updatedAt"], before["updatedAt"]);
    let described = call(
        &server,
        "i/update",
        json!({"name": "M", "description": null}),
    )
    .await;
    assert_eq!(
        (&described["name"], &described["description"]),
        (&json!("M"), &json!(null))
    );
    assert_eq!(call(&server, "i", json!({})).await["name"], "M");
}

#[tokio::test]
async fn a_profile_is_found_by_id_and_by_name() {
    let server = TestServer::start().await.unwrap();
    for params in [
        json!({"userId": KAEDE}),
        json!({"username": "KAEDE"}),
        json!({"username": "kaede", "host": null}),
    ] {
        assert_eq!(
            post(&server, "users/show", params).await.json()["id"],
            KAEDE
        );
    }
    let params = json!({"username": "sora", "host": "far.example"});
    let remote = post(&server, "users/show", params).await.json();
    assert_eq!(
        (&remote["id"], &remote["instance"]["name"]),
        (&json!(SORA), &json!("Far Harbour"))
    );
    assert!(remote.get("badgeRoles").is_none());
}

#[tokio::test]
async fn how_much_of_a_profile_is_shown_depends_on_the_viewer() {
    let server = TestServer::start().await.unwrap();
    let stranger = post(&server, "users/show", json!({"userId": KAEDE}))
        .await
        .json();
    assert_eq!((keys(&stranger).len(), keys(&stranger)[43]), (44, "memo"));
    let followed = call(&server, "users/show", json!({"userId": KAEDE})).await;
    assert_eq!(
        (keys(&followed).len(), &followed["isFollowing"]),
        (55, &json!(true))
    );
    let other = call(&server, "users/show", json!({"userId": HINOKI})).await;
    assert_eq!(
        (keys(&other).len(), &other["isFollowing"]),
        (54, &json!(false))
    );
    let own = call(&server, "users/show", json!({"userId": MOMIJI})).await;
    assert_eq!((keys(&own).len(), keys(&own)[82]), (83, "policies"));
    let own = post(&server, "users/show", json!({"userId": MOMIJI}))
        .await
        .json();
    assert_eq!(keys(&own).len(), 44);
}

#[tokio::test]
async fn several_ids_give_a_list_of_those_who_are_there() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"userIds": [SORA, "aaaaaaaaaaaaaaaa", KAEDE]});
    assert_eq!(
        ids(&post(&server, "users/show", params).await.json()),
        [SORA, KAEDE]
    );
    assert_eq!(
        post(&server, "users/show", json!({"userIds": []}))
            .await
            .json(),
        json!([])
    );
}

#[tokio::test]
async fn nobody_is_a_404() {
    let server = TestServer::start().await.unwrap();
    let nobody = error(
        404,
        "NO_SUCH_USER",
        "4362f8dc-731f-4ad8-a694-be5a88922a24",
        "client",
    );
    for params in [
        json!({"userId": "aaaaaaaaaaaaaaaa"}),
        json!({"username": "sora"}),
    ] {
        assert_eq!(post(&server, "users/show", params).await.error(), nobody);
    }
}

#[tokio::test]
async fn notifications_are_of_many_types_one_of_them_from_the_future() {
    let server = TestServer::start().await.unwrap();
    let list = call(&server, "i/notifications", json!({})).await;
    let types: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    let expected = [
        "gardenWatered",
        "login",
        "app",
        "mention",
        "renote",
        "reply",
        "reaction",
        "achievementEarned",
        "follow",
    ];
    assert_eq!(types, expected);
    assert_eq!(
        keys(&list[6]),
        [
            "id",
            "createdAt",
            "type",
            "userId",
            "user",
            "note",
            "reaction"
        ]
    );
    assert_eq!(
        (&list[6]["user"]["id"], &list[6]["note"]["userId"]),
        (&json!(KAEDE), &json!(MOMIJI))
    );
    assert!(list[1].get("user").is_none());
}

#[tokio::test]
async fn notifications_can_be_chosen_by_type() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"includeTypes": ["follow", "login"], "excludeTypes": ["login"]});
    let list = call(&server, "i/notifications", params).await;
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["type"]),
        (1, &json!("follow"))
    );
    let first = list[0]["id"].clone();
    let later = call(
        &server,
        "i/notifications",
        json!({"sinceId": first, "limit": 2}),
    )
    .await;
    assert_eq!(later[0]["type"], "achievementEarned");
}

#[tokio::test]
async fn another_user_has_an_account_and_ties_of_her_own() {
    let server = TestServer::start().await.unwrap();
    let kaede = server.token_of("kaede").unwrap();
    let me = post_as(&server, &kaede, "i", json!({})).await.json();
    let momiji = call(&server, "i", json!({})).await;
    assert_eq!(me["id"], KAEDE);
    assert_eq!(keys(&me), keys(&momiji));
    let show = async |user| {
        let profile = post_as(&server, &kaede, "users/show", json!({"userId": user}));
        let profile = profile.await.json();
        (
            profile["isFollowing"].clone(),
            profile["isFollowed"].clone(),
        )
    };
    assert_eq!(show(MOMIJI).await, (json!(true), json!(true)));
    assert_eq!(show(HINOKI).await, (json!(false), json!(false)));
    assert_eq!(server.token_of("nobody"), None);
}

#[tokio::test]
async fn a_suspended_user_may_still_see_what_is_open_to_all() {
    let server = TestServer::start().await.unwrap();
    server.suspend("momiji");
    let refused = post_as(&server, server.token(), "i", json!({})).await;
    let id = "a8c724b3-6e9c-4b46-b1a8-bc3ed6258370";
    assert_eq!(
        refused.error(),
        error(403, "YOUR_ACCOUNT_SUSPENDED", id, "permission")
    );
    let open = post_as(&server, server.token(), "ping", json!({})).await;
    assert_eq!(open.status, 200);
}
