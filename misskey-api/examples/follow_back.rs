//! A bot that follows whoever follows it.
//!
//! The token needs the permissions `read:account` and `write:following`. Without arguments it
//! runs against a server within this program until it has followed one user:
//!
//! ```text
//! cargo run -p misskey-api --features streaming --example follow_back
//! cargo run -p misskey-api --features streaming --example follow_back -- misskey.example TOKEN
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;
use std::time::Duration;

use misskey_api::Client;
use misskey_api::channels::{self, main as told};
use misskey_api::endpoints::following::{self, CreateError};
use misskey_api::endpoints::{I, users};
use misskey_api::entities::UserLite;
use misskey_api::streaming::Delivery;
use misskey_test_server::TestServer;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => rehearse().await,
        [host, token] => {
            let client = Client::builder(host).token(token.as_str()).build()?;
            run(&client, None).await
        }
        _ => Err("name a host and a token, or nothing".into()),
    }
}

/// Follows back, for ever or so many users.
async fn run(client: &Client, users: Option<usize>) -> Result<(), Box<dyn Error>> {
    let stream = client.stream().connect().await?;
    let mut main = stream.open(channels::Main::new()).await?;
    let mut followed = 0;
    while users.is_none_or(|users| followed < users) {
        let Some(told) = main.next().await else { break };
        match told {
            Ok(Delivery::Event(told::Event::Followed(user))) => {
                follow_back(client, &user).await?;
                followed += 1;
            }
            Ok(Delivery::Gap(gap)) => println!("was away: {:?}", gap.cause),
            Ok(_) => {}
            Err(error) if error.is_final() => return Err(error.into()),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

/// Follows a user; one who can't be followed is no reason to stop.
async fn follow_back(client: &Client, user: &UserLite) -> Result<(), Box<dyn Error>> {
    match client.send(following::Create::new(&user.id)).await {
        Ok(_) => println!("follows @{} back", user.username),
        Err(error) => match error.reason() {
            Some(CreateError::AlreadyFollowing | CreateError::Blocked) => {}
            Some(_) => println!("does not follow @{}: {error}", user.username),
            None => return Err(error.into()),
        },
    }
    Ok(())
}

async fn rehearse() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let me = client.send(I::new()).await?;
    let follower = async {
        let listens = || {
            let streams = server.streams();
            let mut channels = streams.iter().flat_map(|stream| &stream.channels);
            channels.any(|channel| channel.is_live)
        };
        while !listens() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let follow = json!({ "userId": me.id });
        let followed = server.act_as("hinoki", "following/create", follow);
        followed.map_err(|error| Box::from(error.to_string()))
    };
    let both = async { tokio::try_join!(run(&client, Some(1)), follower) };
    tokio::time::timeout(Duration::from_secs(60), both).await??;

    let hinoki = client.send(users::Show::by_username("hinoki")).await?;
    let hinoki = serde_json::to_value(&hinoki)?;
    assert_eq!(hinoki["isFollowing"], true);
    Ok(())
}
