//! `misskey-fetch ADDRESS`: a server's API document, on the standard output.
//!
//! `cargo xtask import https://HOST` runs this. It is a program of its own so that
//! `cargo xtask gen`, which everybody builds, has no part that speaks TLS.
//!
//! The standard output holds a whole document if the program ends with 0; otherwise
//! nothing, and one line of the standard error says why.

mod address;
mod body;
mod error;
mod server;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::{Arg, ValueExt as _};

use error::Error;

/// How long everything may take together, if nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What can be waited for without the clock's sums overflowing; a day is long enough.
const LONGEST: f64 = 86_400.0;

fn main() -> ExitCode {
    match run(&mut lexopt::Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &mut lexopt::Parser) -> Result<(), Error> {
    let (address, timeout) = parse(arguments)?;
    let url = address::document(&address)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Machine)?;
    let document = runtime.block_on(server::document(url, timeout))?;
    std::io::stdout()
        .write_all(&document)
        .map_err(Error::Machine)
}

fn parse(arguments: &mut lexopt::Parser) -> Result<(String, Duration), Error> {
    let mut address = None;
    let mut timeout = TIMEOUT;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("timeout") => timeout = seconds(&arguments.value()?.string()?)?,
            Arg::Value(value) if address.is_none() => address = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let missing =
        || lexopt::Error::from("name a server: misskey-fetch https://HOST".to_owned());
    Ok((address.ok_or_else(missing)?, timeout))
}

fn seconds(text: &str) -> Result<Duration, Error> {
    let seconds = text.parse::<f64>().unwrap_or(f64::NAN);
    if seconds > 0.0 && seconds <= LONGEST {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err(Error::Timeout(text.to_owned()))
}
