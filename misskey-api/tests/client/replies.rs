//! Answers to notes, as the helpers begin them.

use misskey_api::Acct;
use misskey_api::entities::Note;
use misskey_api::ids::UserId;
use misskey_test_server::TestServer;
use serde_json::{Value, json};

use super::{start, support, users};

/// A note that another account has posted.
fn posted(server: &TestServer, username: &str, params: Value) -> Note {
    let answer = server.act_as(username, "notes/create", params).unwrap();
    support::read(&answer["createdNote"]).unwrap()
}

async fn id(client: &misskey_api::Client, acct: &str) -> UserId {
    let acct: Acct = acct.parse().unwrap();
    let shown = client.send(users::Show::by_acct(&acct)).await.unwrap();
    shown.id().clone()
}

mod answered {
    use misskey_api::endpoints::notes;
    use misskey_api::entities::Visibility;

    use super::*;

    #[tokio::test]
    async fn a_direct_note_is_answered_to_its_author_and_all_whom_it_is_for() {
        let (server, client) = start().await;
        let me = id(&client, "@momiji").await;
        let kaede = id(&client, "@kaede").await;
        let hinoki = id(&client, "@hinoki").await;
        let to = json!([me, hinoki]);
        let note = json!({
            "text": "A secret", "visibility": "specified", "visibleUserIds": to,
            "cw": "Tea", "localOnly": true,
        });
        let note = posted(&server, "kaede", note);

        let request = notes::Create::reply_to(&note, &me);
        assert_eq!(
            request.visible_user_ids,
            Some(vec![kaede.clone(), hinoki.clone()])
        );
        let answer = client.send(request.text("Ah")).await.unwrap().created_note;
        assert_eq!(answer.reply_id, Some(note.id.clone()));
        assert_eq!(answer.visibility, Visibility::Specified);
        assert_eq!(
            answer.visible_user_ids,
            Some(vec![kaede.clone(), hinoki.clone()])
        );
        assert_eq!(
            (answer.cw.as_deref(), answer.local_only),
            (Some("Tea"), Some(true))
        );

        let request = notes::Create::reply_to(&note, None);
        assert_eq!(request.visible_user_ids, Some(vec![kaede, me, hinoki]));
    }

    #[tokio::test]
    async fn a_note_for_more_people_is_answered_to_as_many() {
        let (server, client) = start().await;
        for visibility in ["public", "home", "followers"] {
            let note = json!({ "text": "Tea", "visibility": visibility });
            let note = posted(&server, "kaede", note);
            let request = notes::Create::reply_to(&note, None).text("Yes");
            let sent = support::written(&request);
            let expected = json!({
                "replyId": note.id, "visibility": visibility, "text": "Yes",
            });
            assert_eq!(sent, expected);
            client.send(request).await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_note_within_a_renote_is_answered() {
        let (server, client) = start().await;
        let note = posted(&server, "kaede", json!({ "text": "Tea", "cw": "leaves" }));
        let renote = posted(&server, "hinoki", json!({ "renoteId": note.id }));
        let request = notes::Create::reply_to(&renote, None).text("Yes");
        let answer = client.send(request).await.unwrap().created_note;
        assert_eq!(answer.reply_id, Some(note.id));
        assert_eq!(answer.cw.as_deref(), Some("leaves"));

        // A quote is a note like others.
        let quote = json!({ "renoteId": answer.id, "text": "Look" });
        let quote = posted(&server, "hinoki", quote);
        let request = notes::Create::reply_to(&quote, None);
        assert_eq!(support::written(&request)["replyId"], quote.id.as_str());
    }

    #[test]
    fn a_warning_is_no_longer_than_servers_take_and_a_channel_is_kept() {
        let note = support::with(support::note(), "", "cw", json!("茶".repeat(300)));
        let note = support::with(note, "", "channelId", json!("9s4g2p7k99"));
        let note: Note = support::read(&note).unwrap();
        let sent = support::written(&notes::Create::reply_to(&note, None));
        assert_eq!(sent["cw"], "茶".repeat(100));
        assert_eq!(sent["channelId"], "9s4g2p7k99");

        let note = support::with(support::note(), "", "cw", json!(""));
        let note: Note = support::read(&note).unwrap();
        let sent = support::written(&notes::Create::reply_to(&note, None));
        assert!(sent.get("cw").is_none());
    }
}

#[tokio::test]
async fn an_account_is_shown_by_the_name_that_it_has() {
    let (server, client) = start().await;
    for name in ["@sora@far.example", "@kaede"] {
        let acct: Acct = name.parse().unwrap();
        let shown = client.send(users::Show::by_acct(&acct)).await.unwrap();
        assert_eq!(shown.acct(), acct);
    }
    let asked = server.requests_to("users/show");
    assert_eq!(asked[0].json()["host"], "far.example");
    assert!(asked[1].json().get("host").is_none());
}
