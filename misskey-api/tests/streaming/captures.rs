//! Captured notes.

use misskey_api::channels::note_capture;
use misskey_api::entities::Note;
use misskey_api::ids::NoteId;
use misskey_api::streaming::{Captured, Captures, Delivery, StreamingError};
use misskey_test_server::TestServer;
use serde_json::json;

use crate::support::{asked, client, connected, hasty, soon, until};

async fn captured(captures: &mut Captures) -> Captured {
    match soon(captures.next()).await.unwrap() {
        Ok(Delivery::Event(captured)) => captured,
        other => panic!("no event: {other:?}"),
    }
}

fn count(server: &TestServer, note: &NoteId) -> usize {
    let streams = server.streams();
    streams
        .iter()
        .filter_map(|one| one.captures.get(note.as_str()))
        .sum()
}

fn posted(server: &TestServer) -> NoteId {
    NoteId::new(server.post_note("a note")["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_note_is_asked_for_once_and_given_up_with_the_last_who_asks() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let note = posted(&server);
    let mut one = stream.captures().unwrap();
    let mut other = stream.captures().unwrap();
    one.add(&note).unwrap();
    one.add(&note).unwrap();
    other.add(&note).unwrap();
    until("it is captured", || count(&server, &note) == 1).await;
    let body = json!({ "choice": 1, "userId": "9s4g2p7k00" });
    assert_eq!(
        server.publish_note_capture(note.as_str(), "pollVoted", &body),
        1
    );
    for captures in [&mut one, &mut other] {
        let captured = captured(captures).await;
        assert_eq!(captured.note_id, note);
        assert!(matches!(captured.event, note_capture::Event::PollVoted(_)));
    }
    one.remove(&note);
    one.remove(&note);
    assert_eq!((one.notes().count(), other.notes().count()), (0, 1));
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(count(&server, &note), 1);
    drop(other);
    until("it is given up", || count(&server, &note) == 0).await;
    assert_eq!(asked(&server, "subNote").len(), 1);
    assert_eq!(asked(&server, "unsubNote").len(), 1);
}

#[tokio::test]
async fn captures_come_back_with_the_connection_and_notes_can_be_fetched_anew() {
    let server = TestServer::start().await.unwrap();
    let stream = connected(&server).await;
    let notes = [posted(&server), posted(&server)];
    let mut captures = stream.captures().unwrap();
    for note in &notes {
        captures.add(note).unwrap();
    }
    let gone: NoteId = "9s4g2p7k00".into();
    captures.add(&gone).unwrap();
    until("they are captured", || count(&server, &notes[1]) == 1).await;
    server.restart().await.unwrap();
    let gap = soon(captures.next()).await.unwrap().unwrap();
    assert!(matches!(gap, Delivery::Gap(_)), "{gap:?}");
    let all_back = || notes.iter().all(|note| count(&server, note) == 1);
    until("they are captured again", all_back).await;
    let reaction = json!({ "noteId": notes[0], "reaction": "👍" });
    server
        .act_as("kaede", "notes/reactions/create", reaction)
        .unwrap();
    let captured = captured(&mut captures).await;
    assert_eq!(captured.note_id, notes[0]);
    let note_capture::Event::Reacted(reacted) = captured.event else {
        panic!("not a reaction");
    };
    assert_eq!(reacted.reaction, "👍");
    let fresh = soon(captures.refresh::<Note>()).await;
    let reactions = |note: &Note| (note.id.clone(), note.reaction_count);
    let fresh: Vec<_> = fresh.iter().flatten().map(reactions).collect();
    assert_eq!(fresh.len(), 2, "one is gone");
    assert!(fresh.contains(&(notes[0].clone(), 1)));
}

#[tokio::test]
async fn how_many_notes_are_captured_is_bounded() {
    let server = TestServer::start().await.unwrap();
    let builder = hasty(&client(&server)).capture_limit(2);
    let stream = builder.connect().await.unwrap();
    let mut captures = stream.captures().unwrap();
    let notes = ["9s4g2p7k00", "9s4g2p7k01", "9s4g2p7k02"].map(NoteId::new);
    captures.add(&notes[0]).unwrap();
    captures.add(&notes[1]).unwrap();
    captures.add(&notes[0]).unwrap();
    let error = captures.add(&notes[2]).unwrap_err();
    assert!(
        matches!(error, StreamingError::TooMany { limit: 2, .. }),
        "{error:?}"
    );
}
