//! The processor time of this program, which other programs on the machine don't lengthen.

use std::io;
use std::time::Duration;

#[cfg(unix)]
pub(crate) fn now() -> io::Result<Duration> {
    use nix::time::{ClockId, clock_gettime};

    Ok(clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?.into())
}

/// Where the system does not tell it, the time on the wall.
#[cfg(not(unix))]
pub(crate) fn now() -> io::Result<Duration> {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    Ok(START.elapsed())
}
