//! A WebSocket client that does nothing by itself.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use misskey_test_server::TestServer;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::HeaderValue},
};

/// Long enough for what comes, and for what must not come to have been on its way.
const PATIENCE: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_millis(150);

#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

impl Listener {
    /// Connects as whoever has a token.
    pub(crate) async fn with(server: &TestServer, token: &str) -> Self {
        Self::query(server, &format!("?i={token}")).await.unwrap()
    }

    /// Connects as the owner of the server's token.
    pub(crate) async fn owner(server: &TestServer) -> Self {
        Self::with(server, server.token()).await
    }

    pub(crate) async fn query(server: &TestServer, query: &str) -> Result<Self, u16> {
        Self::handshake(server, query, None).await
    }

    /// Connects, or gives the status of the refusal.
    pub(crate) async fn handshake(
        server: &TestServer,
        query: &str,
        authorization: Option<&str>,
    ) -> Result<Self, u16> {
        let url = format!("ws://{}/streaming{query}", server.host());
        let mut request = url.into_client_request().unwrap();
        if let Some(authorization) = authorization {
            let value = HeaderValue::from_str(authorization).unwrap();
            request.headers_mut().insert("Authorization", value);
        }
        let stream = TcpStream::connect(server.host()).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn say(&mut self, kind: &str, body: Value) {
        let text = json!({ "type": kind, "body": body }).to_string();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Asks for a channel and does not wait.
    pub(crate) async fn ask(&mut self, channel: &str, id: &str, params: Value) {
        let body = json!({"channel": channel, "id": id, "params": params, "pong": true});
        self.say("connect", body).await;
    }

    /// Asks for a channel and waits until it is live.
    pub(crate) async fn connect(&mut self, channel: &str, id: &str) {
        self.ask(channel, id, json!({})).await;
        let acknowledged = json!({"type": "connected", "body": {"id": id}});
        assert_eq!(self.hear().await, acknowledged);
    }

    /// The next message, whatever it is; none when the connection is over.
    pub(crate) async fn message(&mut self) -> Option<Message> {
        let next = timeout(PATIENCE, self.socket.next()).await.unwrap();
        next.and_then(Result::ok)
    }

    /// The next JSON message.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.message().await.unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The next event in a channel: the channel's id, the event and its body.
    pub(crate) async fn event(&mut self) -> (String, String, Value) {
        let mut frame = self.hear().await;
        assert_eq!(frame["type"], "channel");
        let text = |key: &str| frame["body"][key].as_str().unwrap().to_owned();
        (text("id"), text("type"), frame["body"]["body"].take())
    }

    /// Whether nothing arrives for a while.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        timeout(QUIET, self.socket.next()).await.is_err()
    }
}
