//! Measuring speeds.

use crate::Failure;
use std::time::Duration;

use serde::Serialize;

use crate::clock;
use crate::way::Way;

/// How long a batch takes: many ticks of the clock, and short enough that the machine
/// is as busy with other things in the batch of the next way.
const BATCH: Duration = Duration::from_millis(8);

/// How fast a way was.
#[derive(Serialize)]
pub(crate) struct Speeds {
    name: &'static str,
    /// Megabytes or frames a second, by run.
    speeds: Vec<f64>,
}

impl Speeds {
    /// Of a way that was not measured yet.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            speeds: Vec::new(),
        }
    }

    /// Adds the speed of a run.
    pub(crate) fn push(&mut self, speed: f64) {
        self.speeds.push(speed);
    }
}

/// Measures ways to decode in turn, so that what slows the machine down slows all.
pub(crate) fn speeds(
    ways: &[Way],
    text: &str,
    runs: usize,
) -> Result<Vec<Speeds>, Failure> {
    let mut batches = Vec::new();
    for way in ways {
        batches.push(batch(way, text)?);
    }
    let mut all: Vec<Speeds> = ways.iter().map(|way| Speeds::new(way.name)).collect();
    for _ in 0..runs {
        for ((way, &batch), speeds) in ways.iter().zip(&batches).zip(&mut all) {
            let seconds = time(way, text, batch)?.as_secs_f64();
            let megabytes = text.len() as f64 * f64::from(batch) / 1e6;
            speeds.push(megabytes / seconds);
        }
    }
    Ok(all)
}

/// How often a way decodes the text in the time of a batch; found by doing it, which
/// warms up caches too.
fn batch(way: &Way, text: &str) -> Result<u32, Failure> {
    let mut count = 1;
    while time(way, text, count)? < BATCH {
        count *= 2;
    }
    Ok(count)
}

fn time(way: &Way, text: &str, count: u32) -> Result<Duration, Failure> {
    let start = clock::now()?;
    for _ in 0..count {
        (way.decode)(text)?;
    }
    Ok(clock::now()?.saturating_sub(start))
}
