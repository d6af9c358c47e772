//! The servers on this machine that stand in for those that readers would name.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;

use super::super::tool;
use super::folder;
use crate::Failure;

pub(super) struct Servers {
    /// `http://127.0.0.1:PORT` of one that has nothing but a document.
    pub(super) of_a_document: String,
    /// `http://127.0.0.1:PORT` of one that answers as Misskey does.
    pub(super) for_clients: String,
    /// Whoever calls the latter.
    pub(super) token: String,
    process: Child,
}

impl Servers {
    pub(super) fn start() -> Result<Self, Failure> {
        let of_a_document = serve_document()?;
        let mut process = tool::cargo()
            .args(["run", "--quiet", "-p", "misskey-test-server"])
            .args(["--example", "serve", "--", "--until-stdin-ends"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let Some((address, token)) = line.trim().split_once(' ') else {
            return Err(Failure::Failed("the test server does not start".to_owned()));
        };
        Ok(Self {
            of_a_document,
            for_clients: address.to_owned(),
            token: token.to_owned(),
            process,
        })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Answers every request with a document, as long as this program runs.
fn serve_document() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever asked tells that there was no answer.
            let _ = answer(stream);
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    // A request without a body, small enough to come at once.
    let _ = stream.read(&mut [0; 8192])?;
    let document = folder::document(folder::SERVED);
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{document}",
        document.len()
    )
}
