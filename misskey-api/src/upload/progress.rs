//! How much of a file is sent.

use std::sync::Arc;

/// How much of a file is on its way: handed to the connection, which holds little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadProgress {
    /// The bytes so far.
    pub sent: u64,
    /// The bytes in all, if that is known.
    pub total: Option<u64>,
}

/// Whom to tell.
#[derive(Clone, Default)]
pub(crate) struct Report(Option<Arc<dyn Fn(UploadProgress) + Send + Sync>>);

impl Report {
    pub(crate) fn new(report: impl Fn(UploadProgress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(report)))
    }

    pub(crate) fn tell(&self, sent: u64, total: Option<u64>) {
        if let Some(report) = &self.0 {
            report(UploadProgress { sent, total });
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
