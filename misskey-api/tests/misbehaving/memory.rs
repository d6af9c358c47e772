//! How much memory this process has had at its peak.

use std::fs;
use std::path::Path;

const STATUS: &str = "/proc/self/status";

pub(crate) fn can_be_measured() -> bool {
    Path::new(STATUS).exists()
}

/// The peak since the start or the last [`reset`], in KiB.
pub(crate) fn peak() -> Option<u64> {
    let status = fs::read_to_string(STATUS).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Lets the peak be what there is now. Where that is not allowed, what came before counts.
pub(crate) fn reset() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
