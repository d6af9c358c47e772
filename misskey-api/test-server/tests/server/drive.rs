//! Files.

use misskey_test_server::TestServer;
use serde_json::{Value, json};

use crate::{
    client::{Answer, call, error, fixture::MOMIJI, keys, post_as, request},
    listener::Listener,
};

/// The beginning of a PNG of three by two pixels, which is all that is looked at.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02";

struct Part<'a> {
    name: &'a str,
    file_name: Option<&'a str>,
    content: &'a [u8],
}

fn field<'a>(name: &'a str, content: &'a str) -> Part<'a> {
    Part {
        name,
        file_name: None,
        content: content.as_bytes(),
    }
}

fn file<'a>(file_name: &'a str, content: &'a [u8]) -> Part<'a> {
    Part {
        name: "file",
        file_name: Some(file_name),
        content,
    }
}

async fn upload(server: &TestServer, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for part in parts {
        body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"");
        body.extend(part.name.as_bytes());
        body.extend(b"\"");
        if let Some(name) = part.file_name {
            body.extend(
                format!("; filename=\"{name}\"\r\nContent-Type: text/plain").as_bytes(),
            );
        }
        body.extend(b"\r\n\r\n");
        body.extend(part.content);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let headers = [("Content-Type", "multipart/form-data; boundary=edge")];
    request(server, "POST /api/drive/files/create", &headers, &body).await
}

