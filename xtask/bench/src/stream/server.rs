//! A server that acknowledges all channels, and floods those that ask for it.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::{flood, limits};
use crate::Failure;
use crate::client::runtime;

/// Serves until its input ends; tells its address first.
pub(crate) fn serve() -> Result<(), Failure> {
    limits::raise();
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    runtime()?.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            // Whatever goes wrong ends the connection, which the client tells.
            tokio::spawn(async move { answer(stream).await.ok() });
        }
    })
}

async fn answer(stream: TcpStream) -> Result<(), Failure> {
    let config = tokio_tungstenite::tungstenite::protocol::WebSocketConfig::default()
        .read_buffer_size(1024);
    let mut socket =
        tokio_tungstenite::accept_async_with_config(stream, Some(config)).await?;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else {
            continue;
        };
        let said: Value = serde_json::from_str(&text)?;
        if said["type"] != "connect" {
            continue;
        }
        let id = said["body"]["id"].as_str().unwrap_or_default();
        let connected = json!({ "type": "connected", "body": { "id": id } });
        socket.send(Message::text(connected.to_string())).await?;
        let rounds = said["body"]["params"]["rounds"].as_u64();
        if let Some(rounds) = rounds {
            flood(&mut socket, id, rounds).await?;
        }
    }
    Ok(())
}

/// Sends all frames so many times, as bytes that are written once.
async fn flood(
    socket: &mut WebSocketStream<TcpStream>,
    id: &str,
    rounds: u64,
) -> std::io::Result<()> {
    let bytes: Arc<[u8]> = flood::frames(id)
        .iter()
        .flat_map(|text| framed(text))
        .collect();
    for _ in 0..rounds {
        socket.get_mut().write_all(&bytes).await?;
    }
    Ok(())
}

/// A text as a frame of a server: not masked.
fn framed(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81];
    match text.len() {
        length @ 0..126 => frame.push(u8::try_from(length).unwrap_or_default()),
        length @ 126..65536 => {
            frame.push(126);
            frame.extend(u16::try_from(length).unwrap_or_default().to_be_bytes());
        }
        length => {
            frame.push(127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(text.as_bytes());
    frame
}
