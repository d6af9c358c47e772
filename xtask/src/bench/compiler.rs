//! Standing in for the compiler, to measure what one crate costs it.
//!
//! Cargo compiles through the program that `RUSTC_WRAPPER` names. Here that is this
//! program: it passes every call on to the compiler as its only child, so that what
//! the system tells of finished children is what that one call cost.

use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use crate::Failure;

/// The variable that makes this program stand in for the compiler. It names the file
/// that costs are written to.
pub(super) const RECORD: &str = "MISSKEY_XTASK_MEASURE";

/// The variable that names the crate that is measured, as the compiler calls it.
pub(super) const CRATE: &str = "MISSKEY_XTASK_CRATE";

/// The variable that says after how many seconds the compiler is stopped, if ever.
pub(super) const LIMIT: &str = "MISSKEY_XTASK_LIMIT";

/// What is said when it was.
pub(super) const STOPPED: &str = "the compiler was stopped";

/// How long to wait before looking again whether the compiler has ended.
const PATIENCE: Duration = Duration::from_millis(50);

/// What compiling a crate cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cost {
    /// Processor time in seconds, the program's own and the system's for it.
    pub(super) seconds: f64,
    /// The greatest amount of memory that was held at once, in bytes.
    pub(super) memory: f64,
    /// The size of what was made, in bytes.
    pub(super) size: f64,
}

impl Cost {
    fn to_line(self) -> String {
        format!("{} {} {}\n", self.seconds, self.memory, self.size)
    }

    /// Reads the only line of a record.
    pub(super) fn read(record: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(record).unwrap_or_default();
        let numbers: Vec<f64> = text
            .split_whitespace()
            .filter_map(|number| number.parse().ok())
            .collect();
        match numbers[..] {
            [seconds, memory, size] => Ok(Self {
                seconds,
                memory,
                size,
            }),
            _ => Err(Failure::Failed(
                "the compiler was not run for the crate exactly once".to_owned(),
            )),
        }
    }
}

/// Compiles if this program was run in place of the compiler.
pub(crate) fn stand_in() -> Option<ExitCode> {
    let record = PathBuf::from(env::var_os(RECORD)?);
    let name = env::var_os(CRATE)?;
    let limit = env::var(LIMIT).ok().and_then(|text| text.parse().ok());
    let limit = limit.map(Duration::from_secs);
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    Some(
        compile(&record, &name, limit, arguments).unwrap_or_else(|error| {
            eprintln!("error: can't run the compiler: {error}");
            ExitCode::FAILURE
        }),
    )
}

fn compile(
    record: &Path,
    name: &OsStr,
    limit: Option<Duration>,
    mut arguments: Vec<OsString>,
) -> io::Result<ExitCode> {
    if arguments.is_empty() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let compiler = arguments.remove(0);
    let output = measured_output(name, &arguments);
    if output.is_some() && !arguments.iter().any(|one| one == "--cap-lints") {
        // As for every dependency that comes from a registry.
        arguments.extend(["--cap-lints", "allow"].map(OsString::from));
    }
    let child = Command::new(compiler).args(arguments).spawn()?;
    let limit = limit.filter(|_| output.is_some());
    let Some(status) = end(child, limit)? else {
        eprintln!("error: {STOPPED}");
        return Ok(ExitCode::FAILURE);
    };
    if let (true, Some(output)) = (status.success(), output) {
        let line = cost_of_children(size(&output)?)?.to_line();
        let mut record = OpenOptions::new().create(true).append(true).open(record)?;
        record.write_all(line.as_bytes())?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Waits for the compiler; nothing if it had to be stopped.
fn end(mut child: Child, limit: Option<Duration>) -> io::Result<Option<ExitStatus>> {
    let Some(limit) = limit else {
        return child.wait().map(Some);
    };
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(PATIENCE);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// Where the library goes, without its extension, if the call is for the crate of that name.
fn measured_output(name: &OsStr, arguments: &[OsString]) -> Option<PathBuf> {
    let after = |name: &str| {
        let place = arguments.iter().position(|one| one == name)?;
        arguments.get(place + 1)
    };
    if after("--crate-name")? != name || after("--crate-type")? != "lib" {
        return None;
    }
    let name = name.to_str()?;
    let suffix = arguments
        .iter()
        .find_map(|one| one.to_str()?.strip_prefix("extra-filename="))?;
    Some(Path::new(after("--out-dir")?).join(format!("lib{name}{suffix}")))
}

/// The size of the library, or of its metadata where nothing else is made.
fn size(output: &Path) -> io::Result<u64> {
    let size = |extension| {
        fs::metadata(output.with_extension(extension)).map(|file| file.len())
    };
    size("rlib").or_else(|_| size("rmeta"))
}

#[cfg(unix)]
fn cost_of_children(size: u64) -> io::Result<Cost> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    // Apple's systems tell bytes, others kibibytes.
    let unit = if cfg!(target_vendor = "apple") {
        1.0
    } else {
        1024.0
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(Cost {
        seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
        memory: usage.max_rss() as f64 * unit,
        size: size as f64,
    })
}

#[cfg(not(unix))]
fn cost_of_children(_size: u64) -> io::Result<Cost> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "this system does not tell what a finished process cost",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn only_the_library_of_that_name_is_measured() {
        let call = "--crate-name misskey_api --edition=2024 src/lib.rs --crate-type lib \
                    -C extra-filename=-0a1b --out-dir /deps";
        assert_eq!(
            measured_output(OsStr::new("misskey_api"), &arguments(call)),
            Some(PathBuf::from("/deps/libmisskey_api-0a1b"))
        );
        for other in [
            call.replace("misskey_api", "misskey_core"),
            call.replace("lib -C", "bin -C"),
            "-vV".to_owned(),
            "--crate-name".to_owned(),
        ] {
            let output = measured_output(OsStr::new("misskey_api"), &arguments(&other));
            assert_eq!(output, None, "{other}");
        }
    }

    #[test]
    fn a_cost_is_read_as_it_was_written() {
        let cost = Cost {
            seconds: 1.25,
            memory: 4096.0,
            size: 17.0,
        };
        let numbers: Vec<f64> = cost
            .to_line()
            .split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect();
        assert_eq!(numbers, [cost.seconds, cost.memory, cost.size]);
    }
}
