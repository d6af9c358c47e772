//! Connecting: as whom, how often, and when not.

use misskey_api::channels;
use misskey_api::streaming::{State, StreamingError};
use misskey_test_server::{Reply, TestServer};

use crate::support::{client, connected, hasty, ms, open_channels, soon, until};

#[tokio::test]
async fn what_is_asked_for_before_there_is_a_connection_is_done_when_it_is() {
    let server = TestServer::start().await.unwrap();
    server.stop().await;
    let stream = hasty(&client(&server)).start().unwrap();
    let other = stream.clone();
    let ready = tokio::spawn(async move { other.ready().await });
    let other = stream.clone();
    let home =
        tokio::spawn(async move { other.open(channels::HomeTimeline::new()).await });
    tokio::time::sleep(ms(60)).await;
    assert!(!ready.is_finished() && !home.is_finished());
    server.restart().await.unwrap();
    soon(ready).await.unwrap().unwrap();
    let _home = soon(home).await.unwrap().unwrap();
    soon(stream.ready()).await.unwrap();
    assert_eq!(open_channels(&server), ["homeTimeline"]);
}

#[tokio::test]
async fn all_who_wait_share_one_connection() {
    let server = TestServer::start().await.unwrap();
    let stream = hasty(&client(&server)).start().unwrap();
    let opening = (0..10).map(|_| {
        let stream = stream.clone();
        tokio::spawn(async move { stream.open(channels::LocalTimeline::new()).await })
    });
    let mut open = Vec::new();
    for one in opening.collect::<Vec<_>>() {
        open.push(soon(one).await.unwrap().unwrap());
    }
    assert_eq!((server.handshakes(), server.streams().len()), (1, 1));
    assert_eq!(open_channels(&server).len(), 10);
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_final_and_never_left_out() {
    for (status, name) in [(401, "Unauthorized"), (403, "Forbidden")] {
        let server = TestServer::start().await.unwrap();
        server.refuse_streams(status, 1);
        let stream = hasty(&client(&server)).start().unwrap();
        let waiting = soon(stream.open(channels::LocalTimeline::new()).into_future());
        let error = waiting.await.unwrap_err();
        assert!(format!("{error:?}").starts_with(name), "{error:?}");
        assert!(matches!(stream.state(), State::Closed(_)));
        assert!(stream.ready().await.is_err() && stream.captures().is_err());
        tokio::time::sleep(ms(150)).await;
        assert_eq!(server.handshakes(), 1, "nothing else was tried");
    }
    let server = TestServer::start().await.unwrap();
    let stranger = client(&server).with_token("0123456789abcdef");
    let error = soon(hasty(&stranger).connect()).await.unwrap_err();
    assert!(matches!(error, StreamingError::Unauthorized), "{error:?}");
}

#[tokio::test]
async fn a_suspended_account_is_shut_out_when_it_comes_back() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    server.suspend("momiji");
    server.drop_streams();
    let end = soon(home.next()).await.unwrap().unwrap_err();
    assert!(matches!(end, StreamingError::Forbidden), "{end:?}");
    assert!(end.is_final());
    assert!(soon(home.next()).await.is_none());
}

