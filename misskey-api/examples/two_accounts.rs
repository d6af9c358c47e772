//! Two accounts of one server by one client: one posts, the other reacts.
//!
//! The clients share connections, pacing and what is known of the server; only the token
//! differs. The first token needs the permission `write:notes`, the second
//! `write:reactions`. Without arguments it runs against a server within this program:
//!
//! ```text
//! cargo run -p misskey-api --example two_accounts
//! cargo run -p misskey-api --example two_accounts -- misskey.example TOKEN TOKEN
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
            let kaede = server.token_of("kaede").ok_or("she is always there")?;
            post_and_react(&server.base_url(), server.token(), &kaede).await
        }
        [host, author, reader] => post_and_react(host, author, reader).await,
        _ => Err("name a host and two tokens, or nothing".into()),
    }
}

async fn post_and_react(
    host: &str,
    author: &str,
    reader: &str,
) -> Result<(), Box<dyn Error>> {
    let author = Client::builder(host).token(author).build()?;
    let reader = author.with_token(reader);

    let request = notes::Create::new()
        .text("Does anybody read this?")
        .visibility(Visibility::Home);
    let note = author.send(request).await?.created_note;
    let reaction = notes::reactions::Create::new(&note.id, "\u{1f44d}");
    reader.send(reaction).await?;

    // What anyone may see needs no account.
    let request = notes::Reactions::new(&note.id);
    let reactions = author.anonymous().send(request).await?;
    for given in &reactions {
        println!("{} from @{}", given.r#type, given.user.username);
    }
    assert_eq!(reactions.len(), 1);
    assert_ne!(reactions[0].user.id, note.user_id);
    Ok(())
}
