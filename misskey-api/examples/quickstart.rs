//! Posts a note and reads it back.
//!
//! Without arguments it runs against a server within this program; with a host and a
//! token (Settings > API, permission "compose or delete notes") against a real one:
//!
//! ```text
//! cargo run -p misskey-api --example quickstart
//! cargo run -p misskey-api --example quickstart -- misskey.example TOKEN
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;

use misskey_api::Client;
use misskey_api::endpoints::notes;
use misskey_api::entities::Visibility;
use misskey_test_server::TestServer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            let server = TestServer::start().await?;
            post_and_read(&server.base_url(), server.token()).await
        }
        [host, token] => post_and_read(host, token).await,
        _ => Err("name a host and a token, or nothing".into()),
    }
}

async fn post_and_read(host: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(host).token(token).build()?;

    let hello = notes::Create::new()
        .text("Hello from Rust")
        .visibility(Visibility::Home);
    let created = client.send(hello).await?.created_note;
    println!("posted {} at {}", created.id, created.created_at);

    let note = client.send(notes::Show::new(&created.id)).await?;
    println!(
        "{} says: {}",
        note.user.username,
        note.text.as_deref().unwrap_or("nothing")
    );
    if note != created {
        println!("(it has changed in the meantime)");
    }
    Ok(())
}
