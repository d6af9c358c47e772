//! Serves until its standard input ends, for programs that are not in the same process.
//!
//! ```text
//! $ cargo run -p misskey-test-server --example serve
//! http://127.0.0.1:40123 TOKEN
//! ```

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::error::Error;

use misskey_test_server::TestServer;
use tokio::io::{AsyncReadExt as _, stdin};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    println!("{} {}", server.base_url(), server.token());
    stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}
