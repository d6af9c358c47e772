//! How fast events are streamed, and what connections and subscriptions cost.
//!
//! The server is a process of its own: this program again, with other arguments. It sends
//! frames that are written once, so that it costs next to nothing.

mod flood;
mod limits;
mod load;
pub(crate) mod server;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use misskey_api::Client;
use misskey_api::streaming::StreamingClient;
use serde::Serialize;

use crate::Failure;
use crate::measure::Speeds;

/// What was measured.
#[derive(Serialize)]
struct Report {
    /// The size of all frames of a round in bytes, and how many there are.
    bytes: usize,
    frames: usize,
    /// Frames by processor second, ours first.
    ways: Vec<Speeds>,
    costs: load::Costs,
}

/// Measures all.
pub(crate) fn measure(runs: usize) -> Result<(), Failure> {
    limits::raise();
    let server = Server::start()?;
    let costs = load::measure(&server)?;
    let (bytes, ways) = flood::measure(&server, runs)?;
    let report = Report {
        bytes,
        frames: flood::FRAMES,
        ways,
        costs,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// The server's process, which ends with this.
struct Server {
    process: Child,
    host: String,
}

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve-stream")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut host = String::new();
        let output = process.stdout.take().ok_or("the server has no output")?;
        BufReader::new(output).read_line(&mut host)?;
        let host = host.trim().to_owned();
        Ok(Self { process, host })
    }

    fn client(&self) -> Result<Client, Failure> {
        Ok(Client::builder(format!("http://{}", self.host)).build()?)
    }

    async fn connect(&self) -> Result<StreamingClient, Failure> {
        Ok(self.client()?.stream().connect().await?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
