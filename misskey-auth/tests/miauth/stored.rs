//! Sessions that outlive the program that began them.

use misskey_auth::miauth::{InvalidSession, Request, Session};

use crate::support::{begin, example, granted};

#[tokio::test]
async fn a_session_goes_on_after_a_restart() {
    let (server, client, session) = begin().await;
    let (kept, page) = (
        serde_json::to_string(&session).unwrap(),
        session.url().clone(),
    );
    drop(session);
    let session: Session = serde_json::from_str(&kept).unwrap();
    assert_eq!(session.url(), &page);
    server.grant(page.as_str());
    granted(session.check(&client).await);
}

#[tokio::test]
async fn a_session_goes_on_by_its_id() {
    let (server, client, session) = begin().await;
    server.grant(session.url().as_str());
    let session = Session::resume(client.address(), session.id()).unwrap();
    granted(session.check(&client).await);
}

#[test]
fn an_id_is_a_uuid() {
    for id in [
        "",
        "..",
        "c1f6d42b-468b-4fd2-8274-e58abdedef6",
        "c1f6d42b-468b-4fd2-8274-e58abdedef6f/../../notes/create",
    ] {
        let error = Session::resume(&example(), id).unwrap_err();
        assert_eq!(error, InvalidSession::Id);
    }
    let id = "C1F6D42B-468B-4FD2-8274-E58ABDEDEF6F";
    let session = Session::resume(&example(), id).unwrap();
    assert_eq!(session.id(), id.to_lowercase());
}

#[test]
fn what_was_not_written_by_a_session_is_not_read_and_not_shown() {
    let good = Request::new(&example()).start().unwrap();
    let (good, id) = (good.url().as_str(), good.id());
    for text in [
        String::new(),
        id.to_owned(),
        format!("{good}/check"),
        format!("{good}#fragment-is-dropped-with-the-server"),
        good.replace("https", "http"),
        good.replace("https://", "https://user:hidden@"),
        good.replace("/miauth/", "/api/miauth/"),
        good.replace("/miauth/", "/miauth/../"),
        format!("file:///miauth/{id}"),
    ] {
        let json = serde_json::to_string(&text).unwrap();
        let error = serde_json::from_str::<Session>(&json)
            .unwrap_err()
            .to_string();
        assert!(!error.contains(id) && !error.contains("hidden"), "{error}");
    }
    assert!(serde_json::from_str::<Session>("7").is_err());
}
