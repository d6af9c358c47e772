//! The client against a server, over real sockets.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod callers;
mod connections;
mod drift;
mod everyday;
mod refusals;
mod replies;
mod setting_up;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use misskey_api::endpoints::{self, drive, i, notes, users};
use misskey_api::entities::{Notification, UserDetailed, Visibility};
use misskey_api::{
    BuildError, Call, Client, ClientBuilder, CommonError, Endpoint, Error, Map, RawCall,
    Retry, TokenIn, Upload,
};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;

async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = builder(&server).build().unwrap();
    (server, client)
}

fn builder(server: &TestServer) -> ClientBuilder {
    Client::builder(server.base_url())
        .token(server.token())
        .retry(Retry::never())
}

/// A token of an app that may only post.
async fn posting_app(server: &TestServer, client: &Client) -> String {
    const SESSION: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";
    server.grant(&format!("{SESSION}?permission=write:notes"));
    let address = format!("{}/api/miauth/{SESSION}/check", server.base_url());
    let request = http::Request::post(address)
        .header("content-type", "application/json")
        .body(b"{}".to_vec())
        .unwrap();
    let response = client.carry(request).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    answer["token"].as_str().unwrap().to_owned()
}

/// Neither an answer of the API nor another one.
fn assert_unanswered<E>(error: &Error<E>) {
    assert!(error.api().is_none());
    assert!(error.not_api().is_none());
    assert!(error.decode().is_none());
    assert_eq!(error.status(), None);
    assert_eq!(error.retry_after(), None);
}
