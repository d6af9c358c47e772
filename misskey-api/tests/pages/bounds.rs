//! Where a walk ends.

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
        Things::by_ids(json!({ "limit": 2, "sinceDate": date(3), "untilDate": date(7) }))
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
