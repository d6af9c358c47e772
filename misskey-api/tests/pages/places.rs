//! Going on where another walk stopped.

use super::*;

#[tokio::test]
async fn another_run_goes_on_where_the_last_one_stopped() {
    let (_server, client) = start().await;
    let all = timeline(&client).await;
    for stop in 0..=all.len() {
        let mut pages = client.pages(notes::Timeline::new().limit(3));
        let first = pages.collect_up_to(stop).await.unwrap().items;
        let stored = serde_json::to_string(&pages.cursor()).unwrap();
        drop(pages);
        let cursor: Cursor = serde_json::from_str(&stored).unwrap();
        let mut pages = client.pages(notes::Timeline::new()).resume(cursor);
        let read = [ids(first), rest(&mut pages).await].concat();
        assert_eq!(read, all, "stopped after {stop}");
    }
}

#[tokio::test]
async fn the_oldest_first_go_on_with_what_came_since() {
    let (_server, client) = start().await;
    let all = reversed(timeline(&client).await);
    let mut pages = client.pages(notes::Timeline::new()).oldest_first();
    assert_eq!(rest(&mut pages).await, all);
    let cursor = pages.cursor();
    let note = post(&client, "later").await;
    assert!(pages.next().await.is_none());
    let mut pages = client.pages(notes::Timeline::new()).resume(cursor);
    assert_eq!(rest(&mut pages).await, [note.id.to_string()]);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_before_anything_is_asked() {
    let (server, client) = start().await;
    for stored in [
        "newest notes/local-timeline 9s4g2p7k00",
        "offset notes/timeline 3",
    ] {
        let pages = client.pages(notes::Timeline::new());
        let mut pages = pages.resume(stored.parse().unwrap());
        let error = pages.try_next().await.unwrap_err();
        assert!(error.local().is_some(), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_a_list_can_not_do_is_refused_before_anything_is_asked() {
    let (server, client) = start().await;
    let error = client
        .pages(hashtags::Search::new("tea"))
        .oldest_first()
        .try_next()
        .await;
    assert!(error.unwrap_err().local().is_some());
    let featured = client.pages(notes::Featured::new()).oldest_first();
    let error = { featured }.try_next().await.unwrap_err();
    assert!(error.local().is_some());
    let sorted = drive::Files::new().sort(drive::FilesSort::PlusName);
    let error = client.pages(sorted).try_next().await.unwrap_err();
    assert!(error.to_string().contains("`sort`"), "{error}");
    assert!(server.requests().is_empty());
    // Lists with unusual cursors can't be paged through at all: `channels::Followed` is
    // no `Paged`, and still an endpoint.
    let _ = channels::Followed::new();
}
