//! `cargo xtask wire`: how true the generated types are to recorded traffic.
//!
//! Every recorded exchange goes through the types of its endpoint: requests and answers
//! are decoded and encoded again, and nothing may be lost on the way; errors must keep
//! what they say. Frames of the streaming API go through the types of their channel.

#![expect(clippy::print_stdout, reason = "a command-line program")]

mod compare;
mod exchange;
mod frame;
mod report;

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use exchange::Exchange;
use frame::Frame;
use report::Report;
use serde::Deserialize;

struct Options {
    inputs: Vec<PathBuf>,
    report: Option<PathBuf>,
}

fn main() -> ExitCode {
    match parse(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        inputs: Vec::new(),
        report: None,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--report" => {
                let file = arguments.next().ok_or("--report needs a file")?;
                options.report = Some(file.into());
            }
            flag if flag.starts_with('-') => {
                return Err(format!("there is no option `{flag}`"));
            }
            file => options.inputs.push(file.into()),
        }
    }
    if options.inputs.is_empty() {
        return Err("name one or more files of recorded traffic (.jsonl)".to_owned());
    }
    Ok(options)
}

/// A line of recorded traffic.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Frame(Frame),
    Exchange(Box<Exchange>),
}

/// Whether nothing failed and nothing was lost.
fn run(options: &Options) -> Result<bool, String> {
    let mut exchanges = Report::new("wire", "unknown endpoints");
    let mut frames = Report::new("frames", "unknown channels");
    for input in &options.inputs {
        let name = input.display().to_string();
        let file =
            File::open(input).map_err(|error| format!("can't read {name}: {error}"))?;
        for (index, line) in BufReader::new(file).lines().enumerate() {
            let line = line.map_err(|error| format!("can't read {name}: {error}"))?;
            if line.trim().is_empty() {
                continue;
            }
            let place = format!("{name}:{}", index + 1);
            match serde_json::from_str(&line) {
                Ok(Line::Frame(frame)) => {
                    frames.add(&frame.label(), "", &place, frame.check());
                }
                Ok(Line::Exchange(exchange)) => {
                    exchanges.add(
                        &exchange.endpoint,
                        &exchange.variant,
                        &place,
                        exchange.check(),
                    );
                }
                Err(_) => {
                    return Err(format!("{place}: neither an exchange nor a frame"));
                }
            }
        }
    }
    if let Some(file) = &options.report {
        let report = report::to_json(&exchanges, &frames);
        std::fs::write(file, report)
            .map_err(|error| format!("can't write {}: {error}", file.display()))?;
    }
    print!("{exchanges}");
    if !frames.is_empty() {
        print!("{frames}");
    }
    Ok(exchanges.is_clean() && frames.is_clean())
}
