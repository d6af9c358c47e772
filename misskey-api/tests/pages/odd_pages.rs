//! Pages as no server should send them.

use super::*;

#[tokio::test]
async fn a_short_page_is_no_end() {
    let shelf = Shelf::of_ids(1..=30).await;
    // Of five that are looked at, the server hides what can't be seen.
    shelf.hide(|id| id % 5 != 0);
    let read = all(&shelf, json!({ "limit": 5 })).await;
    assert_eq!(read, [30, 25, 20, 15, 10, 5]);
}

#[tokio::test]
async fn an_empty_page_is_asked_for_again_with_the_greatest_limit() {
    let shelf = Shelf::of_ids(1..=60).await;
    shelf.hide(|id| (11..=55).contains(&id));
    let read = all(&shelf, json!({ "limit": 5 })).await;
    let wanted: Vec<u64> = (56..=60).rev().chain((1..=10).rev()).collect();
    assert_eq!(read, wanted);
    let limits = shelf.asked("limit");
    // Five, none of five, ten of a hundred, none of five, none of a hundred.
    assert_eq!(limits, [5, 5, 100, 5, 100].map(|limit| json!(limit)));
}

#[tokio::test]
async fn without_a_limit_the_server_has_its_way_until_a_page_is_empty() {
    let shelf = Shelf::of_ids(1..=12).await;
    assert_eq!(all(&shelf, json!({})).await.len(), 12);
    assert_eq!(
        shelf.asked("limit"),
        [
            json!(null),
            json!(null),
            json!(null),
            json!(null),
            json!(100)
        ]
    );
}

#[tokio::test]
async fn pages_in_another_order_are_put_in_order() {
    let shelf = Shelf::of_ids(1..=9).await;
    shelf.shuffle();
    assert_eq!(
        all(&shelf, json!({ "limit": 4 })).await,
        [9, 8, 7, 6, 5, 4, 3, 2, 1]
    );
    let pages = shelf.client().pages(Things::by_ids(json!({ "limit": 4 })));
    let read = pages.oldest_first().collect_up_to(99).await.unwrap();
    assert_eq!(ids_of(&read.items), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn a_server_that_repeats_itself_is_not_asked_for_ever() {
    let shelf = Shelf::of_ids(1..=9).await;
    shelf.ignore(&["sinceId", "untilId", "offset"]);
    for request in [
        Things::by_ids(json!({ "limit": 4 })),
        Things::by_ids(json!({})),
    ] {
        let mut pages = shelf.client().pages(request);
        while pages.try_next().await.is_ok() {}
        let error = pages.try_next().await.unwrap_err();
        assert_eq!(error.stuck(), Some(Stuck::SamePage));
        assert!(error.to_string().contains("same page"), "{error}");
    }
    let mut pages = shelf
        .client()
        .pages(Things::by_offset(json!({ "limit": 4 })));
    let error = pages.collect_up_to(99).await.unwrap_err();
    assert_eq!(error.stuck(), Some(Stuck::SamePage));
    // What had come is not lost.
    let page = pages.next_page().await.unwrap().unwrap();
    assert_eq!(ids_of(&page), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn items_without_ids_can_not_be_walked_through_by_ids() {
    let (server, client) = start().await;
    server.respond("things", Reply::json(200, json!([{ "name": "x" }])));
    let mut pages = client.pages(Things::by_ids(json!({})));
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.stuck(), Some(Stuck::NoIds));
}

#[tokio::test]
async fn an_error_does_not_lose_the_place() {
    let (server, client) = start().await;
    let all = timeline(&client).await;
    let mut pages = client.pages(notes::Timeline::new().limit(2));
    let mut read = ids(pages.collect_up_to(1).await.unwrap().items);
    let failures = [
        Reply::json(429, json!({ "error": { "code": "RATE_LIMIT_EXCEEDED" } })),
        Reply::text(502, "text/html", "<h1>Bad Gateway</h1>"),
        Reply::close(),
    ];
    for failure in failures {
        server.respond("notes/timeline", failure);
        // What is there already is given first.
        let error = loop {
            match pages.try_next().await {
                Ok(note) => read.push(note.unwrap().id.to_string()),
                Err(error) => break error,
            }
        };
        assert_eq!(error.stuck(), None);
        read.extend(
            pages
                .try_next()
                .await
                .unwrap()
                .map(|note| note.id.to_string()),
        );
    }
    read.extend(rest(&mut pages).await);
    assert_eq!(read, all);
}

#[tokio::test]
async fn what_was_collected_before_an_error_is_not_lost() {
    let (server, client) = start().await;
    let all = timeline(&client).await;
    let mut pages = client.pages(notes::Timeline::new().limit(2));
    // The first page, and then an error.
    pages.next_page().await.unwrap();
    server.respond("notes/timeline", Reply::empty(503));
    assert!(pages.collect_up_to(99).await.is_err());
    assert_eq!(rest(&mut pages).await, all[2..]);
}

async fn all(shelf: &Shelf, request: serde_json::Value) -> Vec<u64> {
    let mut pages = shelf.client().pages(Things::by_ids(request));
    let all: Vec<JsonObject> = pages.collect_up_to(999).await.unwrap().items;
    ids_of(&all)
}
