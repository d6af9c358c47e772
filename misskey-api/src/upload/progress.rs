//! How much of a file is sent.

use std::sync::Arc;

/// How much of a file has been sent: handed to the connection, which buffers little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sent {
    /// The bytes so far.
    pub bytes: u64,
    /// The bytes in all, if that is known.
    pub of: Option<u64>,
}

/// Whom to tell.
#[derive(Clone, Default)]
pub(crate) struct Report(Option<Arc<dyn Fn(Sent) + Send + Sync>>);

impl Report {
    pub(crate) fn new(report: impl Fn(Sent) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(report)))
    }

    pub(crate) fn tell(&self, bytes: u64, of: Option<u64>) {
        if let Some(report) = &self.0 {
            report(Sent { bytes, of });
        }
    }
}

/// Who is told makes no other file of it.
impl PartialEq for Report {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Report {}
