//! The example `serve`, as programs in other languages use it.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A process that does not outlive its test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(arguments: &[&str], input: Stdio) -> (Served, String, String) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let child = Command::new(cargo)
        .args(["run", "--quiet", "--offline", "-p", "misskey-test-server"])
        .args(["--example", "serve", "--"])
        .args(arguments)
        .stdin(input)
        .stdout(Stdio::piped())
        .spawn();
    let mut served = Served(child.unwrap());
    let mut line = String::new();
    let output = served.0.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    let (url, token) = line.trim_end().split_once(' ').unwrap();
    (served, url.to_owned(), token.to_owned())
}

fn me(url: &str, token: &str) -> String {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let body = format!("{{\"i\":\"{token}\"}}");
    write!(
        stream,
        "POST /api/i HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_where_it_is_and_serves_on_without_an_input() {
    let (mut served, url, token) = serve(&[], Stdio::null());
    std::thread::sleep(Duration::from_millis(300));
    assert!(me(&url, &token).contains("\"username\":\"momiji\""));
    assert!(served.0.try_wait().unwrap().is_none());
}

#[test]
fn it_ends_with_its_input_if_it_is_told_to() {
    let (mut served, url, token) = serve(&["--until-stdin-ends"], Stdio::piped());
    assert!(me(&url, &token).contains("\"username\":\"momiji\""));
    drop(served.0.stdin.take());
    assert!(served.0.wait().unwrap().success());
}