async fn stored(server: &TestServer, parts: &[Part<'_>]) -> Value {
    let answer = upload(server, parts).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_file_is_stored_and_shown() {
    let server = TestServer::start().await.unwrap();
    let parts = [
        field("i", server.token()),
        field("isSensitive", "true"),
        file("seed.png", PNG),
    ];
    let created = stored(&server, &parts).await;
    let expected = [
        "id",
        "createdAt",
        "name",
        "type",
        "md5",
        "size",
        "isSensitive",
        "blurhash",
        "properties",
        "url",
        "thumbnailUrl",
        "comment",
        "folderId",
        "folder",
        "userId",
        "user",
    ];
    assert_eq!(keys(&created), expected);
    assert_eq!(
        (&created["name"], &created["type"]),
        (&json!("seed.png"), &json!("image/png"))
    );
    assert_eq!(
        (&created["size"], &created["isSensitive"]),
        (&json!(PNG.len()), &json!(true))
    );
    assert_eq!(created["properties"], json!({"width": 3, "height": 2}));
    assert_eq!(
        (&created["userId"], created["md5"].as_str().unwrap().len()),
        (&json!(null), 32)
    );
    for params in [
        json!({"fileId": created["id"]}),
        json!({"url": created["url"]}),
    ] {
        let shown = call(&server, "drive/files/show", params).await;
        assert_eq!(
            (&shown["id"], &shown["user"]["id"]),
            (&created["id"], &json!(MOMIJI))
        );
    }
    let params = json!({"fileIds": [created["id"]]});
    let note = call(&server, "notes/create", params).await["createdNote"].clone();
    assert_eq!(
        (&note["files"][0]["userId"], &note["files"][0]["user"]),
        (&json!(MOMIJI), &json!(null))
    );
}

#[tokio::test]
async fn the_same_file_is_stored_once_unless_forced() {
    let server = TestServer::start().await.unwrap();
    let token = field("i", server.token());
    let parts = [token, file("a.txt", b"same")];
    let first = stored(&server, &parts).await;
    assert_eq!(
        (&first["type"], &first["thumbnailUrl"]),
        (&json!("text/plain"), &json!(null))
    );
    assert_eq!(stored(&server, &parts).await["id"], first["id"]);
    let [token, same] = parts;
    let forced = stored(&server, &[token, field("force", "true"), same]).await;
    assert_ne!(forced["id"], first["id"]);
    assert_eq!(forced["md5"], first["md5"]);
}

#[tokio::test]
async fn a_file_that_is_there_is_marked_as_sensitive_and_never_unmarked() {
    let server = TestServer::start().await.unwrap();
    let store = async |sensitive| {
        let mark = field("isSensitive", sensitive);
        let parts = [field("i", server.token()), mark, file("a.txt", b"same")];
        stored(&server, &parts).await
    };
    let first = store("false").await;
    assert_eq!(first["isSensitive"], false);
    let marked = store("true").await;
    assert_eq!(
        (&marked["id"], &marked["isSensitive"]),
        (&first["id"], &json!(true))
    );
    assert_eq!(store("false").await["isSensitive"], true);
    let params = json!({"fileId": first["id"]});
    let shown = call(&server, "drive/files/show", params).await;
    assert_eq!(shown["isSensitive"], true);
}

#[tokio::test]
async fn what_is_said_of_a_file_can_be_changed_and_the_owner_is_told() {
    let server = TestServer::start().await.unwrap();
    let parts = [field("i", server.token()), file("a.txt", b"abc")];
    let kept = stored(&server, &parts).await;
    let mut listener = Listener::owner(&server).await;
    listener.connect("drive", "drive").await;
    let update = async |mut params: Value| {
        params["fileId"] = kept["id"].clone();
        call(&server, "drive/files/update", params).await
    };
    let params = json!({"name": "b.txt", "comment": "a leaf", "isSensitive": true});
    let updated = update(params).await;
    assert_eq!(keys(&updated), keys(&kept));
    let said =
        |file: &Value| json!([file["name"], file["comment"], file["isSensitive"]]);
    assert_eq!(said(&updated), json!(["b.txt", "a leaf", true]));
    let (_, event, told) = listener.event().await;
    assert_eq!((event.as_str(), &told), ("fileUpdated", &updated));
    // What is absent stays, and null is a value.
    assert_eq!(said(&update(json!({})).await), said(&updated));
    let cleared = update(json!({"comment": null, "isSensitive": false})).await;
    assert_eq!(said(&cleared), json!(["b.txt", null, false]));
    let params = json!({"md5": kept["md5"]});
    let found = call(&server, "drive/files/find-by-hash", params).await;
    assert_eq!(found, json!([cleared]));
}

#[tokio::test]
async fn what_can_not_be_said_of_a_file_is_refused() {
    let server = TestServer::start().await.unwrap();
    let parts = [field("i", server.token()), file("a.txt", b"abc")];
    let id = stored(&server, &parts).await["id"].clone();
    let kaede = server.token_of("kaede").unwrap();
    let missing = json!("aaaaaaaaaaaaaaaa");
    let momiji = server.token();
    for (token, params, code) in [
        (momiji, json!({"fileId": missing}), "NO_SUCH_FILE"),
        (&kaede, json!({"fileId": id}), "ACCESS_DENIED"),
        (
            momiji,
            json!({"fileId": id, "folderId": missing}),
            "NO_SUCH_FOLDER",
        ),
        (
            momiji,
            json!({"fileId": id, "name": "a/b"}),
            "INVALID_FILE_NAME",
        ),
        (
            momiji,
            json!({"fileId": id, "comment": "x".repeat(513)}),
            "INVALID_PARAM",
        ),
    ] {
        let answer = post_as(&server, token, "drive/files/update", params).await;
        assert_eq!((answer.status, answer.error().1.as_str()), (400, code));
    }
}

#[tokio::test]
async fn the_parameter_names_the_file_and_a_blob_has_no_name() {
    let server = TestServer::start().await.unwrap();
    let parts = [
        field("i", server.token()),
        file("a.txt", b"1"),
        field("name", "b.txt"),
    ];
    assert_eq!(stored(&server, &parts).await["name"], "b.txt");
    let parts = [field("i", server.token()), file("blob", b"2")];
    assert_eq!(stored(&server, &parts).await["name"], "untitled");
}

#[tokio::test]
async fn a_form_without_a_file_and_a_body_that_is_no_form_are_refused() {
    let server = TestServer::start().await.unwrap();
    let answer = upload(
        &server,
        &[field("i", server.token()), field("file", "not a file")],
    )
    .await;
    assert_eq!(
        (answer.status, &answer.json()["error"]),
        (415, &json!("Unsupported Media Type"))
    );
    let answer = post_as(&server, server.token(), "drive/files/create", json!({})).await;
    assert_eq!((answer.status, answer.body.len()), (400, 0));
}

#[tokio::test]
async fn text_that_is_no_boolean_is_refused() {
    let server = TestServer::start().await.unwrap();
    let parts = [
        field("i", server.token()),
        field("isSensitive", "maybe"),
        file("a", b""),
    ];
    let answer = upload(&server, &parts).await;
    let id = "0b5f1631-7c1a-41a6-b399-cce335f34d85";
    assert_eq!(answer.error(), error(400, "INVALID_PARAM", id, "client"));
    assert_eq!(answer.json()["error"]["info"]["param"], "isSensitive");
}

#[tokio::test]
async fn uploads_have_limits_of_their_own() {
    let server = TestServer::start().await.unwrap();
    let large = vec![b'x'; 2 * 1024 * 1024];
    let parts = [field("i", server.token()), file("large.txt", &large)];
    assert_eq!(stored(&server, &parts).await["size"], large.len());
    let too_large = vec![b'x'; 31 * 1024 * 1024];
    let answer = upload(
        &server,
        &[field("i", server.token()), file("x.txt", &too_large)],
    )
    .await;
    let id = "b9d8c348-33f0-4673-b9a9-5d4da058977a";
    assert_eq!(
        answer.error(),
        error(413, "MAX_FILE_SIZE_EXCEEDED", id, "client")
    );
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_internal_error() {
    let server = TestServer::start().await.unwrap();
    let parts = [
        field("i", server.token()),
        field("folderId", "aaaaaaaaaaaaaaaa"),
        file("a", b"x"),
    ];
    let id = "5d37dbcb-891e-41ca-a3d6-e690c97775ac";
    assert_eq!(
        upload(&server, &parts).await.error(),
        error(500, "INTERNAL_ERROR", id, "server")
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_shown() {
    let server = TestServer::start().await.unwrap();
    let params = json!({"fileId": "aaaaaaaaaaaaaaaa"});
    let answer = post_as(&server, server.token(), "drive/files/show", params).await;
    let id = "067bc436-2718-4795-b0fb-ecbe43949e31";
    assert_eq!(answer.error(), error(400, "NO_SUCH_FILE", id, "client"));
}

#[tokio::test]
async fn a_file_has_its_md5_is_found_by_it_and_can_be_fetched() {
    let server = TestServer::start().await.unwrap();
    let kept = stored(
        &server,
        &[field("i", server.token()), file("a.txt", b"abc")],
    )
    .await;
    let md5 = "900150983cd24fb0d6963f7d28e17f72";
    assert_eq!(kept["md5"], md5);
    let found = call(&server, "drive/files/find-by-hash", json!({"md5": md5})).await;
    assert_eq!(found, json!([kept]));
    let none = call(&server, "drive/files/find-by-hash", json!({"md5": "0"})).await;
    assert_eq!(none, json!([]));
    let url = kept["url"].as_str().unwrap();
    let path = url.strip_prefix(&server.base_url()).unwrap();
    let fetched = request(&server, &format!("GET {path}"), &[], b"").await;
    assert_eq!(
        (fetched.status, fetched.body.as_slice()),
        (200, &b"abc"[..])
    );
    assert_eq!(fetched.header("content-type"), Some("text/plain"));
    let missing = request(&server, "GET /files/none", &[], b"").await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn a_large_file_is_counted_and_hashed_but_only_its_beginning_is_kept() {
    let server = TestServer::start().await.unwrap();
    server.allow_uploads(64 << 20);
    let content = vec![b'x'; 40 << 20];
    let parts = [field("i", server.token()), file("large", &content)];
    let kept = stored(&server, &parts).await;
    assert_eq!(kept["size"], 40 << 20);
    let sent = &server.requests()[0];
    assert_eq!((sent.body.len(), sent.length > 40 << 20), (1 << 20, true));
    let path = kept["url"]
        .as_str()
        .unwrap()
        .replace(&server.base_url(), "");
    let fetched = request(&server, &format!("GET {path}"), &[], b"").await;
    assert!(fetched.body == content);
}

#[tokio::test]
async fn a_file_from_elsewhere_comes_later_and_is_told_on_main() {
    let server = TestServer::start().await.unwrap();
    let mut listener = Listener::owner(&server).await;
    listener.connect("main", "main").await;
    let params = json!({"url": "http://127.0.0.1/pics/leaf.png", "marker": "m1"});
    let ask = async || {
        let endpoint = "drive/files/upload-from-url";
        post_as(&server, server.token(), endpoint, params.clone())
            .await
            .status
    };
    assert_eq!(ask().await, 204);
    let (_, created, file) = listener.event().await;
    let (_, finished, body) = listener.event().await;
    assert_eq!(
        (created.as_str(), finished.as_str()),
        ("driveFileCreated", "urlUploadFinished")
    );
    assert_eq!((&body["marker"], &body["file"]), (&json!("m1"), &file));
    assert_eq!(file["name"], "leaf.png");
    server.finish_url_uploads_after(None);
    assert_eq!(ask().await, 204);
    assert!(listener.is_quiet().await);
}
