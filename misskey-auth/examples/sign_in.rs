//! Signs in with MiAuth and says who signed in.
//!
//! `cargo run -p misskey-auth --example sign_in` runs against a server of its own, and presses
//! the button itself. `cargo run -p misskey-auth --example sign_in -- misskey.example` runs
//! against that server, and you press it.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;
use std::io::stdin;

use misskey_api::{Client, PermissionSet, endpoints, permissions};
use misskey_auth::Url;
use misskey_auth::miauth::{Check, Grant, Request, Session};
use misskey_test_server::TestServer;

/// What the example calls.
const NEEDED: PermissionSet = permissions!(endpoints::I);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1) {
        Some(host) => sign_in(&host, press_enter).await,
        None => {
            let server = TestServer::start().await?;
            sign_in(&server.base_url(), |page| {
                println!("(The user presses the button.)");
                server.grant(page.as_str());
                Ok(())
            })
            .await
        }
    }
}

async fn sign_in(
    server: &str,
    wait_for_the_user: impl Fn(&Url) -> std::io::Result<()>,
) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(server).build()?;
    let session = Request::new(client.address())
        .name("Sign-in example")
        .permissions(NEEDED)
        .start()?;
    println!("Please allow access: {}", session.url());
    let grant = fetch(session, &client, wait_for_the_user).await?;
    match &grant.user {
        Ok(user) => println!("Access to the account of {}.", user.username),
        Err(reason) => println!("Access, but not a word to whose account: {reason}"),
    }
    let me = client
        .with_token(grant.token)
        .send(endpoints::I::new())
        .await?;
    println!("Signed in as @{} (id {}).", me.username, me.id);
    Ok(())
}

/// Asks as often as the user says that it is done, and only where asking again does no harm.
async fn fetch(
    mut session: Session,
    client: &Client,
    wait_for_the_user: impl Fn(&Url) -> std::io::Result<()>,
) -> Result<Grant, Box<dyn Error>> {
    for _ in 0..5 {
        wait_for_the_user(session.url())?;
        session = match session.check(client).await {
            Ok(Check::Granted(grant)) => return Ok(grant),
            Ok(Check::Pending(session)) => {
                println!("Not allowed yet.");
                session
            }
            Err(error) => {
                println!("{error}");
                error.into_session()?
            }
        };
    }
    Err("access was not allowed".into())
}

fn press_enter(_page: &Url) -> std::io::Result<()> {
    println!("Press Enter when you have.");
    stdin().read_line(&mut String::new()).map(drop)
}
