//! Posts a note with two pictures and a poll.
//!
//! The token needs the permissions `read:drive`, `write:drive` and `write:notes`. Without
//! arguments it runs against a server within this program, with pictures of its own making:
//!
//! ```text
//! cargo run -p misskey-api --example post_with_pictures
//! cargo run -p misskey-api --example post_with_pictures -- misskey.example TOKEN a.png b.png
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;

use misskey_api::endpoints::{drive, notes};
use misskey_api::entities::{Note, Visibility};
use misskey_api::{Client, Upload};
use misskey_test_server::TestServer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => rehearse().await,
        [host, token, paths @ ..] if !paths.is_empty() => {
            let client = Client::builder(host).token(token.as_str()).build()?;
            post(&client, paths.iter().map(Upload::from_path)).await?;
            Ok(())
        }
        _ => Err("name a host, a token and pictures, or nothing".into()),
    }
}

async fn post(
    client: &Client,
    pictures: impl Iterator<Item = Upload>,
) -> Result<Note, Box<dyn Error>> {
    let mut files = Vec::new();
    for picture in pictures {
        // A picture that is in the drive already is not sent again.
        let request = drive::files::Create::new(picture);
        files.push(client.upload_once(request).await?.id);
    }
    let choices = ["The first", "The second"].map(str::to_owned);
    // It ends in an hour: times in requests are milliseconds.
    let poll = notes::CreatePoll::new(choices).expired_after(60 * 60 * 1000);
    let request = notes::Create::new()
        .text("Which one is better?")
        .visibility(Visibility::Home)
        .file_ids(files)
        .poll(poll);
    let note = client.send(request).await?.created_note;
    println!("posted {}", client.address().note_page(&note.id));
    Ok(note)
}

async fn rehearse() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let pictures = ["one.png", "two.png"];
    let uploads = pictures.map(|name| Upload::new(name, name).media_type("image/png"));
    let note = post(&client, uploads.into_iter()).await?;

    let shown = client.send(notes::Show::new(&note.id)).await?;
    assert_eq!(shown.files.map(|files| files.len()), Some(2));
    let poll = shown.poll.ok_or("there is no poll")?;
    assert_eq!(poll.choices.len(), 2);
    let end = poll.expires_at.ok_or("the poll never ends")?;
    let open = end.duration_since(shown.created_at);
    assert!((3590..=3610).contains(&open.as_secs()), "{open}");
    Ok(())
}
