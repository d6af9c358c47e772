//! Reading a file while it is sent.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};
use md5::{Digest as _, Md5};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::task::spawn_blocking;
use tokio_util::io::ReaderStream;

use super::progress::Report;
use super::source::Source;

/// How much is read, and held, at a time.
const CHUNK: usize = 64 << 10;

type Reading = Pin<Box<dyn AsyncRead + Send>>;

/// What can be read once.
#[derive(Clone)]
pub(crate) struct Reader {
    reader: Arc<Mutex<Option<Reading>>>,
    pub(super) size: Option<u64>,
}

impl Reader {
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.reader, &other.reader)
    }
}

impl Source {
    pub(crate) fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::Reader(Reader {
            reader: Arc::new(Mutex::new(Some(Box::pin(reader)))),
            size: None,
        })
    }

    pub(crate) fn set_size(&mut self, bytes: u64) {
        if let Self::Reader(reader) = self {
            reader.size = Some(bytes);
        }
    }

    pub(crate) async fn open(&self, report: Report) -> Result<File, String> {
        let (reading, size): (Reading, _) = match self {
            Self::Bytes(bytes) => {
                let size = u64::try_from(bytes.len()).ok();
                (Box::pin(io::Cursor::new(bytes.clone())), size)
            }
            Self::Path(path) => {
                let (file, size) =
                    opened(path).await.map_err(|error| error.to_string())?;
                (Box::pin(file), Some(size))
            }
            Self::Reader(reader) => {
                let taken = reader
                    .reader
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                let taken = taken
                    .ok_or("it was read before; make a new upload to send it again")?;
                (taken, reader.size)
            }
        };
        report.tell(0, size);
        Ok(File {
            stream: ReaderStream::with_capacity(reading, CHUNK),
            read: 0,
            size,
            report,
        })
    }

    pub(crate) async fn md5(&self) -> Result<Option<String>, String> {
        let mut sum = Md5::new();
        match self {
            Self::Bytes(bytes) => sum.update(bytes),
            Self::Path(path) => digest(path, &mut sum)
                .await
                .map_err(|error| error.to_string())?,
            Self::Reader(_) => return Ok(None),
        }
        Ok(Some(
            sum.finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        ))
    }
}

async fn opened(path: &Path) -> io::Result<(tokio::fs::File, u64)> {
    let path = path.to_owned();
    let (file, size) = spawn_blocking(move || open(&path)).await??;
    Ok((file.into(), size))
}

fn open(path: &Path) -> io::Result<(std::fs::File, u64)> {
    // Opening a pipe waits for whoever writes into it, which may be for ever.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other(
            "it is a folder or a device, and only files on disk are sent by their path; send \
             what a device gives by a reader",
        ));
    }
    let file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

async fn digest(path: &Path, sum: &mut Md5) -> io::Result<()> {
    let (mut file, _) = opened(path).await?;
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer).await?;
        match buffer.get(..read) {
            Some(bytes) if read > 0 => sum.update(bytes),
            _ => return Ok(()),
        }
    }
}

/// A file that is being sent.
pub(crate) struct File {
    stream: ReaderStream<Reading>,
    read: u64,
    size: Option<u64>,
    report: Report,
}

impl File {
    /// Holds what was read against what was said.
    fn count(&mut self, bytes: usize) -> io::Result<()> {
        self.read += u64::try_from(bytes).unwrap_or(u64::MAX);
        if self.size.is_some_and(|size| self.read > size) {
            return Err(self.wrong_size("more"));
        }
        self.report.tell(self.read, self.size);
        Ok(())
    }

    fn wrong_size(&self, than: &str) -> io::Error {
        let said = self.size.unwrap_or_default();
        io::Error::other(format!(
            "it has {than} than the {said} bytes that it should have"
        ))
    }
}

impl Body for File {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match ready!(Pin::new(&mut self.stream).poll_next(context)) {
            Some(Ok(bytes)) => {
                let counted = self.count(bytes.len());
                Poll::Ready(Some(counted.map(|()| Frame::data(bytes))))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None if self.size.is_some_and(|size| self.read < size) => {
                Poll::Ready(Some(Err(self.wrong_size("less"))))
            }
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.size.map(|size| size.saturating_sub(self.read));
        left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
