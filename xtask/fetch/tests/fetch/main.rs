//! The program against servers on this machine, well-behaved and otherwise.

#![expect(clippy::unwrap_used, reason = "tests may stop at the first surprise")]

mod server;

use std::io::Read as _;
use std::net::Shutdown;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use server::{Server, answer, write};

const DOCUMENT: &str = r#"{"info":{"version":"1.0.0"},"paths":{}}"#;

fn fetch(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_misskey-fetch"))
        .args(arguments)
        // Nobody listens there.
        .envs([
            ("http_proxy", "http://127.0.0.1:9"),
            ("https_proxy", "http://127.0.0.1:9"),
        ])
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .output()
        .unwrap()
}

fn document(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The message of a call that has to fail.
fn refusal(arguments: &[&str]) -> String {
    let output = fetch(arguments);
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(output.stdout.is_empty(), "nothing of a document is told");
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

fn refused(server: &Server, told: &str) {
    let error = refusal(&[&server.address()]);
    assert!(error.contains(told), "{told} is not in {error}");
    assert!(error.contains(&server.host), "{error}");
}

#[test]
fn a_servers_document_is_found_by_its_host_or_its_own_address() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let server = Server::start(move |head, stream| {
        seen.lock().unwrap().push(head.to_ascii_lowercase());
        write(stream, answer("200 OK", &[], DOCUMENT).as_bytes());
    });
    for suffix in ["", "/", "/api.json"] {
        let address = server.address() + suffix;
        assert_eq!(document(&fetch(&[&address])), DOCUMENT);
    }
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 3);
    for head in heads.iter() {
        assert!(head.starts_with("get /api.json http/1.1\r\n"), "{head}");
        assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
    }
}

