//! Files on their way in, of which only the beginning is kept.

use axum::{body::Bytes, extract::multipart::Field};
use md5::{Digest as _, Md5};

use crate::hexadecimal::hexadecimal;

/// How much of a file is kept, in bytes.
const KEPT: usize = 1024 * 1024;

/// The file part of a form.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content: Content,
}

/// What is known of the bytes of a file.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) size: u64,
    pub(crate) md5: String,
    /// The first mebibyte.
    pub(crate) head: Bytes,
}

impl Content {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut reading = Reading::default();
        reading.take(bytes);
        reading.finish()
    }
}

impl Upload {
    /// Reads a part to its end; none when it breaks off.
    pub(crate) async fn read(mut field: Field<'_>, name: String) -> Option<Self> {
        let content_type = field.content_type().map(str::to_owned);
        let mut reading = Reading::default();
        while let Some(bytes) = field.chunk().await.ok()? {
            reading.take(&bytes);
        }
        Some(Self {
            name,
            content_type,
            content: reading.finish(),
        })
    }
}

#[derive(Default)]
struct Reading {
    size: u64,
    hash: Md5,
    head: Vec<u8>,
}

impl Reading {
    fn take(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.hash.update(bytes);
        let room = KEPT - self.head.len();
        self.head.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }

    fn finish(self) -> Content {
        Content {
            size: self.size,
            md5: hexadecimal(&self.hash.finalize()),
            head: self.head.into(),
        }
    }
}
