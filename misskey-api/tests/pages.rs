//! Walking through lists page by page, over real sockets.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "pages/shelf.rs"]
mod shelf;

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use misskey_api::endpoints::{channels, drive, hashtags, i, notes};
use misskey_api::entities::{Note, Visibility};
use misskey_api::{Client, Cursor, JsonObject, Pages, Retry, Stuck, Timestamp};
use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use shelf::{Shelf, Things, ids_of};

async fn start() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = Client::builder(server.base_url())
        .token(server.token())
        .retry(Retry::never())
        .build()
        .unwrap();
    (server, client)
}

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

mod everyday {
    use super::*;

    #[tokio::test]
    async fn a_timeline_is_read_to_its_end_newest_first() {
        let (server, client) = start().await;
        let all = timeline(&client).await;
        assert!(all.len() > 4);
        let mut pages = client.pages(notes::Timeline::new().limit(2).with_renotes(true));
        let mut read = Vec::new();
        while let Some(note) = pages.try_next().await.unwrap() {
            read.push(note.id.to_string());
        }
        assert_eq!(read, all);
        assert!(pages.next().await.is_none());
        // What the request says is said with each page.
        let asked = server.requests();
        let asked = asked[1..]
            .iter()
            .map(misskey_test_server::RecordedRequest::json);
        assert!(asked.into_iter().all(|asked| asked["withRenotes"] == true));
    }

