//! Saves a server's own emoji into a folder, each no larger than 1 MiB.
//!
//! It needs no token. Without arguments it runs against a server within this program:
//!
//! ```text
//! cargo run -p misskey-api --example emoji_backup
//! cargo run -p misskey-api --example emoji_backup -- misskey.example FOLDER
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;
use std::fs;
use std::path::Path;

use misskey_api::Client;
use misskey_api::endpoints::Emojis;
use misskey_test_server::TestServer;

/// The largest picture that is taken, in bytes.
const LARGEST: u64 = 1 << 20;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => rehearse().await,
        [host, folder] => {
            let client = Client::builder(host).build()?;
            let saved = back_up(&client, Path::new(folder)).await?;
            println!("{saved} emoji saved");
            Ok(())
        }
        _ => Err("name a host and a folder, or nothing".into()),
    }
}

/// Gives how many were saved; one that can't be is told of, and the others are saved.
async fn back_up(client: &Client, folder: &Path) -> Result<usize, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let emojis = client.send(Emojis::new()).await?.emojis;
    fs::write(folder.join("emojis.json"), serde_json::to_vec(&emojis)?)?;
    let mut saved = 0;
    for emoji in &emojis {
        // A server could send any name, and this one becomes a path.
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        if emoji.name.is_empty() || !emoji.name.chars().all(is_plain) {
            println!("{:?} is no name for a file", emoji.name);
            continue;
        }
        match save(client, &emoji.url, &folder.join(&emoji.name)).await {
            Ok(size) => println!(":{}: {size} bytes", emoji.name),
            Err(error) => {
                println!(":{}: {error}", emoji.name);
                continue;
            }
        }
        saved += 1;
    }
    Ok(saved)
}

async fn save(
    client: &Client,
    url: &str,
    path: &Path,
) -> Result<u64, misskey_api::Error> {
    let download = client.download(url, LARGEST).await?;
    let extension = match download.media_type() {
        Some("image/png") => "png",
        Some("image/gif") => "gif",
        Some("image/webp") => "webp",
        _ => "picture",
    };
    download.save(path.with_extension(extension)).await
}

async fn rehearse() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url()).build()?;
    let folder = std::env::temp_dir().join(format!("emoji-{}", std::process::id()));
    let saved = back_up(&client, &folder).await?;
    let picture = fs::read(folder.join("teapot.png"))?;
    fs::remove_dir_all(&folder)?;
    assert_eq!(saved, 2);
    assert!(picture.starts_with(b"\x89PNG"));
    Ok(())
}
