//! Files of servers, as they come.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};

use super::worker::Worker;
use crate::error::Error;

/// A file on its way; see [`crate::Download`]. It can be read like any file.
#[derive(Debug)]
pub struct Download {
    download: Option<crate::Download>,
    /// What came and was not read yet.
    rest: Bytes,
    worker: Arc<Worker>,
}

impl Download {
    pub(super) fn new(download: crate::Download, worker: Arc<Worker>) -> Self {
        Self {
            download: Some(download),
            rest: Bytes::new(),
            worker,
        }
    }

    /// How many bytes the file has, if the server says so.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.download.as_ref()?.size()
    }

    /// What the file is, as the server sees it: `image/png`.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.download.as_ref()?.media_type()
    }

    /// The next part; `None` after the last, and after an error.
    ///
    /// # Errors
    /// If it does not come in time, the connection breaks, or the file is larger than allowed.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        let Some(mut download) = self.download.take() else {
            return Ok(None);
        };
        let (download, chunk) = self
            .worker
            .wait(async move {
                let chunk = download.chunk().await;
                (download, chunk)
            })
            .map_err(|stopped| stopped.at("download"))?;
        let chunk = chunk?;
        self.download = Some(download);
        Ok(chunk)
    }

    /// The whole file, in memory.
    ///
    /// # Errors
    /// Those of [`chunk`](Self::chunk).
    pub fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk()? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Writes what has not been read of the file to a path, and gives its size in bytes.
    ///
    /// # Errors
    /// Those of [`chunk`](Self::chunk), as what lies behind the error, and if the file can't
    /// be written.
    pub fn save(mut self, path: impl AsRef<Path>) -> io::Result<u64> {
        io::copy(&mut self, &mut std::fs::File::create(path)?)
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.chunk().map_err(io::Error::other)?.unwrap_or_default();
        }
        let length = self.rest.len().min(buffer.len());
        self.rest.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
