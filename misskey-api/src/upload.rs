//! A file to send.

use std::fmt;
#[cfg(feature = "client")]
use std::path::Path;

use bytes::Bytes;

#[cfg(feature = "client")]
pub(crate) use self::file::File;
#[cfg(feature = "client")]
use self::progress::Report;
#[cfg(feature = "client")]
pub use self::progress::UploadProgress;
use self::source::Source;

#[cfg(feature = "client")]
mod file;
#[cfg(feature = "client")]
mod progress;
mod source;

/// A file to send: bytes in memory, or, with the feature `client`, a file on disk or any
/// reader, which are sent while they are read.
///
/// ```
/// use misskey_api::Upload;
///
/// let upload = Upload::new("tea.txt", "green").media_type("text/plain");
/// assert_eq!(format!("{upload:?}"), r#"Upload("tea.txt", 5 bytes)"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    pub(crate) name: String,
    pub(crate) media_type: Option<String>,
    pub(crate) source: Source,
    #[cfg(feature = "client")]
    report: Report,
}

impl Upload {
    /// A file with a name, held in memory. The server finds out its type.
    ///
    /// Clones share the bytes.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(name.into(), Source::Bytes(bytes.into().into()))
    }

    /// A file on disk, under its own name. It is read while it is sent, and never held in memory
    /// as a whole. If it can't be read, the call fails.
    ///
    /// ```
    /// use misskey_api::endpoints::drive::files;
    /// use misskey_api::Upload;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// # let path = std::env::temp_dir().join(format!("tea-{}.txt", std::process::id()));
    /// # std::fs::write(&path, "green")?;
    /// let upload = Upload::from_path(&path)
    ///     .on_progress(|progress| println!("{} of {:?} bytes", progress.sent, progress.total));
    /// let file = client.send(files::Create::new(upload)).await?;
    /// assert_eq!(file.size, 5);
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "client")]
    #[must_use]
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy().into_owned();
        Self::of(name, Source::Path(path.to_owned()))
    }

    /// What a reader gives, under a name. It can be sent only once, since the reader is used up:
    /// neither a clone nor another attempt can be sent after it.
    ///
    /// If you know the size, say so with [`size`](Self::size): then a server that refuses large
    /// files can do so at once.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn from_reader(
        name: impl Into<String>,
        reader: impl tokio::io::AsyncRead + Send + 'static,
    ) -> Self {
        Self::of(name.into(), Source::reader(reader))
    }

    fn of(name: String, source: Source) -> Self {
        Self {
            name,
            media_type: None,
            source,
            #[cfg(feature = "client")]
            report: Report::default(),
        }
    }

    /// Sets another name. The server shows it, and may take the file's type from it.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// States the file's media type, for example `image/png`. Misskey itself ignores it.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// States how many bytes a reader will give; the call fails if it gives more or fewer. The size
    /// of bytes and of files on disk is known without it.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.source.set_size(bytes);
        self
    }

    /// Calls a function once at the beginning, and whenever a part of the file has been handed to
    /// the connection: about every 64 KiB. Another attempt starts from zero again.
    ///
    /// The function runs between the parts, so it should be quick.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn on_progress(
        mut self,
        report: impl Fn(UploadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.report = Report::new(report);
        self
    }

    /// The bytes, if they are held in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            #[cfg(feature = "client")]
            _ => None,
        }
    }

    /// Nothing, where only a request's other parameters are read.
    #[cfg(feature = "dispatch")]
    pub(crate) fn blank() -> Self {
        Self::new("", Vec::new())
    }
}

#[cfg(feature = "client")]
impl Upload {
    /// Opens what is to be sent.
    pub(crate) async fn open(&self) -> Result<File, String> {
        let opened = self.source.open(self.report.clone()).await;
        opened.map_err(|reason| self.unreadable(&reason))
    }

    /// Whether it can be sent again, from the beginning.
    pub(crate) fn can_be_sent_again(&self) -> bool {
        !matches!(self.source, Source::Reader(_))
    }

    /// The MD5 sum of what is to be sent, in hexadecimal. Of a reader there is none, since
    /// it can be read only once.
    pub(crate) async fn md5(&self) -> Result<Option<String>, String> {
        let sum = self.source.md5().await;
        sum.map_err(|reason| self.unreadable(&reason))
    }

    fn unreadable(&self, reason: &str) -> String {
        format!("the file {:?} {}: {reason}", self.name, self.source)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?}, {})", self.name, self.source)
    }
}
