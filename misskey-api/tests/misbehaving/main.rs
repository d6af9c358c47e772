//! Servers, proxies and networks that do what they should not: what the client gives for it, how
//! soon, and with how much memory.
//!
//! Each line of the tables is tried in a process of its own, so that the memory is that of the
//! one call. The tables are printed, also if all is as it should be.

#![cfg(feature = "reqwest")]
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its tables are for reading"
)]

mod call;
mod faults;
mod memory;
mod outcome;
mod process;

use std::io::{self, Write as _};
use std::time::Duration;

use misskey_test_server::{Reply, TestServer};

use self::call::{Kind, Settings};
use self::faults::{DOWNLOADS, FAULTS, Fault, UPLOADS};
use self::outcome::{Outcome, Seen};

/// How much later than expected an outcome may come, on a machine with much to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a client that tries again asks at most.
const ATTEMPTS: u32 = 3;

/// What the other processes run. As a test of its own it does nothing.
#[tokio::test]
async fn one_call_in_a_process_of_its_own() {
    if let Some(settings) = Settings::of_environment() {
        let seen = call::make(&settings).await;
        println!("\n{}", process::line(&seen));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_gives_what_it_should_in_time_and_in_little_memory() {
    if !memory::can_be_measured() {
        println!("notice: there is no /proc here: memory is not measured");
    }
    let mut table = Table::new(&["fault", "read", "write", "time", "memory"]);
    for fault in FAULTS {
        let read = fault.seen(Kind::Read).await;
        let write = fault.seen(Kind::Write).await;
        table.check(fault, Kind::Read, &read);
        table.check(fault, Kind::Write, &write);
        table.add(fault, &[&read, &write]);
    }
    table.print();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_in_the_middle_of_an_upload_gives_what_it_should() {
    try_all(UPLOADS, Kind::Upload, "upload").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_in_the_middle_of_a_download_gives_what_it_should() {
    try_all(DOWNLOADS, Kind::Download, "download").await;
}

async fn try_all(faults: &[Fault], kind: Kind, name: &str) {
    let mut table = Table::new(&["fault", name, "time", "memory"]);
    for fault in faults {
        let seen = fault.seen(kind).await;
        table.check(fault, kind, &seen);
        table.add(fault, &[&seen]);
    }
    table.print();
}

#[tokio::test]
async fn a_write_on_a_connection_that_was_used_before_is_sent_once_too() {
    let quick = FAULTS.iter().filter(|fault| fault.is_quick());
    for fault in quick.filter(|fault| fault.expected(Kind::Write) == Outcome::Broken) {
        let server = TestServer::start().await.unwrap();
        let settings = fault.settings(&server, Kind::Write).attempts(ATTEMPTS);
        let client = call::client(&settings).with_token(server.token());
        client.send(misskey_api::endpoints::I::new()).await.unwrap();
        let create = misskey_api::endpoints::notes::Create::new().text("Hello");
        let error = client.send(create).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{}: {error}", fault.name);
        let sent = server.requests().len();
        assert_eq!((sent, error.attempts()), (2, 1), "{}: {error}", fault.name);
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_not_used_again() {
    let server = TestServer::start().await.unwrap();
    let client = call::client(&Settings::new(&server, Kind::Write));
    let client = client.with_token(server.token());
    for _ in 0..5 {
        let create = misskey_api::endpoints::notes::Create::new().text("Hello");
        client.send(create).await.unwrap();
        server.restart().await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_asked_once_unless_it_surely_had_no_effect() {
    let mut table = Table::new(&["fault", "read", "write"]);
    for fault in FAULTS.iter().filter(|fault| fault.is_quick()) {
        let mut asked = Vec::new();
        for kind in [Kind::Read, Kind::Write] {
            let server = TestServer::start().await.unwrap();
            let settings = fault.settings(&server, kind).attempts(ATTEMPTS);
            let seen = call::make(&settings).await;
            let requests = server.requests().len();
            let expected = if seen.outcome.is_retryable(kind) {
                ATTEMPTS as usize
            } else {
                1
            };
            let reported = seen.attempts as usize;
            table.expect(
                fault,
                kind,
                (requests, reported) == (expected, expected),
                &seen,
            );
            asked.push(requests.to_string());
        }
        table
            .rows
            .push([vec![fault.name.to_owned()], asked].concat());
    }
    table.print();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again_for_writes_too() {
    let server = TestServer::start().await.unwrap();
    server.stop().await;
    for kind in [Kind::Read, Kind::Write] {
        let settings = Settings::new(&server, kind).attempts(ATTEMPTS);
        let seen = call::make(&settings).await;
        assert_eq!(
            (&seen.outcome, seen.attempts),
            (&Outcome::Connect, ATTEMPTS)
        );
        assert!(seen.is_retryable && !seen.is_outcome_unknown);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_goes_nowhere_else() {
    let elsewhere = TestServer::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let server = TestServer::start().await.unwrap();
        let target = format!("{}/api/notes/timeline", elsewhere.base_url());
        server.respond_always("notes/timeline", Reply::redirect(status, &target));
        let seen =
            call::make(&Settings::new(&server, Kind::Read).attempts(ATTEMPTS)).await;
        assert_eq!((seen.outcome, seen.attempts), (Outcome::NotApi(status), 1));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_does_not_answer_the_next_call() {
    let server = TestServer::start().await.unwrap();
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
    let smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n[{\"id\":\"bad\"}]";
    server.respond("notes/timeline", Reply::raw([answer, smuggled].concat()));
    let client = call::client(&Settings::new(&server, Kind::Read));
    let client = client.with_token(server.token());
    let call = || client.send(misskey_api::endpoints::notes::Timeline::new());
    assert!(call().await.unwrap().is_empty());
    let notes = call().await.unwrap();
    assert!(notes.iter().all(|note| note.id.as_str() != "bad") && !notes.is_empty());
}

/// What is printed, and what was not as it should be.
struct Table {
    rows: Vec<Vec<String>>,
    deviations: Vec<String>,
}

impl Table {
    fn new(heads: &[&str]) -> Self {
        Self {
            rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()],
            deviations: Vec::new(),
        }
    }

    fn check(&mut self, fault: &Fault, kind: Kind, seen: &Seen) {
        let expected = fault.expected(kind);
        let flags = (expected.is_retryable(kind), expected.is_unknown(kind));
        let elapsed = Duration::from_millis(seen.milliseconds);
        let in_time = (fault.at_least()..fault.at_least() + PATIENCE).contains(&elapsed);
        let is_right = seen.outcome == expected
            && (seen.is_retryable, seen.is_outcome_unknown) == flags
            && seen.retry_after == fault.retry_after
            && in_time
            && seen.kibibytes.is_none_or(|peak| peak <= fault.kibibytes());
        self.expect(fault, kind, is_right, seen);
    }

    fn expect(&mut self, fault: &Fault, kind: Kind, is_right: bool, seen: &Seen) {
        if !is_right {
            let expected = fault.expected(kind);
            let name = fault.name;
            self.deviations.push(format!(
                "{name}, {kind:?}: expected {expected}, saw {seen:?}"
            ));
        }
    }

    fn add(&mut self, fault: &Fault, seen: &[&Seen]) {
        let outcomes = seen.iter().map(|seen| seen.summary());
        let slowest = seen.iter().map(|seen| seen.milliseconds).max();
        let largest = seen.iter().filter_map(|seen| seen.kibibytes).max();
        let mut row = vec![fault.name.to_owned()];
        row.extend(outcomes);
        row.push(format!("{} ms", slowest.unwrap_or_default()));
        row.push(largest.map_or_else(String::new, |peak| format!("{peak} KiB")));
        self.rows.push(row);
    }

    fn print(&self) {
        for row in &self.rows {
            // Not by `println!`, which is shown of failing tests alone.
            let line = format!("| {} |\n", row.join(" | "));
            io::stdout().write_all(line.as_bytes()).unwrap();
        }
        assert!(self.deviations.is_empty(), "{}", self.deviations.join("\n"));
    }
}
