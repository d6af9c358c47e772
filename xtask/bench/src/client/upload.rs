//! How much memory uploads take.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use misskey_api::endpoints::drive::files;
use misskey_api::{Client, Upload};
use serde::Serialize;
use tokio::io::AsyncReadExt as _;

use super::memory;
use super::server::Server;
use crate::Failure;

/// How much is uploaded, in bytes: little first, to warm everything up.
const SIZES: [u64; 3] = [1 << 20, 64 << 20, 1 << 30];

/// What was measured.
#[derive(Serialize)]
struct Report {
    uploads: Vec<Measured>,
}

/// An upload.
#[derive(Serialize)]
struct Measured {
    source: &'static str,
    bytes: u64,
    seconds: f64,
    /// The most memory that the program ever had, after it.
    memory: u64,
    /// What the callback was told last.
    told: u64,
}

pub(crate) fn measure() -> Result<(), Failure> {
    let server = Server::start()?;
    let uploads = super::runtime()?.block_on(uploads(&server.address))?;
    println!("{}", serde_json::to_string(&Report { uploads })?);
    Ok(())
}

async fn uploads(address: &str) -> Result<Vec<Measured>, Failure> {
    let client = Client::builder(address).token("0123456789abcdef").build()?;
    let mut uploads = Vec::new();
    for bytes in SIZES {
        let file = SparseFile::new(bytes)?;
        let upload = Upload::from_path(&file.0);
        uploads.push(measured(&client, "a file on disk", upload, bytes).await?);
        let reader = tokio::io::repeat(7).take(bytes);
        let upload = Upload::from_reader("tea.bin", reader).size(bytes);
        uploads.push(measured(&client, "a reader of known size", upload, bytes).await?);
        let upload = Upload::from_reader("tea.bin", tokio::io::repeat(7).take(bytes));
        uploads
            .push(measured(&client, "a reader of unknown size", upload, bytes).await?);
    }
    Ok(uploads)
}

async fn measured(
    client: &Client,
    source: &'static str,
    upload: Upload,
    bytes: u64,
) -> Result<Measured, Failure> {
    let told = Arc::new(AtomicU64::new(0));
    let teller = Arc::clone(&told);
    let upload = upload
        .on_progress(move |progress| teller.store(progress.sent, Ordering::Relaxed));
    let begun = Instant::now();
    let file = client.send(files::Create::new(upload)).await?;
    let seconds = begun.elapsed().as_secs_f64();
    if u64::try_from(file.size).is_ok_and(|size| size < bytes) {
        return Err(format!("of {bytes} bytes {} arrived", file.size).into());
    }
    Ok(Measured {
        source,
        bytes,
        seconds,
        memory: memory::most()?,
        told: told.load(Ordering::Relaxed),
    })
}

/// A file that takes no room on the disk, and is removed in the end.
struct SparseFile(PathBuf);

impl SparseFile {
    fn new(bytes: u64) -> Result<Self, Failure> {
        let name = format!("misskey-bench-{}-{bytes}", std::process::id());
        let path = std::env::temp_dir().join(name);
        File::create(&path)?.set_len(bytes)?;
        Ok(Self(path))
    }
}

impl Drop for SparseFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
