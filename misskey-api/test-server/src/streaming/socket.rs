//! A WebSocket from the handshake to its end.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::{
    sync::{mpsc::UnboundedReceiver, watch},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

use crate::shared::Shared;

/// How a connection is treated.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) ping_interval: Duration,
    /// While this says so, nothing is read and nothing written.
    pub(super) silence: watch::Receiver<bool>,
}

struct Socket {
    shared: Arc<Shared>,
    connection: u64,
    socket: WebSocketStream<TokioIo<Upgraded>>,
    inbox: UnboundedReceiver<Message>,
    settings: Settings,
    last_pong: Instant,
}

/// Nothing more is to be done with a socket.
struct Ended;

/// Serves a connection until it breaks, is closed or gives no sign of life.
pub(super) async fn serve(
    shared: Arc<Shared>,
    connection: u64,
    upgrade: OnUpgrade,
    inbox: UnboundedReceiver<Message>,
    settings: Settings,
) {
    if let Ok(upgraded) = upgrade.await {
        let io = TokioIo::new(upgraded);
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, None).await;
        let mut socket = Socket {
            shared: Arc::clone(&shared),
            connection,
            socket,
            inbox,
            settings,
            last_pong: Instant::now(),
        };
        socket.run().await;
    }
    shared.state().streams.remove(connection);
}

impl Socket {
    async fn run(&mut self) {
        let mut pings = self.pings();
        loop {
            self.keep_silence().await;
            let step = tokio::select! {
                // The sender lives as long as the server; without it this ends elsewhere.
                _ = self.settings.silence.changed() => Ok(()),
                message = self.inbox.recv() => match message {
                    Some(message) => self.send(message).await,
                    None => Err(Ended),
                },
                message = self.socket.next() => match message {
                    Some(Ok(message)) => {
                        self.hear(&message);
                        Ok(())
                    }
                    Some(Err(_)) | None => Err(Ended),
                },
                _ = pings.tick() => self.ping().await,
            };
            if step.is_err() {
                return;
            }
        }
    }

    fn pings(&self) -> Interval {
        // An interval must not be zero.
        let every = self.settings.ping_interval.max(Duration::from_millis(1));
        let mut pings = interval_at(Instant::now() + every, every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings
    }

    async fn keep_silence(&mut self) {
        if !*self.settings.silence.borrow() {
            return;
        }
        // An error is a server that is gone, and this task with it.
        let _ = self.settings.silence.wait_for(|silent| !silent).await;
        self.last_pong = Instant::now();
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        self.socket.send(message).await.map_err(|_| Ended)
    }

    /// Pings, unless nothing was heard for two pings: then the connection is given up.
    async fn ping(&mut self) -> Result<(), Ended> {
        if self.last_pong.elapsed() > 2 * self.settings.ping_interval {
            return Err(Ended);
        }
        self.send(Message::Ping(Vec::new().into())).await
    }

    fn hear(&mut self, message: &Message) {
        match message {
            Message::Pong(_) => self.last_pong = Instant::now(),
            Message::Text(text) => self.shared.state().hear(self.connection, text),
            _ => {}
        }
    }
}
