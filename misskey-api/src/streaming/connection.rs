//! One connection to the server, made again whenever it is lost: the only task of its own
//! that streaming has.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_core::Stream as _;
use futures_sink::Sink as _;
use tokio::time::{Sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::backoff::Backoff;
use super::connect::{NoConnection, Socket, Target};
use super::error::StreamingError;
use super::later;
use super::pulse::{Beat, Pulse};
use super::session::Session;
use super::state::{Board, State};
use crate::Timestamp;

/// How many frames are read before others have their turn.
const TURN: usize = 64;
/// How long the server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A connection, for those who ask something of it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) id: u64,
    session: Mutex<Session>,
    board: Arc<Board>,
    /// Whether there is reason to look at the connection at once.
    doubted: Mutex<bool>,
}

/// How a connection is made and kept.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) backoff: Backoff,
    pub(super) connect: Duration,
    pub(super) silence: Duration,
    pub(super) patience: Duration,
    /// Whether a server that can't be reached, and never was, is given up.
    pub(super) gives_up: bool,
}

impl Connection {
    pub(super) fn new(id: u64, session: Session, board: Arc<Board>) -> Arc<Self> {
        board.add(id);
        Arc::new(Self {
            id,
            session: Mutex::new(session),
            board,
            doubted: Mutex::new(false),
        })
    }

    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it.
    pub(super) fn close(&self, why: &StreamingError) {
        self.session().close(why);
    }

    /// Ends it, for it carries nothing: it is no longer one of the client's.
    pub(super) fn retire(&self) {
        self.board.remove(self.id);
        self.close(&StreamingError::Closed);
    }

    /// There is reason to look at the connection at once.
    pub(super) fn doubt(&self) {
        *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.session().wake();
    }

    fn take_doubt(&self) -> bool {
        std::mem::take(&mut *self.doubted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self, state: State) {
        self.board.tell(self.id, state);
    }

    /// Waits for something, unless it is over before.
    async fn unless_closed<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            let mut session = self.session();
            if session.end().is_some() {
                return Poll::Ready(None);
            }
            session.set_waker(context.waker());
            drop(session);
            future.as_mut().poll(context).map(Some)
        })
        .await
    }

    /// Waits, unless it is over or there is reason to go on before.
    async fn wait(&self, delay: Duration) {
        let mut sleep = pin!(tokio::time::sleep(delay));
        let waited = std::future::poll_fn(|context| {
            if self.take_doubt() {
                return Poll::Ready(());
            }
            sleep.as_mut().poll(context)
        });
        self.unless_closed(waited).await;
    }

    /// Keeps up the connection until it is closed.
    pub(super) async fn run(self: Arc<Self>, target: Target, manner: Manner) {
        let mut failed = 0;
        let mut gives_up = manner.gives_up;
        while self.session().end().is_none() {
            self.tell(State::Connecting);
            let connecting = timeout(manner.connect, target.connect());
            let Some(connected) = self.unless_closed(connecting).await else {
                break;
            };
            let late = |_| Err(NoConnection::for_now("no answer in time"));
            let (reason, wait) = match connected.unwrap_or_else(late) {
                Ok(socket) => {
                    gives_up = false;
                    let start = Instant::now();
                    let reason = self.carry(socket, &manner).await;
                    if manner.backoff.is_stable(start.elapsed()) {
                        failed = 0;
                    }
                    (reason, None)
                }
                Err(NoConnection::ForNow { reason, wait }) => (reason, wait),
                Err(NoConnection::Unreachable(reason)) if gives_up => {
                    self.close(&target.not_connected(reason));
                    break;
                }
                Err(NoConnection::Unreachable(reason)) => (reason, None),
                Err(NoConnection::Final(error)) => {
                    self.close(&error);
                    break;
                }
            };
            if self.session().end().is_some() {
                break;
            }
            let delay = manner.backoff.delay(failed);
            let delay = delay.max(wait.unwrap_or_default());
            failed += 1;
            tracing::info!(%reason, ?delay, "the connection is lost");
            let until = later(Instant::now(), delay);
            self.tell(State::Waiting { until, reason });
            self.wait(delay).await;
        }
        let end = self.session().end().cloned();
        self.tell(State::Closed(end.unwrap_or(StreamingError::Closed)));
    }

    /// Carries frames both ways until the connection is lost; tells why.
    async fn carry(&self, socket: Socket, manner: &Manner) -> String {
        let now = Instant::now();
        self.session().up(now, Timestamp::now());
        self.tell(State::Live);
        let mut carrier = Carrier {
            connection: self,
            socket,
            pulse: Pulse::new(manner.silence, manner.patience, now),
            timer: Box::pin(sleep_until(now.into())),
        };
        let reason = std::future::poll_fn(|context| carrier.poll(context)).await;
        self.session().down(Timestamp::now());
        if self.session().end().is_some() {
            carrier.say_goodbye().await;
        }
        reason
    }
}

