//! Endpoints as tests name them, rightly or not.

use std::panic::{AssertUnwindSafe, catch_unwind};

use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::client::post;

/// What a test is told that names an endpoint so.
fn complaint(act: impl FnOnce()) -> String {
    let error = catch_unwind(AssertUnwindSafe(act)).unwrap_err();
    error.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn a_name_that_no_endpoint_can_have_is_refused_with_what_to_write() {
    let server = TestServer::start().await.unwrap();
    for (name, told) in [
        ("api/notes/create", "write \"notes/create\""),
        ("/notes/create", "write \"notes/create\""),
        ("https://misskey.example/api/i", "whole URL"),
        ("POST notes/create", "no path has ' '"),
        ("notes/create?limit=1", "no path has '?'"),
        ("miauth/{session}/check", "no path has '{'"),
        ("notes/create/", "empty"),
        ("notes//create", "empty"),
        ("/", "empty"),
        ("", "empty"),
    ] {
        let told_to = [
            complaint(|| server.respond(name, Reply::empty(502))),
            complaint(|| server.respond_always(name, Reply::empty(502))),
            complaint(|| server.respond_with(name, |_| Reply::empty(502))),
            complaint(|| drop(server.requests_to(name))),
            complaint(|| drop(server.only_request_to(name))),
        ];
        for complaint in told_to {
            assert!(complaint.contains(told), "{complaint}");
            assert!(complaint.contains(&format!("{name:?}")), "{complaint}");
        }
    }
    assert!(server.unused_replies().is_empty());
}

#[tokio::test]
async fn names_of_forks_and_whole_paths_are_taken() {
    let server = TestServer::start().await.unwrap();
    for name in [
        "fork/only",
        "v2/admin/emoji.list",
        "notes/createMany",
        "miauth/5b0a4c1e-7f2d-4b6a-9a53-2d3a4f8c1e70/check",
        "/.well-known/nodeinfo",
        "/@momiji",
        "/api/notes/create",
    ] {
        server.respond(name, Reply::empty(204));
        assert!(server.requests_to(name).is_empty());
    }
}

#[tokio::test]
async fn replies_that_were_never_given_are_told() {
    let server = TestServer::start().await.unwrap();
    server.respond("ping", Reply::empty(204));
    server.respond("ping", Reply::empty(204));
    server.respond("note/create", Reply::empty(502));
    server.respond_always("meta", Reply::empty(502));
    server.respond_always("stats", Reply::empty(502));
    server.respond("/.well-known/nodeinfo", Reply::empty(204));
    post(&server, "ping", json!({})).await;
    post(&server, "meta", json!({})).await;
    let unused = ["/.well-known/nodeinfo", "note/create", "ping", "stats"];
    assert_eq!(server.unused_replies(), unused);
    server.respond_always("stats", None);
    post(&server, "ping", json!({})).await;
    assert_eq!(server.unused_replies(), unused[..2]);
}
