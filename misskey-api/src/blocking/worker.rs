//! The thread that carries calls out.

use std::io;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::called::{Called, Named};
use crate::error::{Error, ErrorEnum, Failure, Untyped};
use crate::transport::TransportError;

/// A thread that runs futures. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    handle: Handle,
    _ends_when_dropped: oneshot::Sender<()>,
}

/// The future ended without a value: it panicked.
#[derive(Debug)]
pub(super) struct Stopped;

impl Worker {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (sender, dropped) = oneshot::channel();
        thread::Builder::new()
            .name("misskey-api".to_owned())
            .spawn(move || {
                let _ = runtime.block_on(dropped);
            })?;
        Ok(Self {
            handle,
            _ends_when_dropped: sender,
        })
    }

    /// What comes of a future.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Stopped> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.handle.spawn(async move {
            // Whoever waited may be gone.
            let _ = sender.send(future.await);
        });
        receiver.recv().map_err(|mpsc::RecvError| Stopped)
    }
}

impl Stopped {
    pub(super) fn at<E: ErrorEnum>(self, path: &str) -> Error<E> {
        let called = Called::Named(Arc::new(Named {
            path: path.to_owned(),
            get: false,
            repeatable: false,
        }));
        Untyped::new(called, Failure::Transport(self.into())).typed()
    }
}

impl From<Stopped> for TransportError {
    fn from(_: Stopped) -> Self {
        Self::broken(
            "the call's task panicked, in a transport or in a function that it calls",
        )
    }
}
