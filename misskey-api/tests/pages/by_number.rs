//! Lists that are paged through by numbers.

use super::*;

fn by_offset(shelf: &Shelf, limit: u64) -> Pages<shelf::ThingsByOffset> {
    shelf
        .client()
        .pages(Things::by_offset(json!({ "limit": limit })))
}

#[tokio::test]
async fn all_is_read_whatever_the_limit() {
    for limit in [1, 2, 3, 7, 10, 99, 100] {
        let shelf = Shelf::of_ids(1..=10).await;
        let read = by_offset(&shelf, limit).collect_up_to(99).await.unwrap();
        assert_eq!(ids_of(&read.items), (1..=10).collect::<Vec<_>>(), "{limit}");
    }
    let shelf = Shelf::of_ids(1..=25).await;
    let request = Things::by_offset(json!({ "offset": 3 }));
    let read = shelf
        .client()
        .pages(request)
        .collect_up_to(99)
        .await
        .unwrap();
    assert_eq!(ids_of(&read.items), (4..=25).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_is_added_meanwhile_leads_to_nothing_twice() {
    let shelf = Shelf::of_ids(1..=20).await;
    for limit in [1, 3, 10] {
        let mut pages = by_offset(&shelf, limit);
        let mut read = pages.collect_up_to(5).await.unwrap().items;
        shelf.insert(0, 100 + limit);
        shelf.insert(2, 200 + limit);
        read.extend(pages.collect_up_to(99).await.unwrap().items);
        let read = ids_of(&read);
        assert_eq!(read[read.len() - 15..], (6..=20).collect::<Vec<_>>());
        let mut unique = read.clone();
        unique.dedup();
        assert_eq!(unique, read);
    }
}

#[tokio::test]
async fn what_goes_meanwhile_leads_to_no_gap() {
    for gone in 1..=9 {
        for limit in [1, 2, 3, 10] {
            let shelf = Shelf::of_ids(1..=40).await;
            let mut pages = by_offset(&shelf, limit);
            let mut read = pages.collect_up_to(12).await.unwrap().items;
            // Of those that were given, and with them the last.
            for id in (12 - gone + 1)..=12 {
                shelf.remove(id);
            }
            read.extend(pages.collect_up_to(99).await.unwrap().items);
            let wanted: Vec<u64> = (1..=40).collect();
            assert_eq!(ids_of(&read), wanted, "{gone} gone, limit {limit}");
        }
    }
}

#[tokio::test]
async fn a_list_that_becomes_shorter_than_what_was_read_ends() {
    let shelf = Shelf::of_ids(1..=20).await;
    let mut pages = by_offset(&shelf, 5);
    pages.collect_up_to(15).await.unwrap();
    for id in 3..=20 {
        shelf.remove(id);
    }
    let rest = pages.collect_up_to(99).await.unwrap();
    // At most what had been asked for already.
    assert!(rest.items.len() <= 5);
}

#[tokio::test]
async fn another_run_goes_on_although_something_went() {
    for limit in [2, 5, 10] {
        let shelf = Shelf::of_ids(1..=30).await;
        let mut pages = by_offset(&shelf, limit);
        let mut read = pages.collect_up_to(12).await.unwrap().items;
        let stored = pages.cursor().to_string();
        for id in [1, 2, 12] {
            shelf.remove(id);
        }
        let mut pages = by_offset(&shelf, limit).resume(stored.parse().unwrap());
        read.extend(pages.collect_up_to(99).await.unwrap().items);
        assert_eq!(ids_of(&read), (1..=30).collect::<Vec<_>>(), "limit {limit}");
    }
}

#[tokio::test]
async fn what_has_no_id_is_known_by_what_it_is() {
    let (server, client) = start().await;
    for page in [json!(["tea", "teapot"]), json!(["teapot", "teatime"])] {
        server.respond("hashtags/search", Reply::json(200, page));
    }
    for _ in 0..2 {
        server.respond("hashtags/search", Reply::json(200, json!([])));
    }
    let mut pages = client.pages(hashtags::Search::new("tea").limit(100));
    let mut read = Vec::new();
    for _ in 0..3 {
        read.extend(pages.try_next().await.unwrap());
    }
    assert_eq!(read, ["tea", "teapot", "teatime"]);
    assert_eq!(server.requests()[1].json()["offset"], 1);
}
