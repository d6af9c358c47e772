//! Calls as they are made every day.

use super::*;

#[tokio::test]
async fn a_note_is_posted_and_read_back() {
    let (server, client) = start().await;
    let request = notes::Create::new()
        .text("お茶 \"now\"?\n🍵")
        .cw("tea")
        .visibility(Visibility::Home);
    let created = client.send(request).await.unwrap().created_note;
    assert_eq!(created.text.as_deref(), Some("お茶 \"now\"?\n🍵"));
    let shown = client.send(notes::Show::new(&created.id)).await.unwrap();
    assert_eq!(shown, created);
    assert_eq!(shown.visibility, Visibility::Home);
    assert_eq!(shown.user.username, "momiji");

    client.send(notes::Delete::new(&created.id)).await.unwrap();
    let gone = client
        .send(notes::Show::new(&created.id))
        .await
        .unwrap_err();
    assert_eq!(gone.reason(), Some(&notes::ShowError::NoSuchNote));
    let paths: Vec<_> = server.requests().into_iter().map(|it| it.path).collect();
    assert_eq!(
        paths,
        [
            "/api/notes/create",
            "/api/notes/show",
            "/api/notes/delete",
            "/api/notes/show",
        ]
    );
}

#[tokio::test]
async fn a_timeline_is_read_page_by_page() {
    let (_server, client) = start().await;
    let all = client
        .send(notes::Timeline::new().limit(100))
        .await
        .unwrap();
    assert!(all.len() > 3);
    assert!(all.is_sorted_by(|newer, older| newer.id > older.id));
    let first = client.send(notes::Timeline::new().limit(2)).await.unwrap();
    let rest = notes::Timeline::new().limit(100).until_id(&first[1].id);
    let rest = client.send(rest).await.unwrap();
    assert_eq!([first, rest].concat(), all);
}

#[tokio::test]
async fn notifications_of_all_kinds_are_read() {
    let (_server, client) = start().await;
    let all = client.send(i::Notifications::new()).await.unwrap();
    assert_eq!(all.len(), 9);
    let unknown: Vec<_> = all
        .iter()
        .filter(|one| matches!(one, Notification::Other(_)))
        .map(Notification::tag)
        .collect();
    assert_eq!(unknown, [Some("gardenWatered")]);
}

#[tokio::test]
async fn users_are_shown_by_name_and_by_id() {
    let (_server, client) = start().await;
    let me = client.send(endpoints::I::new()).await.unwrap();
    assert_eq!(me.username, "momiji");
    let shown = client.send(users::Show::by_user_id(&me.id)).await.unwrap();
    assert!(matches!(shown, UserDetailed::MeDetailed(_)), "{shown:?}");
    let remote = users::Show::by_username("sora").host("far.example");
    let remote = client.send(remote).await.unwrap();
    assert_eq!(remote.host().map(String::as_str), Some("far.example"));
    assert!(matches!(remote, UserDetailed::UserDetailedNotMe(_)));
    let both = users::ShowByUserIds::new([me.id.clone(), remote.id().clone()]);
    let both = client.send(both).await.unwrap();
    let ids: Vec<_> = both.iter().map(UserDetailed::id).collect();
    assert_eq!(ids, [&me.id, remote.id()]);
    let nobody = client.send(users::Show::by_username("nobody")).await;
    assert_eq!(
        nobody.unwrap_err().reason(),
        Some(&users::ShowError::NoSuchUser)
    );
}

#[tokio::test]
async fn a_file_is_uploaded() {
    let (server, client) = start().await;
    let upload = Upload::new("tea \"leaves\" 茶.txt", "green\r\n--black")
        .media_type("text/plain");
    let create = drive::files::Create::new(upload)
        .comment("Two kinds")
        .is_sensitive(true);
    let file = client.send(create.clone()).await.unwrap();
    assert_eq!(file.size, 14);
    assert_eq!(file.comment.as_deref(), Some("Two kinds"));
    assert!(file.is_sensitive);
    assert_eq!(file.created_at.as_millisecond() / 1000, {
        file.id.created_at().unwrap().as_millisecond() / 1000
    });

    let by_header = builder(&server).token_in(TokenIn::Header).build().unwrap();
    by_header.send(create.name("renamed.txt")).await.unwrap();
    let last = server.requests().pop().unwrap();
    assert!(last.header("authorization").is_some());
    let body = String::from_utf8(last.body).unwrap();
    assert!(!body.contains(server.token()));
}

#[tokio::test]
async fn an_account_is_changed_field_by_field() {
    let (server, client) = start().await;
    let update = i::Update::new().description("Tea first.").clear_location();
    let me = client.send(update).await.unwrap();
    assert_eq!(me.description.as_deref(), Some("Tea first."));
    assert_eq!(me.location, None);
    assert_eq!(
        server.requests()[0].json(),
        json!({ "i": server.token(), "description": "Tea first.", "location": null })
    );
}

#[tokio::test]
async fn an_endpoint_that_answers_get_can_be_got() {
    let (server, client) = start().await;
    let call = Call::new(client.address()).get(true);
    let request = call
        .request(&endpoints::GetOnlineUsersCount::new())
        .unwrap();
    let response = client.carry(request).await.unwrap();
    assert_eq!(response.headers()["cache-control"], "public, max-age=60");
    let answer = call.response::<endpoints::GetOnlineUsersCount>(&response);
    let posted = client.send(endpoints::GetOnlineUsersCount::new()).await;
    assert_eq!(answer.unwrap(), posted.unwrap());
    let methods: Vec<_> = server.requests().into_iter().map(|it| it.method).collect();
    assert_eq!(methods, ["GET", "POST"]);
}

#[tokio::test]
async fn many_calls_go_out_at_once() {
    let (server, client) = start().await;
    let calls: Vec<_> = (0..32)
        .map(|number| {
            let client = client.clone();
            let request = notes::Create::new().text(format!("cup {number}"));
            tokio::spawn(async move { client.send(request).await })
        })
        .collect();
    let mut created = Vec::new();
    for call in calls {
        created.push(call.await.unwrap().unwrap().created_note);
    }
    for (number, note) in created.iter().enumerate() {
        assert_eq!(note.text, Some(format!("cup {number}")));
    }
    assert_eq!(server.requests().len(), 32);
}
