//! The port of 127.0.0.1 to which the browser comes back.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use url::Url;

use super::CALLBACK;
use super::language::Language;
use super::page::Page;

/// The longest head of a request, in bytes.
const LONGEST: usize = 16 << 10;
/// The most headers of a request.
const HEADERS: usize = 64;
/// The most connections at a time.
const CONNECTIONS: usize = 32;
/// How long a browser may take to say what it wants, and to take the answer.
const SLOWEST: Duration = Duration::from_secs(10);
/// How long a browser may take to close the connection.
const LINGER: Duration = Duration::from_millis(500);

/// A port that is listened on until this is dropped.
pub(super) struct Listener {
    port: u16,
    visits: mpsc::Receiver<Visit>,
    task: JoinHandle<()>,
}

/// A browser that came to the callback, and waits for its page.
pub(super) struct Visit {
    pub(super) query: String,
    page: oneshot::Sender<Page>,
    /// Ends when the browser has its page.
    sent: oneshot::Receiver<()>,
}

/// What every connection knows.
struct Known {
    port: u16,
    program: String,
    /// The app's page, if it is served here.
    client_page: Option<String>,
    visits: mpsc::Sender<Visit>,
}

/// What is asked for.
struct Asked {
    path: String,
    query: String,
    language: Language,
}

impl Listener {
    /// Listens on a port, or on any that is free: 0. `client_page` makes the page that is
    /// served beside the callback, once the port is known.
    pub(super) async fn bind(
        port: u16,
        program: &str,
        client_page: impl FnOnce(&Url) -> Option<String>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = listener.local_addr()?.port();
        let (sender, visits) = mpsc::channel(CONNECTIONS);
        let known = Known {
            port,
            program: program.to_owned(),
            client_page: client_page(&address(port)?),
            visits: sender,
        };
        let task = tokio::spawn(accept(listener, Arc::new(known)));
        Ok(Self { port, visits, task })
    }

    /// Where the app's page is, if it is served here.
    pub(super) fn url(&self) -> io::Result<Url> {
        address(self.port)
    }

    /// Where browsers come back to.
    pub(super) fn callback(&self) -> io::Result<Url> {
        let mut url = self.url()?;
        url.set_path(CALLBACK);
        Ok(url)
    }

    /// The next browser that comes back. Never ends without one.
    pub(super) async fn next(&mut self) -> Visit {
        match self.visits.recv().await {
            Some(visit) => visit,
            // The task has the other end for as long as this is not dropped.
            None => std::future::pending().await,
        }
    }

    /// Sends every browser that comes away, for ever.
    pub(super) async fn send_away(&mut self) {
        loop {
            self.next().await.dismiss();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // The task owns the port and, through its set, every connection.
        self.task.abort();
    }
}

impl Visit {
    /// Shows the page, and waits until the browser has it.
    pub(super) async fn show(self, page: Page) {
        // A browser that went away needs no page.
        let _ = self.page.send(page);
        let _ = self.sent.await;
    }

    /// Tells the browser that nobody waits for it.
    pub(super) fn dismiss(self) {
        let _ = self.page.send(Page::Unexpected);
    }
}

fn address(port: u16) -> io::Result<Url> {
    Url::parse(&format!("http://127.0.0.1:{port}/")).map_err(io::Error::other)
}

async fn accept(listener: TcpListener, known: Arc<Known>) {
    let mut connections = JoinSet::new();
    loop {
        if connections.len() >= CONNECTIONS {
            connections.join_next().await;
        }
        // Errors of single connections pass; without a pause some would come at once again.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        connections.spawn(serve(stream, Arc::clone(&known)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, known: Arc<Known>) {
    let asked = timeout(SLOWEST, read(&mut stream, known.port)).await;
    let asked = match asked {
        Ok(Ok(Ok(asked))) => asked,
        Ok(Ok(Err(status))) => return write(stream, &response(status, "")).await,
        // Too slow, or gone.
        Ok(Err(_)) | Err(_) => return,
    };
    match (asked.path.as_str(), &known.client_page) {
        (CALLBACK, _) => call_back(stream, asked, &known).await,
        ("/", Some(page)) => write(stream, &response("200 OK", page)).await,
        _ => write(stream, &response("404 Not Found", "")).await,
    }
}

async fn call_back(stream: TcpStream, asked: Asked, known: &Known) {
    let (page, answer) = oneshot::channel();
    let (done, sent) = oneshot::channel();
    let visit = Visit {
        query: asked.query,
        page,
        sent,
    };
    if known.visits.send(visit).await.is_err() {
        return;
    }
    // Dropped without an answer if the sign-in ends: the browser then shows its own page.
    if let Ok(page) = answer.await {
        let html = page.html(asked.language, &known.program);
        write(stream, &response(page.status(), &html)).await;
    }
    drop(done);
}

/// Reads what is asked for; or the status to refuse it with.
async fn read(
    stream: &mut TcpStream,
    port: u16,
) -> io::Result<Result<Asked, &'static str>> {
    let mut head = Vec::new();
    loop {
        if head.windows(4).any(|window| window == b"\r\n\r\n") {
            return Ok(parse(&head, port));
        }
        if head.len() > LONGEST {
            return Ok(Err("431 Request Header Fields Too Large"));
        }
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn parse(head: &[u8], port: u16) -> Result<Asked, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let whole = request.parse(head).is_ok_and(|status| status.is_complete());
    let (Some(method), Some(target), true) = (request.method, request.path, whole)
    else {
        return Err("400 Bad Request");
    };
    if method != "GET" {
        return Err("405 Method Not Allowed");
    }
    let header = |name: &str| {
        let mut headers = request.headers.iter();
        let found = headers.find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    // A page elsewhere whose name was made to lead here has another host.
    if header("host") != Some(&format!("127.0.0.1:{port}")) {
        return Err("421 Misdirected Request");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Asked {
        path: path.to_owned(),
        query: query.to_owned(),
        language: Language::accepted(header("accept-language").unwrap_or_default()),
    })
}

fn response(status: &str, html: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Connection: close\r\n\
         Cache-Control: no-store\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; \
         frame-ancestors 'none'\r\n\
         Referrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n{html}",
        html.len()
    )
}

async fn write(mut stream: TcpStream, response: &str) {
    let sending = async {
        stream.write_all(response.as_bytes()).await?;
        stream.shutdown().await
    };
    // A browser that went away needs no answer.
    if let Ok(Ok(())) = timeout(SLOWEST, sending).await {
        // Closing with bytes unread would reset the connection, and the page with it.
        let mut rest = [0; 512];
        let draining =
            async { while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {} };
        let _ = timeout(LINGER, draining).await;
    }
}
