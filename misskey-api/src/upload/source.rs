//! Where a file's bytes come from.

use std::fmt;

use bytes::Bytes;

/// Where a file's bytes come from.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    #[cfg(feature = "client")]
    Path(std::path::PathBuf),
    #[cfg(feature = "client")]
    Reader(Reader),
}

#[cfg(feature = "client")]
use super::file::Reader;

impl PartialEq for Source {
    /// A reader is equal to itself alone.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            #[cfg(feature = "client")]
            (Self::Path(one), Self::Path(other)) => one == other,
            #[cfg(feature = "client")]
            (Self::Reader(one), Self::Reader(other)) => one.is(other),
            #[cfg(feature = "client")]
            _ => false,
        }
    }
}

impl Eq for Source {}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            #[cfg(feature = "client")]
            Self::Path(path) => write!(f, "from {}", path.display()),
            #[cfg(feature = "client")]
            Self::Reader(reader) => match reader.size {
                Some(size) => write!(f, "{size} bytes from a reader"),
                None => f.write_str("from a reader"),
            },
        }
    }
}
