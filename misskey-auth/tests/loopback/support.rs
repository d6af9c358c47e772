//! What the tests share.

use std::time::Duration;

use misskey_api::{Client, endpoints};
use misskey_auth::loopback::{SignIn, SignInError, SignedIn};
use misskey_auth::{Patience, Url, calls};
use misskey_test_server::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

pub(crate) async fn begin() -> (TestServer, Client) {
    let server = TestServer::start().await.unwrap();
    let client = Client::builder(server.base_url())
        .timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    (server, client)
}

pub(crate) fn sign_in(client: &Client) -> SignIn<'_> {
    SignIn::new(client, "Rake & <Co>")
        .calls(&calls!(endpoints::I))
        .patience(Patience::default().at_most(Duration::from_secs(60)))
}

/// Why a sign-in ends before the user is asked anything.
pub(crate) async fn not_begun(request: SignIn<'_>) -> SignInError {
    let asked = request.show(|page| panic!("{page}"));
    asked.run().await.unwrap_err()
}

pub(crate) fn not_long() -> Patience {
    Patience::default()
        .every(Duration::from_millis(20))
        .at_most(Duration::from_millis(300))
}

/// Signs in, while the user does with the page what users do.
pub(crate) async fn with_user<T>(
    sign_in: SignIn<'_>,
    user: impl AsyncFnOnce(Url) -> T,
) -> (Result<SignedIn, SignInError>, T) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let running = sign_in
        .show(move |page| sender.send(page.clone()).unwrap())
        .run();
    tokio::join!(running, async {
        user(receiver.recv().await.unwrap()).await
    })
}

/// Where the browser is to come back to, by the page's address.
pub(crate) fn callback_of(page: &Url) -> Url {
    let mut parameters = page.query_pairs();
    let found =
        parameters.find(|(name, _)| name == "callback" || name == "redirect_uri");
    Url::parse(&found.unwrap().1).unwrap()
}

/// The session of a MiAuth page.
pub(crate) fn session_of(page: &Url) -> String {
    page.path().rsplit('/').next().unwrap().to_owned()
}

/// Host and port of an address.
pub(crate) fn host_of(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
}

/// Sends bytes, and receives all that comes back.
pub(crate) async fn raw(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Asks for a path as a browser does that likes a language.
pub(crate) async fn get(host: &str, target: &str, language: &str) -> String {
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: {language}\r\n\
         Connection: close\r\n\r\n"
    );
    raw(host, &request).await
}
