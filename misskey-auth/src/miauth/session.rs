//! One attempt to sign in.

use std::fmt;

use http::{Response, Uri};
#[cfg(feature = "client")]
use misskey_api::Client;
use misskey_api::Server;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;
use uuid::Uuid;

use super::{Check, CheckError, check};
use crate::call::{self, InvalidAddress};
use crate::callback::{CallbackError, Returned};
use crate::once::Call;
#[cfg(feature = "client")]
use crate::wait::{self, Ask, Patience, Waited};

/// One attempt to sign in: good for one answer of the user, and for one token.
///
/// It can't be cloned, so that its token can't be asked for twice by accident. With serde it
/// is one text, the address of its page; that text is as secret as the token itself until
/// the token is fetched.
///
/// ```
/// use misskey_api::Server;
/// use misskey_auth::miauth::{Request, Session};
///
/// let server: Server = "misskey.example".parse()?;
/// let session = Request::new(&server).name("My app").start()?;
///
/// let kept = serde_json::to_string(&session)?;
/// let read: Session = serde_json::from_str(&kept)?;
/// assert_eq!(read.url(), session.url());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Session(Box<Attempt>);

/// Apart, so that results and errors that hold a session are small.
struct Attempt {
    server: Server,
    id: String,
    page: Url,
    check: Uri,
}

/// Why something is no session.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSession {
    /// The id is not a UUID. It may be secret all the same, so it is not told.
    #[error("the session's id is not a UUID; resume with the id that the session had")]
    Id,
    /// The server's address is one that HTTP can't carry.
    #[error(transparent)]
    Server(#[from] InvalidAddress),
}

impl Session {
    /// The session of that id, whose page has that query, percent-encoded.
    pub(crate) fn new(
        server: &Server,
        id: Uuid,
        query: Option<&str>,
    ) -> Result<Self, InvalidSession> {
        let id = id.hyphenated().to_string();
        let mut page = server.url().clone();
        page.set_path(&format!("/miauth/{id}"));
        page.set_query(query);
        let check = call::address(server, &format!("/api/miauth/{id}/check"))?;
        Ok(Self(Box::new(Attempt {
            server: server.clone(),
            id,
            page,
            check,
        })))
    }

    /// Goes on with a session that was begun before, perhaps by another process.
    ///
    /// It knows only its server and its id. Its [`url`](Self::url) asks for no permissions, so show
    /// the user the address of the session that was begun, or keep that session with serde.
    ///
    /// ```
    /// use misskey_api::Server;
    /// use misskey_auth::miauth::Session;
    ///
    /// let server: Server = "misskey.example".parse()?;
    /// let session = Session::resume(&server, "c1f6d42b-468b-4fd2-8274-e58abdedef6f")?;
    /// session.verify_callback("/back?session=c1f6d42b-468b-4fd2-8274-e58abdedef6f")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the id is not a UUID.
    pub fn resume(server: &Server, id: &str) -> Result<Self, InvalidSession> {
        let id = Uuid::try_parse(id).map_err(|_| InvalidSession::Id)?;
        Self::new(server, id, None)
    }

    /// The server of the account.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.0.server
    }

    /// The id. Whoever knows it can fetch the token once the user has allowed access.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The page where the user decides. Show it to nobody else: the id is in it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.page
    }

    /// Whether a browser that came to the callback came from this session.
    ///
    /// Takes what the browser asked for: the whole URL, its path with the query, or the query
    /// alone. The id is compared in constant time.
    ///
    /// A callback does not prove that access was allowed: [`check`](Self::check) does.
    ///
    /// # Errors
    /// If the parameter `session` is missing, is there more than once, or is of another session.
    pub fn verify_callback(&self, url_or_query: &str) -> Result<(), CallbackError> {
        Returned::new(url_or_query).verify("session", &self.0.id)
    }

    /// Fetches the token, if the user has allowed access. It asks once, and never again by itself.
    ///
    /// The client must be one of the session's server; its token plays no part.
    ///
    /// # Errors
    /// If nothing was sent, the server answered otherwise, or it is unknown what became of it,
    /// in which case the token may be lost: see [`CheckError`].
    #[cfg(feature = "client")]
    pub async fn check(self, client: &Client) -> Result<Check, CheckError> {
        match client.carry(self.check_request()).await {
            Ok(response) => self.check_response(&response),
            Err(error) => Err(CheckError::transport(self.call(), self, error)),
        }
    }

    /// Asks again and again until the user has allowed access, the time is up, or `cancelled`
    /// is done (for ever: [`std::future::pending`]). Goes on if the server can't be reached or
    /// is asked too often; ends with an error as soon as the token may be lost.
    ///
    /// Dropping this future loses an answer that is on its way: use `cancelled` instead.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[cfg(feature = "client")]
    pub async fn wait(
        self,
        client: &Client,
        patience: Patience,
        cancelled: impl Future<Output = ()> + Send,
    ) -> Result<Waited<Self>, CheckError> {
        wait::wait(self, client, patience, cancelled).await
    }

    pub(crate) fn call(&self) -> Call {
        Call {
            what: "check",
            host: self.server().host(),
        }
    }

    /// The request that fetches the token, for any HTTP client. Its address holds the id:
    /// take care where it is logged.
    ///
    /// Send it once. If no answer comes, and a connection was made, the token may be lost.
    #[must_use]
    pub fn check_request(&self) -> http::Request<Vec<u8>> {
        call::post_json(&self.0.check, b"{}".to_vec())
    }

    /// What the answer to [`check_request`](Self::check_request) says.
    ///
    /// # Errors
    /// As [`check`](Self::check), for an answer that came.
    pub fn check_response(
        self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<Check, CheckError> {
        check::read(self, response)
    }
}

#[cfg(feature = "client")]
impl Ask for Session {
    async fn ask(self, client: &Client) -> Result<Check, CheckError> {
        self.check(client).await
    }
}

impl fmt::Debug for Session {
    /// With the beginning of the id, which tells sessions apart and opens none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beginning = self.0.id.split('-').next().unwrap_or_default();
        f.debug_struct("Session")
            .field("server", &self.0.server)
            .field("id", &format_args!("{beginning}…"))
            .finish_non_exhaustive()
    }
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.page.as_str())
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // What the text holds may be secret, so it is not told.
        from_page(&text)
            .ok_or_else(|| de::Error::custom("not the address of a MiAuth page"))
    }
}

fn from_page(text: &str) -> Option<Session> {
    let page = Url::parse(text).ok()?;
    let id = page.path().strip_prefix("/miauth/")?;
    let id = Uuid::try_parse(id).ok()?;
    // What else an address can have is none of a server's, which refuses it.
    let mut server = page.clone();
    server.set_path("/");
    server.set_query(None);
    let server = Server::new(server.as_str()).ok()?;
    Session::new(&server, id, page.query()).ok()
}
