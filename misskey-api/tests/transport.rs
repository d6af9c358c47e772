//! Calls over reqwest where the connection has a will of its own: HTTP/2 that ends half way,
//! answers whose bodies never end, proxies that the environment names.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use misskey_api::endpoints::notes;
use misskey_api::{Client, Error, ReqwestTransport, Retry};
use misskey_test_server::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The kinds of frames that are looked at or sent.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GO_AWAY: u8 = 7;

const END: u8 = 1;
const ACKNOWLEDGED: u8 = 1;

/// What is done with a call, once all of it came.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// The connection ends after the stream of that number was taken up.
    GoAway { last: u32 },
    /// The stream ends, with that reason.
    Reset { reason: u32 },
}

fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(content);
    frame
}

impl Ending {
    fn frame(self, stream: u32) -> Vec<u8> {
        match self {
            Self::GoAway { last } => {
                let content = [last.to_be_bytes(), 0_u32.to_be_bytes()].concat();
                frame(GO_AWAY, 0, 0, &content)
            }
            Self::Reset { reason } => frame(RESET, 0, stream, &reason.to_be_bytes()),
        }
    }
}

/// Takes one call and ends it.
async fn serve(
    mut socket: TcpStream,
    ending: Ending,
    calls: &AtomicUsize,
) -> std::io::Result<()> {
    socket.read_exact(&mut [0; 24]).await?;
    socket.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut content = vec![0; usize::try_from(length).unwrap()];
        socket.read_exact(&mut content).await?;
        match (head[3], head[4]) {
            (SETTINGS, 0) => {
                let frame = frame(SETTINGS, ACKNOWLEDGED, 0, &[]);
                socket.write_all(&frame).await?;
            }
            (DATA | HEADERS, flags) if flags & END != 0 => {
                calls.fetch_add(1, Ordering::Relaxed);
                socket.write_all(&ending.frame(stream)).await?;
                if matches!(ending, Ending::GoAway { .. }) {
                    return socket.shutdown().await;
                }
            }
            _ => {}
        }
    }
}

/// How often a server that ends calls so gets one that must not be sent twice, and what is
/// said of it in the end.
async fn sent(ending: Ending, attempts: u32) -> (usize, Error<notes::CreateError>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let _ = serve(socket, ending, &counted).await;
        }
    });
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy();
    let client = Client::builder(address)
        .token("0123456789abcdef")
        .transport(ReqwestTransport::with_client(http.build().unwrap()))
        .retry(Retry::default().attempts(attempts))
        .build()
        .unwrap();
    let error = client.send(notes::Create::new().text("Once")).await;
    server.abort();
    (calls.load(Ordering::Relaxed), error.unwrap_err())
}

#[tokio::test]
async fn what_the_server_may_have_done_is_not_sent_twice() {
    const INTERNAL_ERROR: u32 = 2;
    const CANCEL: u32 = 8;
    for ending in [
        Ending::GoAway { last: 1 },
        Ending::GoAway { last: 0x7fff_ffff },
        Ending::Reset { reason: CANCEL },
        Ending::Reset {
            reason: INTERNAL_ERROR,
        },
    ] {
        let (calls, error) = sent(ending, 5).await;
        assert_eq!(calls, 1, "{ending:?}");
        assert!(
            error.is_outcome_unknown() && !error.is_retryable(),
            "{error}"
        );
    }
}

#[tokio::test]
async fn what_the_server_says_it_did_nothing_with_had_no_effect() {
    const REFUSED_STREAM: u32 = 7;
    for ending in [
        Ending::GoAway { last: 0 },
        Ending::Reset {
            reason: REFUSED_STREAM,
        },
    ] {
        let (_, error) = sent(ending, 1).await;
        assert!(
            !error.is_outcome_unknown() && error.is_retryable(),
            "{ending:?}: {error}"
        );
        assert!(!error.is_connect(), "{ending:?}: {error}");
    }
}

/// Says something in full and then the beginning of a body, and nothing more.
async fn refuses_without_end(listener: TcpListener) {
    const ANSWER: &[u8] = b"HTTP/1.1 413 Too Large\r\nContent-Type: text/plain\r\n\
        Content-Length: 1000\r\n\r\nno more than";
    let mut open = Vec::new();
    loop {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.read_exact(&mut [0; 16]).await.unwrap();
        socket.write_all(ANSWER).await.unwrap();
        open.push(socket);
    }
}

#[tokio::test]
async fn a_status_is_told_even_if_the_body_after_it_never_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(refuses_without_end(listener));
    let client = Client::builder(&address)
        .timeout(Duration::from_millis(700))
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = client.send(notes::Create::new().text("Long")).await;
    let error = error.unwrap_err();
    assert!(
        !error.is_timeout() && !error.is_outcome_unknown(),
        "{error}"
    );
    let answer = error.not_api().unwrap();
    assert_eq!(
        (answer.status.as_u16(), &*answer.excerpt),
        (413, "no more than")
    );
    let error = client.download(&format!("{address}/tea"), 5).await;
    let error = error.unwrap_err();
    assert_eq!(error.not_api().unwrap().excerpt, "no more than");
    assert!(begun.elapsed() < Duration::from_secs(10));
    server.abort();
}

#[tokio::test]
async fn a_server_on_this_machine_is_reached_without_a_proxy() {
    const ADDRESS: &str = "SERVER_BEHIND_NO_PROXY";
    if let Ok(address) = std::env::var(ADDRESS) {
        let client = Client::builder(address).token("0123456789abcdef");
        let client = client.retry(Retry::never()).build().unwrap();
        client
            .send(notes::Create::new().text("Here"))
            .await
            .unwrap_err();
        return;
    }
    let proxy = TestServer::start().await.unwrap();
    let server = TestServer::start().await.unwrap();
    let environment = [
        (ADDRESS, server.base_url()),
        ("http_proxy", proxy.base_url()),
    ];
    let program = std::env::current_exe().unwrap();
    let status = tokio::task::spawn_blocking(move || {
        Command::new(program)
            .args([
                "--exact",
                "a_server_on_this_machine_is_reached_without_a_proxy",
            ])
            .envs(environment)
            .status()
    });
    assert!(status.await.unwrap().unwrap().success());
    assert_eq!(proxy.requests().len(), 0);
    assert_eq!(server.requests().len(), 1);
}
