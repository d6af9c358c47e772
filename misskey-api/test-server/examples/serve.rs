//! Serves programs that are not in the same process, in any language. The first line of the
//! output holds the server's URL and the token of the user `momiji`, with a blank between them:
//!
//! ```text
//! $ cargo run -p misskey-test-server --example serve
//! http://127.0.0.1:40123 TOKEN
//! ```
//!
//! It serves until it is killed, and all is gone then. With `--until-stdin-ends` it also ends
//! with its standard input: a program that starts it with a pipe there can't leave it behind.

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::env;
use std::error::Error;
use std::future::pending;

use misskey_test_server::TestServer;
use tokio::io::{AsyncReadExt as _, stdin};

const UNTIL_STDIN_ENDS: &str = "--until-stdin-ends";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ends = match &env::args().skip(1).collect::<Vec<_>>()[..] {
        [] => false,
        [one] if one == UNTIL_STDIN_ENDS => true,
        _ => return Err(format!("the only argument is {UNTIL_STDIN_ENDS}").into()),
    };
    let server = TestServer::start().await?;
    println!("{} {}", server.base_url(), server.token());
    if ends {
        stdin().read_to_end(&mut Vec::new()).await?;
    } else {
        pending::<()>().await;
    }
    Ok(())
}
