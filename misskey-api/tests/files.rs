//! Files that are sent while they are read, and received while they come.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

#[path = "support/begun.rs"]
mod begun;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use misskey_api::endpoints::drive::files;
use misskey_api::{RawCall, Upload, UploadProgress};
use misskey_test_server::{RecordedRequest, Reply, TestServer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use begun::start;

/// A file that is removed in the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, content: &[u8]) -> Self {
        let folder = std::env::temp_dir();
        let path = folder.join(format!("misskey-api-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

mod sent {
    use super::*;

    #[tokio::test]
    async fn a_file_on_disk_is_sent_under_its_name() {
        let (server, client) = start().await;
        let content = vec![7; 300_000];
        let scratch = Scratch::new("disk.bin", &content);
        let upload = Upload::from_path(&scratch.0);
        let file = client.send(files::Create::new(upload)).await.unwrap();
        assert_eq!(file.size, 300_000);
        assert_eq!(file.name, scratch.0.file_name().unwrap().to_str().unwrap());
        let request = server.requests().pop().unwrap();
        assert!(request.header("content-length").is_some());
    }

    #[tokio::test]
    async fn a_reader_is_sent_whether_its_size_is_known_or_not() {
        let (server, client) = start().await;
        for (known, header) in [(true, "content-length"), (false, "transfer-encoding")] {
            let reader = tokio::io::repeat(b't').take(200_000);
            let upload = Upload::from_reader("tea.txt", reader).name("leaves.txt");
            let upload = if known { upload.size(200_000) } else { upload };
            let file = client.send(files::Create::new(upload)).await.unwrap();
            assert_eq!((file.size, file.name.as_str()), (200_000, "leaves.txt"));
            let request = server.requests().pop().unwrap();
            assert!(request.header(header).is_some(), "{header}");
        }
    }

    #[tokio::test]
    async fn how_much_is_sent_is_told_up_to_the_end() {
        let (_server, client) = start().await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let teller = Arc::clone(&told);
        let upload = Upload::new("tea.txt", vec![b't'; 200_000]).on_progress(
            move |progress: UploadProgress| teller.lock().unwrap().push(progress),
        );
        client.send(files::Create::new(upload)).await.unwrap();
        let told = told.lock().unwrap();
        let bytes: Vec<_> = told.iter().map(|progress| progress.sent).collect();
        assert_eq!(bytes.first(), Some(&0));
        assert_eq!(bytes.last(), Some(&200_000));
        assert!(bytes.is_sorted() && bytes.len() > 3, "{bytes:?}");
        assert!(told.iter().all(|progress| progress.total == Some(200_000)));
    }

    #[tokio::test]
    async fn a_file_of_another_size_than_said_had_no_effect() {
        let (server, client) = start().await;
        for (said, words) in [
            (100, "more than the 100 bytes"),
            (300, "less than the 300 bytes"),
        ] {
            let reader = tokio::io::repeat(b't').take(200);
            let upload = Upload::from_reader("tea.txt", reader).size(said);
            let error = client.send(files::Create::new(upload)).await.unwrap_err();
            assert!(error.local().unwrap().contains(words), "{error}");
            assert!(!error.is_outcome_unknown());
        }
        // The form was never whole.
        assert_eq!(server.requests(), []);
    }

    #[tokio::test]
    async fn a_file_that_can_not_be_read_is_named() {
        let (server, client) = start().await;
        for path in [PathBuf::from("/nowhere/tea.txt"), std::env::temp_dir()] {
            let upload = Upload::from_path(&path);
            let error = client.send(files::Create::new(upload)).await.unwrap_err();
            let name = path.file_name().unwrap().to_str().unwrap();
            let said = format!("the file {name:?} from {}: ", path.display());
            assert!(error.local().unwrap().contains(&said), "{error}");
        }
        assert_eq!(server.requests(), []);
    }

    #[tokio::test]
    async fn a_slow_reader_has_all_the_time_that_it_needs_while_it_moves() {
        let (_server, client) = start().await;
        let client = client.with_timeout(Duration::from_millis(250));
        let (reader, mut writer) = tokio::io::duplex(64);
        let writing = tokio::spawn(async move {
            for _ in 0..8 {
                writer.write_all(b"tea").await.unwrap();
                tokio::time::sleep(Duration::from_millis(80)).await;
            }
        });
        let upload = Upload::from_reader("tea.txt", reader);
        let file = client.send(files::Create::new(upload)).await.unwrap();
        assert_eq!(file.size, 24);
        writing.await.unwrap();

        let (reader, _silent) = tokio::io::duplex(64);
        let upload = Upload::from_reader("tea.txt", reader);
        let error = client.send(files::Create::new(upload)).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_sends_no_more() {
        let (server, client) = start().await;
        let (reader, mut writer) = tokio::io::duplex(64);
        writer.write_all(b"tea").await.unwrap();
        let upload = Upload::from_reader("tea.txt", reader);
        let call = client.send(files::Create::new(upload));
        let dropped = tokio::time::timeout(Duration::from_millis(100), call).await;
        assert!(dropped.is_err());
        let closed = async { while writer.write_all(b"tea").await.is_ok() {} };
        let closed = tokio::time::timeout(Duration::from_secs(10), closed).await;
        assert!(closed.is_ok(), "the reader is still there");
        assert_eq!(server.requests(), []);
    }

    #[tokio::test]
    async fn a_file_that_is_there_is_not_sent_again() {
        let (server, client) = start().await;
        let scratch = Scratch::new("once.txt", b"green tea");
        let first = Upload::from_path(&scratch.0);
        let first = client.upload_once(files::Create::new(first)).await.unwrap();
        let second = Upload::new("other.txt", "green tea");
        let second = client
            .upload_once(files::Create::new(second))
            .await
            .unwrap();
        assert_eq!(first, second);
        let paths: Vec<_> = server.requests().into_iter().map(|it| it.path).collect();
        assert_eq!(
            paths,
            [
                "/api/drive/files/find-by-hash",
                "/api/drive/files/create",
                "/api/drive/files/find-by-hash"
            ]
        );
    }

    /// What the calls of `drive/files/update` said.
    fn changes(server: &TestServer) -> Vec<Value> {
        let requests = server.requests_to("drive/files/update");
        requests.iter().map(RecordedRequest::json).collect()
    }

    #[tokio::test]
    async fn a_file_that_is_there_gets_the_mark_and_the_description_of_the_request() {
        let (server, client) = start().await;
        let create = || files::Create::new(Upload::new("tea.txt", "green tea"));
        let first = client.upload_once(create().comment("Tea")).await.unwrap();
        let mut changed = first.clone();
        changed.is_sensitive = true;
        changed.comment = Some("Leaves".to_owned());
        server.respond("drive/files/update", Reply::json(200, &changed));

        let request = create().is_sensitive(true).comment("Leaves").name("leaves");
        assert_eq!(client.upload_once(request).await.unwrap(), changed);
        assert_eq!(server.requests_to("drive/files/create").len(), 1);
        let change = &changes(&server)[0];
        assert_eq!(change["fileId"], first.id.as_str());
        assert_eq!(
            (&change["isSensitive"], &change["comment"]),
            (&json!(true), &json!("Leaves"))
        );
        assert!(change.get("name").is_none() && change.get("folderId").is_none());

        // One that can't be changed is not passed off as what was asked for.
        server.respond("drive/files/update", Reply::empty(403));
        let error = client.upload_once(create().is_sensitive(true)).await;
        assert!(error.is_err(), "{error:?}");
    }

    #[tokio::test]
    async fn a_file_that_is_there_is_left_alone_if_it_lacks_nothing() {
        let (server, client) = start().await;
        let create = || files::Create::new(Upload::new("tea.txt", "green tea"));
        let plain = client.upload_once(create()).await.unwrap();
        let marked = create().is_sensitive(true).comment("Leaves").force(true);
        let marked = client.upload_once(marked).await.unwrap();
        assert!(marked.id != plain.id && marked.is_sensitive);

        // Of two files, the one that is as the request says; and none is ever unmarked.
        let again = create().is_sensitive(true).comment("Leaves");
        assert_eq!(client.upload_once(again).await.unwrap(), marked);
        let again = create().is_sensitive(false).comment("Leaves");
        assert_eq!(client.upload_once(again).await.unwrap(), marked);
        assert_eq!(changes(&server), [Value::Null; 0]);
    }

    #[tokio::test]
    async fn a_file_is_sent_by_force_without_looking_for_it() {
        let (server, client) = start().await;
        let create = || files::Create::new(Upload::new("tea.txt", "green tea"));
        let first = client.upload_once(create()).await.unwrap();
        let second = client.upload_once(create().force(true)).await.unwrap();
        assert_ne!(first.id, second.id);
        assert_eq!(server.requests_to("drive/files/find-by-hash").len(), 1);
    }

    #[tokio::test]
    async fn a_file_goes_to_an_endpoint_by_its_name_too() {
        let (server, client) = start().await;
        let call = RawCall::new("drive/files/create")
            .parameters(
                json!({ "comment": "leaves", "isSensitive": true, "folderId": null }),
            )
            .file("file", Upload::new("tea.txt", "green"));
        let file: Value = client.send_raw(call).await.unwrap();
        assert_eq!(
            (&file["size"], &file["comment"]),
            (&json!(5), &json!("leaves"))
        );
        assert_eq!(file["isSensitive"], true);
        assert_eq!(server.requests().len(), 1);
    }
}

mod received {
    use super::*;

    fn address(server: &TestServer) -> String {
        format!("{}/files/tea", server.base_url())
    }

    #[tokio::test]
    async fn a_file_is_received_as_it_was_sent_without_the_token() {
        let (server, client) = start().await;
        let content: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let upload = Upload::new("tea.bin", content.clone());
        let file = client.send(files::Create::new(upload)).await.unwrap();
        let download = client.download(&file.url, 1 << 20).await.unwrap();
        assert_eq!(download.size(), Some(100_000));
        assert_eq!(download.bytes().await.unwrap(), content);
        let asked = server.requests().pop().unwrap();
        assert_eq!(asked.method, "GET");
        assert_eq!(asked.header("authorization"), None);
        assert!(!asked.query.contains(server.token()));

        let scratch = Scratch::new("received.bin", b"");
        let download = client.download(&file.url, 1 << 20).await.unwrap();
        assert_eq!(download.save(&scratch.0).await.unwrap(), 100_000);
        assert_eq!(std::fs::read(&scratch.0).unwrap(), content);
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_not_received() {
        let (server, client) = start().await;
        let large = || Reply::text(200, "text/plain", "x".repeat(1001));
        server.respond("/files/tea", large());
        let error = client.download(&address(&server), 1000).await.unwrap_err();
        assert!(error.is_too_large() && !error.is_retryable(), "{error}");
        // One that does not say how large it is, is received up to there.
        server.respond("/files/tea", Reply::gzipped("", "x", 1_000_000, ""));
        let download = client.download(&address(&server), 1000).await.unwrap();
        assert!(download.bytes().await.unwrap_err().is_too_large());
    }

    #[tokio::test]
    async fn redirects_are_followed_as_far_as_they_are_safe() {
        let (server, client) = start().await;
        server.respond("/files/tea", Reply::redirect(302, "/files/leaves"));
        server.respond("/files/leaves", Reply::text(200, "text/plain", "green"));
        let download = client.download(&address(&server), 1000).await.unwrap();
        assert_eq!(download.bytes().await.unwrap(), b"green");

        let elsewhere = TestServer::start().await.unwrap();
        for unsafe_place in [
            &*elsewhere.base_url(),
            "ftp://far.example/",
            "file:///etc/passwd",
        ] {
            server.respond("/files/tea", Reply::redirect(302, unsafe_place));
            let error = client.download(&address(&server), 1000).await.unwrap_err();
            assert!(error.local().is_some(), "{error}");
        }
        assert_eq!(elsewhere.requests(), []);

        server.respond_always("/files/tea", Reply::redirect(302, "/files/tea"));
        let error = client.download(&address(&server), 1000).await.unwrap_err();
        assert!(error.local().unwrap().contains("more than 5 redirects"));
    }

    #[tokio::test]
    async fn what_is_no_file_is_told() {
        let (server, client) = start().await;
        server.respond(
            "/files/tea",
            Reply::text(404, "text/html", "<html>gone</html>"),
        );
        let error = client.download(&address(&server), 1000).await.unwrap_err();
        let answer = error.not_api().unwrap();
        assert_eq!(
            (answer.status.as_u16(), answer.excerpt.as_str()),
            (404, "<html>gone</html>")
        );
        assert!(!error.is_unknown_endpoint());
        let address = address(&server);
        assert_eq!(error.endpoint(), address);
        let said = format!("{address}: status 404 (text/html): <html>gone</html>");
        assert_eq!(error.to_string(), said);
        for address in ["tea", "http://far.example/tea", "https://"] {
            let secret = format!("{address}?key=secret");
            let error = client.download(&secret, 1000).await.unwrap_err();
            assert!(error.local().is_some(), "{error}");
            let said = format!("{address}: the request can't be sent: ");
            assert!(error.to_string().starts_with(&said), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[tokio::test]
    async fn a_host_that_is_not_there_is_named() {
        let (_server, client) = start().await;
        let address = "https://127.0.0.1:9/files/tea";
        let error = client.download(address, 1000).await.unwrap_err();
        let said = format!("{address}: 127.0.0.1:9 can't be reached: ");
        assert!(error.to_string().starts_with(&said), "{error}");
    }

    #[tokio::test]
    async fn a_file_that_stops_coming_is_waited_for_no_longer_than_said() {
        let (server, client) = start().await;
        let client = client.with_timeout(Duration::from_millis(150));
        server.respond("/files/tea", Reply::truncated("green"));
        let download = client.download(&address(&server), 1 << 20).await.unwrap();
        let error = download.bytes().await.unwrap_err();
        assert!(
            error.transport().is_some() && error.is_retryable(),
            "{error}"
        );
        server.respond("/files/tea", Reply::hang());
        let error = client.download(&address(&server), 1000).await.unwrap_err();
        assert!(error.is_timeout());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_on_disk_is_refused_at_once() {
    let (server, client) = start().await;
    for path in ["/dev/null", "/", "/none"] {
        let create = files::Create::new(Upload::from_path(path));
        let error = client.send(create.clone()).await.unwrap_err();
        assert!(error.local().is_some(), "{error}");
        let error = client.upload_once(create).await.unwrap_err();
        assert!(error.local().is_some(), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}
