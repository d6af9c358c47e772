//! Files that the server fetches by itself.

#![cfg(all(feature = "helpers", feature = "reqwest", feature = "streaming"))]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "support/begun.rs"]
mod begun;

use std::time::Duration;

use misskey_api::UrlUploadError;
use misskey_api::endpoints::drive::files::UploadFromUrl;
use misskey_api::streaming::StreamingClient;
use misskey_test_server::{Reply, TestServer};

const URL: &str = "https://far.example/tea.png";

async fn start() -> (TestServer, StreamingClient) {
    let (server, client) = begun::start().await;
    let stream = client.stream().connect().await.unwrap();
    (server, stream)
}

#[tokio::test]
async fn the_file_of_each_call_is_given_though_many_are_fetched_at_once() {
    let (server, stream) = start().await;
    server.finish_url_uploads_after(Some(Duration::from_millis(50)));
    let names = ["one", "two", "three"];
    let uploads: Vec<_> = names
        .into_iter()
        .map(|name| {
            let stream = stream.clone();
            let request = UploadFromUrl::new(URL).comment(name);
            tokio::spawn(async move {
                stream
                    .upload_from_url(request, Duration::from_secs(20))
                    .await
            })
        })
        .collect();
    for (name, upload) in names.into_iter().zip(uploads) {
        let file = upload.await.unwrap().unwrap();
        assert_eq!(file.comment.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn a_marker_of_ones_own_is_kept() {
    let (server, stream) = start().await;
    let request = UploadFromUrl::new(URL).marker("mine");
    stream
        .upload_from_url(request, Duration::from_secs(20))
        .await
        .unwrap();
    let sent = server.requests().pop().unwrap().json();
    assert_eq!(sent["marker"], "mine");
}

#[tokio::test]
async fn a_file_that_is_never_told_is_waited_for_no_longer_than_said() {
    let (server, stream) = start().await;
    server.finish_url_uploads_after(None);
    let request = UploadFromUrl::new(URL);
    let error = stream
        .upload_from_url(request, Duration::from_millis(100))
        .await;
    assert!(
        matches!(error, Err(UrlUploadError::NotTold(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_call_that_is_refused_is_told_at_once() {
    let (server, stream) = start().await;
    let refusal = Reply::rate_limited(Some(3600), None);
    server.respond("drive/files/upload-from-url", refusal);
    let request = UploadFromUrl::new(URL);
    let error = stream
        .upload_from_url(request, Duration::from_secs(20))
        .await;
    let Err(UrlUploadError::Call(error)) = error else {
        panic!("{error:?}");
    };
    assert!(error.is_rate_limited());
}
