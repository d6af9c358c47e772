//! How much memory uploads take: as much for a large file as for a small one.

use serde::Deserialize;

use super::program;
use super::table::Table;
use crate::Failure;

/// What `misskey-bench` tells.
#[derive(Deserialize)]
struct Report {
    uploads: Vec<Upload>,
}

#[derive(Deserialize)]
struct Upload {
    source: String,
    bytes: u64,
    seconds: f64,
    memory: u64,
    told: u64,
}

pub(super) fn measure() -> Result<(), Failure> {
    let report: Report = program::report("upload", 1)?;
    let heading = "upload: drive/files/create on loopback, one after the other";
    let columns = [
        "from",
        "MiB",
        "MiB/s",
        "told MiB",
        "most memory so far, MiB",
    ];
    let mut table = Table::new(heading, &columns);
    for upload in &report.uploads {
        table.row([
            upload.source.clone(),
            format!("{:.0}", mebibytes(upload.bytes)),
            format!("{:.0}", mebibytes(upload.bytes) / upload.seconds),
            format!("{:.0}", mebibytes(upload.told)),
            format!("{:.1}", mebibytes(upload.memory)),
        ]);
    }
    println!("{table}");
    Ok(())
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
