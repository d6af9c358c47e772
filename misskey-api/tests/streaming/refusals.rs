//! Servers are silent when they refuse: what the client makes of it.

use std::collections::BTreeSet;

use misskey_api::channels;
use misskey_api::streaming::{RawChannel, Refusal, StreamingError, Subscription};
use misskey_api::{Client, Permission};
use misskey_test_server::TestServer;
use serde_json::Value;

use crate::support::{asked, client, connected, hasty, ms, open_channels, soon, until};

fn refusal<E, M>(result: Result<Subscription<E, M>, StreamingError>) -> Refusal {
    match result {
        Err(StreamingError::Refused(refused)) => refused.reason().clone(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_channel_for_accounts_is_not_asked_for_without_a_token() {
    let server = TestServer::start().await.unwrap();
    let nobody = hasty(&client(&server).anonymous()).connect().await.unwrap();
    let result = soon(nobody.open(channels::HomeTimeline::new()).into_future()).await;
    assert_eq!(refusal(result), Refusal::CredentialMissing);
    assert!(asked(&server, "connect").is_empty());
}

#[tokio::test]
async fn silence_is_explained_by_what_is_known_of_the_channel() {
    let server = TestServer::start().await.unwrap();
    let token = server.app_token("momiji", &["read:account"]).unwrap();
    let app = Client::builder(server.base_url())
        .token(token)
        .build()
        .unwrap();
    let builder = hasty(&app).acknowledge_timeout(ms(500));
    let stream = builder.channels_per_connection(40).connect().await.unwrap();

    let chat = soon(
        stream
            .open(channels::ChatUser::new("9s4g2p7k00"))
            .into_future(),
    );
    let expected = Refusal::PermissionMissing(Permission::ReadChat);
    assert_eq!(refusal(chat.await), expected);
    let admin = soon(stream.open(channels::Admin::new()).into_future());
    let expected = Refusal::PermissionMissing(Permission::ReadAdminStream);
    assert_eq!(refusal(admin.await), expected);

    let unknown = stream.open_raw(RawChannel::new("bubbleTimeline"));
    let unknown = refusal(soon(unknown.into_future()).await);
    assert!(
        matches!(unknown, Refusal::UnknownChannel { .. }),
        "{unknown:?}"
    );

    let wrong = RawChannel::new("hashtag").parameter("q", Value::from(7));
    let result = soon(stream.open_raw(wrong).into_future()).await;
    let Err(StreamingError::Refused(refused)) = result else {
        panic!("not refused: {result:?}");
    };
    assert!(refused.reasons.contains(&Refusal::Parameters), "{refused}");

    let _main = stream.open(channels::Main::new()).await.unwrap();
    let again = stream.open_raw(RawChannel::new("main"));
    let again = soon(again.into_future()).await;
    assert_eq!(refusal(again), Refusal::Duplicate);

    let mut open = Vec::new();
    for _ in 1..32 {
        open.push(stream.open(channels::GlobalTimeline::new()).await.unwrap());
    }
    let one_more = soon(stream.open(channels::LocalTimeline::new()).into_future());
    assert_eq!(refusal(one_more.await), Refusal::OverTheLimit(32));
    assert_eq!(server.streams().len(), 1);
}

#[tokio::test]
async fn a_late_acknowledgement_is_answered_by_giving_the_channel_up() {
    let server = TestServer::start().await.unwrap();
    server.delay_acknowledgements(ms(300));
    let builder = hasty(&client(&server)).acknowledge_timeout(ms(80));
    let stream = builder.connect().await.unwrap();
    let result = soon(stream.open(channels::GlobalTimeline::new()).into_future()).await;
    assert!(matches!(refusal(result), Refusal::UnknownChannel { .. }));
    tokio::time::sleep(ms(400)).await;
    until("no channel is left", || open_channels(&server).is_empty()).await;
    assert!(!asked(&server, "disconnect").is_empty());
}

#[tokio::test]
async fn who_no_longer_waits_for_a_channel_does_not_get_it() {
    let server = TestServer::start().await.unwrap();
    server.delay_acknowledgements(ms(200));
    let stream = connected(&server).await;
    let opening = stream.open(channels::GlobalTimeline::new()).into_future();
    assert!(tokio::time::timeout(ms(50), opening).await.is_err());
    until("it is taken back", || {
        !asked(&server, "disconnect").is_empty()
    })
    .await;
    tokio::time::sleep(ms(250)).await;
    assert!(open_channels(&server).is_empty());
}

#[tokio::test]
async fn no_two_channels_have_one_id() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut open = Vec::new();
    for round in 0..3 {
        for _ in 0..40 {
            open.push(stream.open(channels::LocalTimeline::new()).await.unwrap());
        }
        open.drain(..20 + round);
    }
    let asked = asked(&server, "connect");
    let ids: BTreeSet<String> = asked
        .iter()
        .map(|json| json["body"]["id"].to_string())
        .collect();
    assert_eq!((ids.len(), asked.len()), (120, 120));
    assert!(asked.iter().all(|json| json["body"]["pong"] == true));
}