#[tokio::test]
async fn all_other_refusals_are_tried_again() {
    let server = TestServer::start().await.unwrap();
    for status in [404, 429, 500, 502, 503] {
        server.respond(
            "/streaming",
            Reply::text(status, "text/html", "<h1>away</h1>"),
        );
    }
    let stream = hasty(&client(&server)).start().unwrap();
    let mut states = stream.states();
    let mut reasons = Vec::new();
    while !states.current().is_live() {
        if let State::Waiting { reason, .. } = soon(states.next()).await.unwrap() {
            reasons.push(reason);
        }
    }
    assert_eq!(server.handshakes(), 6);
    assert!(
        reasons.iter().all(|reason| reason.contains("status")),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn the_server_may_say_how_long_to_wait() {
    let server = TestServer::start().await.unwrap();
    let busy = Reply::empty(503).header("Retry-After", "1");
    server.respond("/streaming", busy);
    let start = std::time::Instant::now();
    let stream = hasty(&client(&server)).connect().await.unwrap();
    assert!(start.elapsed() >= ms(1000), "{:?}", start.elapsed());
    assert!(stream.state().is_live());
}

#[tokio::test]
async fn a_wait_of_ages_is_one_that_a_change_of_the_network_ends() {
    let server = TestServer::start().await.unwrap();
    let busy = Reply::empty(503).header("Retry-After", &u64::MAX.to_string());
    server.respond("/streaming", busy);
    let stream = hasty(&client(&server)).start().unwrap();
    let waits = || matches!(stream.state(), State::Waiting { .. });
    until("it waits", waits).await;
    stream.network_changed();
    soon(stream.ready()).await.unwrap();
}

#[tokio::test]
async fn connecting_gives_up_when_its_time_is_over() {
    let server = TestServer::start().await.unwrap();
    server.stop().await;
    let patient = hasty(&client(&server)).patience(ms(150));
    let error = soon(patient.connect()).await.unwrap_err();
    assert!(
        matches!(error, StreamingError::NotConnected { .. }),
        "{error:?}"
    );
    server.restart().await.unwrap();
    tokio::time::sleep(ms(200)).await;
    assert_eq!(server.handshakes(), 0, "nobody waits for it any longer");
}

#[tokio::test]
async fn the_token_is_in_the_header_unless_it_must_be_in_the_address() {
    let server = TestServer::start().await.unwrap();
    let _stream = connected(&server).await;
    let builder = hasty(&client(&server)).token_in_url(true);
    let _old = builder.connect().await.unwrap();
    let requests = server.requests();
    let shown: Vec<String> = requests.iter().map(|one| format!("{one:?}")).collect();
    let bearer = format!("Bearer {}", server.token());
    assert!(shown[0].contains(&bearer), "{}", shown[0]);
    assert!(!shown[0].contains(&format!("i={}", server.token())));
    assert!(
        shown[1].contains(&format!("i={}", server.token())),
        "{}",
        shown[1]
    );
    assert!(!shown[1].contains(&bearer));
    assert_eq!(server.streams().len(), 2);
}

#[tokio::test]
async fn the_token_is_in_nothing_that_is_shown() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).token_in_url(true).patience(ms(200));
    let stream = builder.clone().connect().await.unwrap();
    let home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    let mut shown = format!("{builder:?} {stream:?} {home:?}");
    server.stop().await;
    let error = soon(builder.connect()).await.unwrap_err();
    shown.push_str(&format!("{error} {error:?} {:?}", stream.state()));
    assert!(!shown.contains(server.token()), "{shown}");
}

#[tokio::test]
async fn a_token_that_none_can_be_is_refused_before_anything_is_sent() {
    let server = TestServer::start().await.unwrap();
    for (token, reason) in [
        ("", "the token is empty"),
        ("wisteria\n", "the token has a space, a line break"),
        ("wis teria", "the token has a space, a line break"),
        ("wistëria", "or another character that no token has"),
    ] {
        let client = client(&server).with_token(token);
        for builder in [hasty(&client), hasty(&client).token_in_url(true)] {
            for error in [
                soon(builder.clone().connect()).await.unwrap_err(),
                builder.start().unwrap_err(),
            ] {
                assert!(
                    matches!(error, StreamingError::InvalidToken { .. }),
                    "{error:?}"
                );
                assert!(error.to_string().contains(reason), "{error}");
                assert!(!format!("{error} {error:?}").contains("teria"), "{error}");
            }
        }
    }
    tokio::time::sleep(ms(50)).await;
    assert_eq!(server.handshakes(), 0);
}

#[tokio::test]
async fn what_keeps_a_token_out_is_told_as_the_server_means_it() {
    let server = TestServer::start().await.unwrap();
    let weak = server.app_token("momiji", &["write:notes"]).unwrap();
    let error = soon(hasty(&client(&server).with_token(weak)).connect()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "the server rejects the token (status 401): it is no longer good, or lacks the \
         permission `read:account`; sign in anew, and ask for that permission"
    );
    server.suspend("momiji");
    let error = soon(hasty(&client(&server)).connect()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server shuts the account out (status 403): it is suspended"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_at_once() {
    let server = TestServer::start().await.unwrap();
    let client = client(&server);
    server.stop().await;
    let start = std::time::Instant::now();
    let error = soon(client.stream().connect()).await.unwrap_err();
    assert!(start.elapsed() < ms(5_000), "{:?}", start.elapsed());
    let host = client.address().host();
    let shown = error.to_string();
    let expected = format!("no streaming connection to {host}: ");
    assert!(shown.starts_with(&expected), "{shown}");
    assert!(shown.contains("refused"), "{shown}");
    let source = std::error::Error::source(&error);
    assert!(source.is_none(), "the reason is told once: {source:?}");
}

#[tokio::test]
async fn who_has_patience_gets_a_connection_to_a_server_that_comes_later() {
    let server = TestServer::start().await.unwrap();
    server.stop().await;
    let builder = hasty(&client(&server)).patience(ms(15_000));
    let connecting = tokio::spawn(builder.connect());
    tokio::time::sleep(ms(100)).await;
    assert!(!connecting.is_finished());
    server.restart().await.unwrap();
    let stream = soon(connecting).await.unwrap().unwrap();
    assert!(stream.state().is_live());
}

#[tokio::test]
async fn a_client_that_was_connected_once_waits_for_a_server_that_is_not_there() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    server.stop().await;
    let mut states = stream.states();
    let mut waits = 0;
    while waits < 4 {
        match soon(states.next()).await.unwrap() {
            State::Waiting { .. } => waits += 1,
            State::Closed(error) => panic!("{error}"),
            _ => {}
        }
    }
    server.restart().await.unwrap();
    soon(stream.ready()).await.unwrap();
}

