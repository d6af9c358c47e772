//! Mirrors a timeline into a file, a note a line, and goes on where the last run stopped.
//!
//! The token needs the permission `read:account`. The oldest notes come first, so that the
//! file only grows; the place is stored beside it after each page. Without arguments it runs
//! twice against a server within this program:
//!
//! ```text
//! cargo run -p misskey-api --example mirror_timeline
//! cargo run -p misskey-api --example mirror_timeline -- misskey.example TOKEN notes.jsonl
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use misskey_api::endpoints::notes;
use misskey_api::{Client, Cursor};
use misskey_test_server::TestServer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => rehearse().await,
        [host, token, file] => {
            let client = Client::builder(host).token(token.as_str()).build()?;
            let count = mirror(&client, Path::new(file)).await?;
            println!("{count} new notes");
            Ok(())
        }
        _ => Err("name a host, a token and a file, or nothing".into()),
    }
}

/// Appends what is new, and gives how many notes that was.
async fn mirror(client: &Client, path: &Path) -> Result<usize, Box<dyn Error>> {
    let place = path.with_extension("cursor");
    let request = notes::Timeline::new().limit(100);
    let mut pages = client.pages(request).oldest_first();
    if let Some(cursor) = stored(&place)? {
        pages = pages.resume(cursor);
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let mut count = 0;
    let mut pages = pages.by_page();
    while let Some(notes) = pages.try_next().await? {
        for note in &notes {
            // What these bindings don't know of a note is written as well.
            writeln!(file, "{}", serde_json::to_string(note)?)?;
        }
        // First the notes, then the place: a crash in between repeats some, and loses none.
        file.sync_data()?;
        fs::write(&place, pages.cursor().to_string())?;
        count += notes.len();
    }
    Ok(count)
}

/// The place of the last run, if there was one.
fn stored(place: &Path) -> Result<Option<Cursor>, Box<dyn Error>> {
    match fs::read_to_string(place) {
        Ok(text) => Ok(Some(text.parse()?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn rehearse() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let client = Client::builder(server.base_url())
        .token(server.token())
        .build()?;
    let folder = std::env::temp_dir().join(format!("mirror-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let path = folder.join("notes.jsonl");
    let first = mirror(&client, &path).await?;
    server.post_note("This is new");
    let second = mirror(&client, &path).await?;
    let mirrored = fs::read_to_string(&path)?;
    fs::remove_dir_all(&folder)?;

    assert!(first > 0);
    assert_eq!(second, 1);
    assert_eq!(mirrored.lines().count(), first + second);
    println!("{first} notes, and then {second} more");
    Ok(())
}