    #[tokio::test]
    async fn the_oldest_come_first_if_told_so() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let mut pages = client.pages(notes::Timeline::new().limit(2)).oldest_first();
        assert_eq!(rest(&mut pages).await, reversed(all));
    }

    #[tokio::test]
    async fn what_arrives_meanwhile_leads_to_no_gap_and_to_nothing_twice() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let mut newest = client.pages(notes::Timeline::new().limit(2));
        let mut oldest = client.pages(notes::Timeline::new().limit(2)).oldest_first();
        let (mut down, mut up) = (Vec::new(), Vec::new());
        let mut posted = Vec::new();
        for count in 0..all.len() {
            posted.push(post(&client, &count.to_string()).await.id.to_string());
            down.extend(newest.try_next().await.unwrap());
            up.extend(oldest.try_next().await.unwrap());
        }
        down.extend(newest.collect_up_to(1000).await.unwrap().items);
        up.extend(oldest.collect_up_to(1000).await.unwrap().items);
        // Before the first page was asked for, one note was there already.
        let first = [vec![posted[0].clone()], all.clone()].concat();
        assert_eq!(ids(down), first);
        assert_eq!(ids(up), [reversed(all), posted].concat());
    }

    #[tokio::test]
    async fn pages_come_as_pages() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let mut pages = client.pages(notes::Timeline::new().limit(2)).by_page();
        let mut sizes = Vec::new();
        let mut read = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            sizes.push(page.len());
            read.extend(ids(page));
            let place = pages.cursor().to_string();
            assert!(place.ends_with(read.last().unwrap()), "{place}");
        }
        assert_eq!(read, all);
        assert!(sizes[..sizes.len() - 1].iter().all(|&size| size == 2));
        // What is left of a page is a page too.
        let mut pages = client.pages(notes::Timeline::new().limit(3));
        pages.next().await.unwrap().unwrap();
        let page = pages.next_page().await.unwrap().unwrap();
        assert_eq!(ids(page), all[1..3]);
    }

    #[tokio::test]
    async fn as_many_are_collected_as_wanted_and_it_is_told_whether_there_are_more() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let mut pages = client.pages(notes::Timeline::new().limit(2));
        let some = pages.collect_up_to(3).await.unwrap();
        assert!(some.more);
        assert_eq!(ids(some.items), all[..3]);
        let rest = pages.collect_up_to(all.len() - 3).await.unwrap();
        assert!(!rest.more);
        assert_eq!(ids(rest.items), all[3..]);
        let nothing = pages.collect_up_to(1).await.unwrap();
        assert!(nothing.items.is_empty() && !nothing.more);
    }

    #[tokio::test]
    async fn it_is_a_stream_and_dropping_it_ends_the_call() {
        use futures_core::Stream as _;
        let (server, client) = start().await;
        server.respond("notes/timeline", Reply::hang());
        let mut pages = Box::pin(client.pages(notes::Timeline::new()));
        while server.requests().is_empty() {
            let is_pending = std::future::poll_fn(|context| {
                Poll::Ready(Pin::as_mut(&mut pages).poll_next(context).is_pending())
            });
            assert!(is_pending.await);
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        drop(pages);
        let mut pages = Box::pin(client.pages(notes::Timeline::new()));
        let next = std::future::poll_fn(|context| pages.as_mut().poll_next(context));
        assert!(next.await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn it_can_be_taken_to_another_thread() {
        let (_server, client) = start().await;
        let mut pages = client.pages(notes::Timeline::new().limit(2));
        let first = pages.next().await.unwrap().unwrap();
        let rest = tokio::spawn(async move { rest(&mut pages).await });
        let read = [vec![first.id.to_string()], rest.await.unwrap()].concat();
        assert_eq!(read, timeline(&client).await);
    }

    #[tokio::test]
    async fn a_call_that_is_waited_for_no_longer_goes_on_with_the_next() {
        let (server, client) = start().await;
        let all = timeline(&client).await;
        let mut pages = client.pages(notes::Timeline::new().limit(100));
        let mut context = Context::from_waker(Waker::noop());
        let given_up = pin!(pages.next()).poll(&mut context).is_pending();
        assert!(given_up);
        assert_eq!(rest(&mut pages).await, all);
        let asked = server.requests().len();
        // The timeline, the page that was given up, and the end.
        assert_eq!(asked, 3);
    }

    #[tokio::test]
    async fn notifications_and_other_lists_are_read_alike() {
        let (_server, client) = start().await;
        let mut pages = client.pages(i::Notifications::new().limit(4));
        assert_eq!(pages.collect_up_to(100).await.unwrap().items.len(), 9);
    }
}

mod bounds {
    use super::*;

    #[tokio::test]
    async fn ids_hold_in_either_order() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let (until, since) = (&all[1], &all[all.len() - 2]);
        let wanted = all[2..all.len() - 2].to_vec();
        for limit in [1, 2, 100] {
            let both = || {
                let request = notes::Timeline::new().limit(limit);
                request.since_id(since.as_str()).until_id(until.as_str())
            };
            assert_eq!(rest(&mut client.pages(both())).await, wanted);
            let mut oldest = client.pages(both()).oldest_first();
            assert_eq!(rest(&mut oldest).await, reversed(wanted.clone()));
        }
    }

    #[tokio::test]
    async fn a_page_is_told_where_it_begins_and_no_more() {
        // Of what lies between two bounds, some servers give the newest and some the oldest.
        let (server, client) = start().await;
        let all = timeline(&client).await;
        let last = all.len() - 1;
        let request = || {
            let request = notes::Timeline::new().limit(2);
            let request = request.since_id(all[last].as_str()).since_date(1);
            request
                .until_id(all[0].as_str())
                .until_date(time(&all[0]) + 1)
        };
        let wanted = all[1..last].to_vec();
        assert_eq!(rest(&mut client.pages(request())).await, wanted);
        let mut oldest = client.pages(request()).oldest_first();
        assert_eq!(rest(&mut oldest).await, reversed(wanted));
        for asked in &server.requests()[1..] {
            let asked = asked.json();
            let given = ["sinceId", "untilId", "sinceDate", "untilDate"]
                .into_iter()
                .filter(|name| asked.get(name).is_some());
            assert_eq!(given.count(), 1, "{asked}");
        }
    }

    #[tokio::test]
    async fn a_lower_bound_alone_leaves_the_newest_first() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let since = &all[all.len() - 2];
        let by_id = notes::Timeline::new().limit(2).since_id(since.as_str());
        let wanted = all[..all.len() - 2].to_vec();
        assert_eq!(rest(&mut client.pages(by_id)).await, wanted);
        let date = time(since);
        let by_date = notes::Timeline::new().limit(2).since_date(date);
        assert_eq!(rest(&mut client.pages(by_date)).await, wanted);
    }

    #[tokio::test]
    async fn dates_hold_beyond_the_first_page_and_beside_ids() {
        let (_server, client) = start().await;
        let all = timeline(&client).await;
        let last = all.len() - 1;
        let (until, since) = (time(&all[1]), time(&all[last - 1]));
        let wanted = all[2..last - 1].to_vec();
        for limit in [1, 2, 100] {
            let request = || notes::Timeline::new().limit(limit);
            for request in [
                request().since_date(since).until_date(until),
                request().since_date(since).until_id(all[1].as_str()),
                request().until_date(until).since_id(all[last - 1].as_str()),
            ] {
                assert_eq!(rest(&mut client.pages(request.clone())).await, wanted);
                let mut oldest = client.pages(request).oldest_first();
                assert_eq!(rest(&mut oldest).await, reversed(wanted.clone()));
            }
        }
    }

    #[tokio::test]
    async fn dates_hold_on_servers_that_know_none() {
        let shelf = Shelf::of_ids(1..=9).await;
        let date = |id| shelf::created_at(id).as_millisecond();
        let request = || {
            Things::by_ids(
                json!({ "limit": 2, "sinceDate": date(3), "untilDate": date(7) }),
            )
        };
        let client = shelf.client();
        let newest = client.pages(request()).collect_up_to(99).await.unwrap();
        assert_eq!(ids_of(&newest.items), [6, 5, 4]);
        let mut oldest = client.pages(request()).oldest_first();
        let oldest = oldest.collect_up_to(99).await.unwrap();
        assert_eq!(ids_of(&oldest.items), [4, 5, 6]);
    }

    #[tokio::test]
    async fn dates_can_not_be_held_where_ids_tell_none() {
        let (server, client) = start().await;
        let page = json!([{ "id": "first" }]);
        server.respond("things", Reply::json(200, page));
        let request = Things::by_ids(json!({ "sinceDate": 1 }));
        let error = client.pages(request).try_next().await.unwrap_err();
        assert_eq!(error.stuck(), Some(Stuck::NoTime));
    }

    fn time(id: &str) -> i64 {
        let time: Timestamp = misskey_api::ids::NoteId::from(id).created_at().unwrap();
        time.as_millisecond()
    }
}

mod places {
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
}

mod odd_pages {
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
}

mod by_number {
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
}
