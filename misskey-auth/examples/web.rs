//! A web page with a sign-in button.
//!
//! ```console
//! $ cargo run -p misskey-auth --example web                     # against a server of its own
//! $ cargo run -p misskey-auth --example web -- misskey.example  # until you stop it
//! ```
//!
//! Each browser has a cookie, and each cookie at most one session: nobody can be led into
//! finishing a sign-in that somebody else began.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use misskey_api::{Client, PermissionSet, endpoints, permissions};
use misskey_auth::miauth::{Check, Request, Session};
use misskey_auth::store::{Account, AccountId, MemoryStore, Store as _};
use misskey_auth::{Url, server};
use misskey_test_server::{TestServer, Visitor};
use tokio::net::TcpListener;
use url::form_urlencoded;

/// What the app calls.
const NEEDED: PermissionSet = permissions!(endpoints::I);

/// What the app knows.
struct App {
    /// Where it is.
    url: Url,
    /// The server that its form suggests.
    host: String,
    /// Who is about to sign in, by cookie.
    sessions: Mutex<HashMap<String, Session>>,
    accounts: MemoryStore,
}

type Shared = State<Arc<App>>;
type Answer = Result<Response, Failure>;

/// What went wrong, for the user to read: no error here holds a secret.
struct Failure(String);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
    if let Some(host) = std::env::args().nth(1) {
        println!("Please open {url}");
        return Ok(axum::serve(listener, router(url, host)).await?);
    }
    let server = TestServer::start().await?;
    let router = router(url.clone(), server.base_url());
    let app = tokio::spawn(async { axum::serve(listener, router).await });
    let mut browser = Visitor::new();
    println!("(The user opens {url} and presses the button.)");
    let consent = browser.press(url.as_str(), "Sign in").await?;
    println!("(The user allows access.)");
    let landing = browser.press(&consent.url, "Allow").await?;
    println!("{}", landing.html);
    app.abort();
    if landing.html.contains("Hello, momiji") {
        Ok(())
    } else {
        Err("nobody has signed in".into())
    }
}

fn router(url: Url, host: String) -> Router {
    let app = App {
        url,
        host,
        sessions: Mutex::default(),
        accounts: MemoryStore::new(),
    };
    Router::new()
        .route("/", get(front_page))
        .route("/sign-in", post(sign_in))
        .route("/back", get(back))
        .with_state(Arc::new(app))
}

async fn front_page(State(app): Shared) -> Html<String> {
    let host = escaped(&app.host);
    Html(format!(
        "<!DOCTYPE html>\n<form method=\"post\" action=\"/sign-in\">\
         <input name=\"host\" value=\"{host}\"><button>Sign in</button></form>"
    ))
}

/// Begins a session for this browser, and sends it to the server's page.
async fn sign_in(State(app): Shared, body: String) -> Answer {
    let mut fields = form_urlencoded::parse(body.as_bytes());
    let host = fields.find(|(name, _)| name == "host");
    let host = host.map(|(_, host)| host.into_owned()).unwrap_or_default();
    let session = Request::new(&server(&host)?)
        .name("Web example")
        .permissions(NEEDED)
        .callback(app.url.join("back")?)
        .start()?;
    let page = session.url().to_string();
    let cookie = random()?;
    app.sessions().insert(cookie.clone(), session);
    let header =
        format!("sign-in={cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
    Ok(([(header::SET_COOKIE, header)], Redirect::to(&page)).into_response())
}

/// Takes the browser back, and fetches the token.
async fn back(
    State(app): Shared,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let cookie = cookie_of(&headers).unwrap_or_default();
    let session = app.sessions().remove(&cookie);
    let session =
        session.ok_or_else(|| Failure("this browser began no sign-in".into()))?;
    session.verify_callback(&query.unwrap_or_default())?;
    let client = Client::builder(session.server().clone()).build()?;
    let Check::Granted(grant) = session.check(&client).await? else {
        return Err(Failure("access is not granted".into()));
    };
    let user = grant.user?;
    let id = AccountId::new(client.address(), user.id);
    app.accounts
        .save(&Account::new(id, &user.username, grant.token))?;
    let (name, count) = (escaped(&user.username), app.accounts.list()?.len());
    let page = format!("<!DOCTYPE html>\n<p>Hello, {name}! ({count} signed in)</p>");
    Ok(Html(page).into_response())
}

fn cookie_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let mut pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(name, _)| *name == "sign-in");
    found.map(|(_, value)| value.to_owned())
}

/// What nobody can guess.
fn random() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

impl App {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let page = format!("<!DOCTYPE html>\n<p>{}</p>", escaped(&self.0));
        (StatusCode::BAD_REQUEST, Html(page)).into_response()
    }
}
