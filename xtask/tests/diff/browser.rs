//! A real browser without a window, and a server on the loopback device that it asks.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::Folder;

/// The names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser on this machine. Without one, says so where everyone sees it.
pub(crate) fn find() -> Option<&'static str> {
    let found = NAMES.into_iter().find(|name| {
        let asked = Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    });
    if found.is_none() {
        // Not by `eprintln`, which tests keep to themselves.
        let notice =
            b"notice: there is no Chromium here: a test of the page was skipped\n";
        let _ = std::io::stderr().write_all(notice);
    }
    found
}

/// The document that a page has become after its scripts have run.
pub(crate) fn open(browser: &str, folder: &Folder, address: &str) -> String {
    let profile = format!("--user-data-dir={}", folder.path("profile").display());
    let mut child = Command::new(browser)
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
        ])
        // Where tests run as root the sandbox can't start; the page is ours.
        .args(["--no-sandbox", "--disable-dev-shm-usage"])
        .args([
            "--virtual-time-budget=5000",
            "--dump-dom",
            &profile,
            address,
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut dom = String::new();
        stdout.read_to_string(&mut dom).map(|_| dom)
    });
    let end = Instant::now() + Duration::from_secs(90);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    reader.join().unwrap().unwrap()
}

/// Serves these pages by path, until the test program ends. Answers with its address.
pub(crate) fn serve(pages: BTreeMap<&'static str, String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser that hangs up is no fault.
            let _ = answer(stream, &pages);
        }
    });
    format!("http://{address}")
}

fn answer(
    mut stream: TcpStream,
    pages: &BTreeMap<&'static str, String>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let path = first.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match pages.get(path) {
        Some(page) => ("200 OK", page.as_str()),
        None => ("404 Not Found", ""),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}
