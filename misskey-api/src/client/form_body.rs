//! A form on its way.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::form::Form;
use crate::upload::File;

/// What is seen of a form on its way.
#[derive(Default)]
pub(super) struct Watch {
    moved: AtomicBool,
    unreadable: OnceLock<String>,
}

impl Watch {
    /// Whether some of it went out since this was asked last.
    pub(super) fn has_moved(&self) -> bool {
        self.moved.swap(false, Ordering::Relaxed)
    }

    /// Why the file could not be read to its end.
    pub(super) fn unreadable(&self) -> Option<&str> {
        self.unreadable.get().map(String::as_str)
    }
}

/// A form: what stands before the file, the file while it is read, and what stands after it.
pub(super) struct FormBody {
    head: Bytes,
    file: Option<(String, File)>,
    tail: Bytes,
    watch: Arc<Watch>,
}

impl FormBody {
    pub(super) async fn open(form: Form, watch: Arc<Watch>) -> Result<Self, String> {
        let (head, upload, tail) = form.into_parts();
        let file = match upload {
            Some(upload) => Some((format!("{upload:?}"), upload.open().await?)),
            None => None,
        };
        Ok(Self {
            head: head.into(),
            file,
            tail: tail.into(),
            watch,
        })
    }
}

impl http_body::Body for FormBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        this.watch.moved.store(true, Ordering::Relaxed);
        if !this.head.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.head)))));
        }
        if let Some((name, file)) = &mut this.file {
            match ready!(Pin::new(file).poll_frame(context)) {
                Some(Err(error)) => {
                    let reason = format!("{name} can't be read: {error}");
                    let _ = this.watch.unreadable.set(reason);
                    return Poll::Ready(Some(Err(error)));
                }
                Some(frame) => return Poll::Ready(Some(frame)),
                None => this.file = None,
            }
        }
        if this.tail.is_empty() {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.tail)))))
    }

    fn size_hint(&self) -> SizeHint {
        let around = u64::try_from(self.head.len() + self.tail.len()).ok();
        let file = self
            .file
            .as_ref()
            .map_or(Some(0), |(_, file)| file.size_hint().exact());
        around
            .zip(file)
            .and_then(|(around, file)| around.checked_add(file))
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
