//! What a test can do to the streaming API.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    hub::Connection,
    seen::{Stream, StreamChannel, StreamMessage},
};
use crate::{reply::Reply, server::TestServer, state::State};

/// The streaming API, from the server's side. What is published here reaches clients beside what
/// the server publishes by itself. Bodies are whatever can be written as JSON, an entity of the
/// bindings for instance; what can't is null.
impl TestServer {
    /// Tells all live channels of this name of an event, whatever their parameters. Gives how
    /// many there were.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # use serde_json::json;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// let reached = server.publish("main", "readAllNotifications", &json!(null));
    /// assert_eq!(reached, 0, "nobody is connected");
    /// # Ok(())
    /// # }
    /// ```
    pub fn publish(
        &self,
        channel: &str,
        event: &str,
        body: &(impl Serialize + ?Sized),
    ) -> usize {
        let body = &written(body);
        let state = self.state();
        let fits =
            |_: &Connection, found: &super::hub::Channel| found.kind.name == channel;
        state.streams.publish(fits, event, body)
    }

    /// The same for the live channels with this id, which clients choose.
    pub fn publish_to(
        &self,
        channel_id: &str,
        event: &str,
        body: &(impl Serialize + ?Sized),
    ) -> usize {
        let body = &written(body);
        let state = self.state();
        let fits = |_: &Connection, found: &super::hub::Channel| found.id == channel_id;
        state.streams.publish(fits, event, body)
    }

    /// Tells every connection of something that concerns all, such as `emojiAdded`. Gives how
    /// many connections there are.
    pub fn broadcast(&self, kind: &str, body: &(impl Serialize + ?Sized)) -> usize {
        let frame = json!({ "type": kind, "body": written(body) });
        self.send_frame(&frame.to_string())
    }

    /// Tells all who captured a note what became of it, such as `pollVoted`. Gives how many
    /// connections did.
    pub fn publish_note_capture(
        &self,
        note: &str,
        kind: &str,
        body: &(impl Serialize + ?Sized),
    ) -> usize {
        let body = written(body);
        self.state().streams.publish_capture(note, kind, &body)
    }

    /// Posts a public note as `kaede`, whom `momiji` follows: it is stored, and published to all
    /// who listen. Gives the note as kaede sees it.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = TestServer::start().await?;
    /// let note = server.post_note("The first plums are ripe");
    /// assert_eq!(note["user"]["username"], "kaede");
    /// # Ok(())
    /// # }
    /// ```
    pub fn post_note(&self, text: &str) -> Value {
        let created = self.act_as("kaede", "notes/create", json!({ "text": text }));
        created.map_or(Value::Null, |mut created| created["createdNote"].take())
    }

    /// The open connections, in the order in which they came.
    ///
    /// ```
    /// # use misskey_test_server::TestServer;
    /// # #[tokio::main]
    /// # async fn main() -> std::io::Result<()> {
    /// # let server = TestServer::start().await?;
    /// for stream in server.streams() {
    ///     let channels = stream.channels.iter().map(|channel| channel.name.as_str());
    ///     let channels: Vec<&str> = channels.collect();
    ///     assert_eq!(channels, ["homeTimeline", "main"]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn streams(&self) -> Vec<Stream> {
        let state = self.state();
        let connections = state.streams.connections.iter();
        connections
            .map(|(id, connection)| seen(&state, *id, connection))
            .collect()
    }

    /// Every text that clients sent so far, on all connections, in the order of arrival.
    #[must_use]
    pub fn stream_messages(&self) -> Vec<StreamMessage> {
        self.state().streams.messages.clone()
    }

    /// How often a handshake was tried so far, whether it succeeded or not. What was sent is
    /// among [`requests`](Self::requests), with the path `/streaming`.
    #[must_use]
    pub fn handshakes(&self) -> usize {
        let requests = self.requests().into_iter();
        requests
            .filter(|request| request.path == "/streaming")
            .count()
    }

    /// Breaks all connections without a word, as a network does. Gives how many there were.
    pub fn drop_streams(&self) -> usize {
        self.state().streams.drop_all()
    }

    /// Closes all connections with a code, such as 1001, as a server that goes away does. They
    /// are gone once the clients have answered. Gives how many there were.
    pub fn close_streams(&self, code: u16) -> usize {
        let close = CloseFrame {
            code: CloseCode::from(code),
            reason: "closed by the test".into(),
        };
        let state = self.state();
        state.streams.send_all(&Message::Close(Some(close)))
    }

    /// Answers the next handshakes with a status and nothing else, 503 for instance. Other
    /// answers can be queued with [`respond`](Self::respond) for `/streaming`.
    pub fn refuse_streams(&self, status: u16, count: usize) {
        for _ in 0..count {
            self.respond("/streaming", Reply::empty(status));
        }
    }

    /// Goes silent: connections stay open and new ones are let in, but nothing is read and
    /// nothing written on any of them, not even pings and their answers.
    pub fn silence_streams(&self) {
        self.state().streams.silence.send_replace(true);
    }

    /// Ends the silence. What was published meanwhile arrives now.
    pub fn wake_streams(&self) {
        self.state().streams.silence.send_replace(false);
    }

    /// Lets channels go live, and be acknowledged, only so long after they were asked for. What
    /// is published in between is lost on them.
    pub fn delay_acknowledgements(&self, delay: Duration) {
        self.state().streams.acknowledgement_delay = delay;
    }

    /// Pings so often on connections that come from now on; a connection from which no pong
    /// came for twice that time is broken. A minute unless told otherwise.
    pub fn ping_streams_every(&self, interval: Duration) {
        self.state().streams.ping_interval = interval;
    }

    /// Sends a text to every connection as it stands, JSON or not. Gives how many there are.
    pub fn send_frame(&self, text: &str) -> usize {
        self.state().streams.send_all(&Message::text(text))
    }

    /// Sends a binary message to every connection, which no real server does. Gives how many
    /// there are.
    pub fn send_binary(&self, bytes: &[u8]) -> usize {
        let message = Message::binary(bytes.to_vec());
        self.state().streams.send_all(&message)
    }
}

/// A body as JSON. What can't be written so is null.
fn written(body: &(impl Serialize + ?Sized)) -> Value {
    serde_json::to_value(body).unwrap_or_default()
}

fn seen(state: &State, id: u64, connection: &Connection) -> Stream {
    let user = connection.user().and_then(|id| state.user(id));
    let username = user.and_then(|user| user["username"].as_str());
    let channels = connection.channels.iter().map(|channel| StreamChannel {
        id: channel.id.clone(),
        name: channel.kind.name.to_owned(),
        params: channel.params.clone(),
        is_live: channel.is_live,
    });
    Stream {
        id,
        username: username.map(str::to_owned),
        channels: channels.collect(),
        captures: connection.captures.clone(),
    }
}
