//! What is asked of notes and users every day.

#[cfg(feature = "streaming")]
pub use self::url_upload::UrlUploadError;
use url::Url;

use crate::acct::Acct;
use crate::endpoints::users::Show;
use crate::entities::{Note, User, UserDetailed, UserLite};
use crate::server::Server;
use crate::text;

mod reply;
#[cfg(feature = "streaming")]
mod url_upload;

impl Note {
    /// Whether the note only passes another on: it is a renote with no text, warning, reply, file or
    /// poll of its own. A quote is not a pure renote.
    ///
    /// ```
    /// # use misskey_api::{Client, endpoints::notes};
    /// # use misskey_test_server::TestServer;
    /// #
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// let note = client.send(notes::Create::new().text("Tea, @sora?")).await?.created_note;
    /// assert!(!note.is_pure_renote() && !note.is_quote());
    /// assert_eq!(note.page(client.address()).path(), format!("/notes/{}", note.id));
    /// let names: Vec<_> = note.mentioned().map(|acct| acct.to_string()).collect();
    /// assert_eq!(names, ["@sora"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_pure_renote(&self) -> bool {
        let has_files = self
            .file_ids
            .as_ref()
            .is_some_and(|files| !files.is_empty());
        self.renote_id.is_some()
            && self.reply_id.is_none()
            && self.text.is_none()
            && self.cw.is_none()
            && self.poll.is_none()
            && !has_files
    }

    /// Whether the note quotes another: it is a renote with something of its own.
    #[must_use]
    pub fn is_quote(&self) -> bool {
        self.renote_id.is_some() && !self.is_pure_renote()
    }

    /// The page of the note on a server that has it.
    #[must_use]
    pub fn page(&self, server: &Server) -> Url {
        server.note_page(self.id.as_str())
    }

    /// The accounts that text and warning mention, by name; ids are in
    /// [`mentions`](Self::mentions). Of a note from another server, names without a host are
    /// of that server.
    pub fn mentioned(&self) -> impl Iterator<Item = Acct> {
        self.texts().flat_map(text::mentions)
    }

    /// The hashtags in text and warning, as they are written; in lower case they are in
    /// [`tags`](Self::tags).
    pub fn hashtags(&self) -> impl Iterator<Item = &str> {
        self.texts().flat_map(text::hashtags)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.cw, &self.text]
            .into_iter()
            .filter_map(Option::as_deref)
    }
}

impl UserLite {
    /// The account's name, with the host if it is of another server.
    #[must_use]
    pub fn acct(&self) -> Acct {
        Acct::trusted(&self.username, self.host.as_deref())
    }

    /// The page of the account on a server that knows it.
    #[must_use]
    pub fn page(&self, server: &Server) -> Url {
        server.user_page(&self.acct())
    }
}

impl User {
    /// The account's name, with the host if it is of another server.
    #[must_use]
    pub fn acct(&self) -> Acct {
        Acct::trusted(self.username(), self.host().map(String::as_str))
    }

    /// The page of the account on a server that knows it.
    #[must_use]
    pub fn page(&self, server: &Server) -> Url {
        server.user_page(&self.acct())
    }
}

impl UserDetailed {
    /// The account's name, with the host if it is of another server.
    #[must_use]
    pub fn acct(&self) -> Acct {
        Acct::trusted(self.username(), self.host().map(String::as_str))
    }

    /// The page of the account on a server that knows it.
    #[must_use]
    pub fn page(&self, server: &Server) -> Url {
        server.user_page(&self.acct())
    }
}

impl Show {
    /// Of the account with that name: one of another server is asked for with its host, which
    /// [`by_username`](Self::by_username) alone leaves out.
    ///
    /// ```
    /// use misskey_api::Acct;
    /// use misskey_api::endpoints::users;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// let acct: Acct = "@sora@far.example".parse()?;
    /// let sora = client.send(users::Show::by_acct(&acct)).await?;
    /// assert_eq!(sora.acct(), acct);
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_acct(acct: &Acct) -> Self {
        let request = Self::by_username(acct.username());
        match acct.host() {
            Some(host) => request.host(host),
            None => request,
        }
    }
}
