//! How much memory this program has.

use std::fs;

use crate::Failure;

/// What it has now, in bytes.
pub(crate) fn now() -> Result<u64, Failure> {
    status("VmRSS:")
}

/// The most that it ever had, in bytes.
pub(crate) fn most() -> Result<u64, Failure> {
    status("VmHWM:")
}

fn status(name: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")
        .map_err(|error| format!("memory is read off Linux's /proc: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
    let kibibytes: u64 = kibibytes.ok_or("/proc tells no memory")?.trim().parse()?;
    Ok(kibibytes << 10)
}
