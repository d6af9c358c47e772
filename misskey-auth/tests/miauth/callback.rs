//! The way back from the page.

use http::Method;
use misskey_auth::CallbackError;
use misskey_auth::miauth::Session;

use crate::support::{begin, browse, request, url};

/// Presses a button of the page, and gives where the browser is sent.
async fn press(
    client: &misskey_api::Client,
    session: &Session,
    button: &str,
) -> Option<String> {
    let action = session
        .url()
        .as_str()
        .replacen('?', &format!("/{button}?"), 1);
    let answer = browse(client, Method::POST, &action).await;
    let location = answer.headers().get("location")?;
    Some(location.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_browser_that_comes_back_is_told_by_its_session() {
    let (_server, client, other) = begin().await;
    for callback in [
        "https://app.example",
        "https://app.example/back?state=1&x=%26#part",
        "myapp://callback",
        "com.example.app:/callback?a=b",
    ] {
        let session = request(&client).callback(url(callback)).start().unwrap();
        let location = press(&client, &session, "allow").await.unwrap();
        assert!(location.starts_with(callback.split(['?', '#']).next().unwrap()));
        assert_eq!(session.verify_callback(&location), Ok(()), "{location}");
        let refused = other.verify_callback(&location);
        assert_eq!(refused, Err(CallbackError::Other), "{location}");
    }
}

#[tokio::test]
async fn a_browser_stays_on_the_page_if_access_is_denied() {
    let (_server, client, _) = begin().await;
    let session = request(&client)
        .callback(url("myapp://back"))
        .start()
        .unwrap();
    assert_eq!(press(&client, &session, "deny").await, None);
}

#[tokio::test]
async fn a_callback_without_the_session_is_refused() {
    let (_server, _client, session) = begin().await;
    let refused = session.verify_callback("https://app.example/back?code=1");
    assert_eq!(
        refused,
        Err(CallbackError::Missing {
            parameter: "session"
        })
    );
    let mut id = session.id().to_owned();
    let last = if id.pop() == Some('0') { '1' } else { '0' };
    id.push(last);
    let refused = session.verify_callback(&format!("?session={id}"));
    assert_eq!(refused, Err(CallbackError::Other));
    let refused =
        session.verify_callback(&format!("?session={0}&session={0}", session.id()));
    assert_eq!(
        refused,
        Err(CallbackError::Repeated {
            parameter: "session"
        })
    );
}
