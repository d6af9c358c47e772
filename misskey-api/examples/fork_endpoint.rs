//! Calls an endpoint that only a fork has: once by its name, and once by a type of one's own.
//!
//! The endpoint is made up; on a real server it runs as far as the error that says so. Without
//! arguments it runs against a server within this program that has it:
//!
//! ```text
//! cargo run -p misskey-api --example fork_endpoint
//! cargo run -p misskey-api --example fork_endpoint -- misskey.example TOKEN
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;

use misskey_api::{BySerde, Client, CommonError, Decode, Endpoint, Meta, RawCall};
use misskey_test_server::{Reply, TestServer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Brews tea: the request, as it is sent.
#[derive(Serialize)]
struct Brew {
    tea: String,
}

/// What the endpoint answers.
#[derive(Debug, Deserialize, PartialEq)]
struct Brewed {
    cups: u32,
}

impl Decode for Brewed {
    type By = BySerde;
}

impl Endpoint for Brew {
    type Response = Brewed;
    type Error = CommonError;
    // Nothing more is known. Two calls brew twice, so none is sent again by itself, which is
    // how it is if nothing is said.
    const META: &'static Meta = &Meta::new("kitchen/brew");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            let server = TestServer::start().await?;
            let brewed = Reply::json(200, json!({ "cups": 2 }));
            server.respond_always("kitchen/brew", brewed);
            let cups = brew(&server.base_url(), server.token()).await?;
            assert_eq!(cups, 4);
            Ok(())
        }
        [host, token] => {
            brew(host, token).await?;
            Ok(())
        }
        _ => Err("name a host and a token, or nothing".into()),
    }
}

/// Gives how many cups there are in the end.
async fn brew(host: &str, token: &str) -> Result<u64, Box<dyn Error>> {
    let client = Client::builder(host).token(token).build()?;

    // By its name: good for a try.
    let call = RawCall::new("kitchen/brew").parameters(json!({ "tea": "green" }));
    let answer: Value = client.send_raw(call).await?;
    let first = answer["cups"].as_u64().ok_or("no number of cups")?;

    // By a type: as good as those that are generated.
    let tea = "black".to_owned();
    let second = client.send(Brew { tea }).await?.cups;
    println!("{first} cups of green tea, {second} of black");
    Ok(first + u64::from(second))
}
