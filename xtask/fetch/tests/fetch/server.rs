//! A server on this machine that answers as a test wants it to.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Serves until the tests end.
pub(crate) struct Server {
    /// `127.0.0.1:PORT`.
    pub(crate) host: String,
}

impl Server {
    /// Calls `answer` with the head of each request and the connection, which is closed
    /// afterwards.
    pub(crate) fn start(
        answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            for mut stream in listener.incoming().map(Result::unwrap) {
                answer(&head(&stream), &mut stream);
            }
        });
        Self { host }
    }

    /// Answers each request alike.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_, stream| write(stream, &answer))
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.host)
    }
}

/// Writes as much as the other side takes.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

/// An answer with a status, further header lines and a body.
pub(crate) fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

fn head(stream: &TcpStream) -> String {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
    head
}
