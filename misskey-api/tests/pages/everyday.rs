//! Lists as they are walked through every day.

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
