//! A call beside the same call written by hand, and many calls at once.

use std::hint::black_box;
use std::time::Duration;

use misskey_api::Client;
use misskey_api::endpoints::notes;
use serde::Serialize;

use super::memory;
use super::server::Server;
use crate::Failure;
use crate::{clock, derived};

/// How many calls are measured at a time.
const BATCH: usize = 500;

/// How many tasks share a client, and how often each calls.
const TASKS: usize = 100;
const CALLS: usize = 100;

/// What was measured.
#[derive(Serialize)]
struct Report {
    /// Microseconds of processor time a call, by run.
    ours: Vec<f64>,
    by_hand: Vec<f64>,
    many: Many,
}

/// What many calls at once did to the memory, in bytes.
#[derive(Serialize)]
struct Many {
    tasks: usize,
    calls: usize,
    /// After as many calls as warm everything up.
    before: u64,
    /// After each round of all the calls.
    after: Vec<u64>,
}

pub(crate) fn measure(runs: usize) -> Result<(), Failure> {
    let server = Server::start()?;
    let measured = super::runtime()?.block_on(report(&server.address, runs));
    println!("{}", serde_json::to_string(&measured?)?);
    Ok(())
}

async fn report(address: &str, runs: usize) -> Result<Report, Failure> {
    let client = Client::builder(address).token("0123456789abcdef").build()?;
    let by_hand = ByHand::new(address)?;
    let mut report = Report {
        ours: Vec::new(),
        by_hand: Vec::new(),
        many: many(&client).await?,
    };
    for _ in 0..runs {
        report.ours.push(timed(async || ours(&client).await).await?);
        let by_hand = timed(async || by_hand.call().await).await?;
        report.by_hand.push(by_hand);
    }
    Ok(report)
}

async fn ours(client: &Client) -> Result<(), Failure> {
    black_box(client.send(notes::Show::new("9s4g2p7k00")).await?);
    Ok(())
}

/// Microseconds of processor time a call.
async fn timed(call: impl AsyncFn() -> Result<(), Failure>) -> Result<f64, Failure> {
    let begun = clock::now()?;
    for _ in 0..BATCH {
        call().await?;
    }
    let spent = clock::now()?.saturating_sub(begun);
    Ok(spent.as_secs_f64() * 1e6 / BATCH as f64)
}

/// The same as an application without the bindings would do it: reqwest, serde's derive, a
/// limit on time, and the status looked at.
struct ByHand {
    http: reqwest::Client,
    address: String,
}

#[derive(Serialize)]
struct Show<'a> {
    i: &'a str,
    #[serde(rename = "noteId")]
    note_id: &'a str,
}

impl ByHand {
    fn new(address: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .user_agent("by hand")
            .build()?;
        Ok(Self {
            http,
            address: format!("{address}/api/notes/show"),
        })
    }

    async fn call(&self) -> Result<(), Failure> {
        let body = serde_json::to_vec(&Show {
            i: "0123456789abcdef",
            note_id: "9s4g2p7k00",
        })?;
        let response = self
            .http
            .post(&self.address)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .body(body)
            .send()
            .await?
            .error_for_status()?;
        let bytes = response.bytes().await?;
        black_box(serde_json::from_slice::<derived::Note>(&bytes)?);
        Ok(())
    }
}

/// Whether many calls from many tasks leave anything behind.
async fn many(client: &Client) -> Result<Many, Failure> {
    round(client).await?;
    let mut many = Many {
        tasks: TASKS,
        calls: TASKS * CALLS,
        before: memory::now()?,
        after: Vec::new(),
    };
    for _ in 0..11 {
        round(client).await?;
        many.after.push(memory::now()?);
    }
    Ok(many)
}

async fn round(client: &Client) -> Result<(), Failure> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let client = client.clone();
        tasks.spawn(async move {
            for _ in 0..CALLS {
                ours(&client).await?;
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}