/// Carries frames both ways.
struct Carrier<'a> {
    connection: &'a Connection,
    socket: Socket,
    pulse: Pulse,
    timer: Pin<Box<Sleep>>,
}

impl Carrier<'_> {
    /// Ready with the reason when the connection is lost.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<String> {
        self.connection.session().set_waker(context.waker());
        if let Poll::Ready(reason) = self.poll_read(context) {
            return Poll::Ready(reason);
        }
        if let Poll::Ready(reason) = self.poll_time(context) {
            return Poll::Ready(reason);
        }
        if self.connection.session().end().is_some() {
            return Poll::Ready("it was closed".to_owned());
        }
        match self.poll_write(context) {
            Poll::Ready(Err(error)) => Poll::Ready(error.to_string()),
            _ if self.connection.session().is_congested() => {
                Poll::Ready("the server does not read".to_owned())
            }
            _ => Poll::Pending,
        }
    }

    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<String> {
        for _ in 0..TURN {
            match ready!(Pin::new(&mut self.socket).poll_next(context)) {
                Some(Ok(message)) => {
                    self.pulse.heard(Instant::now());
                    self.receive(&message);
                }
                Some(Err(error)) => return Poll::Ready(error.to_string()),
                None => return Poll::Ready("the server closed it".to_owned()),
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn receive(&self, message: &Message) {
        let mut session = self.connection.session();
        match message {
            Message::Text(text) => session.receive(text),
            Message::Binary(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => session.receive(text),
                Err(error) => session.malformed_frame(&error),
            },
            _ => {}
        }
    }

    /// Does what is due, and makes sure to be there when something is due next.
    fn poll_time(&mut self, context: &mut Context<'_>) -> Poll<String> {
        loop {
            let now = Instant::now();
            let beat = if self.connection.take_doubt() {
                self.pulse.doubt(now)
            } else {
                self.pulse.check(now)
            };
            match beat {
                Beat::Fine => {}
                // If there is no room for the question, the server does not read.
                Beat::Ask => drop(self.ask(context)),
                Beat::Dead => {
                    return Poll::Ready("nothing was heard for too long".to_owned());
                }
            }
            let mut session = self.connection.session();
            session.tick(now);
            let due = self.pulse.deadline();
            let due = session.deadline().map_or(due, |other| due.min(other));
            drop(session);
            // A timer that is early does no harm, and most are put off by the next frame.
            if self.timer.is_elapsed() || due < self.timer.deadline().into_std() {
                self.timer.as_mut().reset(due.into());
            }
            ready!(self.timer.as_mut().poll(context));
        }
    }

    /// Asks whether the server is there.
    fn ask(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        ready!(Pin::new(&mut self.socket).poll_ready(context))?;
        let ping = Message::Ping(Default::default());
        Poll::Ready(Pin::new(&mut self.socket).start_send(ping))
    }

    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            ready!(Pin::new(&mut self.socket).poll_ready(context))?;
            let Some(frame) = self.connection.session().outgoing() else {
                break;
            };
            Pin::new(&mut self.socket).start_send(Message::text(frame))?;
        }
        // Answers to pings wait here too.
        Pin::new(&mut self.socket).poll_flush(context)
    }

    async fn say_goodbye(mut self) {
        let closed = std::future::poll_fn(|context| {
            Pin::new(&mut self.socket).poll_close(context)
        });
        // Nobody waits for it: a connection that breaks is closed too.
        let _ = timeout(GOODBYE, closed).await;
    }
}
