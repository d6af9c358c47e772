//! A call in a process of its own.

use std::process::Stdio;

use serde_json::Value;

use crate::call::Settings;
use crate::outcome::Seen;

/// What marks the line with the outcome among what the harness prints.
const MARK: &str = "seen: ";

pub(crate) fn line(seen: &Seen) -> String {
    format!("{MARK}{}", seen.to_json())
}

/// Makes a call, and gives what came of it.
pub(crate) async fn run(settings: &Settings) -> Seen {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "one_call_in_a_process_of_its_own", "--nocapture"])
        .envs(settings.environment())
        .stdout(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix(MARK));
    let json = line.map(|line| line.parse::<Value>().unwrap());
    let seen = json.and_then(|json| Seen::from_json(&json));
    seen.unwrap_or_else(|| panic!("the call ended the process: {text}"))
}
