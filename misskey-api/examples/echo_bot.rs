//! A bot that answers whoever mentions it, and goes on after the server was away.
//!
//! The token needs the permissions `read:account`, which every stream needs, and `write:notes`.
//! With a host and a token it runs until it is stopped. Without arguments it runs against a
//! server within this program, which goes away in between, and ends when it has answered
//! twice:
//!
//! ```text
//! cargo run -p misskey-api --features streaming --example echo_bot
//! cargo run -p misskey-api --features streaming --example echo_bot -- misskey.example TOKEN
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::env;
use std::error::Error;
use std::time::Duration;

use misskey_api::channels::{self, main as told};
use misskey_api::endpoints::{I, notes};
use misskey_api::entities::Note;
use misskey_api::streaming::{Backoff, Delivery};
use misskey_api::{Client, ids};
use misskey_test_server::TestServer;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [host, token] => {
            let client = Client::builder(host).token(token.as_str()).build()?;
            run(&client, None).await
        }
        [] => rehearse().await,
        _ => Err("give a host and a token, or nothing".into()),
    }
}

/// Answers mentions, for ever or so many.
async fn run(client: &Client, mentions: Option<usize>) -> Result<(), Box<dyn Error>> {
    let me = client.send(I::new()).await?;
    let backoff = Backoff::default().first_delay(Duration::from_millis(200));
    let stream = client.stream().backoff(backoff).connect().await?;
    let mut main = stream.open(channels::Main::new()).await?;
    println!("@{} listens", me.username);
    let mut answered = 0;
    while mentions.is_none_or(|mentions| answered < mentions) {
        let Some(told) = main.next().await else { break };
        match told {
            Ok(Delivery::Event(told::Event::Mention(note))) if is_for(&note, &me.id) => {
                // An answer that fails must not be the last one.
                if let Err(error) = answer(client, &note, &me.id).await {
                    println!("no answer: {error}");
                }
                answered += 1;
            }
            // Mentions are no timeline: what was missed is among the notifications.
            Ok(Delivery::Gap(gap)) => println!("was away: {:?}", gap.cause),
            Ok(_) => {}
            Err(error) if error.is_final() => return Err(error.into()),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

/// Whether to answer a note: not one's own, and not that of another bot, or they would
/// answer each other for ever.
fn is_for(note: &Note, me: &ids::UserId) -> bool {
    note.user_id != *me && !note.user.is_bot.unwrap_or(false)
}

/// Answers those who can see the note: what is said to the bot alone stays between the two.
async fn answer(
    client: &Client,
    note: &Note,
    me: &ids::UserId,
) -> Result<(), Box<dyn Error>> {
    let text = note.text.as_deref().unwrap_or("…");
    println!("@{}: {text}", note.user.username);
    // A mention within the answer would mention again.
    let echo = text.replace('@', "");
    let request = notes::Create::reply_to(note, me);
    client
        .send(request.text(format!("You said: {echo}")))
        .await?;
    Ok(())
}

/// Runs the bot against a server that goes away in between.
async fn rehearse() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let mentions = async {
        mention(&server, "Are you there?", 1).await?;
        server.restart().await?;
        mention(&server, "And now?", 2).await
    };
    let both = async { tokio::try_join!(run(&client, Some(2)), mentions) };
    tokio::time::timeout(Duration::from_secs(60), both).await??;
    Ok(())
}

/// Mentions the bot, once it listens, and waits for so many answers in all.
async fn mention(
    server: &TestServer,
    text: &str,
    answers: usize,
) -> Result<(), Box<dyn Error>> {
    let listens = || {
        let streams = server.streams();
        let mut channels = streams.iter().flat_map(|stream| &stream.channels);
        channels.any(|channel| channel.is_live)
    };
    while !listens() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let note = json!({ "text": format!("@momiji {text}") });
    let posted = server.act_as("kaede", "notes/create", note);
    posted.map_err(|error| error.to_string())?;
    let answered = || {
        let requests = server.requests();
        let answers = requests
            .iter()
            .filter(|one| one.path == "/api/notes/create");
        answers.count()
    };
    while answered() < answers {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
