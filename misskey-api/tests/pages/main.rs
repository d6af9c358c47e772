//! Walking through lists page by page, over real sockets.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "../support/begun.rs"]
mod begun;
mod bounds;
mod by_number;
mod everyday;
mod odd_pages;
mod places;
mod shelf;

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use misskey_api::endpoints::{channels, drive, hashtags, i, notes};
use misskey_api::entities::{Note, Visibility};
use misskey_api::{Client, Cursor, JsonObject, Pages, Stuck, Timestamp};
use misskey_test_server::Reply;
use serde_json::json;

use begun::start;
use shelf::{Shelf, Things, ids_of};

async fn post(client: &Client, text: &str) -> Note {
    let request = notes::Create::new().text(text).visibility(Visibility::Home);
    client.send(request).await.unwrap().created_note
}

/// The whole timeline, the newest first.
async fn timeline(client: &Client) -> Vec<String> {
    let request = notes::Timeline::new().limit(100);
    ids(client.send(request).await.unwrap())
}

fn ids(notes: Vec<Note>) -> Vec<String> {
    notes.into_iter().map(|note| note.id.to_string()).collect()
}

async fn rest(pages: &mut Pages<notes::Timeline>) -> Vec<String> {
    ids(pages.collect_up_to(1000).await.unwrap().items)
}

fn reversed(mut ids: Vec<String>) -> Vec<String> {
    ids.reverse();
    ids
}
