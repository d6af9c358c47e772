//! A program that does with another client what it is told, a line each.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Failure;

/// A running program. It ends with this.
pub(crate) struct Peer {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// What it says first: its version.
    pub(crate) version: String,
}

impl Peer {
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = process.stdin.take();
        let output = process.stdout.take().ok_or("the program has no output")?;
        let mut peer = Self {
            process,
            input,
            output: BufReader::new(output),
            version: String::new(),
        };
        peer.version = peer.line()?;
        Ok(peer)
    }

    /// The processor time that something took it so many times.
    pub(crate) fn seconds(&mut self, what: &str, times: usize) -> Result<f64, Failure> {
        Ok(self.ask(&format!("{what} {times}"))?.parse()?)
    }

    pub(crate) fn ask(&mut self, what: &str) -> Result<String, Failure> {
        let input = self.input.as_mut().ok_or("the program has no input")?;
        writeln!(input, "{what}")?;
        self.line()
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("the program ended".into());
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.input.take());
        let _ = self.process.wait();
    }
}
