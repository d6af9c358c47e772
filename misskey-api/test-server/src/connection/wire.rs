//! A socket that can be slow, and break off in the middle.

use std::{
    io,
    net::Shutdown,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

use super::Treatment;

/// How long what was sent has to arrive, before a reset makes the other side forget it.
const PAUSE: Duration = Duration::from_millis(30);

/// A socket and how it is treated, as its owner and its faults share them.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    interval: Mutex<Option<Duration>>,
    /// How much may still be sent before the reset.
    allowance: Mutex<Option<u64>>,
    is_reset: AtomicBool,
    lingers: AtomicBool,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            interval: Mutex::default(),
            allowance: Mutex::default(),
            is_reset: AtomicBool::new(false),
            lingers: AtomicBool::new(false),
        }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    pub(super) fn treat(&self, treatment: &Treatment) {
        *lock(&self.interval) = treatment.interval;
        *lock(&self.allowance) = treatment.reset_after;
        self.lingers.store(treatment.lingers, Ordering::Relaxed);
    }

    /// Whether what still comes is read before the connection ends.
    pub(super) fn lingers(&self) -> bool {
        self.lingers.load(Ordering::Relaxed) && !self.is_reset.load(Ordering::Relaxed)
    }

    /// Lets the end of the connection be a reset, not a farewell.
    pub(super) fn reset_on_close(&self) {
        self.is_reset.store(true, Ordering::Relaxed);
        // A socket that is gone already needs no reset.
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// How many of so many bytes may be sent at once.
    fn permitted(&self, wanted: usize) -> usize {
        let allowed = lock(&self.allowance).unwrap_or(u64::MAX);
        let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
        let at_once = lock(&self.interval).map_or(usize::MAX, |_| 1);
        wanted.min(allowed).min(at_once)
    }

    fn spend(&self, sent: usize) {
        if let Some(allowed) = lock(&self.allowance).as_mut() {
            *allowed = allowed.saturating_sub(sent as u64);
        }
    }
}

/// The socket as hyper sees it.
#[derive(Debug)]
pub(super) struct Io {
    wire: Arc<Wire>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Io {
    pub(super) fn new(wire: Arc<Wire>) -> Self {
        Self { wire, pause: None }
    }

    /// Waits out a pause that was begun, if there is one.
    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        Poll::Ready(())
    }

    fn poll_reset(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if !self.wire.is_reset.load(Ordering::Relaxed) {
            self.wire.reset_on_close();
            self.pause = Some(Box::pin(sleep(PAUSE)));
        }
        ready!(self.poll_pause(context));
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }
}

impl AsyncRead for Io {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.wire.stream.poll_read_ready(context))?;
            match self.wire.stream.try_read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Io {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_pause(context));
        let permitted = self.wire.permitted(bytes.len());
        if permitted == 0 && !bytes.is_empty() {
            return self.poll_reset(context);
        }
        loop {
            ready!(self.wire.stream.poll_write_ready(context))?;
            match self.wire.stream.try_write(&bytes[..permitted]) {
                Ok(sent) => {
                    self.wire.spend(sent);
                    let interval = *lock(&self.wire.interval);
                    self.pause = interval.map(|interval| Box::pin(sleep(interval)));
                    return Poll::Ready(Ok(sent));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = SockRef::from(&self.wire.stream).shutdown(Shutdown::Write);
        Poll::Ready(shut)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