#[tokio::test]
async fn the_client_is_called_as_in_its_other_calls() {
    let server = TestServer::start().await.unwrap();
    let client = misskey_api::Client::builder(server.base_url())
        .token(server.token())
        .user_agent("tea-bot/1.0")
        .build();
    soon(hasty(&client.unwrap()).connect()).await.unwrap();
    let handshake = server.requests().pop().unwrap();
    assert_eq!(handshake.header("user-agent"), Some("tea-bot/1.0"));
}

#[tokio::test]
async fn a_server_that_does_not_prove_who_it_is_gets_no_token() {
    let server = TestServer::start().await.unwrap();
    let secure = server.base_url().replace("http://", "https://");
    let client = misskey_api::Client::builder(secure)
        .token(server.token())
        .build();
    let builder = hasty(&client.unwrap()).patience(ms(200));
    let error = soon(builder.connect()).await.unwrap_err();
    assert!(
        matches!(error, StreamingError::NotConnected { .. }),
        "{error:?}"
    );
    assert_eq!(server.handshakes(), 0);
}

#[tokio::test]
async fn without_a_token_the_connection_is_nobodys() {
    let server = TestServer::start().await.unwrap();
    let nobody = client(&server).anonymous();
    let stream = hasty(&nobody).connect().await.unwrap();
    let _local = stream.open(channels::LocalTimeline::new()).await.unwrap();
    assert_eq!(server.streams()[0].username, None);
}

#[tokio::test]
async fn closing_ends_a_wait_and_doing_it_again_does_nothing() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let mut home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    server.stop().await;
    let waits = || matches!(stream.state(), State::Waiting { .. });
    until("it waits to connect again", waits).await;
    stream.close();
    stream.close();
    server.restart().await.unwrap();
    let end = soon(home.next()).await.unwrap().unwrap_err();
    assert!(matches!(end, StreamingError::Closed), "{end:?}");
    assert!(home.next().await.is_none());
    tokio::time::sleep(ms(250)).await;
    assert_eq!(
        server.handshakes(),
        1,
        "the attempt that waited is not made"
    );
    let late = soon(stream.open(channels::HomeTimeline::new()).into_future()).await;
    assert!(matches!(late, Err(StreamingError::Closed)));
    stream.close();
}

#[tokio::test]
async fn connections_end_with_the_last_of_all_that_holds_on_to_them() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let home = stream.open(channels::HomeTimeline::new()).await.unwrap();
    drop(stream);
    tokio::time::sleep(ms(100)).await;
    assert_eq!(server.streams().len(), 1, "the subscription holds on to it");
    drop(home);
    until("it is gone", || server.streams().is_empty()).await;
}

#[tokio::test]
async fn the_state_tells_what_happens() {
    let server = TestServer::start().await.unwrap();
    let stream = hasty(&client(&server)).start().unwrap();
    assert!(matches!(stream.state(), State::Connecting));
    soon(stream.ready()).await.unwrap();
    server.stop().await;
    let waits = || matches!(stream.state(), State::Waiting { .. });
    until("it waits", waits).await;
    server.restart().await.unwrap();
    until("it is there", || stream.state().is_live()).await;
    stream.close();
    until("it is over", || matches!(stream.state(), State::Closed(_))).await;
}

#[test]
fn without_a_runtime_there_is_an_error() {
    let client = misskey_api::Client::builder("misskey.example")
        .build()
        .unwrap();
    let error = client.stream().start().unwrap_err();
    assert!(matches!(error, StreamingError::NoRuntime));
}
