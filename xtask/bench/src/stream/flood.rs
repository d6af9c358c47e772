//! How fast the notes of a timeline are read: through a subscription, and by hand.

use std::hint::black_box;

use futures_util::{SinkExt as _, StreamExt as _};
use misskey_api::channels::home_timeline;
use misskey_api::entities;
use misskey_api::streaming::{Delivery, RawChannel};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use super::Server;
use crate::client::runtime;
use crate::dice::Dice;
use crate::measure::Speeds;
use crate::notes;
use crate::{Failure, clock, derived};

/// How many different frames there are.
pub(super) const FRAMES: usize = 100;
/// How often each is sent in a run.
const ROUNDS: usize = 200;

/// A note on a timeline, as a server sends it.
pub(super) fn frames(id: &str) -> Vec<String> {
    let list = notes::list(FRAMES, &mut Dice::new());
    let notes: Vec<Box<RawValue>> = serde_json::from_str(&list).unwrap_or_default();
    let frame = |note: &RawValue| {
        format!(
            r#"{{"type":"channel","body":{{"id":"{id}","type":"note","body":{}}}}}"#,
            note.get()
        )
    };
    notes.iter().map(|note| frame(note)).collect()
}

/// Measures all ways in turn.
pub(super) fn measure(
    server: &Server,
    runs: usize,
) -> Result<(usize, Vec<Speeds>), Failure> {
    type Way = fn(&Server) -> Result<f64, Failure>;
    let ways: [(&str, Way); 4] = [
        ("a subscription", subscription),
        ("by hand, the same types", by_hand::<entities::Note>),
        ("by hand, types by serde derive", by_hand::<derived::Note>),
        ("by hand, not read", by_hand::<serde::de::IgnoredAny>),
    ];
    let mut speeds: Vec<Speeds> =
        ways.iter().map(|(name, _)| Speeds::new(name)).collect();
    // The first run warms up.
    for run in 0..=runs {
        for ((_, way), speeds) in ways.iter().zip(&mut speeds) {
            let speed = way(server)?;
            if run > 0 {
                speeds.push(speed);
            }
        }
    }
    let bytes = frames("1").iter().map(String::len).sum();
    Ok((bytes, speeds))
}

/// Frames by second of this process's processor time, of the frames after the first.
fn timed(seconds: std::time::Duration) -> f64 {
    (FRAMES * ROUNDS) as f64 / seconds.as_secs_f64()
}

fn subscription(server: &Server) -> Result<f64, Failure> {
    runtime()?.block_on(async {
        let stream = server.connect().await?;
        let start = clock::now()?;
        // The home timeline is for accounts; the events are the same.
        let channel = RawChannel::new("flood").parameter("rounds", json!(ROUNDS));
        let mut home = stream
            .open_raw(channel)
            .events::<home_timeline::Event>()
            .queue(1 << 20, usize::MAX)
            .await?;
        for _ in 0..FRAMES * ROUNDS {
            match home.next().await {
                Some(Ok(Delivery::Event(home_timeline::Event::Note(note)))) => {
                    black_box(note);
                }
                other => return Err(format!("no note: {other:?}").into()),
            }
        }
        Ok(timed(clock::now()?.saturating_sub(start)))
    })
}

#[derive(Deserialize)]
struct Frame<N> {
    #[serde(rename = "type")]
    kind: String,
    body: Event<N>,
}

#[derive(Deserialize)]
struct Event<N> {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    body: N,
}

fn by_hand<N: DeserializeOwned>(server: &Server) -> Result<f64, Failure> {
    runtime()?.block_on(async {
        let stream = TcpStream::connect(&server.host).await?;
        stream.set_nodelay(true)?;
        let address = format!("ws://{}/streaming", server.host);
        let (mut socket, _) = tokio_tungstenite::client_async(address, stream).await?;
        let start = clock::now()?;
        let body = json!({
            "channel": "flood", "id": "1", "params": { "rounds": ROUNDS }, "pong": true,
        });
        let connect = json!({ "type": "connect", "body": body });
        socket.send(Message::text(connect.to_string())).await?;
        socket.next().await.ok_or("no acknowledgement")??;
        for _ in 0..FRAMES * ROUNDS {
            let message = socket.next().await.ok_or("no frame")??;
            let frame: Frame<N> = serde_json::from_str(message.to_text()?)?;
            if (frame.kind.as_str(), frame.body.kind.as_str()) == ("channel", "note") {
                black_box((frame.body.id, frame.body.body));
            }
        }
        Ok(timed(clock::now()?.saturating_sub(start)))
    })
}