#[test]
fn a_document_without_a_declared_size_is_read_whole() {
    let (one, two) = DOCUMENT.split_at(10);
    let chunks = format!(
        "{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    let server = Server::saying(chunked);
    assert_eq!(document(&fetch(&[&server.address()])), DOCUMENT);
    let closing = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{DOCUMENT}");
    let server = Server::saying(closing);
    assert_eq!(document(&fetch(&[&server.address()])), DOCUMENT);
}

#[test]
fn a_document_that_is_too_large_is_refused_whether_its_size_is_declared_or_not() {
    let declared =
        Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{");
    refused(&declared, "sent more than 67108864 bytes");
    let endless = Server::start(|_, stream| {
        let part = format!("100000\r\n{}\r\n", "{".repeat(1 << 20));
        write(
            stream,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        );
        // A few more than are taken.
        for _ in 0..70 {
            write(stream, part.as_bytes());
        }
    });
    refused(&endless, "sent more than 67108864 bytes");
}

#[test]
fn a_server_that_says_nothing_or_stops_is_left_after_the_time_limit() {
    for beginning in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"] {
        let server = Server::start(move |_, stream| {
            write(stream, beginning.as_bytes());
            // Until the other side leaves.
            let _ = stream.read(&mut [0]);
        });
        let error = refusal(&[&server.address(), "--timeout", "0.3"]);
        let told = "gave no whole answer within 0.3 s; try later, or give it more";
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn what_is_no_document_is_told_apart() {
    let html = "Content-Type: text/html; charset=utf-8";
    let page = "<!doctype html><title>A server</title>";
    for (said, told) in [
        (answer("200 OK", &[html], page), "answered with a web page"),
        (answer("200 OK", &[], page), "answered with a web page"),
        (answer("200 OK", &[], "[1]"), "not a JSON object"),
        (answer("200 OK", &[], ""), "not a JSON object"),
        (
            answer("200 OK", &["Content-Encoding: gzip"], DOCUMENT),
            "sent the document encoded",
        ),
        (
            answer("404 Not Found", &[html], page),
            "status 404; there is no API document",
        ),
        (
            "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            "status 204; there is no API document",
        ),
        (answer("403 Forbidden", &[], ""), "status 403; it does not"),
        (answer("502 Bad Gateway", &[], ""), "status 502; try later"),
        (
            answer("201 Created", &[], DOCUMENT),
            "status 201; check that",
        ),
    ] {
        refused(&Server::saying(said), told);
    }
}

#[test]
fn a_document_that_is_cut_off_is_refused() {
    let declared = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"info\":";
    refused(&Server::saying(declared), "broke off");
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"inf\r\n";
    refused(&Server::saying(chunked), "broke off");
    let reset = Server::start(|_, stream| stream.shutdown(Shutdown::Both).unwrap());
    refused(&reset, "broke off");
    refused(&Server::saying("not HTTP at all\r\n\r\n"), "broke off");
}

#[test]
fn a_redirect_within_the_server_is_followed() {
    let server = Server::start(|head, stream| {
        let said = if head.starts_with("GET /api.json ") {
            answer("302 Found", &["Location: /documents/api.json"], "")
        } else if head.starts_with("GET /documents/api.json ") {
            answer("200 OK", &[], DOCUMENT)
        } else {
            answer("404 Not Found", &[], "")
        };
        write(stream, said.as_bytes());
    });
    assert_eq!(document(&fetch(&[&server.address()])), DOCUMENT);
}

#[test]
fn a_redirect_to_the_client_is_told_as_the_page_that_it_is() {
    let server = Server::start(|head, stream| {
        let said = if head.starts_with("GET / ") {
            answer("200 OK", &["Content-Type: text/html"], "<html></html>")
        } else {
            answer("301 Moved Permanently", &["Location: /"], "")
        };
        write(stream, said.as_bytes());
    });
    refused(&server, "answered with a web page");
}

#[test]
fn a_redirect_to_another_server_is_refused_and_names_it() {
    let other = Server::saying(answer("200 OK", &[], DOCUMENT));
    let userinfo = "http://user:hidden@";
    for target in [
        format!("{}/api.json", other.address()),
        format!("//{}/api.json", other.host),
        "https://elsewhere.example/api.json".to_owned(),
        "https://127.0.0.1/api.json".to_owned(),
        "file:///etc/hostname".to_owned(),
    ] {
        let location = format!("Location: {target}");
        let server = Server::saying(answer("302 Found", &[&location], ""));
        let error = refusal(&[&server.address()]);
        assert!(error.contains("redirects to another server"), "{error}");
        let host = target.trim_start_matches("//");
        assert!(error.contains(host), "{host} is not in {error}");
    }
    let server = Server::start(move |head, stream| {
        let host = head.lines().find_map(|line| line.strip_prefix("host: "));
        let location = format!("Location: {userinfo}{}/", host.unwrap());
        write(stream, answer("302 Found", &[&location], "").as_bytes());
    });
    let error = refusal(&[&server.address()]);
    assert!(error.contains("redirects to another server"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[test]
fn a_redirect_in_a_circle_or_without_a_target_is_refused() {
    let circle = Server::saying(answer("302 Found", &["Location: /api.json"], ""));
    refused(&circle, "still redirects after 5 times");
    let nowhere = Server::saying(answer("302 Found", &[], ""));
    refused(&nowhere, "without saying where to");
}

#[test]
fn addresses_that_are_not_safe_or_not_whole_are_refused_before_anyone_is_asked() {
    for (address, told) in [
        ("http://misskey.example", "plain http is for this machine"),
        (
            "http://192.168.1.1/api.json",
            "plain http is for this machine",
        ),
        ("http://127.0.0.1.example", "plain http is for this machine"),
        (
            "https://me:hidden@misskey.example",
            "a user name or password",
        ),
        ("https://me@misskey.example", "a user name or password"),
        ("https://misskey.example/?hidden=1", "a query or fragment"),
        ("https://misskey.example/#hidden", "a query or fragment"),
        ("ftp://misskey.example", "neither https nor http"),
        ("misskey.example", "not an address"),
    ] {
        let error = refusal(&[address]);
        assert!(error.contains(told), "{told} is not in {error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn every_way_to_write_this_machine_may_be_plain_http() {
    for host in ["localhost", "127.8.9.10", "[::1]"] {
        // Nobody listens there: what is refused is the connection, not the address.
        let error = refusal(&[&format!("http://{host}:9"), "--timeout", "5"]);
        assert!(error.contains("can't connect to"), "{error}");
    }
}

#[test]
fn a_server_that_speaks_no_tls_is_told_as_such() {
    let server = Server::saying(answer("200 OK", &[], DOCUMENT));
    let error = refusal(&[&format!("https://{}", server.host)]);
    assert!(error.contains("can't connect to"), "{error}");
}

#[test]
fn a_time_limit_that_is_none_is_refused() {
    for time in ["0", "-1", "soon", "inf", "NaN", "1e9"] {
        let error = refusal(&["https://misskey.example", &format!("--timeout={time}")]);
        assert!(error.contains("is no time"), "{error}");
    }
}
