//! What the server tells of itself.

use misskey_test_server::TestServer;
use serde_json::json;

use crate::client::{post, request};

#[tokio::test]
async fn ping_tells_the_time() {
    let server = TestServer::start().await.unwrap();
    let pong = post(&server, "ping", json!({})).await.json();
    assert!(pong["pong"].as_i64().unwrap() > 1_700_000_000_000);
}

#[tokio::test]
async fn meta_is_shorter_without_detail() {
    let server = TestServer::start().await.unwrap();
    let detailed = post(&server, "meta", json!({})).await.json();
    assert_eq!(detailed["uri"], server.base_url());
    assert_eq!(detailed["features"]["miauth"], true);
    let short = post(&server, "meta", json!({"detail": false})).await.json();
    assert_eq!(short["version"], detailed["version"]);
    assert!(short.get("features").is_none() && short.get("cacheRemoteFiles").is_none());
    assert!(short.get("federation").is_some());
}

#[tokio::test]
async fn the_list_of_endpoints_is_sorted_and_every_one_of_them_is_there() {
    let server = TestServer::start().await.unwrap();
    let list = post(&server, "endpoints", json!({})).await.json();
    let names: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(names.is_sorted());
    for name in names {
        assert_ne!(post(&server, name, json!({})).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn the_software_is_told_where_all_of_the_fediverse_tells_it() {
    let server = TestServer::start().await.unwrap();
    let page = request(&server, "GET /nodeinfo/2.1", &[], b"").await.json();
    let software = json!({"name": "misskey", "version": "2026.5.4"});
    assert_eq!(page["software"], software);
    assert_eq!(
        request(&server, "POST /nodeinfo/2.1", &[], b"")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn counts_are_those_of_the_fixture() {
    let server = TestServer::start().await.unwrap();
    let stats = post(&server, "stats", json!({})).await.json();
    assert_eq!(
        (&stats["usersCount"], &stats["originalUsersCount"]),
        (&json!(4), &json!(3))
    );
    assert_eq!(
        (&stats["notesCount"], &stats["originalNotesCount"]),
        (&json!(8), &json!(6))
    );
    let online = request(&server, "GET /api/get-online-users-count", &[], b"").await;
    assert_eq!(online.json(), json!({"count": 2}));
    assert_eq!(online.header("cache-control"), Some("public, max-age=60"));
}
