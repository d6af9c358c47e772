//! How much memory uploads take: as much for a large file as for a small one.

use serde::Deserialize;

use super::program;
use crate::Failure;
use crate::proof::{About, Chart, Findings};
use crate::table::Table;

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

pub(super) const ABOUT: About = About {
    name: "upload",
    title: "Uploading",
    text: "How much memory uploads to a server on loopback take, one after the other in one \
           process: as much for a large file as for a small one. Compared with \
           nothing, and each upload is made once.",
};

pub(super) fn measure() -> Result<Findings, Failure> {
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
    let mut chart =
        Chart::new("Uploading: the most memory so far in MiB, less is better");
    for upload in &report.uploads {
        let size = mebibytes(upload.bytes);
        let label = format!("{size:.0} MiB, {}", upload.source);
        chart.ours(label, mebibytes(upload.memory));
    }
    Ok(Findings {
        tables: vec![table],
        chart,
    })
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
