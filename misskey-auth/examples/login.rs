//! Signs in from the command line, and keeps who signed in.
//!
//! ```console
//! $ cargo run -p misskey-auth --example login                   # against a server of its own
//! $ cargo run -p misskey-auth --example login -- misskey.example --permissions write:notes,read:account
//! $ cargo run -p misskey-auth --example login -- --list         # who is signed in
//! ```
//!
//! `--elsewhere` is for a browser on another machine, `--store FILE` for another place than
//! `misskey-login/accounts.json` in the folder of the user's settings.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::Arg;
use lexopt::ValueExt as _;
use misskey_api::Client;
use misskey_auth::loopback::{SignIn, SignedIn};
use misskey_auth::store::{FileStore, Standing, Store};
use misskey_auth::{Url, server};
use misskey_test_server::{TestServer, Visitor};

/// What the command line says.
#[derive(Default)]
struct Asked {
    host: Option<String>,
    permissions: Vec<String>,
    list: bool,
    elsewhere: bool,
    store: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let asked = Asked::read()?;
    if asked.host.is_none() && !asked.list {
        return demonstrate().await;
    }
    let store = FileStore::new(asked.store.clone().unwrap_or_else(default_store));
    if let Some(host) = &asked.host {
        let client = client_of(host)?;
        let mut request = SignIn::new(&client, "Login example");
        for permission in &asked.permissions {
            request = request.permission(permission);
        }
        if asked.elsewhere {
            request = request.elsewhere();
        }
        keep(&request.run().await?, &store)?;
    }
    list(&store).await
}

/// Does all of it against a server of its own, with a user who allows everything.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    let server = TestServer::start().await?;
    let folder =
        std::env::temp_dir().join(format!("misskey-login-{}", std::process::id()));
    let store = FileStore::new(folder.join("accounts.json"));
    let client = client_of(&server.base_url())?;
    let signed_in = SignIn::new(&client, "Login example")
        .permission("read:account")
        .show(|page| {
            println!("(The user opens {} and presses the button.)", page.path());
            tokio::spawn(press(page.clone()));
        })
        .run()
        .await?;
    keep(&signed_in, &store)?;
    list(&store).await?;
    println!("(The user takes the token back.)");
    server.revoke(signed_in.token.expose());
    list(&store).await?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

async fn press(page: Url) {
    if let Err(error) = Visitor::new().press(page.as_str(), "Allow").await {
        println!("(It did not work: {error})");
    }
}

fn client_of(host: &str) -> Result<Client, Box<dyn Error>> {
    Ok(Client::builder(server(host)?).build()?)
}

fn keep(signed_in: &SignedIn, store: &dyn Store) -> Result<(), Box<dyn Error>> {
    let account = signed_in.account().ok_or(
        "signed in, but it is not known as whom: ask for the permission read:account",
    )?;
    store.save(&account)?;
    println!("Signed in as {account} by {}.", signed_in.way);
    Ok(())
}

/// Says who is signed in, and whether the server still knows it.
async fn list(store: &dyn Store) -> Result<(), Box<dyn Error>> {
    for id in store.list()? {
        let Some(account) = store.load(&id)? else {
            continue;
        };
        let client = Client::builder(id.server.clone()).build()?;
        match Standing::ask(&client, &account.token).await {
            Ok(Standing::Good) => println!("{account}: signed in"),
            Ok(Standing::Refused(refusal)) => println!("{account}: {refusal}"),
            Ok(_) => println!("{account}"),
            Err(error) => println!("{account}: {error}"),
        }
    }
    Ok(())
}

fn default_store() -> PathBuf {
    let settings = std::env::var_os("XDG_CONFIG_HOME")
        .or_else(|| std::env::var_os("APPDATA"))
        .map(PathBuf::from);
    let home = || std::env::home_dir().map(|home| home.join(".config"));
    let folder = settings.or_else(home).unwrap_or_default();
    folder.join("misskey-login/accounts.json")
}

impl Asked {
    fn read() -> Result<Self, lexopt::Error> {
        let mut asked = Self::default();
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("permissions") => {
                    let names = arguments.value()?.string()?;
                    asked
                        .permissions
                        .extend(names.split(',').map(str::to_owned));
                }
                Arg::Long("list") => asked.list = true,
                Arg::Long("elsewhere") => asked.elsewhere = true,
                Arg::Long("store") => asked.store = Some(arguments.value()?.into()),
                Arg::Value(host) => asked.host = Some(host.string()?),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(asked)
    }
}
